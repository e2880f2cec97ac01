"""A file of sentences, one a line, as the filters take it."""

from __future__ import annotations

from pathlib import Path


def lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, with or without BOM, LF or CRLF. Raises MissingFile, NotText."""
    from ..errors import NotText
    from ..files import read_bytes

    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText(path, str(error)) from None
    return [line.strip() for line in text.removesuffix("\n").split("\n")] if text else []
