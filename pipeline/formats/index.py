"""A corpus at a glance: one table of its articles, each leading to its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from ..records import Bitext, Dossier, Score
from ..version import VERSION
from .pages import render
from .shown import name_of, title_of


class Line(NamedTuple):
    """One language of one article; a number that was not measured is None."""

    language: str
    name: str
    segments: int
    bleu: Score | None
    chrf: Score | None
    coverage: Score | None
    suspects: int


class Entry(NamedTuple):
    """One article with all its languages."""

    dossier: Dossier
    title: str
    address: str
    lines: tuple[Line, ...]


def index_page(corpus: str, dossiers: Sequence[Dossier], failures: Mapping[str, str]) -> bytes:
    """The corpus's index.html; `failures` says per article why there is none."""
    entries = tuple(
        Entry(d, title_of(d), _address(d.name), tuple(_line(b) for b in d.bitexts))
        for d in dossiers
    )
    notes = tuple(dict.fromkeys(note for d in dossiers for note in d.notes))
    return render(
        "index.html",
        "report.css",
        ("index.js",),
        corpus=corpus,
        entries=entries,
        failures=sorted(failures.items()),
        notes=notes,
        version=VERSION,
    )


def _address(name: str) -> str:
    part = quote(name, safe="", errors="replace")
    return f"./{part}/{part}.html"


def _line(bitext: Bitext) -> Line:
    return Line(
        language=bitext.language,
        name=name_of(bitext.language),
        segments=len(bitext.said),
        bleu=_first(bitext, "BLEU"),
        chrf=_first(bitext, "chrF"),
        coverage=_first(bitext, "coverage"),
        suspects=sum(1 for said in bitext.said if said.flags),
    )


def _first(bitext: Bitext, metric: str) -> Score | None:
    return next((score for score in bitext.scores if score.metric == metric), None)
