"""Why a bead was chosen: what each feature adds to its ladder over the best ladder without it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from ..errors import BrokenConfig
from ..records import Bead, Document, Span
from ..roles import NO_HINTS, Hints
from .bridge import PRICE, Bridge, Weights
from .evidence import Evidence
from .features import OPENING, of_bead, of_null, spread
from .held import bound, named, within
from .ladder import SHAPES, climb, null_runs
from .windows import cut, moved

# How many beads before and after are looked at again.
AROUND = 40


class Share(NamedTuple):
    """A feature's summed values in this ladder and in its rival, and weight · difference."""

    feature: str
    value: float
    rival: float
    share: float


class Explanation(NamedTuple):
    """The bead, the beads that would stand there without it, and the shares, greatest first.

    The shares add up to the log odds of the two ladders.
    """

    bead: Bead
    instead: tuple[Bead, ...]
    shares: tuple[Share, ...]


def explain(
    player: Bridge,
    article: Document,
    bridge: Sequence[str] | None,
    page: Document,
    at: tuple[int | None, int | None],
    hints: Hints = NO_HINTS,
) -> Explanation:
    """The bead that holds article segment and page segment `at`; one of them may be None.

    Raises BrokenConfig where no bead holds both: then the bead of the first is named.
    """
    ladder = player.align(article, bridge, page, hints)
    number = _which(ladder, at)
    some = ladder[max(0, number - AROUND) : number + AROUND + 1]
    ours = (some[0].article.start, some[-1].article.end)
    theirs = (some[0].page.start, some[-1].page.end)
    said = bridge[slice(*ours)] if bridge is not None else None
    known = within(hints, ours, theirs)
    found = player.gather(cut(article, *ours), said, cut(page, *theirs), known)
    bead = moved(ladder[number], -ours[0], -theirs[0])
    weights, costs = player.scored(found)
    costs = bound(costs, known)
    chosen = climb(bound(costs, Hints(fixed=(_placed(bead),))))
    rival = climb(bound(costs, Hints(forbidden=(_placed(bead),))))
    return Explanation(
        ladder[number],
        tuple(moved(b, *(ours[0], theirs[0])) for b in rival if _touches(b, bead)),
        tuple(_shares(weights, found, chosen, rival)),
    )


def _which(ladder: Sequence[Bead], at: tuple[int | None, int | None]) -> int:
    i, j = at
    for number, bead in enumerate(ladder):
        ours, theirs = _holds(bead.article, i), _holds(bead.page, j)
        if ours and theirs and (bead.null or None not in at):
            return number
    for number, bead in enumerate(ladder):
        if (i is not None and _holds(bead.article, i)) or (i is None and _holds(bead.page, j)):
            if None in at:
                return number
            raise BrokenConfig(f"{i}:{j}", f"the bead of line {i} is {named(bead)}")
    raise BrokenConfig(f"{i}:{j}", "there is no such line")


def _holds(span: Span, index: int | None) -> bool:
    return index is None or span.start <= index < span.end


def _placed(bead: Bead) -> Bead:
    """A null bead by its segment alone, wherever it stands on the other side."""
    if not bead.null:
        return bead
    empty = Span(0, 0)
    return Bead(
        bead.article if len(bead.article) else empty, bead.page if len(bead.page) else empty
    )


def _touches(one: Bead, other: Bead) -> bool:
    return any(
        max(a.start, b.start) < min(a.end, b.end)
        for a, b in ((one.article, other.article), (one.page, other.page))
    )


def _shares(
    weights: Weights, found: Evidence, chosen: Sequence[Bead], rival: Sequence[Bead]
) -> list[Share]:
    kept = set(_bare(chosen)) & set(_bare(rival))
    mine, other = (
        _values(found, [b for b in _bare(beads) if b not in kept]) for beads in (chosen, rival)
    )
    mine[OPENING], other[OPENING] = null_runs(chosen), null_runs(rival)
    made = [
        Share(name, mine[name], other[name], weights.get(name, 0.0) * (mine[name] - other[name]))
        for name in sorted({*mine, *other})
    ]
    return sorted((one for one in made if abs(one.share) >= 0.005), key=lambda one: -abs(one.share))


def _bare(beads: Iterable[Bead]) -> list[Bead]:
    return [Bead(bead.article, bead.page) for bead in beads]


def _values(found: Evidence, beads: Iterable[Bead]) -> dict[str, float]:
    """The features of some beads, summed."""
    total: dict[str, float] = defaultdict(float)
    n, m = len(found.article.segments), len(found.page.segments)
    for bead in beads:
        a, b = len(bead.article), len(bead.page)
        if bead.null:
            side = 0 if a else 1
            place: tuple[int, ...] = ((bead.article, bead.page)[side].start,)
            shape: tuple[int, ...] = ((n, m)[side],)
            features = of_null(found, side)
            total[PRICE] += 1.0
        elif (a, b) not in SHAPES:
            continue  # one that only a person would make: it has no score
        else:
            place, shape = (bead.article.start, bead.page.start), (n - a + 1, m - b + 1)
            features = of_bead(found, (a, b))
        for name, values in spread(features):
            total[name] += float(np.broadcast_to(values, shape)[place])
    return total
