"""What a correction holds on to: the texts and beads of a dossier, as one hash."""

from __future__ import annotations

from collections.abc import Iterator

from ..files import digest
from ..records import Bead, Document, Dossier


def fingerprint(dossier: Dossier) -> str:
    """A sha256 that changes with any segment, translation, page or bead, and with nothing else."""
    return digest(part.encode(errors="surrogatepass") for part in _parts(dossier))


def _parts(dossier: Dossier) -> Iterator[str]:
    yield from _document(dossier.article)
    for bitext in dossier.bitexts:
        yield bitext.language
        yield from (said.text for said in bitext.said)
        yield from _document(bitext.page) if bitext.page else ("no page",)
        yield from map(spans, bitext.beads)


def _document(document: Document) -> Iterator[str]:
    yield document.language
    for segment in document.segments:
        yield from (segment.id, segment.text)


def spans(bead: Bead) -> str:
    """A bead by its half-open runs, `4:6 4:5` for article 4 and 5 against page 4."""
    ours, theirs = bead.article, bead.page
    return f"{ours.start}:{ours.end} {theirs.start}:{theirs.end}"
