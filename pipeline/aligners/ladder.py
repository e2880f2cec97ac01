"""One dynamic program over beads: the best path, and how likely each of its beads is."""

from __future__ import annotations

from typing import Any, NamedTuple

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


def climb(costs: Costs) -> list[Bead]:
    """The path of the highest total; `confidence` is the posterior of each bead.

    Posteriors by the forward–backward algorithm over all monotone ladders (a semi-Markov model).
    """
    ahead = _forward(costs, np.maximum, _running_max)
    path = _backtrack(costs, ahead)
    total, back = sums(costs)
    return [_confident(bead, costs, total, back) for bead in path]


def sums(costs: Costs) -> tuple[Floats, Floats]:
    """Log sums over all ladders from the start to (i, j), and from (i, j) to the end."""
    forward = _forward(costs, np.logaddexp, _running_sum)
    return forward, _forward(_mirrored(costs), np.logaddexp, _running_sum)[::-1, ::-1]


def _forward(costs: Costs, join: Any, run: Any) -> Floats:
    """V[i, j]: the join over all ladders from (0, 0) to (i, j)."""
    n, m = len(costs.article_null), len(costs.page_null)
    table = np.full((n + 1, m + 1), -np.inf)
    for i in range(n + 1):
        row = table[i]
        if i == 0:
            row[0] = 0.0
        else:
            row[:] = table[i - 1] + costs.article_null[i - 1]
        for (a, b), score in costs.beads.items():
            if i >= a and m >= b:
                row[b:] = join(row[b:], table[i - a, : m + 1 - b] + score[i - a])
        table[i] = run(row, costs.page_null)
    return table


def _running_max(row: Floats, nulls: Floats) -> Floats:
    walked = np.concatenate([[0.0], np.cumsum(nulls)])
    best: Floats = np.maximum.accumulate(row - walked) + walked
    return best


def _running_sum(row: Floats, nulls: Floats) -> Floats:
    walked = np.concatenate([[0.0], np.cumsum(nulls)])
    total: Floats = np.logaddexp.accumulate(row - walked) + walked
    return total


def _backtrack(costs: Costs, table: Floats) -> list[Bead]:
    i, j = len(costs.article_null), len(costs.page_null)
    path: list[Bead] = []
    while i or j:
        a, b = _last(costs, table, i, j)
        path.append(Bead(Span(i - a, i), Span(j - b, j)))
        i, j = i - a, j - b
    return path[::-1]


def _last(costs: Costs, table: Floats, i: int, j: int) -> Shape:
    choices: list[tuple[float, Shape]] = []
    if i:
        choices.append((float(table[i - 1, j] + costs.article_null[i - 1]), (1, 0)))
    if j:
        choices.append((float(table[i, j - 1] + costs.page_null[j - 1]), (0, 1)))
    for (a, b), score in costs.beads.items():
        if i >= a and j >= b:
            choices.append((float(table[i - a, j - b] + score[i - a, j - b]), (a, b)))
    return max(choices, key=lambda choice: choice[0])[1]


def _mirrored(costs: Costs) -> Costs:
    turned = {shape: score[::-1, ::-1] for shape, score in costs.beads.items()}
    return Costs(turned, costs.article_null[::-1], costs.page_null[::-1])


def _confident(bead: Bead, costs: Costs, total: Floats, back: Floats) -> Bead:
    i, j = bead.article.start, bead.page.start
    a, b = len(bead.article), len(bead.page)
    if not b:
        own = costs.article_null[i]
    elif not a:
        own = costs.page_null[j]
    else:
        own = costs.beads[a, b][i, j]
    share = float(np.exp(total[i, j] + own + back[i + a, j + b] - total[-1, -1]))
    return Bead(bead.article, bead.page, bead.similarity, round(min(1.0, max(0.0, share)), 4))
