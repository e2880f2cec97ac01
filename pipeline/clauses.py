"""Where an over-long sentence may be cut, so that a model sees whole clauses and loses no word."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

LONGEST = 80  # words; more than that carries its clauses with it
Fits = Callable[[str], bool]

# Words that open a clause after a comma, in the languages that have sentence rules.
_JOINTS = (
    "i oraz a ale lecz że żeby aby by który która które którego której których gdy kiedy gdzie "
    "ponieważ bo jeśli jeżeli choć chociaż podczas więc zaś natomiast "
    "and but or so yet who which that where when while because although though if since whereas "
    "và nhưng mà trong khi vì nên nếu để do đồng tuy còn hoặc"
)
_JOINT = "|".join(sorted(set(_JOINTS.split())))
# What stands before a cut, the best first; a cut always falls on white space.
_PLACES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?<=[.!?…])[\"”’»)\]]*\s+",
        r"(?<=[;:])\s+",
        rf"(?<=,)\s++(?=(?:{_JOINT})\b)|(?<!\s)\s++(?=[–—]\s)",
        r"(?<=,)\s+",
        rf"(?<!\s)\s++(?=(?:{_JOINT})\b)",
        r"(?<!\s)\s++",
    )
)
_OPEN, _CLOSED = "([„“«", ")]”»"
_MARKS = re.compile(r"[()\[\]„“”«»]")
_REACH = 0.3  # of a piece, to either side of its middle: where a cut is sought first
_FARTHEST = 1500  # characters; a cut of a long text need not look at all of it


def breaks(text: str, fits: Fits | None = None) -> tuple[int, ...]:
    """The places where the pieces of a text begin, 0-based and ascending; none where it fits.

    Each piece fits, unless it has no white space; joined they are the text to the letter. `fits`
    says whether a model can take a piece; without it a piece has at most LONGEST words.
    """
    good = fits or _is_short
    found: list[int] = []
    waiting = [(0, len(text))]
    while waiting:
        start, end = waiting.pop()
        cut = None if good(text[start:end].strip()) else _best(text, start, end)
        if cut is not None:
            found.append(cut)
            waiting += [(start, cut), (cut, end)]
    return tuple(sorted(found))


def pieces(text: str, fits: Fits | None = None) -> list[str]:
    """The text cut at its breaks."""
    edges = [0, *breaks(text, fits), len(text)]
    return [text[a:b] for a, b in pairwise(edges)]


def _is_short(piece: str) -> bool:
    return len(piece.split(None, LONGEST)) <= LONGEST


def _best(text: str, start: int, end: int) -> int | None:
    """The best kind of place about the middle, outside brackets and quotes if it can be."""
    middle, length = (start + end) // 2, end - start
    reach = min(int(_REACH * length), _FARTHEST)
    low, high = middle - reach, middle + reach
    shut = _enclosed(text[low:high])
    found = [[m.end() for m in kind.finditer(text, low, high)] for kind in _PLACES]
    free = [[at for at in ends if not shut[at - low]] for ends in found]
    for ends in (*free, *found):
        if ends:
            return min(ends, key=lambda at: abs(at - middle))
    anywhere = [m.end() for m in _PLACES[-1].finditer(text, start, end)]
    inner = [at for at in anywhere if text[start:at].strip() and text[at:end].strip()]
    return min(inner, key=lambda at: abs(at - middle)) if inner else None


def _enclosed(text: str) -> list[bool]:
    """For each place whether a bracket or a quote is open there; one that never closes opens none.

    Polish „…” and English “…” share a mark: a quote that is open is closed by either.
    """
    shut = [False] * (len(text) + 1)
    opened: int | None = None
    for found in _MARKS.finditer(text):
        at = found.start()
        if found[0] in _OPEN and opened is None:
            opened = at
        elif found[0] in _CLOSED and opened is not None:
            shut[opened : at + 1] = [True] * (at + 1 - opened)
            opened = None
    return shut
