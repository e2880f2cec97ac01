"""How alike two runs of text are: bags of words and character n-grams, weighed by rarity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ..text import clean, fold

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
# Sums of up to seven neighbours are asked for: six of a bead and one beside them.
NEAR = range(1, 7)
_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\D")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d{3})*")


class Alike(Protocol):
    """How alike any run of article segments is to any run of page segments."""

    @property
    def shape(self) -> tuple[int, int]: ...

    def groups(self, a: int, b: int) -> Floats:
        """Cosine of every run of `a` article and `b` page segments: (n - a + 1, m - b + 1)."""
        ...

    def both(self, a: int, b: int) -> Floats:
        """1 where both runs have any feature at all, else 0."""
        ...

    def best(self) -> tuple[Floats, Floats]:
        """The highest cosine of one segment with one: by row (n,) and by column (m,)."""
        ...

    def top(self, axis: int) -> tuple[Floats, Floats, Places]:
        """By column (axis 0) or row (1): the best single cosine, the second, the best's place."""
        ...


class _Single:
    """What follows from the cosines of one segment with one."""

    _topped: dict[int, tuple[Floats, Floats, Places]]

    def groups(self, a: int, b: int) -> Floats:
        raise NotImplementedError

    def best(self) -> tuple[Floats, Floats]:
        return self.top(1)[0], self.top(0)[0]

    def top(self, axis: int) -> tuple[Floats, Floats, Places]:
        if axis not in self._topped:
            table = self.groups(1, 1)
            at = table.argmax(axis=axis)
            first = np.asarray(table.max(axis=axis))
            hidden = table.copy()
            np.put_along_axis(hidden, np.expand_dims(at, axis), 0.0, axis)
            second = np.asarray(hidden.max(axis=axis))
            self._topped[axis] = first, second, at
        return self._topped[axis]


class Likeness(_Single):
    """Dot products across (n, m), and for each side the lengths of sums of neighbours.

    `article` and `page` hold in column k the dot products of each vector with the k-th after it.
    """

    def __init__(self, across: Floats, article: Floats, page: Floats) -> None:
        self.shape = (len(article), len(page))
        self._sides = article, page
        self._lengths: dict[tuple[int, int], Floats] = {}
        self._sums = prefix(across)
        self._known: dict[tuple[int, int], Floats] = {}
        self._topped = {}

    def both(self, a: int, b: int) -> Floats:
        ours, theirs = self._norms(0, a) > 1e-5, self._norms(1, b) > 1e-5
        present: Floats = (ours[:, None] & theirs[None, :]).astype(np.float64)
        return present

    def groups(self, a: int, b: int) -> Floats:
        if (a, b) not in self._known:
            self._known[a, b] = self._cosines(a, b)
        return self._known[a, b]

    def _cosines(self, a: int, b: int) -> Floats:
        lengths = self._norms(0, a)[:, None] * self._norms(1, b)[None, :]
        cosine: Floats = windows(self._sums, a, b) / np.maximum(lengths, 1e-12)
        return cosine.clip(0.0, 1.0)

    def _norms(self, side: int, size: int) -> Floats:
        if (side, size) not in self._lengths:
            self._lengths[side, size] = _norms(self._sides[side], size)
        return self._lengths[side, size]


class Mean(_Single):
    """Several likenesses of the same two texts as one: the mean of their cosines."""

    def __init__(self, *parts: Alike) -> None:
        self.shape = parts[0].shape
        self._parts = parts
        self._known: dict[tuple[int, int], Floats] = {}
        self._topped = {}

    def both(self, a: int, b: int) -> Floats:
        either: Floats = np.maximum.reduce([part.both(a, b) for part in self._parts])
        return either

    def groups(self, a: int, b: int) -> Floats:
        if (a, b) not in self._known:
            total = np.add.reduce([part.groups(a, b) for part in self._parts])
            self._known[a, b] = total / len(self._parts)
        return self._known[a, b]


def likeness(
    article: Sequence[str],
    page: Sequence[str],
    pieces_of: Callable[[str], Iterable[tuple[str, ...]]] | None = None,
) -> Likeness:
    """IDF over both texts together, term counts damped by 1 + log.

    A feature of one segment alone meets no other: it only makes that segment longer.
    """
    texts = [*article, *page]
    rows, columns, counts, names = _counted(texts, pieces_of or words)
    seen = np.bincount(columns, minlength=len(names))
    share = np.array([1.0 if name.startswith("=") else 0.35 for name in names])
    idf = share * np.log((1 + len(texts)) / np.maximum(seen, 1))
    weights = idf[columns] * (1.0 + np.log(counts))
    n = len(article)
    ours = np.bincount(columns[rows < n], minlength=len(names))
    meet = (ours > 0) & (seen > ours)  # on both sides
    across, lengths = _matrix(rows, columns, weights, meet, len(texts))
    near, more = _matrix(rows, columns, weights, (seen > 1) & ~meet, len(texts))
    alone = lengths + more + _totals(rows, weights**2 * (seen == 1)[columns], len(texts))
    sides = [
        np.stack([alone[part], *(_apart(across[part], k) + _apart(near[part], k) for k in NEAR)], 1)
        for part in (slice(None, n), slice(n, None))
    ]
    return Likeness((across[:n] @ across[n:].T).astype(np.float64), sides[0], sides[1])


def _counted(
    texts: Sequence[str], pieces_of: Callable[[str], Iterable[tuple[str, ...]]]
) -> tuple[Places, Places, Floats, list[str]]:
    """Rows, columns and counts of every feature in every text, and the features' names."""
    ids: dict[str, int] = {}
    known: dict[tuple[str, ...], list[int]] = {}
    found: list[int] = []
    sizes = []
    for text in texts:
        before = len(found)
        for pieces in pieces_of(text):
            if pieces not in known:
                known[pieces] = [ids.setdefault(piece, len(ids)) for piece in pieces]
            found += known[pieces]
        sizes.append(len(found) - before)
    columns = np.array(found, np.intp)
    keys = np.repeat(np.arange(len(texts)), sizes) * max(1, len(ids)) + columns
    places, counts = np.unique(keys, return_counts=True)
    rows, columns = np.divmod(places, max(1, len(ids)))
    return rows, columns, counts.astype(np.float64), list(ids)


def _matrix(
    rows: Places, columns: Places, weights: Floats, wanted: Flags, size: int
) -> tuple[npt.NDArray[np.float32], Floats]:
    """The weights of the wanted features (size, features), and the squared length of each row."""
    matrix = np.zeros((size, max(1, int(wanted.sum()))), dtype=np.float32)
    met = wanted[columns]
    matrix[rows[met], (np.cumsum(wanted) - 1)[columns[met]]] = weights[met]
    return matrix, _totals(rows[met], weights[met] ** 2, size)


def _totals(rows: Places, values: Floats, size: int) -> Floats:
    return np.bincount(rows, values, minlength=size).astype(np.float64)


def _apart(matrix: npt.NDArray[np.float32], apart: int) -> Floats:
    """Dot products of each row with the one so far after it, 0 where there is none."""
    dots = np.zeros(len(matrix))
    if apart < len(matrix):
        dots[: len(matrix) - apart] = np.einsum("ij,ij->i", matrix[:-apart], matrix[apart:])
    return dots


def digits(text: str) -> Iterable[tuple[str, ...]]:
    """Numbers without their separators: 2.500 is 2500."""
    for number in _NUMBER.findall(text):
        yield (f"={_SEPARATOR.sub('', number)}",)


def words(text: str) -> Iterable[tuple[str, ...]]:
    """Words, and character 3- to 5-grams inside marked words."""
    return map(_pieces, folded_words(text))


@lru_cache(maxsize=1 << 12)
def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case and without their diacritics."""
    return tuple(_WORD.findall(fold(clean(text))))


@lru_cache(maxsize=1 << 14)
def _pieces(word: str) -> tuple[str, ...]:
    marked = f"<{word}>"
    grams = (marked[i : i + k] for k in (3, 4, 5) for i in range(len(marked) - k + 1))
    return (f"={word}", *grams)


def mutual(columns: Places, rows: Places) -> list[tuple[int, int]]:
    """Each other's best: by the best column of every row (n,) and the best row of every column."""
    return [(row, int(column)) for row, column in enumerate(columns) if rows[column] == row]


def prefix(matrix: Floats | Flags) -> Floats:
    """Two-dimensional prefix sums, with a row and a column of zeros before them."""
    n, m = matrix.shape
    sums = np.zeros((n + 1, m + 1))
    np.cumsum(matrix, axis=0, out=sums[1:, 1:])
    np.cumsum(sums[1:, 1:], axis=1, out=sums[1:, 1:])
    return sums


def windows(sums: Floats, a: int, b: int) -> Floats:
    """Sums over every a × b window, from prefix sums."""
    n, m = sums.shape[0] - 1, sums.shape[1] - 1
    if n < a or m < b:
        return np.zeros((max(0, n - a + 1), max(0, m - b + 1)))
    windows: Floats = sums[a:, b:] - sums[:-a, b:] - sums[a:, :-b] + sums[:-a, :-b]
    return windows


def _norms(near: Floats, size: int) -> Floats:
    """The length of the sum of every `size` neighbours."""
    count = len(near) - size + 1
    if count < 1:
        return np.zeros(0)
    squares = np.zeros(count)
    for apart in range(size):
        line = near[:, apart] * (2.0 if apart else 1.0)
        for start in range(size - apart):
            squares += line[start : start + count]
    lengths: Floats = np.sqrt(np.maximum(squares, 1e-12))
    return lengths
