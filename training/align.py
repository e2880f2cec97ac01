"""Which source piece a target piece came from: IBM model 1 with a prior on the diagonal.

Dyer, Chahuneau and Smith 2013, "A Simple, Fast, and Effective Reparameterization of IBM Model 2".
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from pipeline.files import write

from .recipe import Align
from .tokenise import Ints, Pairs

Floats = npt.NDArray[np.float32]
_SMOOTH = 0.01


def align(settings: Align, pairs: Pairs, size: int, out: Path, seed: int) -> float:
    """Write for every target piece its source position within the pair, or -1; return the share linked."""
    links = np.full(len(pairs.target), -1, np.int16)
    rng = np.random.default_rng(seed)
    for direction in sorted({name.split(" ")[0] for name in pairs.groups}):
        numbers = [i for i, name in enumerate(pairs.groups) if name.startswith(direction)]
        members = np.flatnonzero(np.isin(pairs.group, numbers)).astype(np.int32)
        studied = rng.permutation(members)[: settings.pairs]
        table = _study(settings, pairs, studied, size)
        _link(
            _flat(pairs), members, table, (settings.diagonal, settings.null, settings.least), links
        )
    stream = io.BytesIO()
    np.save(stream, links)
    write(out, stream.getvalue())
    return float((links >= 0).mean())


def _study(settings: Align, pairs: Pairs, members: Ints, size: int) -> Floats:
    """P(target piece | source piece), by expectation maximisation; the row of <pad> is the null word."""
    table = np.full((size, size), 1.0 / size, np.float32)
    for _ in range(settings.rounds):
        counts = np.full((size, size), _SMOOTH / size, np.float32)
        _expect(_flat(pairs), members, table, (settings.diagonal, settings.null), counts)
        counts /= counts.sum(axis=1, keepdims=True)
        table = counts
    return table


def _flat(pairs: Pairs) -> tuple[Ints, Ints, Ints, Ints]:
    return pairs.source, pairs.target, pairs.source_at, pairs.target_at


@numba.njit(cache=False)  # type: ignore[untyped-decorator]
def _posterior(source: Any, piece: int, place: float, table: Any, belief: Any) -> Any:
    """Weights over source positions (the last is null); 0 is the language token and gets none."""
    length = len(source)
    weights = np.zeros(length + 1, np.float32)
    near = 0.0
    for s in range(1, length):
        weights[s] = np.exp(-belief[0] * abs((s - 0.5) / (length - 1) - place))
        near += weights[s]
    total = 0.0
    for s in range(1, length):
        weights[s] *= (1.0 - belief[1]) / near * table[source[s], piece]
        total += weights[s]
    weights[length] = belief[1] * table[table.shape[0] - 1, piece]
    return weights / (total + weights[length] + 1e-30)


@numba.njit(cache=False)  # type: ignore[untyped-decorator]
def _expect(flat: Any, members: Any, table: Any, belief: Any, counts: Any) -> None:
    sources, targets, source_at, target_at = flat
    for pair in members:
        source = sources[source_at[pair] : source_at[pair + 1]]
        target = targets[target_at[pair] : target_at[pair + 1]]
        for t in range(len(target)):
            weights = _posterior(source, target[t], (t + 0.5) / len(target), table, belief)
            for s in range(1, len(source)):
                counts[source[s], target[t]] += weights[s]
            counts[counts.shape[0] - 1, target[t]] += weights[len(source)]


@numba.njit(cache=False)  # type: ignore[untyped-decorator]
def _link(flat: Any, members: Any, table: Any, belief: Any, links: Any) -> None:
    sources, targets, source_at, target_at = flat
    for pair in members:
        source = sources[source_at[pair] : source_at[pair + 1]]
        start = target_at[pair]
        length = target_at[pair + 1] - start
        for t in range(length):
            place = (t + 0.5) / length
            weights = _posterior(source, targets[start + t], place, table, (belief[0], belief[1]))
            best = np.argmax(weights)
            if best < len(source) and weights[best] >= belief[2]:
                links[start + t] = best
