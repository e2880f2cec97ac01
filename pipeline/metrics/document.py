"""A cross-check that no aligner can flatter: both texts cut into parts of equal share, no beads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..records import UNTRANSLATED, Bitext, Document, Score
from .doors import DOOR
from .rulers import statistics

# Words of the page in a part: long enough that a sentence out of step does not matter much.
PART = 100
VERSION = 1


def apart(article: Document, bitext: Bitext) -> tuple[Score, ...]:
    """chrF of the machine's text against the page, each side cut into as many equal parts.

    Part i of one side is held against part i of the other, by share of words alone. Text that
    only one side has pushes the parts out of step, and lowers the score.
    """
    if bitext.page is None:
        return ()
    spoken = zip(article.segments, bitext.said, strict=True)
    ours = _words([said.text for s, said in spoken if s.kind not in UNTRANSLATED])
    theirs = _words([s.text for s in bitext.page.segments if s.kind not in UNTRANSLATED])
    if not ours or not theirs:
        return ()
    count = max(1, round(len(theirs) / PART))
    found = statistics("chrF", _cut(ours, count), _cut(theirs, count), DOOR)
    over = f"{count} equal parts of the text, no beads"
    ruler = f"{found.signature}|parts/{VERSION}:{PART}|segments:{article.segmenter}"
    return (Score("chrF document", round(found.score(), 4), over, None, ruler),)


def _words(texts: Sequence[str]) -> list[str]:
    return " ".join(texts).split()


def _cut(words: Sequence[str], count: int) -> list[str]:
    edges = [round(i * len(words) / count) for i in range(count + 1)]
    return [" ".join(words[a:b]) for a, b in pairwise(edges)]
