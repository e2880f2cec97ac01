"""What the report shows of a dossier, worked out before the template lays it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..records import UNTRANSLATED, Bead, Bitext, Document, Dossier, Kind, Row, Score, Span, rows
from .fingerprint import spans
from .marks import Piece, Pieces, marked
from .shown import name_of

# Below this similarity or confidence the report calls a bead weak; a reading aid, no verdict.
LOW = 0.4
UNSURE = 0.6
WORST = 5
_STEPS = (0.2, 0.4, 0.6, 0.8)


class Place(NamedTuple):
    """Where a bead lies on the dot plot: page segments run right, article segments run down."""

    x: float
    y: float
    width: float
    height: float


class Part(NamedTuple):
    """One segment in one column; `at` is its 0-based number on its side."""

    at: int
    id: str
    kind: Kind
    pieces: Pieces
    hops: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    edited: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


Parts = tuple[Part, ...]


class Line(NamedTuple):
    """A row and all that its looks depend on; `others` are the texts of the other languages."""

    id: str
    row: Row
    spans: str
    tone: str
    states: tuple[str, ...]
    article: Parts
    others: tuple[Parts, ...]
    said: Parts
    page: Parts
    same: bool
    place: Place


class Section(NamedTuple):
    """One language of the report; `worst` are the lines to look at first."""

    id: str
    bitext: Bitext
    name: str
    lines: tuple[Line, ...]
    others: tuple[str, ...]
    pivot: str | None
    counts: dict[str, int]
    scores: tuple[Score, ...]
    page_length: int
    worst: tuple[Line, ...]

    @property
    def has_page(self) -> bool:
        return self.bitext.page is not None


def sections(dossier: Dossier) -> tuple[Section, ...]:
    """One per bitext, in the dossier's order."""
    return tuple(_section(dossier, number) for number in range(len(dossier.bitexts)))


def _section(dossier: Dossier, number: int) -> Section:
    bitext = dossier.bitexts[number]
    others = [b for i, b in enumerate(dossier.bitexts) if i != number]
    lines = tuple(_lines(dossier.article, bitext, others, f"b{number}"))
    return Section(
        id=f"b{number}",
        bitext=bitext,
        name=name_of(bitext.language),
        lines=lines,
        others=tuple(b.language for b in others),
        pivot=_pivot(bitext, others),
        counts=Counter(state for line in lines for state in line.states),
        scores=bitext.scores,
        page_length=len(bitext.page.segments) if bitext.page else 0,
        worst=_worst(lines, bitext),
    )


def _worst(lines: Sequence[Line], bitext: Bitext) -> tuple[Line, ...]:
    """The least like the page; where there is none, what the model was least sure of."""

    def badness(line: Line) -> float | None:
        return line.row.similarity if bitext.page else line.row.score

    known = [line for line in lines if line.row.said and badness(line) is not None]
    return tuple(sorted(known, key=lambda line: badness(line) or 0.0)[:WORST])


def _pivot(bitext: Bitext, others: Sequence[Bitext]) -> str | None:
    """The language whose own translation the first hop repeats; None where no text tells."""
    for other in others:
        pairs = zip(bitext.said, other.said, strict=False)
        if any(len(ours.hops) > 1 and ours.hops[0] == theirs.text for ours, theirs in pairs):
            return other.language
    return None


def _lines(
    article: Document, bitext: Bitext, others: Sequence[Bitext], section: str
) -> Iterator[Line]:
    down = right = 0
    for row in rows(article, bitext):
        ours = Span(down, down + len(row.article_ids))
        theirs = Span(right, right + len(row.page_ids))
        beside = tuple(_plain(article, ours, other) for other in others)
        shown = {piece.text for parts in beside for part in parts for piece in part.pieces}
        sides = _sides(article, bitext, ours, theirs)
        yield Line(
            f"{section}-{row.number}",
            row,
            spans(Bead(ours, theirs)),
            _tone(row.similarity),
            tuple(_states(row, bitext)),
            sides[0],
            beside,
            *sides[1:],
            same=all(hop in shown for part in sides[1] for hop in part.hops),
            place=_place(down, right, row),
        )
        down, right = ours.end, theirs.end


def _sides(
    article: Document, bitext: Bitext, ours: Span, theirs: Span
) -> tuple[Parts, Parts, Parts]:
    heard = article.segments[ours.start : ours.end]
    said = bitext.said[ours.start : ours.end]
    page = bitext.page.segments[theirs.start : theirs.end] if bitext.page else ()
    spoken = [
        "" if s.kind in UNTRANSLATED else one.text for s, one in zip(heard, said, strict=True)
    ]
    pieces = marked([s.text for s in heard], spoken, [s.text for s in page])
    left = tuple(Part(ours.start + i, s.id, s.kind, pieces[0][i]) for i, s in enumerate(heard))
    middle = tuple(
        Part(
            ours.start + i,
            s.id,
            s.kind,
            pieces[1][i],
            said[i].hops[:-1] if s.kind not in UNTRANSLATED else (),
            said[i].flags,
            said[i].human,
        )
        for i, s in enumerate(heard)
    )
    right = tuple(Part(theirs.start + i, s.id, s.kind, pieces[2][i]) for i, s in enumerate(page))
    return left, middle, right


def _plain(article: Document, ours: Span, other: Bitext) -> Parts:
    return tuple(
        Part(i, s.id, s.kind, (Piece(other.said[i].text, False, False),))
        for i, s in enumerate(article.segments[ours.start : ours.end], start=ours.start)
    )


def _tone(similarity: float | None) -> str:
    return "none" if similarity is None else f"s{sum(similarity >= step for step in _STEPS)}"


def _states(row: Row, bitext: Bitext) -> Iterator[str]:
    alone = row.page is None or not row.article_ids
    if bitext.page is not None and alone and row.kind not in UNTRANSLATED:
        yield "unmatched"
    if row.similarity is not None and row.similarity < LOW and row.page is not None:
        yield "low"
    if row.confidence is not None and row.confidence < UNSURE:
        yield "unsure"
    if row.flags:
        yield "suspect"


def _place(down: int, right: int, row: Row) -> Place:
    wide, high = len(row.page_ids), len(row.article_ids)
    return Place(
        right - (0 if wide else 0.2), down - (0 if high else 0.2), wide or 0.4, high or 0.4
    )
