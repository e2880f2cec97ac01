"""What the report shows of a dossier, worked out before the template lays it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..records import UNTRANSLATED, Bitext, Dossier, Row, Score, rows
from .shown import name_of

# Below this similarity the report calls a bead weak; a reading aid, no verdict.
LOW = 0.4
_STEPS = (0.2, 0.4, 0.6, 0.8)


class Place(NamedTuple):
    """Where a bead lies on the dot plot: page segments run right, article segments run down."""

    x: float
    y: float
    width: float
    height: float


class Line(NamedTuple):
    """A row and all that its looks depend on."""

    id: str
    row: Row
    tone: str
    states: tuple[str, ...]
    others: tuple[str, ...]
    hops: tuple[str, ...]
    same: bool
    place: Place


class Section(NamedTuple):
    """One language of the report."""

    id: str
    bitext: Bitext
    name: str
    lines: tuple[Line, ...]
    others: tuple[str, ...]
    pivot: str | None
    counts: dict[str, int]
    scores: tuple[Score, ...]
    page_length: int

    @property
    def has_page(self) -> bool:
        return self.bitext.page is not None


def sections(dossier: Dossier) -> tuple[Section, ...]:
    """One per bitext, in the dossier's order."""
    return tuple(_section(dossier, number) for number in range(len(dossier.bitexts)))


def _section(dossier: Dossier, number: int) -> Section:
    bitext = dossier.bitexts[number]
    others = [b for i, b in enumerate(dossier.bitexts) if i != number]
    pivot = _pivot(bitext, others)
    lines = tuple(_lines(dossier, bitext, others, f"b{number}"))
    return Section(
        id=f"b{number}",
        bitext=bitext,
        name=name_of(bitext.language),
        lines=lines,
        others=tuple(b.language for b in others),
        pivot=pivot,
        counts=Counter(state for line in lines for state in line.states),
        scores=bitext.scores,
        page_length=len(bitext.page.segments) if bitext.page else 0,
    )


def _pivot(bitext: Bitext, others: Sequence[Bitext]) -> str | None:
    """The language whose own translation the first hop repeats; None where no text tells."""
    for other in others:
        pairs = zip(bitext.said, other.said, strict=False)
        if any(len(ours.hops) > 1 and ours.hops[0] == theirs.text for ours, theirs in pairs):
            return other.language
    return None


def _lines(
    dossier: Dossier, bitext: Bitext, others: Sequence[Bitext], section: str
) -> Iterator[Line]:
    down = right = 0
    for row in rows(dossier.article, bitext):
        start, end = down, down + len(row.article_ids)
        beside = tuple(" ".join(said.text for said in other.said[start:end]) for other in others)
        hops = row.hops[:-1] if row.kind not in UNTRANSLATED else ()
        yield Line(
            id=f"{section}-{row.number}",
            row=row,
            tone=_tone(row.similarity),
            states=tuple(_states(row, bitext)),
            others=beside,
            hops=hops,
            same=all(hop in beside for hop in hops),
            place=_place(down, right, row),
        )
        down, right = end, right + len(row.page_ids)


def _tone(similarity: float | None) -> str:
    return "none" if similarity is None else f"s{sum(similarity >= step for step in _STEPS)}"


def _states(row: Row, bitext: Bitext) -> Iterator[str]:
    if bitext.page is not None and (row.page is None or not row.article_ids):
        yield "unmatched"
    if row.similarity is not None and row.similarity < LOW and row.page is not None:
        yield "low"
    if row.flags:
        yield "suspect"


def _place(down: int, right: int, row: Row) -> Place:
    wide, high = len(row.page_ids), len(row.article_ids)
    return Place(
        right - (0 if wide else 0.2), down - (0 if high else 0.2), wide or 0.4, high or 0.4
    )
