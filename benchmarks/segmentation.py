"""Boundary precision, recall and F1 of our segmenter beside others, over corpora/newsroom.

Rivals run where they are installed: pip install yasbd-lib pysbd sentencex
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.documents import read
from pipeline.segment import SEGMENTER, segment, sentences

NEWSROOM = sorted((Path(__file__).parent.parent / "corpora" / "newsroom").glob("a*"))
LANGUAGES = ("pl", "en", "vi")
Split = Callable[[str, str], list[str]]


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


def _players() -> dict[str, Split]:
    rivals = {"yasbd": _yasbd, "pysbd": _pysbd, "sentencex": _sentencex}
    found = {name: split for name, split in rivals.items() if find_spec(name)}
    return {SEGMENTER: sentences, **found, "every stop": _every_stop}


def _ends(lines: list[str]) -> set[int]:
    place, found = 0, set()
    for line in lines:
        place += len("".join(line.split()))
        found.add(place)
    return found


def _measured(split: Split, language: str) -> str:
    both = ours = theirs = 0
    for folder in NEWSROOM:
        blocks = read(folder / f"{language}.txt").blocks
        found = [one for block in blocks for one in split(block.text, language)]
        gold = (folder / f"{language}.gold.txt").read_text("utf-8").rstrip("\n")
        a, b = _ends(found), _ends(gold.split("\n"))
        both, ours, theirs = both + len(a & b), ours + len(a), theirs + len(b)
    shares = both / ours, both / theirs, 2 * both / (ours + theirs)
    return " ".join(f"{share:9.4f}" for share in shares) + f"  {ours - both:5} {theirs - both:6}"


def _kinds(language: str) -> str:
    right = total = 0
    for folder in NEWSROOM:
        found = segment(read(folder / f"{language}.txt"), language, folder.name).segments
        wanted = json.loads((folder / "kinds.json").read_text("utf-8"))[language]
        gold = (folder / f"{language}.gold.txt").read_text("utf-8").rstrip("\n").split("\n")
        seen = {one.text: one.kind for one in found}
        right += sum(seen.get(line) == kind for line, kind in zip(gold, wanted, strict=True))
        total += len(wanted)
    return f"{language:9} kinds of lines: {right} of {total} right ({right / total:.4f})"


def main() -> None:
    print("language  segmenter       precision    recall        F1  false missed")
    for language in LANGUAGES:
        for name, split in _players().items():
            try:
                print(f"{language:9} {name:15}", _measured(split, language))
            except (ValueError, KeyError) as error:
                print(f"{language:9} {name:15} does not know the language ({error})"[:99])
    for language in LANGUAGES:
        print(_kinds(language))


if __name__ == "__main__":
    main()
