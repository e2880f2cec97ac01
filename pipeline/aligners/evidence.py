"""What the kinds of lines and the ends of paragraphs say about beads."""

from __future__ import annotations

import numpy as np

from ..records import Document
from .ladder import Floats

# Lines that seldom have a counterpart, and how much likelier that makes a null bead.
_ALONE = {"image": 6.0, "source": 6.0, "byline": 2.0}
# Kinds that stand for one another.
_TEXT = {"paragraph": "text", "lead": "text", "quote": "text", "list": "text"}


def kinds(article: Document, page: Document) -> Floats:
    """0 where kinds agree, -1 where they do not, -3 where a line has no kind of its own there."""
    ours = [_TEXT.get(s.kind, s.kind) for s in article.segments]
    theirs = [_TEXT.get(s.kind, s.kind) for s in page.segments]
    table = np.zeros((len(ours), len(theirs)))
    for i, kind in enumerate(ours):
        for j, other in enumerate(theirs):
            if kind != other:
                table[i, j] = -3.0 if kind in _ALONE or other in _ALONE else -1.0
    return table


def nulls(article: Document, page: Document) -> tuple[Floats, Floats]:
    """What is added to the score of a null bead, by segment of either side."""
    ours, theirs = (
        np.array([_ALONE.get(s.kind, 0.0) for s in document.segments])
        for document in (article, page)
    )
    return ours, theirs


def same_block(document: Document, size: int) -> Floats:
    """1 where the `size` segments from here on stand in one block, else 0."""
    blocks = np.array([s.block for s in document.segments])
    if len(set(blocks.tolist())) == len(blocks):  # a plain list of lines says nothing
        return np.ones(len(blocks) - size + 1)
    inside: Floats = (blocks[size - 1 :] == blocks[: len(blocks) - size + 1]).astype(float)
    return inside
