"""Blocks become sentences, by the rules of their language."""

from __future__ import annotations

from collections.abc import Iterator

from ..clauses import breaks
from ..languages import any_language
from ..records import Block, Document, Kind, Segment
from ..roles import Blocks
from ..text import traced
from .rules import VERSION, sentences

__all__ = ["SEGMENTER", "segment", "sentences"]

Span = tuple[int, int]
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
        (number, block, span, raw)
        for number, block in enumerate(found.blocks)
        for span, raw in _spans(block, block.language or code)
    ]
    segments = tuple(
        _segment(f"{code}-{i:04d}", number, block, span, raw)
        for i, (number, block, span, raw) in enumerate(cut, start=1)
    )
    return Document(code, found.title, origin, SEGMENTER, segments)


def _segment(name: str, number: int, block: Block, span: Span, raw: str | None) -> Segment:
    text = block.text[slice(*span)]
    more = block.language, _time(block, *span), breaks(text), raw if raw != text else None
    return Segment(name, number, block.kind, text, *more)


def _spans(block: Block, code: str) -> Iterator[tuple[Span, str | None]]:
    """Where each sentence of a block stands in it, and what the file says there, if it differs."""
    spans: list[Span] = []
    reached = 0
    for text in _texts(block.kind, block.text, code):
        start = block.text.index(text, reached)
        reached = start + len(text)
        spans.append((start, reached))
    raws = traced(block.raw, block.text, spans) if block.raw else None
    for number, span in enumerate(spans):
        yield span, raws[number] if raws else None


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
