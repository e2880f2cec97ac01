"""The default aligner: our own translation of the article is held against the page.

After Bleualign (Sennrich and Volk 2010), with group cosines, null beads and posteriors.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from ..records import Bead, Document
from .evidence import kinds, nulls, same_block
from .ladder import SHAPES, Costs, Floats, Shape, climb
from .length import ratios
from .similarity import Likeness, likeness

VERSION = 2
# Set by hand on the public development sets and on corpora/newsroom.
WEIGHTS: Final = {
    "bridge": 5.0,
    "direct": 9.0,
    "length": 1.1,
    "base": -2.2,
    "null": -2.4,
    "shape": -1.3,
    "wide": -0.9,
    "kind": 2.0,
    "block": 0.8,
}


class Bridge:
    """Beads by the bridge where there is one; by names, numbers and lengths where there is none."""

    def __init__(self) -> None:
        weights = json.dumps(WEIGHTS, sort_keys=True).encode()
        self.signature = f"bridge/{VERSION} weights:{hashlib.sha256(weights).hexdigest()[:8]}"

    def align(self, article: Document, bridge: Sequence[str] | None, page: Document) -> list[Bead]:
        ours = [s.text for s in article.segments]
        theirs = [s.text for s in page.segments]
        if not ours or not theirs:
            return climb(_bare(len(ours), len(theirs)))
        said = list(bridge) if bridge is not None and any(bridge) else None
        direct = likeness(ours, theirs)
        through = likeness(said, theirs) if said else None
        beads = climb(_costs(article, page, direct, through))
        measure = through or direct
        return [_alike(bead, measure) for bead in beads]


def _bare(n: int, m: int) -> Costs:
    return Costs({}, np.full(n, WEIGHTS["null"]), np.full(m, WEIGHTS["null"]))


def _costs(article: Document, page: Document, direct: Likeness, through: Likeness | None) -> Costs:
    kind = WEIGHTS["kind"] * kinds(article, page)
    beads = {
        shape: _score(shape, article, page, direct, through, kind)
        for shape in SHAPES
        if shape[0] <= len(article.segments) and shape[1] <= len(page.segments)
    }
    ours, theirs = nulls(article, page)
    return Costs(beads, WEIGHTS["null"] + ours, WEIGHTS["null"] + theirs)


def _score(
    shape: Shape,
    article: Document,
    page: Document,
    direct: Likeness,
    through: Likeness | None,
    kind: Floats,
) -> Floats:
    a, b = shape
    cosine = WEIGHTS["direct"] * direct.groups(a, b)
    if through is not None:
        cosine = cosine + WEIGHTS["bridge"] * through.groups(a, b)
    size = (a + b) / 2
    score = size * (WEIGHTS["base"] + cosine)
    score -= WEIGHTS["length"] * ratios(article, page, a, b)
    score += _corner(kind, a, b)
    score += WEIGHTS["shape"] * (a + b - 2 > 0) + WEIGHTS["wide"] * max(0, a + b - 3)
    if a > 1:
        score += WEIGHTS["block"] * (same_block(article, a)[:, None] - 1)
    if b > 1:
        score += WEIGHTS["block"] * (same_block(page, b)[None, :] - 1)
    return score


def _corner(kind: Floats, a: int, b: int) -> Floats:
    """The worst of the corners of each window: every member should be of the right kind."""
    n, m = kind.shape
    first, last = kind[: n - a + 1, : m - b + 1], kind[a - 1 :, b - 1 :]
    worst: Floats = np.minimum(first, last)
    return worst


def _alike(bead: Bead, measure: Likeness) -> Bead:
    if bead.null:
        return bead
    a, b = len(bead.article), len(bead.page)
    value = float(measure.groups(a, b)[bead.article.start, bead.page.start])
    return replace(bead, similarity=round(value, 4))
