"""Where texts that should say the same do not: words by a diff, numbers and names by presence.

Words of the machine and of the page are compared as they are written (Ratcliff and Obershelp, the
standard library's difflib); numbers of two digits or more by their digits, on all sides; names,
which are capitalised words inside a sentence, without diacritics, between machine and page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from ..text import compose, fold

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d{3})*(?:[.,]\d+)?")


class Piece(NamedTuple):
    """A run of one text: `word` where the other side lacks it, `odd` for a number or a name."""

    text: str
    word: bool
    odd: bool


class _Found(NamedTuple):
    """A word, number or name of one side: the text it stands in, where, and what it is alike by."""

    text: int
    start: int
    end: int
    key: str


Texts = Sequence[str]
Pieces = tuple[Piece, ...]


def marked(article: Texts, said: Texts, page: Texts) -> tuple[tuple[Pieces, ...], ...]:
    """The three sides of a bead, each text cut into pieces; an empty side disagrees with nobody."""
    sides = (article, said, page)
    odd = [set(found) for found in _odd_numbers(sides)]
    words: list[set[_Found]] = [set(), set(), set()]
    if any(said) and any(page):
        words[1], words[2] = _different(said, page)
        for side, other in ((1, page), (2, said)):
            odd[side] |= set(_odd_names(sides[side], other))
    return tuple(
        tuple(tuple(_cut(text, i, words[side], odd[side])) for i, text in enumerate(texts))
        for side, texts in enumerate(sides)
    )


def _different(ours: Texts, theirs: Texts) -> tuple[set[_Found], set[_Found]]:
    left, right = list(_words(ours)), list(_words(theirs))
    match = SequenceMatcher(None, [w.key for w in left], [w.key for w in right], autojunk=False)
    blocks = match.get_matching_blocks()
    both = [(b.a + i, b.b + i) for b in blocks for i in range(b.size)]
    kept_left, kept_right = {a for a, _ in both}, {b for _, b in both}
    return (
        {w for i, w in enumerate(left) if i not in kept_left},
        {w for i, w in enumerate(right) if i not in kept_right},
    )


def _words(texts: Texts) -> Iterator[_Found]:
    for i, text in enumerate(texts):
        for m in _WORD.finditer(text):
            yield _Found(i, m.start(), m.end(), compose(m.group()).lower())


def _odd_numbers(sides: Sequence[Texts]) -> Iterator[list[_Found]]:
    found = [list(_numbers(texts)) for texts in sides]
    held = [{n.key for n in numbers} for numbers in found]
    speaking = [i for i, texts in enumerate(sides) if any(texts)]
    for side, numbers in enumerate(found):
        others = [held[i] for i in speaking if i != side]
        yield [n for n in numbers if any(n.key not in other for other in others)]


def _numbers(texts: Texts) -> Iterator[_Found]:
    for i, text in enumerate(texts):
        for m in _NUMBER.finditer(text):
            digits = re.sub(r"\D", "", m.group())
            if len(digits) > 1:
                yield _Found(i, m.start(), m.end(), digits)


def _odd_names(texts: Texts, other: Texts) -> Iterator[_Found]:
    held = {fold(word) for text in other for word in _WORD.findall(text)}
    first: set[int] = set()
    for word in _words(texts):
        inside = word.text in first
        first.add(word.text)
        written = texts[word.text][word.start : word.end]
        if inside and written[0].isupper() and fold(written) not in held:
            yield word


def _cut(text: str, number: int, words: set[_Found], odd: set[_Found]) -> Iterator[Piece]:
    """The text in pieces at every edge of a mark; joined they are the text."""
    kept = [[(f.start, f.end) for f in found if f.text == number] for found in (words, odd)]
    edges = sorted({0, len(text), *(edge for spans in kept for span in spans for edge in span)})
    for start, end in pairwise(edges):
        word, strange = (any(a <= start and end <= b for a, b in spans) for spans in kept)
        yield Piece(text[start:end], word, strange)
