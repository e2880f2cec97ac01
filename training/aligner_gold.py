"""Pairs of documents with hand-made beads, and the bridges to learn and to judge with.

Polish sets without a published translation get ours; degraded copies of bridges teach what a bad
one is worth.
"""

from __future__ import annotations

import json
import random
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from pipeline.aligners.gold import Pair, parse_pairs
from pipeline.records import Document, Segment

ROOT = Path(__file__).parent.parent
LONGEST = 260  # segments of a side; longer documents are cut at gold beads
Translate = Callable[[list[str]], list[str]]


class Example(NamedTuple):
    """A pair of documents with its gold beads; `weight` makes copies of one text count as one.

    `system` is who made the bridge; `back` is the page in the article's language.
    """

    name: str
    article: Document
    bridge: list[str] | None
    page: Document
    gold: list[Pair]
    weight: float
    system: str = ""
    back: list[str] | None = None

    @property
    def paragraphs(self) -> bool:
        """Are both sides more than lists of lines?"""
        return all(
            len({s.block for s in side.segments}) < len(side.segments)
            for side in (self.article, self.page)
        )


def document(
    lines: Sequence[str], kinds: Sequence[str] | None = None, language: str = "und"
) -> Document:
    named = kinds or ["paragraph"] * len(lines)
    segments = (
        Segment(str(i), i, kind, line)  # type: ignore[arg-type]
        for i, (line, kind) in enumerate(zip(lines, named, strict=True))
    )
    return Document(language, None, "gold", "gold", tuple(segments))


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")


def newsroom(pairs: Sequence[str], bridged: bool) -> Iterator[Example]:
    """The articles of corpora/, with the shipped model's translation as bridge."""
    for pair in pairs:
        source, target = pair.split("-")
        for path in sorted((ROOT / "corpora").glob(f"*/*/{pair}.gold")):
            kinds = json.loads((path.parent / "kinds.json").read_text(encoding="utf-8"))
            ours, theirs = (
                _paragraphs(
                    document(lines_of(path.with_name(f"{code}.gold.txt")), kinds[code], code),
                    path.with_name(f"{code}.txt"),
                )
                for code in (source, target)
            )
            bridge = None
            if bridged:
                bridge = translator(source, target)([s.text for s in ours.segments])
            gold = parse_pairs(path.read_text(encoding="utf-8"), str(path))
            system = "ours" if bridged else ""
            yield Example(path.parent.name, ours, bridge, theirs, gold, 1.0, system)


def _paragraphs(lines: Document, path: Path) -> Document:
    """The paragraphs of the text that the lines are made of, where there is one."""
    if not path.is_file():
        return lines
    sizes = [len("".join(text.split())) for text in path.read_text("utf-8").split("\n\n")]
    ends = list(accumulate(sizes))
    reached = accumulate(len("".join(segment.text.split())) for segment in lines.segments)
    blocks = [bisect_left(ends, end) for end in reached]
    return _broken(lines, blocks)


def _broken(lines: Document, blocks: Sequence[int]) -> Document:
    pairs = zip(lines.segments, blocks, strict=True)
    return replace(lines, segments=tuple(replace(one, block=block) for one, block in pairs))


@cache
def translator(source: str, target: str) -> Translate:
    """The shipped model through the translation memory."""
    from pipeline.files import cache_folder
    from pipeline.memory import Memory
    from pipeline.run import dressed

    memory = Memory(cache_folder() / "memory.sqlite3")
    player = dressed(source, target, "shipped", "ctranslate2", memory)
    return lambda texts: [said.text for said in player.translate(texts)]


def folder(path: Path, bridged: bool) -> Iterator[Example]:
    """A folder of src.txt, tgt.txt, gold.txt and translations src.mt.<system>.txt."""
    for gold_path in sorted(path.glob("*/gold.txt")):
        place = gold_path.parent
        ours, theirs = (document(lines_of(place / f"{side}.txt")) for side in ("src", "tgt"))
        gold = parse_pairs(gold_path.read_text(encoding="utf-8"), str(gold_path))
        gold = ladder(gold, len(ours.segments), len(theirs.segments))
        bridges: dict[str, list[str] | None] = _bridges(place, ours) if bridged else {"": None}
        for system, bridge in bridges.items():
            back = place / f"tgt.mt.{system}.txt"
            yield Example(
                place.name,
                ours,
                bridge,
                theirs,
                gold,
                1.0 / len(bridges),
                system,
                lines_of(back) if bridge and back.is_file() else None,
            )


def _bridges(place: Path, ours: Document) -> dict[str, list[str] | None]:
    """By system; ours where none was published and we know the languages."""
    found: dict[str, list[str] | None] = {}
    for path in sorted(place.glob("src.mt.*.txt")):
        lines = lines_of(path)
        if len(lines) == len(ours.segments):
            found[path.name.split(".")[2]] = lines
    if not found and re.search("^pl-en$", (place / "README").read_text("utf-8"), re.MULTILINE):
        found["ours"] = translator("pl", "en")([s.text for s in ours.segments])
    return found


def degraded(example: Example, share: float) -> Example:
    """The bridge with that share of its words dropped or replaced by others of it, half and half."""
    if example.bridge is None:
        return example
    rng = random.Random(f"{example.name} {example.system} {share}")
    others = [word for line in example.bridge for word in line.split()] or ["-"]
    lines = []
    for line in example.bridge:
        kept = []
        for word in line.split():
            if rng.random() >= share:
                kept.append(word)
            elif rng.random() < 0.5:
                kept.append(rng.choice(others))
        lines.append(" ".join(kept))
    return example._replace(bridge=lines, system=f"{example.system} {share:.0%} degraded")


def ladder(gold: Sequence[Pair], n: int, m: int) -> list[Pair]:
    """Gold beads in order, every segment in one of them.

    Segments that gold leaves out are null beads; of a bead with a gap its longest run stays, and a
    bead that crosses the one before it falls apart into null beads.
    """
    made: list[Pair] = []
    i = j = 0
    for a, b in sorted((_run(a), _run(b)) for a, b in gold if a and b):
        if a[0] < i or b[0] < j:
            continue
        made += [((k,), ()) for k in range(i, a[0])] + [((), (k,)) for k in range(j, b[0])]
        made.append((a, b))
        i, j = a[-1] + 1, b[-1] + 1
    return made + [((k,), ()) for k in range(i, n)] + [((), (k,)) for k in range(j, m)]


def _run(numbers: tuple[int, ...]) -> tuple[int, ...]:
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    longest: list[int] = max(runs, key=len)
    return tuple(longest)


def pieces(example: Example) -> Iterator[Example]:
    """A long example in parts that begin and end between gold beads."""
    start, here = (0, 0), (0, 0)
    gold: list[Pair] = []
    for a, b in example.gold:
        gold.append((tuple(i - start[0] for i in a), tuple(j - start[1] for j in b)))
        here = (max((here[0], *(i + 1 for i in a))), max((here[1], *(j + 1 for j in b))))
        if max(here[0] - start[0], here[1] - start[1]) >= LONGEST:
            yield _part(example, start, here, gold)
            start, gold = here, []
    if gold:
        yield _part(example, start, here, gold)


def _part(
    example: Example, start: tuple[int, int], end: tuple[int, int], gold: list[Pair]
) -> Example:
    def cut(whole: Document, side: int) -> Document:
        return replace(whole, segments=whole.segments[start[side] : end[side]])

    return example._replace(
        article=cut(example.article, 0),
        bridge=example.bridge and example.bridge[start[0] : end[0]],
        page=cut(example.page, 1),
        gold=gold,
        back=example.back and example.back[start[1] : end[1]],
    )


def human(example: Example) -> Example:
    """The page's own words as the bridge, shared out within each gold bead by length."""
    bridge = [""] * len(example.article.segments)
    for a, b in example.gold:
        words = [word for j in b for word in example.page.segments[j].text.split()]
        lengths = [len(example.article.segments[i].text) + 1 for i in a]
        start = used = 0
        for i, length in zip(a, lengths, strict=True):
            used += length
            end = round(len(words) * used / sum(lengths))
            bridge[i] = " ".join(words[start:end])
            start = end
    return example._replace(bridge=bridge, system="human")


def unbroken(example: Example) -> Example:
    """Both sides as lists of lines."""
    article, page = (_broken(d, range(len(d.segments))) for d in (example.article, example.page))
    return example._replace(article=article, page=page, system=f"{example.system} lines".strip())


def rebroken(example: Example) -> Example:
    """The page's paragraphs begin elsewhere, as many as they were."""
    size = len(example.page.segments)
    many = len({segment.block for segment in example.page.segments})
    rng = random.Random(f"{example.name} {example.system} paragraphs")
    starts = set(rng.sample(range(1, size), many - 1))
    blocks = list(accumulate(int(i in starts) for i in range(size)))
    system = f"{example.system} in other paragraphs".strip()
    return example._replace(page=_broken(example.page, blocks), system=system)


def monolingual(example: Example) -> Example:
    """The bridge as the article itself."""
    lines = example.bridge or [""] * len(example.article.segments)
    segments = tuple(
        replace(segment, text=line)
        for segment, line in zip(example.article.segments, lines, strict=True)
    )
    return example._replace(article=replace(example.article, segments=segments), bridge=None)


def family(name: str) -> str:
    """The set that a document belongs to."""
    for prefix in ("synth_flores_pl", "synth_flores_vi", "parice", "textberg"):
        if name.startswith(prefix):
            return prefix
    return name
