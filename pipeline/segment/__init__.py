"""Blocks become sentences, by the rules of their language."""

from __future__ import annotations

from ..languages import language as row_of
from ..records import Document, Kind, Segment
from ..roles import Blocks
from .rules import VERSION, sentences

__all__ = ["SEGMENTER", "segment", "sentences"]

SEGMENTER = f"kladka-rules/{VERSION}"
# Lines that are one segment whatever stops they hold.
WHOLE: frozenset[Kind] = frozenset({"title", "heading", "image", "source", "byline"})


def segment(found: Blocks, language: str, origin: str) -> Document:
    """The sentences of the blocks; those of a block, joined, are the block up to white space.

    Raises UnknownName for a language that has no row.
    """
    code = row_of(language).code
    cut = [
        (number, block.kind, text)
        for number, block in enumerate(found.blocks)
        for text in _texts(block.kind, block.text, code)
    ]
    segments = tuple(
        Segment(f"{code}-{i:04d}", number, kind, text)
        for i, (number, kind, text) in enumerate(cut, start=1)
    )
    return Document(code, found.title, origin, SEGMENTER, segments)


def _texts(kind: Kind, text: str, code: str) -> list[str]:
    whole = text.strip()
    if kind in WHOLE:
        return [whole] if whole else []
    return sentences(text, code)
