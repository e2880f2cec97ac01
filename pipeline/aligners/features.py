"""What speaks for a bead, as named numbers; their weights are learnt by training/aligner.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from .evidence import Evidence, Measure
from .ladder import Floats, Shape
from .length import Lengths, ratios
from .similarity import Alike, Flags, windows

# Bumped when a feature or a confidence changes its meaning.
VERSION = 9
# What the first null bead of a run pays.
OPENING = "null opens"
# Kinds of lines that have habits of their own when they stand alone.
_ALONE = ("image", "source", "byline", "caption", "heading", "title", "lead", "list")
# Likeness speaks for a bead and against a null bead, whatever a set of gold beads may suggest:
# the sign of the weight by the fact's name, so that nothing turns round beyond what was seen.
SIGNS = {
    **dict.fromkeys(("cosine", "log cosine", "weakest", "rivals", "outside", "same"), 1),
    **dict.fromkeys(("neighbour", "length", "differs", "differ", "inside"), -1),
}


def sign(name: str) -> int:
    """1 where the weight may not be negative, -1 where it may not be positive, else 0."""
    fact = name.removesuffix(" trust")
    return next((SIGNS[end] for end in SIGNS if fact.endswith(f" {end}")), 0)


class Fact(NamedTuple):
    """A feature's values, of a shape that broadcasts to all places where the bead can begin.

    Those that are dear to work out are asked for only where they have a weight. With a `trust` it
    is two features: the values, and again ("… trust") in that measure.
    """

    name: str
    values: Floats | float | Callable[[], Floats]
    trust: float | None = None

    def told(self) -> Floats | float:
        return self.values() if callable(self.values) else self.values


def weighed(facts: Iterable[Fact], weights: Mapping[str, float], shape: tuple[int, ...]) -> Floats:
    """The weighted sum of the features, of this shape; one without a weight says nothing."""
    total = np.zeros(shape)
    for fact in facts:
        weight = weights.get(fact.name, 0.0)
        if fact.trust is not None:
            weight += fact.trust * weights.get(f"{fact.name} trust", 0.0)
        if weight:
            total += weight * fact.told()
    return total


def spread(facts: Iterable[Fact]) -> Iterator[tuple[str, Floats | float]]:
    """Every feature by itself: its name, its values."""
    for fact in facts:
        values = fact.told()
        yield fact.name, values
        if fact.trust is not None:
            yield f"{fact.name} trust", fact.trust * values


def of_bead(found: Evidence, shape: Shape) -> Iterator[Fact]:
    """What speaks for a bead of this shape, over all places where it can begin."""
    a, b = shape
    size = (a + b) / 2
    for measure in found.measures:
        yield from _likeness(_name(found, measure), measure, a, b, size)
    for name, alike in found.written.items():
        same = alike.groups(a, b)
        yield Fact(f"{name} same", size * same)
        yield Fact(f"{name} differ", alike.both(a, b) * (1.0 - same))
    yield Fact("length", ratios(found.lengths, a, b))
    if found.said is not None:
        yield Fact("t length", _told(found.said, a, b), found.measures[0].trust)
    for name, sums in zip(("differs", "alone"), found.kinds, strict=True):
        yield Fact(f"kind {name}", windows(sums, a, b) / (a * b))
    yield Fact("size", size)
    yield Fact("size typed", size * found.typed)
    yield Fact(f"shape {min(a, b)}-{max(a, b)}", 1.0)
    if a > b:
        yield Fact("article merges", 1.0)
    ours, theirs, trust = found.breaks
    (left, inside_left), (right, inside_right) = _runs(ours, a), _runs(theirs, b)
    yield Fact("breaks differ", 1.0 * (left[:, None] != right[None, :]), trust)
    yield Fact("breaks inside", inside_left[:, None] + inside_right[None, :], trust)


def _name(found: Evidence, measure: Measure) -> str:
    """Beside a bridge, what the article itself says weighs otherwise than alone."""
    return "b" if found.bridged and measure.name == "d" else measure.name


def _likeness(name: str, measure: Measure, a: int, b: int, size: float) -> Iterator[Fact]:
    alike, trust = measure.alike, measure.trust
    cosine = alike.groups(a, b)
    yield Fact(f"{name} cosine", size * cosine, trust)
    yield Fact(f"{name} log cosine", size * np.log(cosine + 0.03), trust)
    yield Fact(f"{name} weakest", partial(_weakest, alike, a, b), trust)
    yield Fact(f"{name} neighbour", partial(_neighbour, alike, cosine, a, b), trust)
    yield Fact(f"{name} rivals", partial(_rivals, alike, cosine, a, b), trust)
    yield Fact(f"{name} outside", partial(_outside, alike, cosine, a, b), trust)
    yield Fact(f"{name} size trust", size * trust)


def _weakest(alike: Alike, a: int, b: int) -> Floats:
    """The least cosine that one member has with the whole other side."""
    n, m = alike.shape
    singles = [alike.groups(1, b)[k : n - a + 1 + k] for k in range(a)]
    others = [alike.groups(a, 1)[:, k : m - b + 1 + k] for k in range(b)]
    least: Floats = np.minimum.reduce(singles + others)
    return least


def _neighbour(alike: Alike, cosine: Floats, a: int, b: int) -> Floats:
    """How much the cosine would gain by one more segment on either side, before or after."""
    best = np.zeros_like(cosine)
    taller, wider = alike.groups(a + 1, b), alike.groups(a, b + 1)
    if taller.size:
        best[:-1] = np.maximum(best[:-1], taller)
        best[1:] = np.maximum(best[1:], taller)
    if wider.size:
        best[:, :-1] = np.maximum(best[:, :-1], wider)
        best[:, 1:] = np.maximum(best[:, 1:], wider)
    gain: Floats = np.maximum(best - cosine, 0.0)
    return gain


def _rivals(alike: Alike, cosine: Floats, a: int, b: int) -> Floats:
    """The cosine against the best that its row and its column offer anywhere in the text."""
    rows, columns = alike.best()
    of_rows = np.maximum.reduce([rows[k : len(rows) - a + 1 + k] for k in range(a)])
    of_columns = np.maximum.reduce([columns[k : len(columns) - b + 1 + k] for k in range(b)])
    margin: Floats = cosine - (of_rows[:, None] + of_columns[None, :]) / 2
    return margin


def _outside(alike: Alike, cosine: Floats, a: int, b: int) -> Floats:
    """The cosine against the best that any member has with a single segment outside the bead."""
    n, m = alike.shape
    best = np.zeros_like(cosine)
    first, second, at = alike.top(1)
    starts = np.arange(m - b + 1)
    for k in range(a):
        here = at[k : n - a + 1 + k, None] - starts[None, :]
        inside = (here >= 0) & (here < b)
        values = np.where(inside, second[k : n - a + 1 + k, None], first[k : n - a + 1 + k, None])
        best = np.maximum(best, values)
    first, second, at = alike.top(0)
    starts = np.arange(n - a + 1)
    for k in range(b):
        here = at[None, k : m - b + 1 + k] - starts[:, None]
        inside = (here >= 0) & (here < a)
        values = np.where(inside, second[None, k : m - b + 1 + k], first[None, k : m - b + 1 + k])
        best = np.maximum(best, values)
    margin: Floats = cosine - best
    return margin


def _told(lengths: Lengths, a: int, b: int) -> Floats:
    """How far the page's length is from the bridge's: |log ratio| · √length, at most 12."""
    expected, there = (runs + 5 for runs in lengths.runs(a, b))
    apart = np.abs(np.log(there)[None, :] - np.log(expected)[:, None])
    root = np.sqrt((expected[:, None] + there[None, :]) / 2)
    told: Floats = np.minimum(apart * root, 12.0)
    return told


def of_null(found: Evidence, side: int) -> Iterator[Fact]:
    """What speaks for leaving a segment alone, by segment; side 0 is the article."""
    document = (found.article, found.page)[side]
    where = ("article", "page")[side]
    yield Fact(f"{where} null", 1.0)
    yield Fact(f"{where} null typed", float(found.typed))
    lengths = np.array([len(s.text) for s in document.segments], dtype=float)
    yield Fact("null length", np.log1p(lengths) / 5)
    for kind in _ALONE:
        yield Fact(f"null {kind}", np.array([float(s.kind == kind) for s in document.segments]))


def _runs(begins: Flags, size: int) -> tuple[Flags, Floats]:
    """Of every `size` neighbours: does the first begin a paragraph, and how many others do."""
    count = len(begins) - size + 1
    others = [begins[k : count + k] for k in range(1, size)]
    return begins[:count], np.sum(others, axis=0, dtype=float) if others else np.zeros(count)
