"""What both Marian engines share: which texts a model sees, in what pieces, and their joining."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..text import clean

# Marian has 512 positions and loses quality long before; a source is cut at clauses above this.
LONGEST = 120
_WORDS = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|\S+\.(?:jpe?g|png|gif|webp|svg)", re.I)
# Where a long text may be cut, the best place first.
_CUTS = (r"(?<=[.!?…])\s+", r"(?<=[;:])\s+", r"(?<=,)\s+|\s+(?=[–—-]\s)", r"\s+")

Measure = Callable[[str], int]


class Search(NamedTuple):
    """How a hypothesis is sought; both engines take the same numbers."""

    beam: int
    no_repeat: int  # no n-gram of so many pieces twice; 0 lets them
    penalty: float  # on pieces already said; 1 is none

    def __str__(self) -> str:
        careful = f" norepeat{self.no_repeat} penalty{self.penalty}" if self.no_repeat else ""
        return f"beam{self.beam}{careful}"


# The usual search, and the one for texts whose first translation came out broken.
PLAIN = Search(beam=4, no_repeat=0, penalty=1.0)
CAREFUL = Search(beam=6, no_repeat=3, penalty=1.2)


class Plan(NamedTuple):
    """`parts[i]` are the pieces of text i that a model sees; empty where it sees none of it."""

    parts: tuple[tuple[str, ...], ...]


def plan(texts: Sequence[str], pieces: Measure) -> Plan:
    """Texts without a word pass through; long ones are cut at clauses until each part fits."""
    return Plan(tuple(tuple(_cut(clean(t), pieces)) if speaks(t) else () for t in texts))


def speaks(text: str) -> bool:
    """Is there a word in it that is no address or file name? Marian invents text for the rest."""
    return bool(_WORDS.search(_ADDRESS.sub(" ", text)))


def _cut(text: str, pieces: Measure) -> list[str]:
    if pieces(text) <= LONGEST:
        return [text]
    for pattern in _CUTS:
        places = [
            match for match in re.finditer(pattern, text) if match.start() and text[match.end() :]
        ]
        if places:
            middle = min(places, key=lambda m: abs(m.start() - len(text) / 2))
            return _cut(text[: middle.start()], pieces) + _cut(text[middle.end() :], pieces)
    half = len(text) // 2
    return _cut(text[:half], pieces) + _cut(text[half:], pieces) if half else [text]
