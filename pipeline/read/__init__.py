"""A file becomes titled, typed blocks in reading order; nothing is dropped."""

from __future__ import annotations

from pathlib import Path

from ..errors import EmptyArticle, UnknownName
from ..files import read_bytes
from ..roles import Blocks, Reader
from .plain import Plain

# A new kind of file is one more row and a file.
READERS: tuple[Reader, ...] = (Plain(),)


def read(path: Path) -> Blocks:
    """The blocks of a file. Raises MissingFile, NotText, EmptyArticle, UnknownName."""
    by_suffix = {suffix: reader for reader in READERS for suffix in reader.suffixes}
    if path.suffix.lower() not in by_suffix:
        raise UnknownName("kind of file", path.suffix or path.name, by_suffix)
    found = by_suffix[path.suffix.lower()].read(read_bytes(path), str(path))
    if not found.blocks:
        raise EmptyArticle(path)
    return found
