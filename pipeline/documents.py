"""A file or an address becomes a document: read, its language looked at, segmented."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from . import read as rooms
from . import web
from .errors import EmptyArticle, InputError, UnknownName
from .files import read_bytes
from .identify import identified
from .records import Document
from .roles import AS_FOUND, Blocks, Reader, Reading
from .segment import segment


class NoSuchLine(InputError):
    def __init__(self, name: str, line: str) -> None:
        super().__init__(
            f"{name} has no line {line!r}, to which article.toml gives a kind; spell it out there "
            "as `kladka read` shows it"
        )


class Page:
    """A page of the web that was saved to a file."""

    suffixes = (".html", ".htm", ".xhtml")

    def read(self, data: bytes, name: str, how: Reading = AS_FOUND) -> Blocks:
        rooms.refuse_others(data, name)
        return web.stored_page(data, name, how.source, how.encoding, how.language)


READERS: tuple[Reader, ...] = (*rooms.READERS, Page())


def read(path: Path, how: Reading = AS_FOUND) -> Blocks:
    """The blocks of a file. Raises MissingFile, NotText, BrokenFile, EmptyArticle, UnknownName."""
    by_suffix = {suffix: reader for reader in READERS for suffix in reader.suffixes}
    suffix = path.suffix.lower()
    if suffix not in by_suffix:
        raise UnknownName("kind of file", path.suffix or path.name, by_suffix)
    for rule in sorted(how.off - rooms.RULE_NAMES):
        raise UnknownName("reading rule", rule, rooms.RULE_NAMES)
    found = by_suffix[suffix].read(read_bytes(path), str(path), how)
    if not found.blocks:
        raise EmptyArticle(path)
    return overruled(found, path.name, how)


def fetch(url: str, how: Reading = AS_FOUND) -> Blocks:
    """The blocks of a page on the web, not kept. Raises PageError."""
    return overruled(web.Web().page(url, keep=False).blocks, url, how)


def document(found: Blocks, language: str, origin: str, how: Reading = AS_FOUND) -> Document:
    """Blocks as sentences, foreign ones marked. Raises UnknownName, WrongLanguage."""
    if how.identify:
        found = identified(found, language, origin)
    return segment(found, language, origin)


def overruled(found: Blocks, name: str, how: Reading) -> Blocks:
    """The kinds that a person gives to lines stand, whoever read them."""
    texts = [" ".join(block.text.split()) for block in found.blocks]
    for line in sorted(how.kinds.keys() - set(texts)):
        raise NoSuchLine(name, line)
    blocks = tuple(
        replace(block, kind=how.kinds.get(text, block.kind))
        for block, text in zip(found.blocks, texts, strict=True)
    )
    return Blocks(next((b.text for b in blocks if b.kind == "title"), found.title), blocks)
