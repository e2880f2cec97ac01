"""Alignment by length alone (after Gale and Church 1993): the floor that others stand on."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ..records import Bead, Document
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
        beads = {
            (a, b): _prior(a, b) - ratios(article, page, a, b)
            for a, b in SHAPES
            if a <= n and b <= m
        }
        return climb(bound(Costs(beads, np.full(n, NULL), np.full(m, NULL)), hints))


def _prior(a: int, b: int) -> float:
    """Falls with every segment beyond five, else wide beads swallow what two narrow ones say."""
    if (a, b) in PRIORS:
        return PRIORS[a, b]
    return WIDE + WIDER * max(0, a + b - 5) + BOTH_SIDES * (min(a, b) > 1)


def ratios(article: Document, page: Document, a: int, b: int) -> Floats:
    """Half the squared, standardised difference of lengths of every a × b window.

    With c the documents' ratio of characters, (t - s c)² / (2 s² · 6.8), s² the mean length.
    """
    ours, theirs = _sums(article, a), _sums(page, b)
    expected = ours * rate(_lengths(article), _lengths(page))
    spread = 6.8 * np.maximum((expected[:, None] + theirs[None, :]) / 2, 1.0)
    apart: Floats = (theirs[None, :] - expected[:, None]) ** 2 / (2 * spread)
    return np.minimum(apart, 12.0)


def _sums(document: Document, size: int) -> Floats:
    lengths = np.array([float(len(s.text)) for s in document.segments])
    sums = np.concatenate([[0.0], lengths.cumsum()])
    window: Floats = sums[size:] - sums[:-size]
    return window


def _lengths(document: Document) -> Floats:
    """Of the segments that have counterparts as a rule."""
    spoken = (s.text for s in document.segments if s.kind not in ("image", "source"))
    return np.array([float(len(text)) for text in spoken])


def rate(ours: Floats, theirs: Floats) -> float:
    """Characters of the page for one of the article: by the whole texts, as Gale and Church do.

    Where one text lacks a chapter the whole says nothing: then by the mean segment, if that is a
    good deal closer to 1.
    """
    whole = (theirs.sum() + 1.0) / (ours.sum() + 1.0)
    mean = whole * max(1, len(ours)) / max(1, len(theirs))
    chosen = mean if abs(math.log(mean)) + APART < abs(math.log(whole)) else whole
    return float(chosen)
