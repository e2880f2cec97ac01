"""Plain text: blank lines part the blocks, and each line says by its looks what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..errors import NotText
from ..records import Block, Kind
from ..roles import Blocks
from ..text import compose

_IMAGE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|svg|avif)", re.I)
_SOURCE = re.compile(r"(?:Source|Źródło|Nguồn|Zdroj|Quelle)\s*:\s*https?://\S+", re.I)
_CREDIT = re.compile(
    r"(?:\(\s*(?:fot|foto|photo|ảnh|zdj)\b[^()]*\)|(?<=[\s.])(?:Fot\.|Foto:|Photo:|Ảnh:|Zdj\.)\s*\S[^.]*)\.?$",
    re.I,
)
_BYLINE = re.compile(
    r"(?:Autor(?:ka)?|Tekst|Author|Tác giả|Text)\s*:\s*\S"
    r"|(?:By|Interview by|Oprac\.|Opracował[ai]?|Rozmawiała?|Thực hiện:?)\s+[A-ZŁŚŻĐ]"
)
_ITEM = re.compile(r"(?:[-–•*·]|\d{1,2}[.)]|[a-z]\))\s+\S")
_STOPS = ".!?…:;"
_CLOSERS = "\"'”’»)]"
LONGEST_HEADING = 14  # words
LONGEST_CAPTION = 40
LONGEST_TITLE = 30
_AND = frozenset({"i", "and", "và", "–", "-", ",", "by"})


class Plain:
    """UTF-8 with or without a byte order mark, or UTF-16 with one."""

    suffixes = (".txt", ".text")

    def read(self, data: bytes, name: str) -> Blocks:
        groups = [_lines(g) for g in re.split(r"\n[^\S\n]*\n", _decoded(data, name)) if g.strip()]
        blocks = tuple(_blocks([Line(t, n, len(g)) for g in groups for n, t in enumerate(g)]))
        title = next((b.text for b in blocks if b.kind == "title"), None)
        return Blocks(title, blocks)


class Line(NamedTuple):
    """A line, its place in its group, and how many lines that group has."""

    text: str
    place: int
    of: int


def _decoded(data: bytes, name: str) -> str:
    coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(coding)
    except UnicodeDecodeError as error:
        raise NotText(name, f"byte {error.start} is not {error.encoding}") from None
    if "\0" in text:
        raise NotText(name, "it holds NUL characters")
    return compose(text.replace("\r\n", "\n").replace("\r", "\n"))


def _lines(group: str) -> list[str]:
    """The lines of a group; a line broken in mid-sentence goes on with the next."""
    lines: list[str] = []
    for line in (line.strip() for line in group.split("\n")):
        if lines and line and _goes_on(lines[-1], line):
            lines[-1] = f"{lines[-1]}\n{line}"
        elif line:
            lines.append(line)
    return lines


def _goes_on(before: str, line: str) -> bool:
    ended = before.rstrip(_CLOSERS)[-1:] in _STOPS or _IMAGE.fullmatch(before)
    return not ended and not _ITEM.match(line) and line[0].islower()


def _blocks(lines: list[Line]) -> Iterator[Block]:
    before: Kind | None = None
    for number, line in enumerate(lines):
        before = _kind(number, line, before, len(lines) - number - 1, lines[number + 1 :])
        yield Block(before, line.text)


def _kind(number: int, line: Line, before: Kind | None, left: int, after: list[Line]) -> Kind:
    """The first rule that fits; what fits none is a paragraph."""
    last = all(_SOURCE.match(rest.text) for rest in after)
    if _IMAGE.fullmatch(line.text):
        return "image"
    if _SOURCE.match(line.text):
        return "source"
    if _is_caption(line, before):
        return "caption"
    if number and _is_byline(line.text, last):
        return "byline"
    if _ITEM.match(line.text) or (line.of > 1 and before != "image"):
        return "list"
    if number == 0 and left and _is_title(line.text):
        return "title"
    return "heading" if left and _is_heading(line.text) else "paragraph"


def _stopped(text: str) -> bool:
    return text.rstrip(_CLOSERS)[-1:] in _STOPS


def _is_caption(line: Line, before: Kind | None) -> bool:
    """A short line that ends with a photo credit, or one under an image name.

    In a block of its own it must not end like a sentence.
    """
    if len(line.text.split()) > LONGEST_CAPTION:
        return False
    under = before == "image" and (line.place > 0 or not _stopped(line.text))
    return under or bool(_CREDIT.search(line.text))


def _is_byline(text: str, last: bool) -> bool:
    """`Autor: X`, or names alone as the last line."""
    words = text.split()
    if len(words) > 8:
        return False
    names = all(word[0].isupper() or word in _AND for word in words)
    return bool(_BYLINE.match(text)) or (last and names and not _stopped(text))


def _is_title(text: str) -> bool:
    closed = text.rstrip(_CLOSERS)
    return len(text.split()) <= LONGEST_TITLE and closed[-1:] not in ".…:;"


def _is_heading(text: str) -> bool:
    words = len(text.split())
    asks = text.endswith("?") and words <= 7
    return words <= LONGEST_HEADING and (asks or not _stopped(text))
