"""What is known of a pair of documents: how alike any two runs are, numbers, kinds and lengths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..records import Document
from .ladder import Floats
from .similarity import Alike, digits, likeness

# More trust than that makes no difference: a text against its own copy.
MOST = 0.7
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
    """Everything known of a pair of documents; the first measure is the best there is."""

    article: Document
    page: Document
    measures: tuple[Measure, ...]
    numbers: Alike
    kinds: Floats
    said: tuple[Floats, Floats] | None

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
        likeness(ours, theirs, digits),
        _kinds(article, page),
        (_lengths(said), _lengths(theirs)) if said is not None else None,
    )


def measured(name: str, alike: Alike) -> Measure:
    rows, columns = alike.best()
    best = rows if len(rows) < len(columns) else columns
    return Measure(name, alike, min(MOST, float(np.quantile(best, 0.75))))


def _lengths(texts: Sequence[str]) -> Floats:
    return np.array([float(len(text)) for text in texts])


def typed(found: Evidence) -> bool:
    """Do the lines have kinds? Where all are alike, as in a plain list, nulls have other habits."""
    documents = (found.article, found.page)
    return all(len({s.kind for s in document.segments}) > 1 for document in documents)


def _kinds(article: Document, page: Document) -> Floats:
    """0 where kinds agree, 1 where they differ, 2 where one of them never has a counterpart."""
    ours, theirs = (
        np.array([_TEXT.get(s.kind, s.kind) for s in document.segments])
        for document in (article, page)
    )
    alone = np.isin(ours, ("image", "source"))[:, None] | np.isin(theirs, ("image", "source"))
    differs = ours[:, None] != theirs[None, :]
    table: Floats = np.where(differs, np.where(alone, 2.0, 1.0), 0.0)
    return table
