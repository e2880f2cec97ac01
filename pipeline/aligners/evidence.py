"""What is known of a pair of documents: how alike any two runs are, marks, kinds and lengths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ..records import UNTRANSLATED, Document
from .ladder import Floats
from .length import Lengths, lengths_of
from .marks import ends, marks
from .similarity import Alike, digits, likeness, prefix

# More trust than that makes no difference: a text against its own copy.
MOST = 0.7
WRITTEN = {"numbers": digits, "marks": marks, "ends": ends}
_TEXT = {"paragraph": "text", "lead": "text", "quote": "text", "list": "text"}


class Measure(NamedTuple):
    """A likeness by name: "t" by the bridge, "d" directly, "l" by the document's own lexicon.

    `trust` is how well it tells counterparts here: the upper quartile of the segments' best cosine,
    at most MOST.
    """

    name: str
    alike: Alike
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
        lengths_of(article, page),
        Lengths.of(said, theirs) if said is not None else None,
    )


def measured(name: str, alike: Alike) -> Measure:
    rows, columns = alike.best()
    best = rows if len(rows) < len(columns) else columns
    return Measure(name, alike, min(MOST, float(np.quantile(best, 0.75))))


def _kinds(article: Document, page: Document) -> tuple[Floats, Floats]:
    ours, theirs = (
        np.array([_TEXT.get(s.kind, s.kind) for s in document.segments])
        for document in (article, page)
    )
    never = tuple(UNTRANSLATED)
    alone = np.isin(ours, never)[:, None] | np.isin(theirs, never)
    differs = ours[:, None] != theirs[None, :]
    return prefix(differs & ~alone), prefix(differs & alone)
