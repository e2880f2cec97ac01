"""How a measure is spread over the articles of a batch, and which lie furthest out; flat memory."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappush, heappushpop
from itertools import accumulate
from typing import NamedTuple

from ..records import Bitext, Dossier

KEPT = 12  # outliers a measure and language
BARS = 40  # of a histogram


class Measure(NamedTuple):
    """A number of a bitext: its range, and whether the low or the high end is the bad one."""

    name: str
    low: float
    high: float
    bad_is_low: bool
    unit: str = ""


MEASURES = (
    Measure("chrF", 0.0, 100.0, True),
    Measure("BLEU", 0.0, 100.0, True),
    Measure("coverage", 0.0, 100.0, True, "%"),
    Measure("flagged", 0.0, 100.0, False, "%"),
    Measure("log-probability", -4.0, 0.0, True),
    Measure("length ratio", 0.0, 3.0, True),
)


def values(dossier: Dossier, bitext: Bitext) -> Iterator[tuple[str, float]]:
    """Each measure that this bitext has a value for."""
    found: dict[str, float] = {}
    for score in bitext.scores:
        found.setdefault(score.metric, score.value)  # the found beads, the article's side
    yield from ((name, found[name]) for name in ("chrF", "BLEU", "coverage") if name in found)
    if bitext.said:
        flagged = sum(1 for said in bitext.said if said.flags)
        yield "flagged", 100 * flagged / len(bitext.said)
    likely = [said.score for said in bitext.said if said.score is not None]
    if likely:
        yield "log-probability", sum(likely) / len(likely)
    ours = sum(len(s.text) for s in dossier.article.segments)
    if ours:
        yield "length ratio", sum(len(said.text) for said in bitext.said) / ours


class Spread:
    """One measure in one language: a histogram, a mean, quantiles to a bar's width, outliers."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.bars = [0] * BARS
        self._sums = [0.0] * BARS  # of the values of each bar
        self.count, self.total = 0, 0.0
        self._worst: list[tuple[float, str]] = []

    def add(self, name: str, value: float) -> None:
        low, high = self.measure.low, self.measure.high
        place = min(BARS - 1, max(0, int((value - low) / (high - low) * BARS)))
        self.bars[place] += 1
        self._sums[place] += value
        self.count += 1
        self.total += value
        bad = -value if self.measure.bad_is_low else value
        if len(self._worst) < KEPT:
            heappush(self._worst, (bad, name))
        else:
            heappushpop(self._worst, (bad, name))

    @property
    def mean(self) -> float | None:
        return self.total / self.count if self.count else None

    def quantile(self, share: float) -> float | None:
        """The mean of the bar in which that share of the articles is reached."""
        if not self.count:
            return None
        counts = accumulate(self.bars)
        place = next(i for i, below in enumerate(counts) if below >= share * self.count)
        return self._sums[place] / self.bars[place]

    @property
    def outliers(self) -> list[tuple[str, float]]:
        """The worst first; a bad end that nobody is at has none."""
        worst = sorted(self._worst, key=lambda one: (-one[0], one[1]))
        found = [(name, -bad if self.measure.bad_is_low else bad) for bad, name in worst]
        return [(name, value) for name, value in found if value or self.measure.bad_is_low]


class Spreads:
    """Every measure of every language."""

    def __init__(self) -> None:
        self.of: dict[str, dict[str, Spread]] = {}

    def add(self, dossier: Dossier) -> None:
        for bitext in dossier.bitexts:
            mine = self.of.setdefault(bitext.language, {m.name: Spread(m) for m in MEASURES})
            for name, value in values(dossier, bitext):
                mine[name].add(dossier.name, value)

    @property
    def outliers(self) -> set[str]:
        """The names of all articles that any list of outliers names."""
        found = (s.outliers for mine in self.of.values() for s in mine.values())
        return {name for some in found for name, _ in some}
