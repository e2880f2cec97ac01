"""Resamples drawn with a fixed seed: how often each unit stands in each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

    from .rulers import Floats

# sacreBLEU's own seed and number of resamples, so that intervals can be held side by side.
SEED = 12345
RESAMPLES = 1000
# With fewer articles than this an article is too coarse a unit to resample.
ENOUGH = 10
# Up to so many units the draws are kept: a megabyte at most for each number of units.
FEW = 128


def resampled(units: Floats, times: int = RESAMPLES, seed: int = SEED) -> Floats:
    """Sums over `times` resamples of the rows of `units`, (n, k) → (times, k) (Efron 1979)."""
    import numpy as np

    count = len(units)
    if count <= FEW:
        return _kept(count, times, seed) @ units
    return np.concatenate([drawn @ units for drawn in _drawn(count, times, seed)])


@lru_cache(maxsize=32)
def _kept(count: int, times: int, seed: int) -> Floats:
    """The draws of a short text, which every metric of it asks for; read only."""
    import numpy as np

    made = np.concatenate(list(_drawn(count, times, seed)))
    made.flags.writeable = False
    return made


def _drawn(count: int, times: int, seed: int) -> Iterator[Floats]:
    """How often each of `count` units stands in each resample, (times, count) in parts."""
    import numpy as np

    rng = np.random.default_rng(seed)
    for some in steps(times, count):
        yield _often(rng.choice(count, size=(some, count), replace=True))


def steps(times: int, units: int, most: int = 1 << 20) -> list[int]:
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
