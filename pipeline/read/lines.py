"""Text becomes lines: blank ones part groups, and what an editor broke is joined again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from ..encodings import Undecodable, declared, marked, measured
from ..errors import NotText
from ..records import Block, Kind
from ..roles import Blocks, Reading
from ..text import compose
from . import looks
from .looks import Line

# What other files begin with, so that nobody takes them for text.
_NO_TEXT = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "gzip",
}


class Found(NamedTuple):
    """A run of text and the kind that mark-up gives it, None where it gives none."""

    text: str
    kind: Kind | None


def decode(data: bytes, name: str, how: Reading) -> str:
    """The text of a file, composed, with plain line ends. Raises NotText when unsure."""
    refuse_others(data, name)
    try:
        text = _decoded(data, how.encoding)
    except Undecodable as error:
        known = "" if how.encoding else ": name it with --encoding or in article.toml"
        raise NotText(name, f"it {error}{known}") from None
    if "\0" in text:
        raise NotText(name, "it holds NUL characters")
    return compose(text.replace("\r\n", "\n").replace("\r", "\n"))


def refuse_others(data: bytes, name: str) -> None:
    """Raises NotText for the bytes of a picture, an archive or an office document."""
    for start, kind in _NO_TEXT.items():
        if data.startswith(start):
            raise NotText(name, f"it is {kind}")


def _decoded(data: bytes, encoding: str | None) -> str:
    found = marked(data)
    if found is not None:
        return found
    return declared(data, encoding) if encoding else measured(data)


def lines(text: str, how: Reading) -> list[Line]:
    """The lines of a text, each with its place in its group of lines between blank ones."""
    return [
        Line(line, place, len(group))
        for group in (_joined(group, how) for group in _groups(text))
        for place, line in enumerate(group)
    ]


def typed(
    found: Sequence[Line], how: Reading, known: Sequence[Kind | None] | None = None
) -> Blocks:
    """Lines as blocks of their kinds; the title is the first line that is one."""
    kinds = looks.kinds(found, how, known)
    blocks = tuple(Block(kind, line.text) for kind, line in zip(kinds, found, strict=True))
    return Blocks(next((block.text for block in blocks if block.kind == "title"), None), blocks)


def settled(found: Sequence[Found], how: Reading) -> Blocks:
    """Blocks of a text with mark-up; what it leaves open is read by its looks.

    There is one title: the first, or the first heading where none is marked. Where headings are
    marked, looks make none.
    """
    parts = [(line, one.kind) for one in found for line in _parts(one)]
    kinds = [kind for _, kind in parts]
    if "title" in kinds or "heading" in kinds:
        first = kinds.index("title" if "title" in kinds else "heading")
        kinds = ["heading" if kind == "title" else kind for kind in kinds]
        kinds[first] = "title"
        how = how._replace(off=how.off | looks.UNMARKED)
    return typed([line for line, _ in parts], how, kinds)


def _parts(one: Found) -> list[Line]:
    """The run as a line; without a kind, the name of an image in it stands on a line of its own."""
    text = one.text.strip()
    rows = [row.strip() for row in text.split("\n")] if one.kind is None else []
    if not any(looks.is_image_name(row) for row in rows):
        return [Line(text, 0, 1)] if text else []
    return [Line(row, place, len(rows)) for place, row in enumerate(rows) if row]


def _groups(text: str) -> list[list[str]]:
    """Runs of lines between blank ones."""
    stripped = (line.strip() for line in text.split("\n"))
    return [list(run) for full, run in groupby(stripped, key=bool) if full]


def _joined(group: list[str], how: Reading) -> list[str]:
    """The lines of a group; a line broken in mid-sentence goes on with the next."""
    if "wrapped" not in how.off and looks.is_wrapped(group):
        return ["\n".join(group)]
    whole: list[list[str]] = []
    for line in group:
        if whole and "broken" not in how.off and looks.goes_on(whole[-1][-1], line):
            whole[-1].append(line)
        else:
            whole.append([line])
    return ["\n".join(parts) for parts in whole]
