"""kladka align: two files of sentences, one a line, into beads."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..records import Bead, Document


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, help="sentences, one a line")
    parser.add_argument("target", type=Path, help="sentences, one a line")
    parser.add_argument("--bridge", type=Path, help="the source in the target's language")
    parser.add_argument("--from", dest="language", help="source language, to make the bridge here")
    parser.add_argument("--to", help="target language, to make the bridge here")
    parser.add_argument("--models", default="shipped", help="shipped, opus-mt or a model folder")
    parser.add_argument("--aligner", default="bridge", help="bridge or length")
    parser.add_argument("--format", default="ladder", choices=("ladder", "tsv", "json"))
    parser.add_argument("--gold", type=Path, help="hand-made beads; print scores, not beads")


def run(options: argparse.Namespace) -> int:
    from ..aligners import aligner

    player = aligner(options.aligner)
    ours, theirs = _document(options.source), _document(options.target)
    beads = player.align(ours, _bridge(options, ours), theirs)
    if options.gold:
        _judge(beads, options.gold)
    else:
        _print(beads, ours, theirs, options.format)
    return 0


def _judge(beads: Sequence[Bead], path: Path) -> None:
    """Strict, lax and null-bead precision, recall and F1 as vecalign defines them."""
    from ..aligners.gold import as_pairs, lax, null, parse_pairs, strict
    from ..errors import NotText
    from ..files import read_bytes

    try:
        gold = parse_pairs(read_bytes(path).decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise NotText(path, str(error)) from None
    found = as_pairs(beads)
    print("\tprecision\trecall\tF1")
    for name, score in (("strict", strict), ("lax", lax), ("null", null)):
        print(name, *(f"{share:.4f}" for share in score(found, gold)), sep="\t")


def _document(path: Path) -> Document:
    from ..records import Document, Segment
    from .lines import lines

    made = (Segment(str(i), i, "paragraph", line) for i, line in enumerate(lines(path)))
    return Document("und", None, path.name, "lines", tuple(made))


def _bridge(options: argparse.Namespace, ours: Document) -> list[str] | None:
    from ..errors import BrokenConfig

    if options.bridge:
        lines = [s.text for s in _document(options.bridge).segments]
        if len(lines) != len(ours.segments):
            why = f"{len(lines)} lines for {len(ours.segments)} of the source"
            raise BrokenConfig(options.bridge, why)
        return lines
    if options.language and options.to:
        from ..engines import engine

        player = engine(options.language, options.to, options.models)
        return [one.text for one in player.translate([s.text for s in ours.segments])]
    return None


def _print(beads: Sequence[Bead], ours: Document, theirs: Document, form: str) -> None:
    from ..aligners.gold import format_ladder

    if form == "ladder":
        sys.stdout.write(format_ladder(beads))
        return
    for bead in beads:
        left = " ".join(s.text for s in ours.segments[bead.article.start : bead.article.end])
        right = " ".join(s.text for s in theirs.segments[bead.page.start : bead.page.end])
        if form == "tsv":
            cells = [left, right, _number(bead.similarity), _number(bead.confidence)]
            sys.stdout.write("\t".join(cell.replace("\t", " ") for cell in cells) + "\n")
        else:
            record = {
                "source": list(range(bead.article.start, bead.article.end)),
                "target": list(range(bead.page.start, bead.page.end)),
                "similarity": bead.similarity,
                "confidence": bead.confidence,
            }
            sys.stdout.write(json.dumps(record, sort_keys=True) + "\n")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
