"""TMX 1.4: translation memories, the page's human text and the machine's text in separate files.

Specification: https://www.gala-global.org/tmx-14b. No dates are written: the same dossier is the
same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from ..records import UNTRANSLATED, Bitext, Dossier, rows
from ..text import printable
from ..version import VERSION
from .fingerprint import fingerprint

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_BY_MACHINE = {"creationid": "MT", "changeid": "MT"}
_MENDED = {"creationid": "MT", "changeid": "human"}


class _Unit(NamedTuple):
    """One translation unit: both texts, what is known of them, and who made the second one."""

    id: str
    source: str
    language: str
    target: str
    props: tuple[tuple[str, str], ...]
    by: dict[str, str]


class Tmx:
    """Article against page, where both say something; never a word of a machine."""

    suffix = ".tmx"

    def write(self, dossier: Dossier, stream: BinaryIO) -> None:
        _write(dossier, (u for bitext in dossier.bitexts for u in _human(dossier, bitext)), stream)


class MachineTmx:
    """Article against machine text, sentence by sentence; each unit says which engine made it.

    A unit that a person mended was created by `MT` and changed by `human`.
    """

    suffix = ".mt.tmx"

    def write(self, dossier: Dossier, stream: BinaryIO) -> None:
        _write(dossier, (u for bitext in dossier.bitexts for u in _made(dossier, bitext)), stream)


def _human(dossier: Dossier, bitext: Bitext) -> Iterator[_Unit]:
    for row in rows(dossier.article, bitext):
        if row.article and row.page:
            facts = (("similarity", row.similarity), ("confidence", row.confidence))
            props = [(f"x-{name}", str(value)) for name, value in facts if value is not None]
            props.append(("x-kind", row.kind))
            id = f"{bitext.language}-{row.number:04}"
            yield _Unit(id, row.article, bitext.language, row.page, tuple(props), {})


def _made(dossier: Dossier, bitext: Bitext) -> Iterator[_Unit]:
    for segment, said in zip(dossier.article.segments, bitext.said, strict=True):
        if segment.kind not in UNTRANSLATED and said.text:
            props = [("x-mt", bitext.engine), ("x-kind", segment.kind)]
            if said.score is not None:
                props.append(("x-score", str(said.score)))
            props.extend(("x-flag", flag) for flag in sorted(set(said.flags)))
            by = _MENDED if said.human else _BY_MACHINE
            id = f"{bitext.language}-{segment.id}"
            yield _Unit(id, segment.text, bitext.language, said.text, tuple(props), by)


def _write(dossier: Dossier, units: Iterator[_Unit], stream: BinaryIO) -> None:
    from lxml import etree

    with etree.xmlfile(stream, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element("tmx", version="1.4"):
            file.write("\n")
            header = etree.Element("header", _header(dossier))
            etree.SubElement(header, "prop", type="x-article").text = printable(dossier.name)
            etree.SubElement(header, "prop", type="x-fingerprint").text = fingerprint(dossier)
            file.write(header, pretty_print=True)
            with file.element("body"):
                file.write("\n")
                for unit in units:
                    file.write(_element(dossier, unit), pretty_print=True)
    stream.write(b"\n")


def _header(dossier: Dossier) -> dict[str, str]:
    return {
        "creationtool": "kladka",
        "creationtoolversion": VERSION,
        "segtype": "sentence",
        "o-tmf": "kladka",
        "adminlang": "en",
        "srclang": printable(dossier.article.language),
        "datatype": "plaintext",
    }


def _element(dossier: Dossier, unit: _Unit) -> Any:
    from lxml import etree

    element = etree.Element("tu", {"tuid": printable(unit.id), **unit.by})
    for kind, value in unit.props:
        etree.SubElement(element, "prop", type=kind).text = printable(value)
    for code, text, by in (
        (dossier.article.language, unit.source, {}),
        (unit.language, unit.target, unit.by),
    ):
        variant = etree.SubElement(element, "tuv", {_LANG: printable(code), **by})
        etree.SubElement(variant, "seg").text = printable(text)
    return element
