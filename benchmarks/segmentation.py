"""Boundary precision, recall and F1 of our segmenter beside others, over corpora/newsroom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.read import read
from pipeline.segment import sentences

NEWSROOM = sorted((Path(__file__).parent.parent / "corpora" / "newsroom").glob("a*"))
Split = Callable[[str, str], list[str]]


def _ends(lines: list[str]) -> set[int]:
    place, found = 0, set()
    for line in lines:
        place += len("".join(line.split()))
        found.add(place)
    return found


def _plain(text: str, language: str) -> list[str]:
    """Every stop before white space: what no rule at all gives."""
    import re

    return [part for part in re.split(r"(?<=[.!?])\s+", text) if part]


def main() -> None:
    players: dict[str, Split] = {"kladka": sentences, "every stop": _plain}
    print("language  segmenter   precision  recall     F1  boundaries")
    for language in ("pl", "en", "vi"):
        for name, split in players.items():
            both = ours = theirs = 0
            for folder in NEWSROOM:
                blocks = read(folder / f"{language}.txt").blocks
                found = [s for block in blocks for s in split(block.text, language)]
                gold = (folder / f"{language}.gold.txt").read_text("utf-8").rstrip("\n")
                a, b = _ends(found), _ends(gold.split("\n"))
                both, ours, theirs = both + len(a & b), ours + len(a), theirs + len(b)
            shares = both / ours, both / theirs, 2 * both / (ours + theirs)
            print(f"{language:9} {name:11}", *(f"{share:9.4f}" for share in shares), theirs)


if __name__ == "__main__":
    main()
