"""The forward–backward sweep of pipeline.aligners.ladder over a thinned lattice, compiled for learning.

Cells of an n × m pair are numbered row by row: (i, j) is i · (m + 1) + j.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


class Expected(NamedTuple):
    """The log partition, and posteriors of beads, of null beads and of runs of null beads."""

    whole: float
    beads: Floats
    nulls: tuple[Floats, Floats]
    opened: float


class Lattice(NamedTuple):
    """Beads from cell `starts[k]` to cell `ends[k]`, sorted by `ends`; null beads between `low` and
    `high`, the columns of each row that any ladder of such beads can reach.
    """

    starts: Places
    ends: Places
    low: Places
    high: Places


def lattice(starts: Places, ends: Places, n: int, m: int) -> Lattice:
    """All beads, and the stairs around them."""
    low, high = np.full(n + 1, m), np.zeros(n + 1, np.intp)
    for cells in (starts, ends):
        rows, columns = np.divmod(cells, m + 1)
        np.minimum.at(low, rows, columns)
        np.maximum.at(high, rows, columns)
    low[0], high[n] = 0, m
    low = np.minimum.accumulate(low[::-1])[::-1].copy()
    high = np.maximum.accumulate(high)
    low[1:] = np.minimum(low[1:], high[:-1])  # a step down is always open
    return Lattice(starts, ends, low, high)


def expected(
    way: Lattice, scores: Floats, nulls: tuple[Floats, Floats], opening: float
) -> Expected:
    """The forward–backward algorithm with these log scores."""
    ours, theirs = nulls
    starts, ends, low, high = way
    size = len(ours) + 1, len(theirs) + 1
    last = size[0] * size[1] - 1
    full, null, either = _sweep(starts, ends, low, high, scores, ours, theirs, opening)
    order = np.argsort(-starts, kind="stable")
    mirrored = _sweep(
        last - ends[order],
        last - starts[order],
        len(theirs) - high[::-1],
        len(theirs) - low[::-1],
        scores[order],
        ours[::-1].copy(),
        theirs[::-1].copy(),
        opening,
    )
    then, more, after = (table.ravel()[::-1].reshape(size) for table in mirrored)
    whole = float(either[-1])
    beads = np.exp(either[starts] + scores + after.ravel()[ends] - whole)
    *nulls, opened = _nulls(
        low, high, full, null, then, more, ours - whole, theirs - whole, opening
    )
    return Expected(whole, beads, (nulls[0], nulls[1]), opened)


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _nulls(
    low: Any,
    high: Any,
    full: Any,
    null: Any,
    then: Any,
    more: Any,
    ours: Any,
    theirs: Any,
    opening: float,
) -> Any:
    """As ladder.posteriors: per segment, and how many open a run."""
    n, m = len(ours), len(theirs)
    rows, columns, opened = np.zeros(n), np.zeros(m), 0.0
    for i in range(n + 1):
        for j in range(low[i], high[i] + 1):
            if i < n:
                opens = _open(full[i, j], then[i + 1, j], more[i + 1, j], ours[i], opening)
                rows[i] += opens + _join_run(
                    null[i, j], then[i + 1, j], more[i + 1, j], ours[i], opening
                )
                opened += opens
            if j < m:
                opens = _open(full[i, j], then[i, j + 1], more[i, j + 1], theirs[j], opening)
                columns[j] += opens + _join_run(
                    null[i, j], then[i, j + 1], more[i, j + 1], theirs[j], opening
                )
                opened += opens
    return rows, columns, opened


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _open(full: Any, then: Any, more: Any, own: Any, opening: Any) -> Any:
    return _share(full + then + own + opening) + _share(full + more + own)


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _join_run(null: Any, then: Any, more: Any, own: Any, opening: Any) -> Any:
    return _share(null + then + own) + _share(null + more + own - opening)


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _share(log: Any) -> Any:
    return np.exp(log) if log > -35.0 else 0.0


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _sweep(
    starts: Any, ends: Any, low: Any, high: Any, scores: Any, ours: Any, theirs: Any, opening: float
) -> Any:
    n, m = len(ours), len(theirs)
    full = np.full((n + 1, m + 1), -np.inf)
    null = np.full((n + 1, m + 1), -np.inf)
    either = np.full((n + 1) * (m + 1), -np.inf)
    at = 0
    for i in range(n + 1):
        for j in range(low[i], high[i] + 1):
            cell = i * (m + 1) + j
            total = 0.0 if cell == 0 else -np.inf
            while at < len(ends) and ends[at] == cell:
                total = _join(total, either[starts[at]] + scores[at])
                at += 1
            lone = -np.inf
            if i:
                above = _join(full[i - 1, j] + opening, null[i - 1, j])
                lone = above + ours[i - 1]
            if j:
                left = _join(full[i, j - 1] + opening, null[i, j - 1])
                lone = _join(lone, left + theirs[j - 1])
            full[i, j] = total
            null[i, j] = lone
            either[cell] = _join(total, lone)
    return full, null, either


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _join(a: Any, b: Any) -> Any:
    top = max(a, b)
    low = min(a, b)
    if not low > top - 35.0:  # true of two infinities as well
        return top
    return top + np.log1p(np.exp(low - top))
