"""Two systems on the same segments: how far apart, how likely by chance, how small a drop shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

from ..metrics import SEED, Statistics, clusters, interval, resampled, steps, summed
from ..metrics import ruler as ruler_of

if TYPE_CHECKING:
    from ..metrics.rulers import Floats

SAMPLES = 10_000
ALPHA = 0.05
POWER = 0.8


class Trial(NamedTuple):
    """Scores of both, and of their difference `change` (now less then, in points).

    `p` is two-sided; `error` is the standard error of the change; `units` were exchanged and
    resampled, articles where there are enough of them (`by`), else segments.
    """

    then: float
    now: float
    p: float
    interval: tuple[float, float]
    error: float
    units: int
    by: str

    @property
    def change(self) -> float:
        return self.now - self.then


def trial(then: Statistics, now: Statistics, articles: Sequence[str] | None = None) -> Trial:
    """Paired approximate randomisation (10,000 exchanges) and paired bootstrap (1,000), seed 12345.

    Noreen 1989; Riezler and Maxwell 2005; Koehn 2004. Over plain segments the exchanges are the
    ones that sacreBLEU's --paired-ar draws.
    """
    groups = clusters(articles)
    ours, theirs = summed(now.counts, groups), summed(then.counts, groups)
    p = _randomised(now, ours, theirs)
    around, error = _resampled(now, ours, theirs)
    by = "articles" if groups else "segments"
    return Trial(then.score(), now.score(), p, around, error, len(ours), by)


def _randomised(ruler: Statistics, ours: Floats, theirs: Floats) -> float:
    """The share of random exchanges between the two whose difference is as large or larger."""
    import numpy as np

    rng, swing, both = np.random.default_rng(SEED), theirs - ours, (ours + theirs).sum(axis=0)
    if not swing.any():
        return 1.0
    seen = _apart(ruler, ours.sum(axis=0)[None], both)[0]
    larger = 0
    for some in steps(SAMPLES, len(ours)):
        swapped = rng.integers(2, size=(some, len(ours)), dtype=bool)
        mixed = ours.sum(axis=0) + swapped.astype(np.float64) @ swing
        larger += int((_apart(ruler, mixed, both) >= seen - 1e-9).sum())
    return (larger + 1) / (SAMPLES + 1)


def _apart(ruler: Statistics, sums: Floats, both: Floats) -> Floats:
    import numpy as np

    return np.abs(ruler.of_sums(sums) - ruler.of_sums(both - sums))


def _resampled(
    ruler: Statistics, ours: Floats, theirs: Floats
) -> tuple[tuple[float, float], float]:
    """The 95% interval of the change and its standard error, both systems resampled alike."""
    import numpy as np

    width, count = ours.shape[1], len(ours)
    sums = resampled(np.hstack([ours, theirs]))
    changes = ruler.of_sums(sums[:, :width]) - ruler.of_sums(sums[:, width:])
    few = math.sqrt(count / (count - 1)) if count > 1 else math.inf
    error = float(changes.std()) * few if changes.any() else 0.0
    return interval(changes), error


def smallest(found: Trial, tests: int, least: float) -> float | None:
    """The drop, in points, that would have been called in 80 of 100 cases, from this data.

    By the t distribution a third of the way down Holm's levels for so many tests, since the scores
    of one system fall together; a drop must also reach `least` to be called.
    None where both outputs are the same, so that the data says nothing of how outputs vary.
    """
    if found.error == 0 or not math.isfinite(found.error):
        return None
    seen = quantile(POWER, found.units - 1)
    shared = (2 * tests + 1) / 3
    reach = quantile(1 - ALPHA / 2 / shared, found.units - 1)
    return max((reach + seen) * found.error, least + seen * found.error)


def quantile(share: float, freedom: int) -> float:
    """Student's t, by the expansion 26.7.5 of Abramowitz and Stegun: good to 0.01 from 6 up."""
    x, n = NormalDist().inv_cdf(share), max(freedom, 1)
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return x + sum(term / float(n**power) for power, term in enumerate(terms, start=1))


def holm(chances: Sequence[float]) -> list[float]:
    """p values corrected so that one false alarm among all of them stays below 5% (Holm 1979)."""
    order = sorted(range(len(chances)), key=chances.__getitem__)
    corrected, worst = [0.0] * len(chances), 0.0
    for place, i in enumerate(order):
        worst = max(worst, min(1.0, (len(chances) - place) * chances[i]))
        corrected[i] = worst
    return corrected


def falls(metric: str, change: float) -> float:
    """The change as gain: positive is better, whichever way the metric runs."""
    return change if ruler_of(metric).rising else -change
