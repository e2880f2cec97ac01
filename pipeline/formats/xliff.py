"""XLIFF 2.1: one file a language, ready for a CAT tool.

A unit is a segment of the article; its target is the machine's text in state `initial`, a person's
in state `translated`. The page's text of the same bead is a match of the translation candidates
module, and every flag is a note. Image names and source lines are not for translation.
Specification: https://docs.oasis-open.org/xliff/xliff-core/v2.1/xliff-core-v2.1.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from ..errors import UnknownName
from ..flags import REASONS
from ..records import UNTRANSLATED, Bitext, Dossier, Row, Said, Segment, rows
from ..text import printable
from ..version import VERSION
from .fingerprint import fingerprint

CORE = "urn:oasis:names:tc:xliff:document:2.0"
MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class _Unit(NamedTuple):
    segment: Segment
    said: Said
    row: Row


class Xliff:
    def __init__(self, language: str) -> None:
        self._language = language
        self.suffix = f".{language}.xlf"

    def write(self, dossier: Dossier, stream: BinaryIO) -> None:
        from lxml import etree

        bitext = _of(dossier, self._language)
        root = {
            "version": "2.1",
            "srcLang": printable(dossier.article.language),
            "trgLang": printable(bitext.language),
        }
        file_facts = {"id": "article", "original": printable(dossier.name)}
        with etree.xmlfile(stream, encoding="UTF-8") as file:
            file.write_declaration()
            with (
                file.element(f"{{{CORE}}}xliff", root, nsmap={None: CORE, "mtc": MATCHES}),
                file.element(f"{{{CORE}}}file", file_facts),
            ):
                file.write(_file_notes(dossier, bitext))
                for unit in _units(dossier, bitext):
                    file.write(_element(unit, bitext))
        stream.write(b"\n")


def _of(dossier: Dossier, language: str) -> Bitext:
    found = {bitext.language: bitext for bitext in dossier.bitexts}
    if language not in found:
        raise UnknownName("language of this article", language, found)
    return found[language]


def _units(dossier: Dossier, bitext: Bitext) -> Iterator[_Unit]:
    at = 0
    for row in rows(dossier.article, bitext):
        for _ in row.article_ids:
            yield _Unit(dossier.article.segments[at], bitext.said[at], row)
            at += 1


def _file_notes(dossier: Dossier, bitext: Bitext) -> Any:
    facts = [
        ("fingerprint", fingerprint(dossier)),
        ("tool", f"kladka {VERSION}"),
        ("engine", bitext.engine),
        *(("notice", note) for note in dossier.notes),
    ]
    return _notes(facts)


def _notes(facts: list[tuple[str, str]]) -> Any:
    from lxml import etree

    notes = etree.Element(f"{{{CORE}}}notes")
    for category, text in facts:
        note = etree.SubElement(notes, f"{{{CORE}}}note", category=category)
        note.text = printable(text)
    return notes


def _element(unit: _Unit, bitext: Bitext) -> Any:
    from lxml import etree

    segment, said, row = unit
    translate = segment.kind not in UNTRANSLATED
    facts = {"id": printable(segment.id), "type": f"kladka:{segment.kind}", _SPACE: "preserve"}
    element = etree.Element(
        f"{{{CORE}}}unit", facts if translate else {**facts, "translate": "no"}, nsmap={None: CORE}
    )
    if row.page and translate:
        element.append(_candidate(row, bitext))
    if said.flags:
        element.append(_notes([("flag", _reason(flag)) for flag in said.flags]))
    state = "translated" if said.human else "initial"
    inner = etree.SubElement(element, f"{{{CORE}}}segment", id="s1", state=state)
    etree.SubElement(inner, f"{{{CORE}}}source").text = printable(segment.text)
    if translate and said.text:
        etree.SubElement(inner, f"{{{CORE}}}target").text = printable(said.text)
    return element


def _candidate(row: Row, bitext: Bitext) -> Any:
    """The page's text of the bead; quality is the bead's similarity, suitability its confidence."""
    from lxml import etree

    facts = {"ref": "#s1", "type": "tm", "origin": "page"}
    if row.similarity is not None:
        facts["matchQuality"] = f"{100 * row.similarity:.2f}"
    if row.confidence is not None:
        facts["matchSuitability"] = f"{100 * row.confidence:.2f}"
    matches = etree.Element(f"{{{MATCHES}}}matches", nsmap={"mtc": MATCHES, None: CORE})
    match = etree.SubElement(matches, f"{{{MATCHES}}}match", facts)
    etree.SubElement(match, f"{{{CORE}}}source").text = printable(row.article)
    etree.SubElement(match, f"{{{CORE}}}target").text = printable(row.page or "")
    return matches


def _reason(flag: str) -> str:
    return f"{flag}: {REASONS[flag]}" if flag in REASONS else flag
