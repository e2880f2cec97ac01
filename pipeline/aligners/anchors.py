"""Where a long pair of documents may be cut: sentence pairs that share rare words, in one order.

Candidates come from an inverted index of rare features, the chain of the highest total from a
longest-increasing-subsequence pass with a Fenwick tree: time and memory grow with the text.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..records import Bead, Document
from .similarity import folded_words

# A feature that stands in more segments of a side than this says nothing of where we are.
RARE = 8
# Up to so many segments a side, documents are aligned whole; longer ones in parts about so long.
WHOLE = 300
PART = 120


class Part(NamedTuple):
    """Half-open runs of segments that are aligned on their own."""

    article: tuple[int, int]
    page: tuple[int, int]


class Anchor(NamedTuple):
    """Article segment i and page segment j, and how much they share."""

    i: int
    j: int
    score: float


def parts(
    article: Document,
    bridge: Sequence[str] | None,
    page: Document,
    fixed: Sequence[Bead] = (),
) -> list[Part]:
    """The documents cut at anchors into parts that cover both; one part where they are short.

    No part cuts through a fixed bead or sends its two sides to different parts.
    """
    n, m = len(article.segments), len(page.segments)
    if max(n, m) <= WHOLE:
        return [Part((0, n), (0, m))]
    ours = [_rare_words(s.text) for s in article.segments]
    if bridge is not None:
        ours = [a | _rare_words(b) for a, b in zip(ours, bridge, strict=True)]
    theirs = [_rare_words(s.text) for s in page.segments]
    found = candidates(ours, theirs)
    return list(_cuts(chain([anchor for anchor in found if _free(anchor, fixed)]), n, m))


def _free(anchor: Anchor, fixed: Sequence[Bead]) -> bool:
    """Does the anchor stand before or after every fixed bead on both sides?"""
    return all(
        bead.null
        or (anchor.i <= bead.article.start and anchor.j <= bead.page.start)
        or (anchor.i >= bead.article.end and anchor.j >= bead.page.end)
        for bead in fixed
    )


def _rare_words(text: str) -> set[str]:
    """Folded words, and the beginnings of the longer ones, which inflection leaves alone."""
    words = set(folded_words(text))
    return words | {f"{word[:5]}-" for word in words if len(word) > 5}


def candidates(ours: Sequence[set[str]], theirs: Sequence[set[str]]) -> list[Anchor]:
    """Pairs of segments that share rare features, in the order of (i, j)."""
    index: dict[str, list[int]] = defaultdict(list)
    for j, features in enumerate(theirs):
        for feature in features:
            index[feature].append(j)
    common = Counter(feature for features in ours for feature in features)
    found: dict[tuple[int, int], float] = defaultdict(float)
    total = len(ours) + len(theirs)
    for i, features in enumerate(ours):
        for feature in sorted(features):
            places = index.get(feature, ())
            if places and len(places) <= RARE and common[feature] <= RARE:
                weight = math.log(total / (len(places) * common[feature]))
                for j in places:
                    found[i, j] += max(weight, 0.0)
    return [Anchor(i, j, score) for (i, j), score in sorted(found.items())]


def chain(points: Sequence[Anchor]) -> list[Anchor]:
    """The anchors, rising on both sides, whose scores add up highest: O(k log k)."""
    if not points:
        return []
    columns = sorted({point.j for point in points})
    tree = [(0.0, -1)] * (len(columns) + 1)
    before = [-1] * len(points)
    waiting: list[tuple[int, float, int]] = []
    row = -1
    best_end = (0.0, -1)
    for number, (i, j, score) in enumerate(points):
        if i != row:  # anchors of one row do not follow each other
            _settle(tree, waiting)
            row = i
        place = bisect_left(columns, j)
        so_far, last = _highest(tree, place)
        before[number] = last
        waiting.append((place + 1, so_far + score, number))
        best_end = max(best_end, (so_far + score, number))
    path = []
    number = best_end[1]
    while number >= 0:
        path.append(points[number])
        number = before[number]
    return path[::-1]


def _settle(tree: list[tuple[float, int]], waiting: list[tuple[int, float, int]]) -> None:
    for place, score, number in waiting:
        while place < len(tree):
            tree[place] = max(tree[place], (score, number))
            place += place & -place
    waiting.clear()


def _highest(tree: list[tuple[float, int]], place: int) -> tuple[float, int]:
    best = (0.0, -1)
    while place:
        best = max(best, tree[place])
        place -= place & -place
    return best


def _cuts(path: Sequence[Anchor], n: int, m: int) -> Iterator[Part]:
    """Parts of at least PART segments, cut before the strongest anchor in reach."""
    i = j = 0
    strong = [anchor for anchor in path if _stands_firm(anchor, path)]
    at = 0
    while max(n - i, m - j) > PART * 3 // 2:
        while at < len(strong) and max(strong[at].i - i, strong[at].j - j) < PART // 2:
            at += 1
        reach = [a for a in strong[at : at + PART] if max(a.i - i, a.j - j) <= PART * 3 // 2]
        reach = [a for a in reach if a.i > i and a.j > j] or strong[at : at + 1]
        if not reach:
            break
        cut = max(reach, key=lambda anchor: anchor.score)
        yield Part((i, cut.i), (j, cut.j))
        i, j = cut.i, cut.j
    yield Part((i, n), (j, m))


def _stands_firm(anchor: Anchor, path: Sequence[Anchor]) -> bool:
    """Has the chain neighbours close by on both sides, at about the same distance in both texts?"""
    at = bisect_left(path, anchor)
    around = [path[k] for k in (at - 1, at + 1) if 0 <= k < len(path)]
    return len(around) == 2 and all(
        abs(other.i - anchor.i) <= 6 and abs((other.i - anchor.i) - (other.j - anchor.j)) <= 3
        for other in around
    )
