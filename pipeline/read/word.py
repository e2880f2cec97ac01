"""DOCX: styles give titles, headings, lists, quotes and captions; the rest is read by looks."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from ..errors import BrokenFile
from ..records import Kind
from ..roles import AS_FOUND, Blocks, Reading
from ..text import compose, printable
from .lines import Found, settled

LARGEST = 100_000_000  # bytes of all parts, unpacked
_HINT = "open it in a word processor and save it again"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# How the name of a style begins, in small letters, and what it makes of a paragraph.
_STYLES: tuple[tuple[str, Kind], ...] = (
    ("title", "title"),
    ("subtitle", "lead"),
    ("heading", "heading"),
    ("caption", "caption"),
    ("list", "list"),
    ("quot", "quote"),
    ("intense quote", "quote"),
)
_TEXT = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


class Word:
    """Every paragraph of the body, tables, text boxes and footnotes; page heads and feet are not
    text, nor is what a tracked change has deleted."""

    suffixes = (".docx",)

    def read(self, data: bytes, name: str, how: Reading = AS_FOUND) -> Blocks:
        """Raises BrokenFile for what no word processor would open either."""
        try:
            return settled(list(_found(_opened(data, name))), how)
        except _harm() as error:
            why = " ".join(printable(str(error)).split())[:120] or type(error).__name__
            raise BrokenFile(name, "DOCX", why, _HINT) from None


def _harm() -> tuple[type[Exception], ...]:
    """What the library and the formats under it raise for a damaged file."""
    from docx.opc.exceptions import OpcError
    from lxml import etree

    archive = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
    return (
        *archive,
        OpcError,
        etree.LxmlError,
        SyntaxError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
    )


def _opened(data: bytes, name: str) -> Any:
    import docx

    if not data.startswith(b"PK"):
        raise BrokenFile(name, "DOCX", "it is no ZIP archive", _HINT)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST:
            raise BrokenFile(name, "DOCX", f"it unpacks to over {LARGEST:,} bytes", _HINT)
    return docx.Document(io.BytesIO(data))


def _found(document: Any) -> Iterator[Found]:
    styles = {style.style_id: style for style in document.styles}
    for paragraph in document.element.body.iter(f"{_W}p"):
        if next(paragraph.iterancestors(_FALLBACK), None) is None:
            yield from _images(paragraph, document.part)
            yield Found(_text(paragraph), _kind(paragraph, styles))
    for part in document.part.rels.values():
        if part.reltype.endswith(("/footnotes", "/endnotes")):
            yield from _notes(part.target_part.blob)


def _images(paragraph: Any, part: Any) -> Iterator[Found]:
    for blip in paragraph.iter(_BLIP):
        inner = next(blip.iterancestors(f"{_W}p"), None)
        target = part.rels.get(blip.get(_EMBED))
        if inner is paragraph and target is not None:
            yield Found(PurePosixPath(target.target_ref).name, "image")


def _text(paragraph: Any) -> str:
    """The words of a paragraph, not those of a text box inside it nor what was moved away."""
    said = ""
    for node in paragraph.iter():
        name = node.tag.removeprefix(_W) if isinstance(node.tag, str) else ""
        if name != "t" and name not in _TEXT:
            continue
        around = [one.tag for one in node.iterancestors(f"{_W}p", f"{_W}moveFrom")]
        own = next(node.iterancestors(f"{_W}p")) is paragraph
        if own and around[0] != f"{_W}moveFrom" and _run(node):
            said += (node.text or "") if name == "t" else _TEXT[name]
    return compose(said)


def _run(node: Any) -> bool:
    """Text stands in a run; a tab stop among the properties has the same name as a tab."""
    return bool(node.getparent().tag == f"{_W}r")


def _kind(paragraph: Any, styles: dict[str, Any]) -> Kind | None:
    """By the style or those it is based on; a paragraph with a number or bullet is an item."""
    properties = paragraph.pPr
    style = styles.get(paragraph.style) if paragraph.style else None
    seen = 0
    while style is not None and seen < 20:
        name = style.name.lower()
        for start, kind in _STYLES:
            if name.startswith(start):
                return kind
        style, seen = style.base_style, seen + 1
    numbered = properties is not None and properties.numPr is not None
    return "list" if numbered else None


def _notes(blob: bytes) -> Iterator[Found]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for note in etree.fromstring(blob, parser):
        if note.get(f"{_W}type") in (None, "normal"):
            for paragraph in note.iter(f"{_W}p"):
                yield Found(_text(paragraph), "paragraph")
