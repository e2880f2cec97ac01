"""Sentence pairs worth learning from: cleaned, filtered, capped, and kept apart from every test text."""

from __future__ import annotations

import lzma
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.files import to_json, write
from pipeline.text import clean as tidy

from .recipe import Clean

# How the name of a text of the project's own ends; it has three languages, one in a column.
OWN = "-triples"
JOINED = "joined-triples"
_MARKUP = re.compile(
    r"%[a-zA-Z\d(]|\{|\}|<[^ ]|\\|&[a-z]+;|\$\w|https?:|www\.|```|\]\(|[|_#*^~=]{2}|^\W*$"
)
_DIGITS = re.compile(r"\d+")
_VIETNAMESE = re.compile(
    r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹáàãéèíìóòõúùũý]", re.IGNORECASE
)
_POLISH = re.compile(r"[ąćęłńśźż]", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_GRAM = 10


@dataclass(frozen=True, slots=True)
class Pair:
    direction: str
    source: str  # where the pair is from
    texts: tuple[str, str]


def own(source: str) -> bool:
    """Whether a source is the project's own text, to be weighed up."""
    return source.endswith(OWN)


def clean(
    settings: Clean, texts: list[Path], forbidden: list[Path], out: Path, seed: int
) -> dict[str, object]:
    """Write `out`/pairs.tsv (direction, source, text, text) and a report; return the report.

    `texts`: NAME-triples.tsv.xz with a language in a column, DIRECTION.tsv.xz with a source's name in the third.
    """
    fence = Fence(forbidden)
    dropped: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    lines: list[str] = []
    seen: set[tuple[str, str]] = set()
    for pair in _pairs(settings, texts, fence, seed):
        key = f"{pair.direction}\t{pair.source}"
        reason = _fault(pair, settings, fence, seen)
        if not reason and not own(pair.source) and kept[key] >= settings.documentation_cap:
            reason = "over the cap"
        if reason:
            dropped[reason] += 1
            continue
        kept[key] += 1
        lines.append(f"{key}\t{pair.texts[0]}\t{pair.texts[1]}\n")
    write(out / "pairs.tsv", "".join(lines).encode())
    report: dict[str, object] = {"kept": dict(kept), "dropped": dict(dropped)}
    write(out / "report.json", to_json(report))
    return report


def _pairs(settings: Clean, texts: list[Path], fence: Fence, seed: int) -> Iterator[Pair]:
    triples: list[list[str]] = []
    for path in texts:
        name = path.name.removesuffix(".tsv.xz")
        if own(name):
            rows = list(_rows(path))
            yield from _of_triples(settings, name, rows)
            triples += [row for row in rows if not any(map(fence.touches, row))]
        elif name in settings.directions:
            for source, target, where in _rows(path):
                yield Pair(name, where, (source, target))
    yield from _of_triples(settings, JOINED, joined(triples, settings.joined, seed))


def joined(triples: list[list[str]], most: int, seed: int) -> Iterator[list[str]]:
    """Every triple once more, in lines of two to `most` that have nothing to do with each other.

    Kondo et al. 2021: where most sentences are short, long ones are learnt from short ones in a row.
    """
    chooser = random.Random(seed)
    shuffled = chooser.sample(triples, len(triples))
    while shuffled:
        some = [shuffled.pop() for _ in range(min(chooser.randint(2, most), len(shuffled)))]
        yield [" ".join(cells) for cells in zip(*some, strict=True)]


def _of_triples(settings: Clean, name: str, rows: Iterable[list[str]]) -> Iterator[Pair]:
    for triple in rows:
        said = dict(zip(settings.triple_languages, triple, strict=True))
        for direction in settings.directions:
            source, target = direction.split("-")
            yield Pair(direction, name, (said[source], said[target]))


def _rows(path: Path) -> Iterator[list[str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield [tidy(cell) for cell in line.rstrip("\n").split("\t")]


def _fault(pair: Pair, settings: Clean, fence: Fence, seen: set[tuple[str, str]]) -> str | None:
    if pair.texts in seen:
        return "a repetition"
    seen.add(pair.texts)
    for reason, test in _FAULTS.items():
        if test(pair, settings):
            return reason
    return "in a test set" if any(map(fence.touches, pair.texts)) else None


def _uneven(pair: Pair, settings: Clean) -> bool:
    short, long = sorted(map(len, pair.texts))
    return long > settings.longest_ratio * short + settings.ratio_slack


def _untranslated(pair: Pair, _: Clean) -> bool:
    """Vietnamese without its marks, or marks of one language on the other side."""
    for language, text in zip(pair.direction.split("-"), pair.texts, strict=True):
        if language == "vi" and len(text) > 20 and len(_VIETNAMESE.findall(text)) < len(text) / 25:
            return True
        if language == "en" and len(_VIETNAMESE.findall(text)) + len(_POLISH.findall(text)) > 4:
            return True
        if language == "pl" and len(text) > 80 and not _POLISH.search(text):
            return True
    return False


def _numbers_differ(pair: Pair, _: Clean) -> bool:
    left, right = (Counter(_DIGITS.findall(text)) for text in pair.texts)
    odd = ((left - right) + (right - left)).total()
    return not own(pair.source) and odd > 1


_FAULTS: dict[str, Callable[[Pair, Clean], bool]] = {
    "too long": lambda pair, settings: max(map(len, pair.texts)) > settings.longest_chars,
    "empty": lambda pair, _: min(map(len, pair.texts)) < 2,
    "identical": lambda pair, _: pair.texts[0].lower() == pair.texts[1].lower(),
    "markup": lambda pair, _: any(map(_MARKUP.search, pair.texts)),
    "uneven": _uneven,
    "numbers differ": _numbers_differ,
    "untranslated": _untranslated,
}


class Fence:
    """Every whole line and every run of ten words of texts that must stay unseen."""

    def __init__(self, paths: list[Path]) -> None:
        self.lines: set[str] = set()
        self.grams: set[tuple[str, ...]] = set()
        for path in paths:
            for line in path.read_text(encoding="utf-8").split("\n"):
                for cell in line.split("\t"):
                    self._add(tidy(cell))

    def _add(self, text: str) -> None:
        words = _words(text)
        if words:
            self.lines.add(" ".join(words))
            self.grams.update(_grams(words))

    def touches(self, text: str) -> bool:
        """Is it such a line, or has it such a run? `text` is as `tidy` leaves it."""
        words = _words(text)
        long_enough = len(words) > 3
        return (long_enough and " ".join(words) in self.lines) or any(
            gram in self.grams for gram in _grams(words)
        )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _grams(words: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - _GRAM + 1):
        yield tuple(words[start : start + _GRAM])


def overlap(pairs: Path, forbidden: list[Path]) -> dict[str, int]:
    """How many training texts were compared with how many test lines, and how many touch one."""
    fence = Fence(forbidden)
    texts = 0
    found = 0
    for line in pairs.read_text(encoding="utf-8").split("\n"):
        cells = line.split("\t")[2:]
        texts += len(cells)
        found += sum(map(fence.touches, cells))
    return {
        "training texts": texts,
        "test lines": len(fence.lines),
        "test 10-grams": len(fence.grams),
        "found": found,
    }
