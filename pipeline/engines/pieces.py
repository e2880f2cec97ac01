"""Which texts a model sees, in what parts, and how the parts are joined again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ..clauses import pieces as clauses
from ..records import Said
from ..text import ADDRESS, clean
from .search import LONGEST

# A single run without a place to cut is still translated up to here; Marian has 512 positions.
MOST = 480
TOO_LONG = "too long"
_WORDS = re.compile(r"[^\W\d_]")

Measure = Callable[[str], int]


class Part(NamedTuple):
    """A run of a text; a model sees it, or it stays as it is."""

    text: str
    seen: bool
    flags: tuple[str, ...] = ()


def plan(texts: Sequence[str], pieces: Measure, longest: int = LONGEST) -> list[tuple[Part, ...]]:
    """Each text in parts of at most `longest` pieces: cut at clauses, never cut off.

    A part without a word is not seen by a model. Nor is a run of more than `MOST` pieces without
    a place to cut: it is flagged. The parts of a text, joined with spaces, are the clean text.
    """
    return [
        tuple(_part(run, pieces) for run in _cut(clean(text), pieces, longest)) for text in texts
    ]


def _part(text: str, pieces: Measure) -> Part:
    if not speaks(text):
        return Part(text, False)
    return Part(text, False, (TOO_LONG,)) if pieces(text) > MOST else Part(text, True)


def speaks(text: str) -> bool:
    """Is there a word in it that is no address or file name? Marian invents text for the rest."""
    return bool(_WORDS.search(ADDRESS.sub(" ", text)))


def _cut(text: str, pieces: Measure, longest: int) -> list[str]:
    return [part.strip() for part in clauses(text, lambda part: pieces(part) <= longest)]


def joined(parts: Sequence[Part], heard: Iterator[tuple[Said, ...]]) -> tuple[Said, ...]:
    """The hypotheses of a whole text: the k-th of every part together, the best ones first.

    `heard` gives the hypotheses of the parts that were seen. A score is that of the worst part.
    """
    said = [next(heard) if part.seen else (_kept(part),) for part in parts]
    most = max((len(some) for some in said), default=0)
    whole = [_join([some[min(k, len(some) - 1)] for some in said]) for k in range(most)]
    return tuple(whole) or (Said("", ("",)),)


def _kept(part: Part) -> Said:
    return Said(part.text, (part.text,), None, part.flags)


def _join(parts: Sequence[Said]) -> Said:
    text = " ".join(part.text for part in parts if part.text)
    scores = [part.score for part in parts if part.score is not None]
    flags = tuple(dict.fromkeys(flag for part in parts for flag in part.flags))
    return Said(text, (text,), min(scores) if scores else None, flags)
