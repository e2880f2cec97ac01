"""How alike two runs of text are: bags of words and character n-grams, weighed by rarity."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ..text import clean, fold

Floats = npt.NDArray[np.float64]
Bag = Counter[str]
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d{3})*")


class Likeness:
    """Dot products across (n, m), and the Gram matrices that give the length of any run's sum."""

    def __init__(self, across: Floats, article: Floats, page: Floats) -> None:
        self.article, self.page = article, page
        self._sums = _prefix(across)
        self._known: dict[tuple[int, int], Floats] = {}

    def best(self) -> tuple[Floats, Floats]:
        """The highest cosine of one segment with one: by row (n,) and by column (m,)."""
        single = self.groups(1, 1)
        return single.max(axis=1), single.max(axis=0)

    def both(self, a: int, b: int) -> Floats:
        """1 where both runs have any feature at all, else 0."""
        ours, theirs = _norms(self.article, a) > 1e-5, _norms(self.page, b) > 1e-5
        present: Floats = (ours[:, None] & theirs[None, :]).astype(np.float64)
        return present

    def groups(self, a: int, b: int) -> Floats:
        """Cosine of every run of `a` article and `b` page segments: (n - a + 1, m - b + 1)."""
        if (a, b) not in self._known:
            self._known[a, b] = self._cosines(a, b)
        return self._known[a, b]

    def _cosines(self, a: int, b: int) -> Floats:
        dots = _windows(self._sums, a, b)
        ours, theirs = _norms(self.article, a), _norms(self.page, b)
        with np.errstate(divide="ignore", invalid="ignore"):
            cosine: Floats = dots / (ours[:, None] * theirs[None, :])
            clean_: Floats = np.nan_to_num(cosine, nan=0.0, posinf=0.0, neginf=0.0).clip(0.0, 1.0)
        return clean_


def likeness(
    article: Sequence[str], page: Sequence[str], bag_of: Callable[[str], Bag] | None = None
) -> Likeness:
    """IDF over both texts together, term counts damped by 1 + log.

    A feature of one segment alone meets no other: it only makes that segment longer.
    """
    bags = [(bag_of or words)(text) for text in [*article, *page]]
    ids: dict[str, int] = {}
    columns = np.array([ids.setdefault(f, len(ids)) for bag in bags for f in bag], dtype=np.intp)
    rows = np.repeat(np.arange(len(bags)), [len(bag) for bag in bags])
    counts = np.array([count for bag in bags for count in bag.values()], dtype=np.float64)
    seen = np.bincount(columns, minlength=len(ids))
    share = np.array([1.0 if feature.startswith("=") else 0.35 for feature in ids])
    idf = share * np.log((1 + len(bags)) / seen)
    weights = idf[columns] * (1.0 + np.log(counts))
    shared = seen > 1
    places = np.cumsum(shared) - 1
    matrix = np.zeros((len(bags), max(1, int(shared.sum()))), dtype=np.float32)
    met = shared[columns]
    matrix[rows[met], places[columns[met]]] = weights[met]
    alone = np.bincount(rows[~met], weights[~met] ** 2, minlength=len(bags))
    ours, theirs = matrix[: len(article)], matrix[len(article) :]
    return Likeness(
        (ours @ theirs.T).astype(np.float64),
        (ours @ ours.T).astype(np.float64) + np.diag(alone[: len(article)]),
        (theirs @ theirs.T).astype(np.float64) + np.diag(alone[len(article) :]),
    )


def digits(text: str) -> Bag:
    """Numbers without their separators: 2.500 is 2500."""
    found = (re.sub(r"\D", "", number) for number in _NUMBER.findall(text))
    return Counter(f"={number}" for number in found)


def words(text: str) -> Bag:
    """Words, and character 3- to 5-grams inside marked words."""
    bag: Counter[str] = Counter()
    for word in _WORD.findall(fold(clean(text))):
        bag.update(_pieces(word))
    return bag


@lru_cache(maxsize=1 << 16)
def _pieces(word: str) -> tuple[str, ...]:
    marked = f"<{word}>"
    grams = (marked[i : i + k] for k in (3, 4, 5) for i in range(len(marked) - k + 1))
    return (f"={word}", *grams)


def _prefix(matrix: Floats) -> Floats:
    n, m = matrix.shape
    sums = np.zeros((n + 1, m + 1))
    sums[1:, 1:] = matrix.cumsum(0).cumsum(1)
    return sums


def _windows(sums: Floats, a: int, b: int) -> Floats:
    """Sums over every a × b window, from two-dimensional prefix sums."""
    n, m = sums.shape[0] - 1, sums.shape[1] - 1
    if n < a or m < b:
        return np.zeros((max(0, n - a + 1), max(0, m - b + 1)))
    windows: Floats = sums[a:, b:] - sums[:-a, b:] - sums[a:, :-b] + sums[:-a, :-b]
    return windows


def _norms(gram: Floats, size: int) -> Floats:
    """The length of the sum of every `size` neighbours."""
    count = len(gram) - size + 1
    if count < 1:
        return np.zeros(0)
    squares = np.zeros(count)
    for apart in range(size):
        line = np.diagonal(gram, apart) * (2.0 if apart else 1.0)
        for start in range(size - apart):
            squares += line[start : start + count]
    lengths: Floats = np.sqrt(np.maximum(squares, 1e-12))
    return lengths
