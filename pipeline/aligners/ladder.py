"""One dynamic program over beads: the best path, and how likely each of its beads is.

A ladder is a path through (i, j). Null beads stand in runs: the first of a run also pays `opening`,
so that one missing paragraph is likelier than as many single sentences lost here and there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..records import Bead, Span

Floats = npt.NDArray[np.float64]
Shape = tuple[int, int]
# How many segments of the article and of the page a bead may hold.
SHAPES: tuple[Shape, ...] = (
    *((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 4), (4, 1), (2, 3), (3, 2)),
    *((1, 5), (5, 1), (1, 6), (6, 1), (2, 4), (4, 2), (3, 3)),
)


class Costs(NamedTuple):
    """Log scores: `beads[shape][i, j]` of the bead that starts at (i, j); of nulls per segment."""

    beads: dict[Shape, Floats]
    article_null: Floats
    page_null: Floats
    opening: float = 0.0


class Sums(NamedTuple):
    """Tables over (i, j): ladders that end there with a full bead (or at the start), or a null."""

    full: Floats
    null: Floats

    @property
    def all(self) -> Floats:
        either: Floats = np.logaddexp(self.full, self.null)
        return either


class Posteriors(NamedTuple):
    """Probabilities: of a full bead where it starts, of a segment as a null bead anywhere."""

    beads: dict[Shape, Floats]
    article_null: Floats
    page_null: Floats
    opened: float  # expected number of runs of null beads


def climb(costs: Costs) -> list[Bead]:
    """The path of the highest total; `confidence` is the posterior of each bead.

    Posteriors by the forward–backward algorithm over all monotone ladders (a semi-Markov model).
    """
    path = _backtrack(costs, _sweep(costs, np.maximum, np.maximum.reduce))
    sure = posteriors(costs)
    return [replace(bead, confidence=_posterior(bead, sure)) for bead in path]


def sums(costs: Costs) -> tuple[Sums, Sums]:
    """Log sums over all ladders from the start to (i, j), and from (i, j) to the end."""
    with np.errstate(divide="ignore"):
        forward = _sweep(costs, np.logaddexp, _log_sum)
        back = _sweep(_mirrored(costs), np.logaddexp, _log_sum)
    return forward, Sums(back.full[::-1, ::-1], back.null[::-1, ::-1])


def posteriors(costs: Costs) -> Posteriors:
    """How likely every bead is, given both texts."""
    forward, back = sums(costs)
    before, after = forward.all, back.all
    whole = before[-1, -1]
    beads = {
        (a, b): np.exp(before[:-a, :-b] + score + after[a:, b:] - whole)
        for (a, b), score in costs.beads.items()
    }
    return Posteriors(beads, *_alone(costs, forward, back))


def expected_nulls(costs: Costs) -> float:
    """How many segments are likely to stand alone, of both sides."""
    ours, theirs, _ = _alone(costs, *sums(costs))
    return float(ours.sum() + theirs.sum())


def _alone(costs: Costs, forward: Sums, back: Sums) -> tuple[Floats, Floats, float]:
    """The posteriors of null beads, by side and segment, and the expected number of their runs."""
    whole = np.logaddexp(forward.full[-1, -1], forward.null[-1, -1])
    ours, ours_open = _nulls(forward, back, costs.opening, 0)
    theirs, theirs_open = _nulls(forward, back, costs.opening, 1)
    scale_ours, scale_theirs = costs.article_null - whole, costs.page_null - whole
    opened = np.exp(ours_open + scale_ours).sum() + np.exp(theirs_open + scale_theirs).sum()
    return np.exp(ours + scale_ours), np.exp(theirs + scale_theirs), float(opened)


def _nulls(forward: Sums, back: Sums, opening: float, side: int) -> tuple[Floats, Floats]:
    """Log sums per segment over all places of its null bead: of all, and of those that open a run.

    A run that a null bead joins in the middle was paid for on both sides of it.
    """
    ahead = (slice(None, -1), slice(None)) if side == 0 else (slice(None), slice(None, -1))
    behind = (slice(1, None), slice(None)) if side == 0 else (slice(None), slice(1, None))
    full, null = forward.full[ahead], forward.null[ahead]
    then, more = back.full[behind], back.null[behind]
    opens = full + np.logaddexp(then + opening, more)
    joins = null + np.logaddexp(then, more - opening)
    over = 1 - side
    return np.logaddexp.reduce(np.logaddexp(opens, joins), axis=over), np.logaddexp.reduce(
        opens, axis=over
    )


def _sweep(costs: Costs, join: np.ufunc, joined: Callable[[Floats], Floats]) -> Sums:
    """The join over all ladders from (0, 0) to (i, j): row by row, nulls of the page along it.

    `joined` joins the rows of a table, as `join` does two of them.
    """
    n, m = len(costs.article_null), len(costs.page_null)
    full, null, either = (np.full((n + 1, m + 1), -np.inf) for _ in range(3))
    walked = np.concatenate([[0.0], np.cumsum(costs.page_null)])
    shapes = [(a, b, score) for (a, b), score in costs.beads.items() if a <= n and b <= m]
    made = np.full((len(shapes) + 1, m + 1), -np.inf)
    for i in range(n + 1):
        row, lone = full[i], null[i]
        if i == 0:
            row[0] = 0.0
        else:
            lone[:] = join(full[i - 1] + costs.opening, null[i - 1]) + costs.article_null[i - 1]
            for number, (a, b, score) in enumerate(shapes):
                if i >= a:
                    np.add(either[i - a, : m + 1 - b], score[i - a], out=made[number, b:])
            row[:] = joined(made)
        lone[1:] = join(lone[1:], row[:-1] + costs.opening + costs.page_null)
        lone[:] = join.accumulate(lone - walked) + walked
        either[i] = join(row, lone)
    return Sums(full, null)


def _log_sum(rows: Floats) -> Floats:
    """Log of the summed exponentials of every column; -inf where all are."""
    top = rows.max(axis=0)
    top[top == -np.inf] = 0.0
    total: Floats = top + np.log(np.exp(rows - top).sum(axis=0))
    return total


def _backtrack(costs: Costs, best: Sums) -> list[Bead]:
    i, j = len(costs.article_null), len(costs.page_null)
    path: list[Bead] = []
    alone: bool | None = None
    while i or j:
        if alone is None:
            alone = bool(best.null[i, j] > best.full[i, j])
        (a, b), alone = _last_null(costs, best, i, j) if alone else _last_full(costs, best, i, j)
        path.append(Bead(Span(i - a, i), Span(j - b, j)))
        i, j = i - a, j - b
    return path[::-1]


def _last_full(costs: Costs, best: Sums, i: int, j: int) -> tuple[Shape, bool | None]:
    choices = [
        (max(best.full[i - a, j - b], best.null[i - a, j - b]) + score[i - a, j - b], (a, b))
        for (a, b), score in costs.beads.items()
        if i >= a and j >= b
    ]
    return max(choices, key=lambda choice: choice[0])[1], None


def _last_null(costs: Costs, best: Sums, i: int, j: int) -> tuple[Shape, bool]:
    """The null bead that ends at (i, j), and whether another one stands before it."""
    choices = []
    for (a, b), own in (((1, 0), costs.article_null), ((0, 1), costs.page_null)):
        if i >= a and j >= b:
            score = own[i - 1] if a else own[j - 1]
            choices.append((best.full[i - a, j - b] + costs.opening + score, (a, b), False))
            choices.append((best.null[i - a, j - b] + score, (a, b), True))
    _, shape, more = max(choices, key=lambda choice: choice[0])
    return shape, more


def _mirrored(costs: Costs) -> Costs:
    turned = {shape: score[::-1, ::-1] for shape, score in costs.beads.items()}
    return Costs(turned, costs.article_null[::-1], costs.page_null[::-1], costs.opening)


def _posterior(bead: Bead, sure: Posteriors) -> float:
    i, j = bead.article.start, bead.page.start
    if not len(bead.page):
        share = sure.article_null[i]
    elif not len(bead.article):
        share = sure.page_null[j]
    else:
        share = sure.beads[len(bead.article), len(bead.page)][i, j]
    return round(min(1.0, max(0.0, float(share))), 4)


def null_runs(beads: Iterable[Bead]) -> int:
    """How many runs of null beads a ladder holds."""
    alone = [bead.null for bead in beads]
    return sum(now and not before for before, now in zip([False, *alone], alone, strict=False))
