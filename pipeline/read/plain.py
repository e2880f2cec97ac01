"""Plain text: bytes become lines, and lines become blocks of the kind they look like."""

from __future__ import annotations

from itertools import groupby

from ..errors import NotText
from ..records import Block
from ..roles import Blocks
from ..text import compose
from . import looks
from .looks import Line


class Plain:
    """UTF-8 with or without a byte order mark, or UTF-16 with one."""

    suffixes = (".txt", ".text")

    def read(self, data: bytes, name: str) -> Blocks:
        lines = [
            Line(text, place, len(group))
            for group in map(_lines, _groups(_decoded(data, name)))
            for place, text in enumerate(group)
        ]
        blocks = tuple(
            Block(kind, line.text) for kind, line in zip(looks.kinds(lines), lines, strict=True)
        )
        title = next((block.text for block in blocks if block.kind == "title"), None)
        return Blocks(title, blocks)


def _decoded(data: bytes, name: str) -> str:
    coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(coding)
    except UnicodeDecodeError as error:
        raise NotText(name, f"byte {error.start} is not {error.encoding}") from None
    if "\0" in text:
        raise NotText(name, "it holds NUL characters")
    return compose(text.replace("\r\n", "\n").replace("\r", "\n"))


def _groups(text: str) -> list[list[str]]:
    """Runs of lines between blank ones."""
    lines = (line.strip() for line in text.split("\n"))
    return [list(run) for full, run in groupby(lines, key=bool) if full]


def _lines(group: list[str]) -> list[str]:
    """The lines of a group; a line broken in mid-sentence goes on with the next."""
    if looks.is_wrapped(group):
        return ["\n".join(group)]
    whole: list[list[str]] = []
    for line in group:
        if whole and looks.goes_on(whole[-1][-1], line):
            whole[-1].append(line)
        else:
            whole.append([line])
    return ["\n".join(parts) for parts in whole]
