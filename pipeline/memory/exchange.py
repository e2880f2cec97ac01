"""The memory as TMX 1.4b and back: https://www.gala-global.org/tmx-14b."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from ..errors import BrokenConfig
from ..files import read_bytes
from ..languages import LANGUAGES
from ..records import Said
from ..text import clean, printable
from ..version import VERSION
from .base import IMPORTED, Kept, Memory, fields_of, from_fields, imports, seal

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Brought(NamedTuple):
    """How many rows an import brought: an engine's own, a person's, and units left out."""

    engines: int
    people: int
    left: int


def export(memory: Memory, stream: BinaryIO) -> int:
    """Every sound row as a unit with its best hypothesis, and the whole row in its props; count."""
    from lxml import etree

    count = 0
    with etree.xmlfile(stream, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element("tmx", version="1.4"):
            file.write(etree.Element("header", _header()), pretty_print=True)
            with file.element("body"):
                for row in memory.rows():
                    if row:
                        file.write(_unit(row), pretty_print=True)
                        count += 1
    stream.write(b"\n")
    return count


def _header() -> dict[str, str]:
    return {
        "creationtool": "kladka",
        "creationtoolversion": VERSION,
        "segtype": "sentence",
        "o-tmf": "kladka memory",
        "adminlang": "en",
        "srclang": "*all*",
        "datatype": "plaintext",
    }


def _unit(row: Kept) -> Any:
    from lxml import etree

    by = {} if row.engine.startswith(IMPORTED) else {"creationid": "MT", "changeid": "MT"}
    fields = fields_of(row)
    unit = etree.Element("tu", by)
    for kind, value in (
        ("engine", row.engine),
        ("row", json.dumps(fields)),
        ("sha256", seal(fields)),
    ):
        etree.SubElement(unit, "prop", type=f"x-{kind}").text = printable(value)
    for code, text in ((row.language, row.source), (row.target, row.said[0].text)):
        variant = etree.SubElement(unit, "tuv", {_LANG: code})
        etree.SubElement(variant, "seg").text = printable(text)
    return unit


def import_(memory: Memory, path: Path) -> Brought:
    """A TMX file into the memory: our own rows as they were, anything else as a person's.

    A person's rows come before every engine of their pair. A unit that has been edited since we
    wrote it is a person's. Raises BrokenConfig, MissingFile; all of a file comes in, or nothing.
    """
    rows = list(_rows(path))
    kept = [row for row in rows if row]
    people = sum(1 for row in kept if row.engine.startswith(IMPORTED))
    memory.put(kept)
    return Brought(len(kept) - people, people, len(rows) - len(kept))


def _rows(path: Path) -> Iterator[Kept | None]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(read_bytes(path), parser)
    except etree.XMLSyntaxError as error:
        raise BrokenConfig(path, f"it is not TMX: {error}") from None
    if root.tag != "tmx":
        raise BrokenConfig(path, f"it is not TMX but <{printable(str(root.tag))}>")
    source = (
        root.find("header").get("srclang", "") if root.find("header") is not None else ""
    ).lower()
    for unit in root.iter("tu"):
        yield _ours(unit) or _theirs(unit, source)


def _texts(unit: Any) -> list[tuple[str, str]]:
    """Language and clean text of each variant; inline codes fall away."""
    return [
        (
            (variant.get(_LANG) or variant.get("lang") or "").lower().split("-")[0],
            clean("".join(variant.find("seg").itertext()))
            if variant.find("seg") is not None
            else "",
        )
        for variant in unit.iter("tuv")
    ]


def _ours(unit: Any) -> Kept | None:
    """The row that a unit was made of, where its texts are still those of the row."""
    props = {prop.get("type"): prop.text or "" for prop in unit.iter("prop")}
    try:
        row = from_fields(json.loads(props["x-row"]))
    except (KeyError, ValueError, TypeError):
        return None
    texts = ((row.language, row.source), (row.target, row.said[0].text))
    same = _texts(unit) == [(code, clean(printable(text))) for code, text in texts]
    return row if same and seal(fields_of(row)) == props.get("x-sha256") else None


def _theirs(unit: Any, source: str) -> Kept | None:
    """A unit of two languages that we know, the source first or named by the header."""
    texts = _texts(unit)
    if len(texts) == 2 and texts[1][0] == source.split("-")[0] != texts[0][0]:
        texts.reverse()
    if len(texts) != 2 or not all(code in LANGUAGES and text for code, text in texts):
        return None
    (language, text), (target, said) = texts
    return Kept(imports(language, target), text, language, target, (Said(said, (said,)),))
