"""What moved: null beads of both sides that say the same at different places of the two texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..records import Bead, Document, Span
from .ladder import Floats
from .similarity import likeness, mutual

# The least likeness of a pair: captions and headings are few, and a text of them moves often.
LEAST = 0.2
LEAST_TEXT = 0.4
_RUNNING = ("paragraph", "lead", "quote")


def crossings(
    article: Document, bridge: Sequence[str] | None, page: Document, ladder: Sequence[Bead]
) -> list[Bead]:
    """Links beside the ladder, one segment each, in the article's order, with their similarity.

    A link joins a null bead of the article with one of the page, of the same kind, where each is
    the likest that the other can have. It does not count as a bead: the ladder stays monotone.
    """
    ours = [i for bead in ladder if bead.null for i in _indices(bead.article)]
    theirs = [j for bead in ladder if bead.null for j in _indices(bead.page)]
    if not ours or not theirs:
        return []
    alike = _alike(article, bridge, page, ours, theirs)
    return [
        Bead(
            Span(ours[k], ours[k] + 1), Span(theirs[q], theirs[q] + 1), round(float(alike[k, q]), 4)
        )
        for k, q in mutual(alike.argmax(axis=1), alike.argmax(axis=0))
        if alike[k, q] >= _least(article, ours[k])
    ]


def _indices(span: Span) -> range:
    return range(span.start, span.end)


def _alike(
    article: Document,
    bridge: Sequence[str] | None,
    page: Document,
    ours: Sequence[int],
    theirs: Sequence[int],
) -> Floats:
    """Cosines of the null segments alone, directly or by the bridge; 0 where kinds differ."""
    pages = [page.segments[j].text for j in theirs]
    found: Floats = likeness([article.segments[i].text for i in ours], pages).groups(1, 1)
    if bridge is not None:
        found = np.maximum(found, likeness([bridge[i] for i in ours], pages).groups(1, 1))
    kinds = np.array([article.segments[i].kind for i in ours])
    same = kinds[:, None] == np.array([page.segments[j].kind for j in theirs])[None, :]
    linked: Floats = found * same
    return linked


def _least(article: Document, i: int) -> float:
    return LEAST_TEXT if article.segments[i].kind in _RUNNING else LEAST
