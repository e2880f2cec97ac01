"""Alignment by length alone (after Gale and Church 1993): the floor that others stand on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..records import UNTRANSLATED, Bead, Document
from ..roles import NO_HINTS, Hints
from .held import bound, checked
from .ladder import SHAPES, Costs, Floats, climb
from .windows import windowed

VERSION = 3
# Log priors of the bead shapes, as counted by Gale and Church; wider ones after them.
PRIORS = {(1, 1): -0.12, (1, 2): -3.1, (2, 1): -3.1, (2, 2): -4.5}
WIDE, WIDER, BOTH_SIDES = -6.0, -3.0, -1.5
# Up to so many segments a side the whole table is looked at: without words, windows cost accuracy.
WHOLE = 1000
NULL = -5.3
# How much closer, in log characters, before the mean segment is believed and not the whole text.
APART = 0.4


class Lengths(NamedTuple):
    """Characters up to each segment, (n + 1,), of both sides; the page's for one of the article."""

    article: Floats
    page: Floats
    rate: float

    @classmethod
    def of(cls, article: Sequence[str], page: Sequence[str], known: float | None = None) -> Lengths:
        """`known` is the rate where it is known better than by these texts."""
        ours, theirs = _sizes(article), _sizes(page)
        chosen = rate(ours, theirs) if known is None else known
        return cls(_sums(ours), _sums(theirs), chosen)

    def runs(self, a: int, b: int) -> tuple[Floats, Floats]:
        """Of every `a` segments (n - a + 1,), times the rate, and of every `b` (m - b + 1,)."""
        ours, theirs = self.article, self.page
        return (ours[a:] - ours[:-a]) * self.rate, theirs[b:] - theirs[:-b]


class Length:
    """Needs no bridge and looks at no word."""

    signature = f"length/{VERSION}"

    def align(
        self,
        article: Document,
        bridge: Sequence[str] | None,
        page: Document,
        hints: Hints = NO_HINTS,
    ) -> list[Bead]:
        known = checked(hints, len(article.segments), len(page.segments))
        return windowed(article, bridge, page, self._align, WHOLE, known)

    def _align(
        self, article: Document, bridge: Sequence[str] | None, page: Document, hints: Hints
    ) -> list[Bead]:
        n, m = len(article.segments), len(page.segments)
        lengths = lengths_of(article, page)
        beads = {
            (a, b): _prior(a, b) - ratios(lengths, a, b) for a, b in SHAPES if a <= n and b <= m
        }
        return climb(bound(Costs(beads, np.full(n, NULL), np.full(m, NULL)), hints))


def _prior(a: int, b: int) -> float:
    """Falls with every segment beyond five, else wide beads swallow what two narrow ones say."""
    if (a, b) in PRIORS:
        return PRIORS[a, b]
    return WIDE + WIDER * max(0, a + b - 5) + BOTH_SIDES * (min(a, b) > 1)


def ratios(lengths: Lengths, a: int, b: int) -> Floats:
    """Half the squared, standardised difference of lengths of every a × b window.

    With c the documents' ratio of characters, (t - s c)² / (2 s² · 6.8), s² the mean length.
    """
    expected, theirs = lengths.runs(a, b)
    spread = 6.8 * np.maximum((expected[:, None] + theirs[None, :]) / 2, 1.0)
    apart: Floats = (theirs[None, :] - expected[:, None]) ** 2 / (2 * spread)
    return np.minimum(apart, 12.0)


def lengths_of(article: Document, page: Document) -> Lengths:
    """Of both documents; their rate by the segments that have counterparts as a rule."""
    ours, theirs = article.segments, page.segments
    spoken = ([s.text for s in side if s.kind not in UNTRANSLATED] for side in (ours, theirs))
    known = rate(*map(_sizes, spoken))
    return Lengths.of([s.text for s in ours], [s.text for s in theirs], known)


def _sizes(texts: Sequence[str]) -> Floats:
    return np.array([float(len(text)) for text in texts])


def _sums(sizes: Floats) -> Floats:
    return np.concatenate([[0.0], sizes.cumsum()])


def rate(ours: Floats, theirs: Floats) -> float:
    """Characters of the page for one of the article: by the whole texts, as Gale and Church do.

    Where one text lacks a chapter the whole says nothing: then by the mean segment, if that is a
    good deal closer to 1.
    """
    whole = (theirs.sum() + 1.0) / (ours.sum() + 1.0)
    mean = whole * max(1, len(ours)) / max(1, len(theirs))
    chosen = mean if abs(math.log(mean)) + APART < abs(math.log(whole)) else whole
    return float(chosen)
