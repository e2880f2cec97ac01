"""Hand-made beads: reading and writing ladders, and strict and lax F1 as vecalign scores them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..errors import BrokenConfig
from ..records import Bead, Span

_LINE = re.compile(r"\s*\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]")
Pair = tuple[tuple[int, ...], tuple[int, ...]]


class F1(NamedTuple):
    """Shares, 0 to 1."""

    precision: float
    recall: float
    f1: float


def parse_pairs(text: str, name: str) -> list[Pair]:
    """Lines `[0, 1]:[2]` as index tuples. Raises BrokenConfig with the line's number."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.match(line)
        if not match:
            raise BrokenConfig(name, f"line {number} is not of the form [0, 1]:[2]")
        found.append((_numbers(match[1]), _numbers(match[2])))
    return found


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.replace(",", " ").split())


def parse_ladder(text: str, name: str = "ladder") -> list[Bead]:
    """Beads that cover both sides once and in order. Raises BrokenConfig."""
    beads = []
    here = [0, 0]
    for number, sides in enumerate(parse_pairs(text, name), start=1):
        for side, indices in enumerate(sides):
            if list(indices) != list(range(here[side], here[side] + len(indices))):
                raise BrokenConfig(name, f"bead {number} does not go on where the last one ended")
        spans = [Span(here[side], here[side] + len(sides[side])) for side in (0, 1)]
        beads.append(Bead(spans[0], spans[1]))
        here = [spans[0].end, spans[1].end]
    return beads


def parse_beads(text: str, name: str) -> tuple[Bead, ...]:
    """Beads anywhere, each side an unbroken run. Raises BrokenConfig."""
    beads = []
    for sides in parse_pairs(text, name):
        ours, theirs = (_span(side, name) for side in sides)
        beads.append(Bead(ours, theirs))
    return tuple(beads)


def _span(side: tuple[int, ...], name: str) -> Span:
    if not side:
        return Span(0, 0)
    if side != tuple(range(side[0], side[0] + len(side))):
        raise BrokenConfig(name, f"{list(side)} is not an unbroken run of lines")
    return Span(side[0], side[-1] + 1)


def format_ladder(beads: Iterable[Bead]) -> str:
    """One bead a line."""
    return "".join(f"{list(a)}:{list(b)}\n" for a, b in as_pairs(beads))


def as_pairs(beads: Iterable[Bead]) -> list[Pair]:
    """Index tuples of both sides."""
    return [
        (
            tuple(range(bead.article.start, bead.article.end)),
            tuple(range(bead.page.start, bead.page.end)),
        )
        for bead in beads
    ]


def strict(found: Sequence[Pair], gold: Sequence[Pair]) -> F1:
    """The same bead; null beads count in precision, not in recall (Thompson and Koehn 2019)."""
    wanted, said = set(gold), set(found)
    right = [bead for bead in found if bead in wanted]
    reached = [bead for bead in gold if bead[0] and bead[1] and bead in said]
    return _f1(len(right), len(found), len(reached), sum(1 for a, b in gold if a and b))


def lax(found: Sequence[Pair], gold: Sequence[Pair]) -> F1:
    """Overlap on both sides; a null bead is right when gold has it too."""
    return _f1(
        sum(_touches(bead, gold) for bead in found),
        len(found),
        sum(_touches(bead, found) for bead in gold if bead[0] and bead[1]),
        sum(1 for a, b in gold if a and b),
    )


def null(found: Sequence[Pair], gold: Sequence[Pair]) -> F1:
    """F1 over the null beads alone, one segment a bead."""
    ours, theirs = _nulls(found), _nulls(gold)
    both = len(ours & theirs)
    return _f1(both, len(ours), both, len(theirs))


def _nulls(pairs: Sequence[Pair]) -> set[tuple[int, int]]:
    left = {(0, i) for a, b in pairs if not b for i in a}
    return left | {(1, j) for a, b in pairs if not a for j in b}


def _touches(bead: Pair, others: Sequence[Pair]) -> bool:
    a, b = set(bead[0]), set(bead[1])
    if not a or not b:
        return bead in others
    return any(a & set(x) and b & set(y) for x, y in others)


def _f1(right: int, found: int, reached: int, wanted: int) -> F1:
    precision = right / found if found else 1.0
    recall = reached / wanted if wanted else 1.0
    total = precision + recall
    return F1(precision, recall, 2 * precision * recall / total if total else 0.0)
