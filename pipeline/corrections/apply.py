"""Corrections become part of a dossier: beads, translations, notes, hand-made beads, new scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from .. import guards, metrics
from ..files import digest
from ..formats.fingerprint import spans
from ..records import Bead, Bitext, Dossier, Said, Span
from ..text import clean
from .sheet import Corrections, Sheet, bare


def apply(corrections: Corrections, dossier: Dossier) -> Dossier:
    """The dossier as the reviewer wants it, scored again; what is not corrected stays as it is."""
    bitexts = tuple(
        _applied(corrections.languages[one.language], one, dossier)
        if one.language in corrections.languages
        else one
        for one in dossier.bitexts
    )
    notes = tuple(
        note for one in dossier.bitexts for note in _notes(corrections.languages, one, dossier)
    )
    return replace(dossier, bitexts=bitexts, notes=dossier.notes + notes)


def _applied(sheet: Sheet, bitext: Bitext, dossier: Dossier) -> Bitext:
    article = dossier.article
    said = tuple(
        _mended(one, segment.text, sheet.said[segment.id]) if segment.id in sheet.said else one
        for segment, one in zip(article.segments, bitext.said, strict=True)
    )
    engine = bitext.engine + _signed(sheet.said)
    fuller = replace(
        bitext, said=said, engine=engine, losses=()
    )  # no hop of a person's was measured
    if bitext.page is None:
        return fuller
    beads = tuple(_beads(sheet, bitext))
    if beads != bitext.beads:
        mark = digest([spans(bead).encode() for bead in beads])[:8]
        fuller = replace(fuller, beads=beads, aligner=f"{bitext.aligner} hand/{mark}")
    if complete(sheet, bitext):
        fuller = replace(fuller, frozen=tuple(map(bare, beads)))
    return metrics.scored(dossier.name, article, fuller)


def _mended(one: Said, source: str, text: str) -> Said:
    """A person's text in place of the machine's; the hops before it stay for the record."""
    return Said(text, (*one.hops[:-1], text), None, guards.found(clean(source), text), True)


def _signed(said: Mapping[str, str]) -> str:
    parts = (part.encode() for id in sorted(said) for part in (id, said[id]))
    return f" human/{digest(parts)[:8]}" if said else ""


def _beads(sheet: Sheet, bitext: Bitext) -> Iterator[Bead]:
    """The beads with the reviewer's verdicts: right is certain, wrong comes apart."""
    found = {bare(bead): bead for bead in bitext.beads}
    for bead in sheet.beads or tuple(found):
        mark = sheet.marks[bead].mark if bead in sheet.marks else ""
        known = found.get(bead, replace(bead, confidence=1.0))
        if mark == "right":
            yield replace(known, confidence=1.0)
        elif mark == "wrong" and not bead.null:
            here = Span(bead.page.start, bead.page.start)
            yield Bead(bead.article, here, None, 1.0)
            yield Bead(Span(bead.article.end, bead.article.end), bead.page, None, 1.0)
        elif mark == "wrong":
            yield replace(known, confidence=0.0)
        else:
            yield known


def complete(sheet: Sheet, bitext: Bitext) -> bool:
    """Did the reviewer judge every bead, or make it by hand? Only that becomes gold."""
    found = set(map(bare, bitext.beads))
    beads = sheet.beads if sheet.beads is not None else tuple(found)
    marks = {bead: mark.mark for bead, mark in sheet.marks.items()}
    doubted = any(marks.get(bead) == "wrong" and bead.null for bead in beads)
    return not doubted and all(marks.get(bead) or bead not in found for bead in beads)


def _notes(languages: Mapping[str, Sheet], bitext: Bitext, dossier: Dossier) -> Iterator[str]:
    """A note names the first segment of its bead."""
    marks = languages[bitext.language].marks if bitext.language in languages else {}
    page = bitext.page.segments if bitext.page else ()
    for bead, mark in sorted(marks.items(), key=lambda m: (m[0].article.start, m[0].page.start)):
        if mark.note:
            ours = dossier.article.segments[bead.article.start : bead.article.end]
            first = (ours or page[bead.page.start : bead.page.end])[0]
            yield f"{bitext.language} {first.id}: {mark.note}"
