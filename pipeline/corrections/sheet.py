"""What a person corrected in one article, and how a corrections.json of the report says it.

    {"format": 1, "article": "hanoi", "fingerprint": "…",
     "languages": {"vi": {"beads": ["0:1 0:2", …],
                          "marks": {"0:1 0:2": {"mark": "right", "note": ""}},
                          "said": {"pl-0004": "…"}}}}

A bead is named by its half-open runs of segments, article first. `beads`, where it is there, is the
whole alignment as it should be; `said` holds whole translations by the article segment's id.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..errors import BrokenConfig, InputError
from ..files import read_bytes
from ..records import Bead, Bitext, Document, Dossier, Span
from ..text import clean

FORMAT = 1
Verdict = Literal["right", "wrong", ""]
_SPANS = re.compile(r"(\d+):(\d+) (\d+):(\d+)", re.ASCII)


class Conflict(InputError):
    def __init__(self, first: str, second: str, what: str) -> None:
        super().__init__(
            f"{first} and {second} disagree on {what}; settle it in one of them and accept again"
        )


class Stale(InputError):
    def __init__(self, name: str, article: str, why: str = "its texts or beads differ") -> None:
        super().__init__(
            f"{name} was made for another state of {article} ({why}); "
            "open the report of this run and correct that one"
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """A verdict on a bead, and the reviewer's note."""

    mark: Verdict = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The corrections of one language; `beads` is None where the alignment stays as it was."""

    beads: tuple[Bead, ...] | None = None
    marks: Mapping[Bead, Mark] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of one article; `name` is the file that they came in."""

    name: str
    article: str
    languages: Mapping[str, Sheet]
    fingerprint: str


def bare(bead: Bead) -> Bead:
    """A bead by its spans alone."""
    return Bead(bead.article, bead.page)


def read_json(path: Path) -> Corrections:
    """A corrections.json. Raises MissingFile, BrokenConfig with the place that is wrong."""
    try:
        raw = json.loads(read_bytes(path))
        if raw["format"] != FORMAT:
            raise BrokenConfig(path, f"is of format {raw['format']}, not {FORMAT}")
        languages = {
            _text(code): _sheet(sheet, f"{path}: {code}")
            for code, sheet in raw["languages"].items()
        }
        return Corrections(path.name, _text(raw["article"]), languages, _text(raw["fingerprint"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenConfig(path, f"is no corrections.json of a report: {error}") from None


def _sheet(raw: dict[str, Any], where: str) -> Sheet:
    beads = tuple(map(_bead, raw["beads"])) if "beads" in raw else None
    marks = {_bead(name): _mark(one) for name, one in raw.get("marks", {}).items()}
    said = {_text(id): clean(_text(text)) for id, text in raw.get("said", {}).items()}
    if not all(said.values()):
        raise BrokenConfig(where, "a translation is empty")
    return Sheet(beads, marks, said)


def _bead(name: str) -> Bead:
    match = _SPANS.fullmatch(name)
    if not match:
        raise ValueError(f"{name!r} is not a bead like '4:6 4:5'")
    a, b, c, d = map(int, match.groups())
    if a > b or c > d or (a == b and c == d):
        raise ValueError(f"{name!r} is an empty bead")
    return Bead(Span(a, b), Span(c, d))


def _mark(raw: dict[str, Any]) -> Mark:
    mark = raw.get("mark", "")
    if mark not in ("right", "wrong", ""):
        raise ValueError(f"{mark!r} is neither right nor wrong")
    return Mark(mark, clean(_text(raw.get("note", ""))))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def held(corrections: Corrections, dossier: Dossier) -> None:
    """Every name in the corrections means something here. Raises BrokenConfig."""
    bitexts = {bitext.language: bitext for bitext in dossier.bitexts}
    for code, sheet in corrections.languages.items():
        where = f"{corrections.name}: {code}"
        if code not in bitexts:
            raise BrokenConfig(where, f"{dossier.name} has no such language")
        beads = _covering(sheet, dossier.article, bitexts[code], where)
        for bead in sheet.marks:
            if bead not in beads:
                raise BrokenConfig(where, f"a mark is on {bead}, which is no bead")
        ids = {segment.id for segment in dossier.article.segments}
        for id in sheet.said:
            if id not in ids:
                raise BrokenConfig(where, f"no segment is called {id}")


def _covering(sheet: Sheet, article: Document, bitext: Bitext, where: str) -> set[Bead]:
    """The beads as they will be; each segment of both sides stands in one of them, in order."""
    if sheet.beads is None:
        return set(map(bare, bitext.beads or one_each(article)))
    if bitext.page is None:
        raise BrokenConfig(where, "there is no page to align with")
    sizes = (len(article.segments), len(bitext.page.segments))
    if not covers(sheet.beads, sizes):
        raise BrokenConfig(where, "the beads do not cover both sides once and in order")
    return set(sheet.beads)


def one_each(article: Document) -> tuple[Bead, ...]:
    """The beads of an article that has no page: a segment each."""
    return tuple(Bead(Span(i, i + 1), Span(0, 0)) for i in range(len(article.segments)))


def covers(beads: tuple[Bead, ...], sizes: tuple[int, int]) -> bool:
    """Do these beads hold each segment of both sides once and in order?"""
    down = right = 0
    for bead in beads:
        if (bead.article.start, bead.page.start) != (down, right):
            return False
        down, right = bead.article.end, bead.page.end
    return (down, right) == sizes
