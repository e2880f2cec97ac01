"""Long runs without one anchor to cut at, aligned window by window in the memory of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..records import Bead, Document, Span
from ..roles import NO_HINTS, Hints
from .held import within

Dense = Callable[[Document, Sequence[str] | None, Document, Hints], list[Bead]]
# Up to so many segments a side the whole table is looked at; beyond it, WINDOW of that at a time.
WHOLE = 400
WINDOW = 0.4
# The share of a window within which the next one may begin.
SETTLED = (0.4, 0.7)


def windowed(
    article: Document,
    bridge: Sequence[str] | None,
    page: Document,
    by: Dense,
    whole: int = WHOLE,
    hints: Hints = NO_HINTS,
) -> list[Bead]:
    """`by` on the whole where it is short; else each window begins at a sure bead of the last."""
    n, m = len(article.segments), len(page.segments)
    if max(n, m) <= whole:
        return by(article, bridge, page, hints)
    i = j = 0
    beads: list[Bead] = []
    while (i, j) != (n, m):
        end_i, end_j = _around(_end((i, j), (n, m), max(4, int(WINDOW * whole))), hints.fixed)
        said = bridge[i:end_i] if bridge is not None else None
        known = within(hints, (i, end_i), (j, end_j))
        found = by(cut(article, i, end_i), said, cut(page, j, end_j), known)
        if (end_i, end_j) != (n, m):
            found = found[: _settled(found, end_i - i + end_j - j)]
        beads += (moved(bead, i, j) for bead in found)
        i, j = beads[-1].article.end, beads[-1].page.end
    return beads


def _around(end: tuple[int, int], fixed: Sequence[Bead]) -> tuple[int, int]:
    """The end of a window moved on until no fixed bead is cut by it."""
    i, j = end
    for bead in fixed:  # in order, so that one pass is enough
        if not bead.null and (bead.article.start < i or bead.page.start < j):
            i, j = max(i, bead.article.end), max(j, bead.page.end)
    return i, j


def _end(start: tuple[int, int], last: tuple[int, int], window: int) -> tuple[int, int]:
    """Along the straight line to the end until one side is full; never less than a quarter."""
    left = last[0] - start[0], last[1] - start[1]
    share = min(1.0, window / max(left))
    sizes = [max(window // 4, round(share * side)) for side in left]
    return min(last[0], start[0] + sizes[0]), min(last[1], start[1] + sizes[1])


def _settled(beads: Sequence[Bead], size: int) -> int:
    """How many beads to keep: up to the surest full one between two shares of the window."""
    least, most = (share * size for share in SETTLED)
    chosen, surest = 1, -1.0
    for number, bead in enumerate(beads, start=1):
        progress = bead.article.end + bead.page.end
        if progress > most and surest >= 0:
            break
        sure = (bead.confidence or 0.0) * (0.5 if bead.null else 1.0)
        if progress >= least and sure >= surest:
            chosen, surest = number, sure
    return chosen


def cut(document: Document, start: int, end: int) -> Document:
    """The segments from start to end."""
    return replace(document, segments=document.segments[start:end])


def moved(bead: Bead, i: int, j: int) -> Bead:
    """The bead of a part that begins at (i, j), counted from the start of the whole."""
    ours, theirs = bead.article, bead.page
    return replace(
        bead,
        article=Span(ours.start + i, ours.end + i),
        page=Span(theirs.start + j, theirs.end + j),
    )
