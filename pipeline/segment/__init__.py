"""Blocks become sentences, by the rules of their language."""

from __future__ import annotations

from collections.abc import Iterator

from ..clauses import breaks
from ..languages import any_language
from ..records import Block, Document, Kind, Segment
from ..roles import Blocks
from .rules import VERSION, sentences

__all__ = ["SEGMENTER", "segment", "sentences"]

SEGMENTER = f"kladka-rules/{VERSION}"
# Lines that are one segment whatever stops they hold.
WHOLE: frozenset[Kind] = frozenset({"title", "heading", "image", "source", "byline"})


def segment(found: Blocks, language: str, origin: str) -> Document:
    """The sentences of the blocks; those of a block, joined, are the block up to white space.

    A language without rules of its own is split plainly. Raises UnknownName for what is no
    language code.
    """
    code = any_language(language).code
    cut = [
        (number, block, text, time)
        for number, block in enumerate(found.blocks)
        for text, time in _timed(block, block.language or code)
    ]
    segments = tuple(
        Segment(f"{code}-{i:04d}", number, block.kind, text, block.language, time, breaks(text))
        for i, (number, block, text, time) in enumerate(cut, start=1)
    )
    return Document(code, found.title, origin, SEGMENTER, segments)


def _timed(block: Block, code: str) -> Iterator[tuple[str, tuple[int, int] | None]]:
    """Each sentence of a block, and when it is said where the block has times."""
    reached = 0
    for text in _texts(block.kind, block.text, code):
        start = block.text.index(text, reached)
        reached = start + len(text)
        yield text, _time(block, start, reached)


def _time(block: Block, start: int, end: int) -> tuple[int, int] | None:
    """From the beginning of the first cue that has a part in the text to the end of the last."""
    starts = [cue.at for cue in block.cues]
    mine = [
        cue
        for cue, until in zip(block.cues, [*starts[1:], len(block.text) + 1], strict=False)
        if cue.at < end and start < until
    ]
    return (mine[0].start, mine[-1].end) if mine else None


def _texts(kind: Kind, text: str, code: str) -> list[str]:
    whole = text.strip()
    if kind in WHOLE:
        return [whole] if whole else []
    return sentences(text, code)
