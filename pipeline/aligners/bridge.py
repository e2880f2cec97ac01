"""The default aligner: the article and our translation of it are held against the page.

After Bleualign (Sennrich and Volk 2010), with group cosines, null beads and posteriors; the weights
are those of a semi-Markov conditional random field, learnt by training/aligner.py.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..files import read_bytes
from ..records import Bead, Document
from ..roles import NO_HINTS, Hints
from .anchors import parts
from .evidence import Evidence, gather
from .features import OPENING, VERSION, of_bead, of_null, weighed
from .held import bound, checked, within
from .ladder import SHAPES, Costs, climb, expected_nulls
from .similarity import Alike, Mean, likeness
from .windows import cut, moved, windowed

WEIGHTS = Path(__file__).with_name("weights.json")
Weights = Mapping[str, float]
# The odds of a bead to this power are its confidence: the weights have also learnt from bridges of
# noise, so that on whole ones they believe too little. Chosen on held-out beads of newsroom.
SHARPER = 1.3
# The price of a null bead in a plain list: the share of segments that gold leaves alone as a rule,
# how many segments of such a text stand behind it, and how steeply the price follows the share.
USUAL, FIRM, STEEP = 0.04, 20, 3.0
NARROW = 5  # wider beads are too few to change that share
PRICE = "null price"


class Sets(NamedTuple):
    """The weights of texts with a bridge, and of texts alone: one fact says less beside others."""

    bridged: Weights
    alone: Weights

    def of(self, found: Evidence) -> Weights:
        return self.bridged if found.bridged else self.alone


class Bridge:
    """Beads by the bridge where there is one; by names, numbers and lengths where there is none.

    `null_prior` is added to the log score of every null bead, on top of the habit of the text: how
    many segments stand alone differs from one maker of gold to the next.
    """

    def __init__(self, weights: Sets | None = None, null_prior: float = 0.0) -> None:
        self._given = weights
        self._null_prior = null_prior

    @cached_property
    def weights(self) -> Sets:
        """By feature; a feature without a weight says nothing."""
        return self._given or Sets(**json.loads(read_bytes(WEIGHTS)))

    @property
    def signature(self) -> str:
        text = json.dumps(self.weights._asdict(), sort_keys=True).encode()
        prior = f" nulls:{self._null_prior:+g}" if self._null_prior else ""
        return f"bridge/{VERSION} weights:{hashlib.sha256(text).hexdigest()[:8]}{prior}"

    def align(
        self,
        article: Document,
        bridge: Sequence[str] | None,
        page: Document,
        hints: Hints = NO_HINTS,
    ) -> list[Bead]:
        known = checked(hints, len(article.segments), len(page.segments))
        said = bridge if bridge is not None and any(bridge) else None
        return [
            moved(bead, part.article[0], part.page[0])
            for part in parts(article, said, page, known.fixed)
            for bead in windowed(
                cut(article, *part.article),
                said[slice(*part.article)] if said is not None else None,
                cut(page, *part.page),
                self._align,
                hints=within(known, *part),
            )
        ]

    def _align(
        self, article: Document, bridge: Sequence[str] | None, page: Document, hints: Hints
    ) -> list[Bead]:
        if not article.segments or not page.segments:
            return climb(_bare(len(article.segments), len(page.segments)))
        found = self.gather(article, bridge, page, hints)
        return [_sharper(_alike(bead, found)) for bead in climb(self.costs(found, hints))]

    def gather(
        self, article: Document, bridge: Sequence[str] | None, page: Document, hints: Hints
    ) -> Evidence:
        """All that is known of a pair of documents that is short enough for one table."""
        return evidence_of(article, bridge, page, hints.back)

    def costs(self, found: Evidence, hints: Hints) -> Costs:
        """The log score of every possible bead, after what a person has fixed."""
        return bound(self.scored(found)[1], hints)

    def scored(self, found: Evidence) -> tuple[Weights, Costs]:
        """The weights, with what every null bead pays among them, and the scores by them."""
        weights = self.weights.of(found)
        costs = costs_of(found, weights)
        price = self._null_prior + (0.0 if found.typed else habit(costs))
        ours, theirs = costs.article_null + price, costs.page_null + price
        return {**weights, PRICE: price}, costs._replace(article_null=ours, page_null=theirs)


def evidence_of(
    article: Document,
    bridge: Sequence[str] | None,
    page: Document,
    back: Sequence[str] | None = None,
) -> Evidence:
    """What is known; with the page translated back too, the bridge is the mean of both ways."""
    through: Alike | None = None
    if back is not None:
        ours, theirs = ([s.text for s in side.segments] for side in (article, page))
        through = likeness(ours, back)
        if bridge is not None:
            through = Mean(likeness(bridge, theirs), through)
    return gather(article, bridge, page, through)


def _bare(n: int, m: int) -> Costs:
    return Costs({}, np.full(n, -1.0), np.full(m, -1.0))


def costs_of(found: Evidence, weights: Weights) -> Costs:
    """The log score of every possible bead: the weighted sum of its features."""
    n, m = sizes = len(found.article.segments), len(found.page.segments)
    beads = {
        (a, b): weighed(of_bead(found, (a, b)), weights, (n - a + 1, m - b + 1))
        for a, b in SHAPES
        if a <= n and b <= m
    }
    ours, theirs = (weighed(of_null(found, side), weights, (sizes[side],)) for side in (0, 1))
    return Costs(beads, ours, theirs, weights.get(OPENING, 0.0))


def habit(costs: Costs) -> float:
    """What is added to the log score of every null bead in a text that seems to have few: ≤ 0.

    The share of segments that are likely to stand alone, against the usual one, in log odds; more
    than once of them, since at a higher price fewer do. In text whose lines are of many kinds the
    weights know better which stand alone.
    """
    size = len(costs.article_null) + len(costs.page_null)
    narrow = {shape: score for shape, score in costs.beads.items() if sum(shape) <= NARROW}
    share = (expected_nulls(costs._replace(beads=narrow)) + USUAL * FIRM) / (size + FIRM)
    return min(0.0, STEEP * (_log_odds(share) - _log_odds(USUAL)))


def _log_odds(share: float) -> float:
    return math.log(share / (1.0 - share))


def _sharper(bead: Bead) -> Bead:
    sure = min(max(bead.confidence or 0.0, 1e-4), 1.0 - 1e-4)
    if sure != bead.confidence:  # as good as certain, one way or the other
        return bead
    return replace(bead, confidence=round(1.0 / (1.0 + ((1.0 - sure) / sure) ** SHARPER), 4))


def _alike(bead: Bead, found: Evidence) -> Bead:
    """`similarity` is the cosine by the bridge, or without one the direct one."""
    shape = len(bead.article), len(bead.page)
    if shape not in SHAPES:  # a null bead, or one that only a person would make
        return bead
    cosines = found.measures[0].alike.groups(*shape)
    value = float(cosines[bead.article.start, bead.page.start])
    return replace(bead, similarity=round(value, 4))
