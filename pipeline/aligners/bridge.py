"""The default aligner: the article and our translation of it are held against the page.

After Bleualign (Sennrich and Volk 2010), with group cosines, null beads and posteriors; the weights
are those of a semi-Markov conditional random field, learnt by training/aligner.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, reduce
from pathlib import Path

import numpy as np

from ..files import read_bytes
from ..records import Bead, Document
from .anchors import parts
from .evidence import VERSION, Evidence, Feature, gather, of_bead, of_null
from .ladder import SHAPES, Costs, Floats, climb
from .windows import cut, moved, windowed

WEIGHTS = Path(__file__).with_name("weights.json")
Weights = Mapping[str, float]


class Bridge:
    """Beads by the bridge where there is one; by names, numbers and lengths where there is none."""

    def __init__(self, weights: Mapping[str, Weights] | None = None) -> None:
        self._given = weights

    @cached_property
    def weights(self) -> Mapping[str, Weights]:
        """Two sets of weights, "bridge" and "alone": by feature; no weight is 0."""
        loaded: Mapping[str, Weights] = self._given or json.loads(read_bytes(WEIGHTS))
        return loaded

    @property
    def signature(self) -> str:
        text = json.dumps(self.weights, sort_keys=True).encode()
        return f"bridge/{VERSION} weights:{hashlib.sha256(text).hexdigest()[:8]}"

    def align(self, article: Document, bridge: Sequence[str] | None, page: Document) -> list[Bead]:
        said = bridge if bridge is not None and any(bridge) else None
        return [
            moved(bead, part.article[0], part.page[0])
            for part in parts(article, said, page)
            for bead in windowed(
                cut(article, *part.article),
                said[slice(*part.article)] if said is not None else None,
                cut(page, *part.page),
                self._align,
            )
        ]

    def _align(self, article: Document, bridge: Sequence[str] | None, page: Document) -> list[Bead]:
        if not article.segments or not page.segments:
            return climb(_bare(len(article.segments), len(page.segments)))
        found = gather(article, bridge, page)
        weights = self.weights["alone" if found.through is None else "bridge"]
        return [_alike(bead, found) for bead in climb(weighed(found, weights))]


def _bare(n: int, m: int) -> Costs:
    return Costs({}, np.full(n, -1.0), np.full(m, -1.0))


def weighed(found: Evidence, weights: Weights) -> Costs:
    """The log score of every possible bead: the weighted sum of its features."""
    beads = {
        shape: _sum(of_bead(found, shape), weights)
        for shape in SHAPES
        if shape[0] <= len(found.article.segments) and shape[1] <= len(found.page.segments)
    }
    ours, theirs = (_sum(of_null(found, side), weights) for side in (0, 1))
    return Costs(beads, ours, theirs)


def _sum(features: Iterable[Feature], weights: Weights) -> Floats:
    parts = (weights.get(name, 0.0) * values for name, values in features)
    return reduce(np.add, parts)


def _alike(bead: Bead, found: Evidence) -> Bead:
    """`similarity` is the cosine by the bridge, or without one the direct one."""
    if bead.null:
        return bead
    measure = found.measures[0][1]
    value = float(
        measure.groups(len(bead.article), len(bead.page))[bead.article.start, bead.page.start]
    )
    return replace(bead, similarity=round(value, 4))
