"""How kladka align writes beads and explanations to standard output."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..aligners.explain import Explanation
    from ..records import Bead, Document

# How many features an explanation names.
MOST = 15


def write(
    beads: Sequence[Bead],
    links: Sequence[Bead],
    documents: tuple[Document, Document],
    options: argparse.Namespace,
) -> None:
    """Beads in one of the formats; what moved follows them where the format has a place for it."""
    if options.format == "ladder":
        _ladder(beads, links)
    elif options.format == "tmx":
        _tmx(beads, *documents)
    elif options.format == "tsv":
        _tsv(beads, *documents)
    else:
        for bead in beads:
            _json(bead)
        for link in links:
            _json(link, crossing=True)


def _ladder(beads: Sequence[Bead], links: Sequence[Bead]) -> None:
    from ..aligners.gold import format_ladder

    sys.stdout.write(format_ladder(beads))
    for line in format_ladder(links).splitlines():
        sys.stdout.write(f"# crossing {line}\n")


def _tsv(beads: Sequence[Bead], ours: Document, theirs: Document) -> None:
    for bead in beads:
        left, right = _texts(bead, ours, theirs)
        cells = [left, right, _number(bead.similarity), _number(bead.confidence)]
        sys.stdout.write("\t".join(cell.replace("\t", " ") for cell in cells) + "\n")


def _texts(bead: Bead, ours: Document, theirs: Document) -> tuple[str, str]:
    left = " ".join(s.text for s in ours.segments[bead.article.start : bead.article.end])
    right = " ".join(s.text for s in theirs.segments[bead.page.start : bead.page.end])
    return left, right


def _json(bead: Bead, **more: bool) -> None:
    record = {
        "source": list(range(bead.article.start, bead.article.end)),
        "target": list(range(bead.page.start, bead.page.end)),
        "similarity": bead.similarity,
        "confidence": bead.confidence,
        **more,
    }
    sys.stdout.write(json.dumps(record, sort_keys=True) + "\n")


def _tmx(beads: Sequence[Bead], ours: Document, theirs: Document) -> None:
    from ..formats.tmx import Tmx
    from ..records import Bitext, Dossier

    bitext = Bitext(theirs.language, "none", (), theirs, beads=tuple(beads))
    sys.stdout.flush()
    Tmx().write(Dossier(ours.origin, ours, (bitext,)), sys.stdout.buffer)


def show_explanation(found: Explanation, ours: Document, theirs: Document) -> None:
    """The bead, what would stand there without it, and the features that decided."""
    from ..aligners.gold import format_ladder

    for line, text in zip(("source", "target"), _texts(found.bead, ours, theirs), strict=True):
        print(f"{line:8} {text or '(nothing)'}")
    confidence = _number(found.bead.confidence)
    print(f"bead     {format_ladder([found.bead]).strip()}  confidence {confidence}")
    print(f"instead  {'  '.join(format_ladder(found.instead).splitlines()) or 'nothing'}")
    odds = sum(one.share for one in found.shares)
    print(f"log odds {odds:+.2f}, of which\n   share  feature                       this  instead")
    for one in found.shares[:MOST]:
        print(f"{one.share:+8.2f}  {one.feature:26} {one.value:7.2f}  {one.rival:7.2f}")
    rest = sum(one.share for one in found.shares[MOST:])
    if rest:
        print(f"{rest:+8.2f}  all others")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
