"""Segmentation: boundaries, kinds, paragraphs of other people's sentences, speed; beside others.

    python benchmarks/segmentation.py                      both corpora, every segmenter at hand
    python benchmarks/segmentation.py --paragraphs X.tsv   sentences (one language a column: pl, en)
                                                           joined by five and split again
    python benchmarks/segmentation.py --speed 1 10 100     megabytes of newsroom, read and segmented

Rivals run where they are installed: pip install 'kladka[bench]'.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.documents import read
from pipeline.read.plain import Plain
from pipeline.segment import SEGMENTER, segment, sentences

CORPORA = Path(__file__).parent.parent / "corpora"
LANGUAGES = ("pl", "en", "vi")
NAMES = {"pl": "polish", "en": "english"}
HEAD = "over          language  segmenter       precision    recall        F1  false missed"
Split = Callable[[str, str], list[str]]
Text = tuple[list[str], list[str]]  # blocks in, sentences wanted


def _every_stop(text: str, language: str) -> list[str]:
    """What no rule at all gives."""
    return [part for part in re.split(r"(?<=[.!?])\s+", text) if part]


@lru_cache
def _made(module: str, name: str, language: str, **options: Any) -> Any:
    return getattr(import_module(module), name)(language, **options)


def _yasbd(text: str, language: str) -> list[str]:
    return list(_made("yasbd", "BoundaryDetector", language).segment(text))


def _pysbd(text: str, language: str) -> list[str]:
    return list(_made("pysbd", "Segmenter", language, clean=False).segment(text))


def _sentencex(text: str, language: str) -> list[str]:
    return list(import_module("sentencex").segment(language, text))


def _punkt(text: str, language: str) -> list[str]:
    """NLTK's trained models, from the package that carries them."""
    return list(import_module("punkt").sent_tokenize(text, NAMES[language]))


def _players() -> dict[str, Split]:
    rivals = {"yasbd": _yasbd, "pysbd": _pysbd, "sentencex": _sentencex, "punkt": _punkt}
    found = {name: split for name, split in rivals.items() if find_spec(name)}
    return {SEGMENTER: sentences, **found, "every stop": _every_stop}


def _ends(lines: Iterable[str]) -> set[int]:
    place, found = 0, set()
    for line in lines:
        place += len("".join(line.split()))
        found.add(place)
    return found


def _measured(split: Split, language: str, texts: list[Text]) -> str:
    both = ours = theirs = 0
    for blocks, wanted in texts:
        a = _ends(one for block in blocks for one in split(block, language))
        b = _ends(wanted)
        both, ours, theirs = both + len(a & b), ours + len(a), theirs + len(b)
    shares = both / ours, both / theirs, 2 * both / (ours + theirs)
    return " ".join(f"{share:9.4f}" for share in shares) + f"  {ours - both:5} {theirs - both:6}"


def _gold(folder: Path, language: str) -> list[str]:
    return (folder / f"{language}.gold.txt").read_text("utf-8").rstrip("\n").split("\n")


def _file(folder: Path, language: str) -> Path:
    return next(path for path in folder.glob(f"{language}.*") if path.suffix in (".txt", ".html"))


def _corpus(name: str, language: str) -> list[Text]:
    folders = [p for p in sorted((CORPORA / name).iterdir()) if (p / "kinds.json").is_file()]
    return [
        ([block.text for block in read(_file(folder, language)).blocks], _gold(folder, language))
        for folder in folders
    ]


def _paragraphs(path: Path, column: int) -> list[Text]:
    rows = path.read_text("utf-8").rstrip("\n").split("\n")
    lines = [row.split("\t")[column].strip() for row in rows]
    groups = (lines[at : at + 5] for at in range(0, len(lines), 5))
    return [([" ".join(group)], group) for group in groups]


def _table(over: str, language: str, texts: list[Text]) -> None:
    for name, split in _players().items():
        try:
            print(f"{over:13} {language:9} {name:15}", _measured(split, language, texts))
        except (ValueError, KeyError):
            print(f"{over:13} {language:9} {name:15} does not know the language")


def _kinds(corpus: str, language: str) -> str:
    right = total = 0
    for folder in sorted((CORPORA / corpus).glob("*/kinds.json")):
        place = folder.parent
        found = segment(read(_file(place, language)), language, place.name).segments
        wanted = json.loads(folder.read_text("utf-8"))[language]
        seen = {one.text: one.kind for one in found}
        gold = zip(_gold(place, language), wanted, strict=True)
        right += sum(seen.get(line) == kind for line, kind in gold)
        total += len(wanted)
    return f"{corpus:17} {language}  kinds: {right} of {total} right ({right / total:.4f})"


def _speed(megabytes: list[int], languages: list[str]) -> None:
    """CPU seconds of this process; newsroom over and over, so that every rule has its share."""
    print("language    MB  sentences   read s  segment s  sentences/minute  peak MB")
    for language in languages:
        files = sorted((CORPORA / "newsroom").glob(f"*/{language}.txt"))
        once = "\n\n".join(path.read_text("utf-8") for path in files).encode()
        for size in megabytes:
            data = (once + b"\n\n") * max(1, size * 1_000_000 // len(once))
            begun = time.process_time()
            blocks = Plain().read(data, "speed")
            half = time.process_time()
            count = len(segment(blocks, language, "speed").segments)
            done = time.process_time()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
            rate = 60 * count / (done - begun)
            print(
                f"{language:8} {len(data) / 1e6:5.1f} {count:10,} {half - begun:8.2f}"
                f" {done - half:10.2f} {rate:17,.0f} {peak:8,.0f}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description="Segmentation, measured.")
    parser.add_argument("--paragraphs", type=Path, help="a TSV of sentences: Polish, English")
    parser.add_argument("--speed", type=int, nargs="+", metavar="MB", help="measure speed alone")
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, help="for --speed")
    options = parser.parse_args()
    if options.speed:
        _speed(options.speed, options.languages)
        return
    print(HEAD)
    if options.paragraphs:
        for column, language in enumerate(("pl", "en")):
            _table("paragraphs", language, _paragraphs(options.paragraphs, column))
        return
    for corpus in ("newsroom", "hanoi-convention"):
        for language in LANGUAGES:
            _table(corpus[:13], language, _corpus(corpus, language))
    for corpus in ("newsroom", "hanoi-convention"):
        for language in LANGUAGES:
            print(_kinds(corpus, language))


if __name__ == "__main__":
    main()
