"""What speaks for a bead, as named numbers: likeness, numbers, length, kinds and paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ..records import Document
from .ladder import Floats, Shape
from .length import ratios
from .similarity import Likeness, digits, likeness

# Bumped when a feature changes its meaning, so that weights of another age are refused.
VERSION = 4
# Kinds of lines that have habits of their own when they stand alone.
_ALONE = ("image", "source", "byline", "caption", "heading", "title", "lead", "list")
_TEXT = {"paragraph": "text", "lead": "text", "quote": "text", "list": "text"}
Feature = tuple[str, Floats]


class Evidence(NamedTuple):
    """Everything known of a pair of documents; `through` is there when a bridge is."""

    article: Document
    page: Document
    direct: Likeness
    through: Likeness | None
    numbers: Likeness
    kinds: Floats

    @property
    def measures(self) -> tuple[tuple[str, Likeness], ...]:
        through = (("t", self.through),) if self.through is not None else ()
        return (*through, ("d", self.direct))


def gather(article: Document, bridge: Sequence[str] | None, page: Document) -> Evidence:
    """Look at both documents once."""
    ours = [s.text for s in article.segments]
    theirs = [s.text for s in page.segments]
    said = bridge if bridge is not None and any(bridge) else None
    return Evidence(
        article,
        page,
        likeness(ours, theirs),
        likeness(said, theirs) if said is not None else None,
        likeness(ours, theirs, digits),
        _kinds(article, page),
    )


def of_bead(found: Evidence, shape: Shape) -> Iterator[Feature]:
    """(name, values over all places where a bead of this shape can begin)."""
    a, b = shape
    size = (a + b) / 2
    rows, columns = len(found.article.segments) - a + 1, len(found.page.segments) - b + 1
    one = np.ones((rows, columns))
    for name, measure in found.measures:
        yield from _likeness(name, measure, a, b, size)
    numbers = found.numbers.groups(a, b)
    both = found.numbers.both(a, b)
    yield "numbers", size * numbers
    yield "numbers differ", both * (1.0 - numbers)
    yield "length", ratios(found.article, found.page, a, b)
    yield "kind differs", _window_mean(found.kinds == 1, a, b)
    yield "kind alone", _window_mean(found.kinds == 2, a, b)
    yield "size", size * one
    yield "size typed", size * float(_typed(found)) * one
    yield f"shape {min(a, b)}-{max(a, b)}", one
    if a > b:
        yield "article merges", one
    if a > 1:
        yield "article paragraphs", (1 - _same_block(found.article, a))[:, None] * one
    if b > 1:
        yield "page paragraphs", (1 - _same_block(found.page, b))[None, :] * one


def _likeness(name: str, measure: Likeness, a: int, b: int, size: float) -> Iterator[Feature]:
    cosine = measure.groups(a, b)
    yield f"{name} cosine", size * cosine
    yield f"{name} log cosine", size * np.log(cosine + 0.03)
    yield f"{name} weakest", _weakest(measure, a, b)
    yield f"{name} neighbour", _neighbour(measure, cosine, a, b)
    yield f"{name} rivals", _rivals(measure, cosine, a, b)


def _weakest(measure: Likeness, a: int, b: int) -> Floats:
    """The least cosine that one member has with the whole other side."""
    singles = [measure.groups(1, b)[k : len(measure.article) - a + 1 + k] for k in range(a)]
    others = [measure.groups(a, 1)[:, k : len(measure.page) - b + 1 + k] for k in range(b)]
    least: Floats = np.minimum.reduce(singles + others)
    return least


def _neighbour(measure: Likeness, cosine: Floats, a: int, b: int) -> Floats:
    """How much the cosine would gain by one more segment on either side, before or after."""
    best = np.zeros_like(cosine)
    taller, wider = measure.groups(a + 1, b), measure.groups(a, b + 1)
    if taller.size:
        best[:-1] = np.maximum(best[:-1], taller)
        best[1:] = np.maximum(best[1:], taller)
    if wider.size:
        best[:, :-1] = np.maximum(best[:, :-1], wider)
        best[:, 1:] = np.maximum(best[:, 1:], wider)
    gain: Floats = np.maximum(best - cosine, 0.0)
    return gain


def _rivals(measure: Likeness, cosine: Floats, a: int, b: int) -> Floats:
    """The cosine against the best that its row and its column offer elsewhere in the text."""
    rows, columns = measure.best()
    of_rows = np.maximum.reduce([rows[k : len(rows) - a + 1 + k] for k in range(a)])
    of_columns = np.maximum.reduce([columns[k : len(columns) - b + 1 + k] for k in range(b)])
    margin: Floats = cosine - (of_rows[:, None] + of_columns[None, :]) / 2
    return margin


def of_null(found: Evidence, side: int) -> Iterator[Feature]:
    """(name, value per segment) of leaving a segment alone; side 0 is the article."""
    document = (found.article, found.page)[side]
    where = ("article", "page")[side]
    one = np.ones(len(document.segments))
    yield f"{where} null", one
    yield f"{where} null typed", float(_typed(found)) * one
    for name, measure in found.measures:
        yield f"null {name} best", measure.best()[side]
    lengths = np.array([len(s.text) for s in document.segments], dtype=float)
    yield "null length", np.log1p(lengths) / 5
    for kind in _ALONE:
        yield f"null {kind}", np.array([float(s.kind == kind) for s in document.segments])


def _typed(found: Evidence) -> bool:
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


def _window_mean(flags: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], a: int, b: int) -> Floats:
    n, m = flags.shape
    sums = np.zeros((n + 1, m + 1))
    sums[1:, 1:] = flags.astype(float).cumsum(0).cumsum(1)
    windows: Floats = sums[a:, b:] - sums[:-a, b:] - sums[a:, :-b] + sums[:-a, :-b]
    return windows / (a * b)


def _same_block(document: Document, size: int) -> Floats:
    """1 where the `size` segments from here on stand in one block, else 0."""
    blocks = np.array([s.block for s in document.segments])
    if len(set(blocks.tolist())) == len(blocks):  # a plain list of lines says nothing
        return np.ones(len(blocks) - size + 1)
    inside: Floats = (blocks[size - 1 :] == blocks[: len(blocks) - size + 1]).astype(float)
    return inside
