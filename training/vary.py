"""Numbers and names that stand on both sides of a pair become others, the same on both.

What has to be copied is learnt as copying, not as a fact about 2024 or Microsoft: a pair comes with
other figures and names every time. Lengths stay as they are, piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

import numpy as np

from .tokenise import Ints

SPACE = "▁"
CENTURY = 0.5  # how often a year keeps its first two figures
Span = tuple[int, ...]  # ids


class Vary:
    """`numbers` and `names` are shares of the pairs that have some on both sides.

    New names are put together from pieces of those that the sample has on both sides: any other
    word in their place would teach to copy what has to be translated.
    """

    def __init__(
        self,
        ids: Mapping[str, int],
        numbers: float,
        names: float,
        sample: Iterable[tuple[Ints, Ints]],
    ) -> None:
        self._numbers, self._names = numbers, names
        self._digits = [ids[str(digit)] for digit in range(10) if str(digit) in ids]
        words = [piece for piece in ids if piece.removeprefix(SPACE).isalpha()]
        self._figures = frozenset(self._digits)
        self._capitals = {ids[p] for p in words if p[0] == SPACE and p[1:].istitle()}
        self._letters = {ids[p] for p in words if p[0] != SPACE and p.islower()}
        self._first: list[int] = []
        self._inner: list[int] = []
        for source, target in sample:
            ours, theirs = ([s for _, s in self._words(side.tolist())] for side in (source, target))
            for (first, *rest), _ in _common(ours, theirs):
                self._first.append(first)
                self._inner += rest

    def __call__(
        self, source: Ints, target: Ints, chance: np.random.Generator
    ) -> tuple[Ints, Ints]:
        """The pair as it is, or a copy of it with other figures, other names or both."""
        for share, spans, others in (
            (self._numbers, self._runs, self._other_numbers),
            (self._names, self._words, self._other_names),
        ):
            if chance.random() >= share:
                continue
            ours, theirs = (list(spans(side.tolist())) for side in (source, target))
            new = others([span for _, span in ours], [span for _, span in theirs], chance)
            if new:
                source, target = _with(source, ours, new), _with(target, theirs, new)
        return source, target

    def _runs(self, ids: Sequence[int]) -> Iterator[tuple[int, Span]]:
        """Numbers of two figures or more, and where they begin."""
        start = 0
        for place, one in enumerate([*ids, -1]):
            if one not in self._figures:
                if place - start > 1:
                    yield start, tuple(ids[start:place])
                start = place + 1

    def _other_numbers(
        self, ours: Sequence[Span], theirs: Sequence[Span], chance: np.random.Generator
    ) -> dict[Span, Span]:
        return {old: self._number(old, chance) for old in sorted(set(ours) & set(theirs))}

    def _number(self, old: Span, chance: np.random.Generator) -> Span:
        first, *rest = (self._digits[i] for i in chance.integers([1, *[0] * (len(old) - 1)], 10))
        year = len(old) == 4 and old[:2] in (self._spelt("19"), self._spelt("20"))
        return (*old[:2], *rest[1:]) if year and chance.random() < CENTURY else (first, *rest)

    def _spelt(self, figures: str) -> Span:
        return tuple(self._digits[int(figure)] for figure in figures)

    def _words(self, ids: Sequence[int]) -> Iterator[tuple[int, Span]]:
        """Words with a capital that do not begin the text, whole, and where they begin."""
        for start in range(2, len(ids)):
            if ids[start] in self._capitals:
                end = start + 1
                while end < len(ids) and ids[end] in self._letters:
                    end += 1
                yield start, tuple(ids[start:end])

    def _other_names(
        self, ours: Sequence[Span], theirs: Sequence[Span], chance: np.random.Generator
    ) -> dict[Span, Span]:
        """What all words with one beginning have in common is exchanged; Polish endings stay."""
        new: dict[Span, Span] = {}
        for (_, *rest), alike in _common(ours, theirs) if self._first else ():
            start = self._first[int(chance.integers(len(self._first)))]
            places = chance.integers(max(1, len(self._inner)), size=len(rest))
            name = start, *(self._inner[i] for i in places)
            new |= {old: name + old[len(name) :] for old in alike}
        return new


def _common(ours: Sequence[Span], theirs: Sequence[Span]) -> Iterator[tuple[Span, list[Span]]]:
    """What all words with one beginning, which both sides have, share; and those words."""
    for first in sorted({span[0] for span in ours} & {span[0] for span in theirs}):
        alike = [span for span in (*ours, *theirs) if span[0] == first]
        same = sum(1 for _ in takewhile(lambda at: len(set(at)) == 1, zip(*alike, strict=False)))
        yield alike[0][:same], alike


def _with(ids: Ints, spans: Sequence[tuple[int, Span]], new: Mapping[Span, Span]) -> Ints:
    made = ids.copy()
    for start, old in spans:
        if old in new:
            made[start : start + len(old)] = new[old]
    return made
