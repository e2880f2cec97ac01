"""Resamples drawn with a fixed seed: how often each unit stands in each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

    from .rulers import Floats

# sacreBLEU's own seed and number of resamples, so that intervals can be held side by side.
SEED = 12345
RESAMPLES = 1000
# With fewer articles than this an article is too coarse a unit to resample.
ENOUGH = 10


def resampled(units: Floats, times: int = RESAMPLES, seed: int = SEED) -> Floats:
    """Sums over `times` resamples of the rows of `units`, (n, k) → (times, k) (Efron 1979)."""
    import numpy as np

    rng, count = np.random.default_rng(seed), len(units)
    made = [
        _often(rng.choice(count, size=(some, count), replace=True)) @ units
        for some in steps(times, count)
    ]
    return np.concatenate(made)


def steps(times: int, units: int, most: int = 1 << 23) -> list[int]:
    """`times` in parts, so that no part draws more than about `most` numbers at once."""
    step = max(1, most // units)
    return [min(step, times - done) for done in range(0, times, step)]


def _often(drawn: numpy.ndarray[Any, Any]) -> Floats:
    """How often each unit was drawn, row by row."""
    import numpy as np

    rows, units = drawn.shape
    flat = (drawn + units * np.arange(rows)[:, None]).ravel()
    return np.bincount(flat, minlength=rows * units).reshape(rows, units).astype(np.float64)


def summed(counts: Floats, groups: Sequence[str] | None) -> Floats:
    """Statistics of segments, (n, k), summed over the articles they stand in, (articles, k)."""
    import numpy as np

    if groups is None:
        return counts
    number = {name: i for i, name in enumerate(dict.fromkeys(groups))}
    sums = np.zeros((len(number), counts.shape[1]))
    np.add.at(sums, np.array([number[name] for name in groups]), counts)
    return sums


def clusters(groups: Sequence[str] | None) -> Sequence[str] | None:
    """The articles as units of resampling where there are enough of them, else None: segments."""
    return groups if groups is not None and len(set(groups)) >= ENOUGH else None


def interval(values: numpy.ndarray[Any, Any]) -> tuple[float, float]:
    """The 95% percentile interval of resampled scores, cut where sacreBLEU cuts."""
    import numpy as np

    ordered = np.sort(values)
    cut = len(ordered) // 40
    return float(ordered[cut]), float(ordered[len(ordered) - cut - 1])
