"""How alike two runs of text are: bags of words and character n-grams, weighed by rarity."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

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
        self.across, self.article, self.page = across, article, page
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
        dots = _windows(self.across, a, b)
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
    seen = Counter(feature for bag in bags for feature in bag)
    shared = {feature: i for i, feature in enumerate(f for f in seen if seen[f] > 1)}
    matrix = np.zeros((len(bags), max(1, len(shared))), dtype=np.float32)
    alone = np.zeros(len(bags))
    for i, bag in enumerate(bags):
        for feature, count in bag.items():
            weight = _weight(feature, count, seen[feature], len(bags))
            if feature in shared:
                matrix[i, shared[feature]] = weight
            else:
                alone[i] += weight * weight
    ours, theirs = matrix[: len(article)], matrix[len(article) :]
    return Likeness(
        (ours @ theirs.T).astype(np.float64),
        (ours @ ours.T).astype(np.float64) + np.diag(alone[: len(article)]),
        (theirs @ theirs.T).astype(np.float64) + np.diag(alone[len(article) :]),
    )


def _weight(feature: str, count: int, seen: int, segments: int) -> float:
    share = 1.0 if feature.startswith("=") else 0.35
    return share * math.log((1 + segments) / seen) * (1.0 + math.log(count))


def digits(text: str) -> Bag:
    """Numbers without their separators: 2.500 is 2500."""
    found = (re.sub(r"\D", "", number) for number in _NUMBER.findall(text))
    return Counter(f"={number}" for number in found)


def words(text: str) -> Bag:
    """Words, and character 3- to 5-grams inside marked words."""
    bag: Counter[str] = Counter()
    for word in _WORD.findall(fold(clean(text))):
        bag[f"={word}"] += 1
        marked = f"<{word}>"
        for size in (3, 4, 5):
            for i in range(len(marked) - size + 1):
                bag[marked[i : i + size]] += 1
    return bag


def _windows(matrix: Floats, a: int, b: int) -> Floats:
    """Sums over every a × b window, by two-dimensional prefix sums."""
    n, m = matrix.shape
    if n < a or m < b:
        return np.zeros((max(0, n - a + 1), max(0, m - b + 1)))
    sums = np.zeros((n + 1, m + 1))
    sums[1:, 1:] = matrix.cumsum(0).cumsum(1)
    windows: Floats = sums[a:, b:] - sums[:-a, b:] - sums[a:, :-b] + sums[:-a, :-b]
    return windows


def _norms(gram: Floats, size: int) -> Floats:
    if len(gram) < size:
        return np.zeros(0)
    squares = [gram[i : i + size, i : i + size].sum() for i in range(len(gram) - size + 1)]
    lengths: Floats = np.sqrt(np.maximum(np.array(squares), 1e-12))
    return lengths
