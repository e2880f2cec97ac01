"""Two reviewers' corrections of one article become one, or a conflict by name."""

from __future__ import annotations

from dataclasses import replace

from ..records import Bead, Bitext, Dossier
from .sheet import Conflict, Corrections, Mark, Sheet, bare, covers, one_each


def merged(ours: Corrections, theirs: Corrections, dossier: Dossier) -> Corrections:
    """Both, where they do not touch the same thing differently. Raises Conflict."""
    bitexts = {bitext.language: bitext for bitext in dossier.bitexts}
    names = (ours.name, theirs.name)
    languages = dict(ours.languages)
    for code, sheet in theirs.languages.items():
        if code in languages:
            sheet = _both(languages[code], sheet, bitexts[code], dossier, names)
        languages[code] = sheet
    return replace(ours, name=f"{ours.name} with {theirs.name}", languages=languages)


def _both(
    ours: Sheet, theirs: Sheet, bitext: Bitext, dossier: Dossier, names: tuple[str, str]
) -> Sheet:
    beads = _beads(ours, theirs, bitext, names)
    standing = set(beads or map(bare, bitext.beads or one_each(dossier.article)))
    marks = dict(ours.marks)
    for bead, mark in theirs.marks.items():
        marks[bead] = _mark(marks.get(bead, Mark()), mark, _where(bitext, bead, dossier), names)
    for bead in marks:
        if bead not in standing:
            raise Conflict(*names, f"{_where(bitext, bead, dossier)}: one judges what one changes")
    said = dict(ours.said)
    for id, text in theirs.said.items():
        if said.setdefault(id, text) != text:
            raise Conflict(*names, f"the {bitext.language} translation of {id}")
    return Sheet(beads, marks, said)


def _beads(
    ours: Sheet, theirs: Sheet, bitext: Bitext, names: tuple[str, str]
) -> tuple[Bead, ...] | None:
    """Each side's beads that came and went against those that were found."""
    if ours.beads is None or theirs.beads is None:
        return ours.beads or theirs.beads
    found = set(map(bare, bitext.beads))
    mine, yours = set(ours.beads), set(theirs.beads)
    kept = (found & mine & yours) | (mine - found) | (yours - found)
    beads = tuple(sorted(kept, key=lambda b: (b.article.start, b.page.start, b.article.end)))
    last = bitext.beads[-1]
    if not covers(beads, (last.article.end, last.page.end)):
        both = sorted((mine ^ yours) - found, key=lambda b: b.article.start)
        where = f"segment {both[0].article.start + 1} of the article" if both else "their ends"
        raise Conflict(*names, f"the {bitext.language} beads around {where}")
    return beads


def _mark(ours: Mark, theirs: Mark, where: str, names: tuple[str, str]) -> Mark:
    if ours.mark and theirs.mark and ours.mark != theirs.mark:
        raise Conflict(*names, f"{where}: {ours.mark} or {theirs.mark}")
    notes = dict.fromkeys(note for note in (ours.note, theirs.note) if note)
    return Mark(ours.mark or theirs.mark, " / ".join(notes))


def _where(bitext: Bitext, bead: Bead, dossier: Dossier) -> str:
    """A bead by the id of its first segment, which a person can look up."""
    page = bitext.page.segments if bitext.page else ()
    inside = (
        dossier.article.segments[bead.article.start : bead.article.end]
        or (page[bead.page.start : bead.page.end])
    )
    return f"the {bitext.language} bead at {inside[0].id}" if inside else "a bead"
