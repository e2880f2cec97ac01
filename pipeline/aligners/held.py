"""A person's word as a hard constraint: beads that must stand, beads that must not.

Finite penalties instead of infinite ones, so that a window which cuts through a fixed bead still
has a ladder; the cut itself is never kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from ..errors import BrokenConfig
from ..records import Bead, Span
from ..roles import Hints
from .ladder import Costs, Floats

NEVER = -1e5


def checked(hints: Hints, n: int, m: int) -> Hints:
    """Fixed beads in order. Raises BrokenConfig where they overlap, cross or leave the texts."""
    fixed = sorted(hints.fixed, key=lambda bead: (bead.article.start, bead.page.start))
    taken: tuple[set[int], set[int]] = set(), set()
    here = 0
    for bead in fixed:
        if bead.article.end > n or bead.page.end > m:
            raise BrokenConfig("the fixed beads", f"{named(bead)} is beyond the end of a text")
        for span, held in zip((bead.article, bead.page), taken, strict=True):
            mine = set(range(span.start, span.end))
            if mine & held:
                raise BrokenConfig("the fixed beads", f"{named(bead)} overlaps another")
            held |= mine
        if not bead.null and bead.page.start < here:
            raise BrokenConfig("the fixed beads", f"{named(bead)} crosses another")
        here = here if bead.null else bead.page.end
    if hints.back is not None and len(hints.back) != m:
        raise BrokenConfig("the back bridge", f"{len(hints.back)} lines for {m} of the page")
    return hints._replace(fixed=tuple(fixed))


def named(bead: Bead) -> str:
    """As in a ladder: [0, 1]:[2]."""
    ours, theirs = (list(range(span.start, span.end)) for span in (bead.article, bead.page))
    return f"{ours}:{theirs}"


def within(hints: Hints, article: tuple[int, int], page: tuple[int, int]) -> Hints:
    """The part of the hints that lies in these half-open runs, counted from their starts."""
    back = hints.back[page[0] : page[1]] if hints.back is not None else None
    if not hints.fixed and not hints.forbidden:
        return Hints(back)
    fixed, forbidden = (_inside(some, article, page) for some in (hints.fixed, hints.forbidden))
    return Hints(back, tuple(fixed), tuple(forbidden))


def _inside(
    beads: Sequence[Bead], article: tuple[int, int], page: tuple[int, int]
) -> Iterable[Bead]:
    for bead in beads:
        ours, theirs = bead.article, bead.page
        fits = not len(ours) or (ours.start >= article[0] and ours.end <= article[1])
        fits &= not len(theirs) or (theirs.start >= page[0] and theirs.end <= page[1])
        if fits:
            yield replace(
                bead,
                article=Span(ours.start - article[0], ours.end - article[0]),
                page=Span(theirs.start - page[0], theirs.end - page[0]),
            )


def bound(costs: Costs, hints: Hints) -> Costs:
    """The same scores where nothing but the fixed beads can hold their segments."""
    if not hints.fixed and not hints.forbidden:
        return costs
    beads = {shape: score.copy() for shape, score in costs.beads.items()}
    nulls = costs.article_null.copy(), costs.page_null.copy()
    for bead in hints.forbidden:
        _set(beads, nulls, bead, NEVER)
    for bead in hints.fixed:
        for side, span in enumerate((bead.article, bead.page)):
            if len(span):
                _close(beads, nulls[side], span, side)
    for bead in hints.fixed:
        _set(beads, nulls, bead, 0.0)
    return costs._replace(beads=beads, article_null=nulls[0], page_null=nulls[1])


def _close(beads: dict[tuple[int, int], Floats], nulls: Floats, span: Span, side: int) -> None:
    """No bead may touch the span."""
    nulls[span.start : span.end] = NEVER
    for shape, score in beads.items():
        touching = slice(max(0, span.start - shape[side] + 1), span.end)
        score[(touching, slice(None)) if side == 0 else (slice(None), touching)] = NEVER


def _set(
    beads: dict[tuple[int, int], Floats], nulls: tuple[Floats, Floats], bead: Bead, score: float
) -> None:
    """Score one bead, of a shape that nobody thought of where need be."""
    if bead.null:
        nulls[0][bead.article.start : bead.article.end] = score
        nulls[1][bead.page.start : bead.page.end] = score
        return
    shape = len(bead.article), len(bead.page)
    if shape not in beads:
        size = len(nulls[0]) - shape[0] + 1, len(nulls[1]) - shape[1] + 1
        beads[shape] = np.full(size, NEVER)
    beads[shape][bead.article.start, bead.page.start] = score
