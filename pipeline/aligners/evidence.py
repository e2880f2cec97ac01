"""What is known of a pair of documents: how alike runs are, marks, kinds, paragraphs, lengths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ..records import UNTRANSLATED, Document
from .anchors import Anchor, chain
from .ladder import Floats
from .length import Lengths, lengths_of
from .marks import ends, marks
from .similarity import Alike, Flags, digits, likeness, mutual, prefix

# Trust is a share of segments and so many more: two lines that find each other prove little.
FEW = 3
WRITTEN = {"numbers": digits, "marks": marks, "ends": ends}
_TEXT = {"paragraph": "text", "lead": "text", "quote": "text", "list": "text"}


class Measure(NamedTuple):
    """A likeness by name: "t" by the bridge, "d" directly.

    `ordered` is the longest chain, rising on both sides, of segments that are each other's best.
    """

    name: str
    alike: Alike
    ordered: Sequence[Anchor]

    @property
    def trust(self) -> float:
        """How well it tells counterparts here, 0 to 1: the share of segments in the chain."""
        return len(self.ordered) / (min(self.alike.shape) + FEW)


class Breaks(NamedTuple):
    """Which segments begin a paragraph, (n,) and (m,): none where a side is a list of lines.

    `trust` is how far both texts are divided alike, 0 to 1: Cohen's kappa over the first measure's
    chain.
    """

    article: Flags
    page: Flags
    trust: float


class Evidence(NamedTuple):
    """Everything known of a pair of documents; the first measure is the best there is.

    `written` is what many languages write alike: numbers, punctuation, how a line begins and ends.
    `kinds` are prefix sums (n + 1, m + 1) of the pairs of segments whose kinds differ, and of those
    of which one never has a counterpart; `typed` is false where a side's segments are all of one
    kind, as in a plain list: there nulls have other habits. `said` are the lengths of the bridge
    and of the page.
    """

    article: Document
    page: Document
    measures: tuple[Measure, ...]
    written: Mapping[str, Alike]
    kinds: tuple[Floats, Floats]
    typed: bool
    breaks: Breaks
    lengths: Lengths
    said: Lengths | None

    @property
    def bridged(self) -> bool:
        return self.measures[0].name == "t"


def gather(
    article: Document,
    bridge: Sequence[str] | None,
    page: Document,
    through: Alike | None = None,
) -> Evidence:
    """Look at both documents once; `through` stands for the bridge's likeness where it is given."""
    ours = [s.text for s in article.segments]
    theirs = [s.text for s in page.segments]
    said = bridge if bridge is not None and any(bridge) else None
    if through is None and said is not None:
        through = likeness(said, theirs)
    measures = [measured("d", likeness(ours, theirs))]
    if through is not None:
        measures.insert(0, measured("t", through))
    return Evidence(
        article,
        page,
        tuple(measures),
        {name: likeness(ours, theirs, pieces_of) for name, pieces_of in WRITTEN.items()},
        _kinds(article, page),
        all(len({s.kind for s in document.segments}) > 1 for document in (article, page)),
        _breaks(article, page, measures[0].ordered),
        lengths_of(article, page),
        Lengths.of(said, theirs) if said is not None else None,
    )


def measured(name: str, alike: Alike) -> Measure:
    first, _, ours = alike.top(1)
    pairs = mutual(ours, alike.top(0)[2])
    return Measure(name, alike, chain([Anchor(i, j, 1.0) for i, j in pairs if first[i] > 0]))


def _breaks(article: Document, page: Document, ordered: Sequence[Anchor]) -> Breaks:
    ours, theirs = (
        np.array([True, *(a.block != b.block for a, b in pairwise(document.segments))])
        for document in (article, page)
    )
    if ours.all() or theirs.all():
        return Breaks(np.zeros_like(ours), np.zeros_like(theirs), 0.0)
    left, right = ours[[at.i for at in ordered]], theirs[[at.j for at in ordered]]
    size = max(1, len(ordered))
    begins, begins_there = left.sum() / size, right.sum() / size
    chance = begins * begins_there + (1 - begins) * (1 - begins_there)
    kappa = ((left == right).sum() / size - chance) / max(1 - chance, 1e-9)
    return Breaks(ours, theirs, max(0.0, float(kappa)) * len(ordered) / (len(ordered) + FEW))


def _kinds(article: Document, page: Document) -> tuple[Floats, Floats]:
    ours, theirs = (
        np.array([_TEXT.get(s.kind, s.kind) for s in document.segments])
        for document in (article, page)
    )
    never = tuple(UNTRANSLATED)
    alone = np.isin(ours, never)[:, None] | np.isin(theirs, never)
    differs = ours[:, None] != theirs[None, :]
    return prefix(differs & ~alone), prefix(differs & alone)
