"""kladka score: a file against a reference, one sentence a line, as sacreBLEU measures it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("hypothesis", type=Path)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--metrics", default="BLEU,chrF,chrF++,TER", help="and spBLEU")
    parser.add_argument(
        "--door",
        default="nfc",
        help="nfc: as sacreBLEU reads it; nfc+quotes, nfc+quotes+tones (Vietnamese): made alike",
    )
    parser.add_argument(
        "--width", type=int, default=2, help="digits after the point (2; at most 4)"
    )
    parser.add_argument("--segments", action="store_true", help="every line by itself, as TSV")


def run(options: argparse.Namespace) -> int:
    from ..errors import BrokenConfig, EmptyArticle
    from ..metrics import measure, statistics
    from .lines import lines

    ours, theirs = lines(options.hypothesis), lines(options.reference)
    if not theirs:
        raise EmptyArticle(options.reference)
    if len(ours) != len(theirs):
        raise BrokenConfig(options.hypothesis, f"{len(ours)} lines for {len(theirs)} references")
    names = options.metrics.split(",")
    if options.segments:
        columns = [statistics(name, ours, theirs, options.door).of_each() for name in names]
        print("line", *names, sep="\t")
        for number, row in enumerate(zip(*columns, strict=True), start=1):
            print(number, *(f"{value:.2f}" for value in row), sep="\t")
        return 0
    for name in names:
        value, (low, high), signature = measure(name, ours, theirs, options.door)
        shown = [f"{number:.{options.width}f}" for number in (value, low, high)]
        around = f"[{shown[1]}, {shown[2]}]"
        print(name, shown[0], around, f"{len(ours)} lines", signature, sep="\t")
    _told(ours + theirs)
    return 0


def _told(texts: list[str]) -> None:
    """sacreBLEU's own command would have scored these lines as they stand."""
    from ..text import clean

    changed = sum(clean(text) != text for text in texts)
    if changed:
        print(
            f"{changed} lines were cleaned first: NFC, nothing invisible, single spaces",
            file=sys.stderr,
        )
