"""Punctuation as evidence: a question stays a question, and a heading ends without a stop."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A stop within a line says little; a hyphen and an apostrophe inside a word say nothing.
_MARK = re.compile(r"[,?!:;()\[\]…%/&+=*@#\"„“”«»–—]|\.\.\.|(?<!\w)['‘’-]|['‘’-](?!\w)")
_ALIKE = {**dict.fromkeys("'‘’„“”«»", '"'), **dict.fromkeys("–—•·*●▪", "-"), "...": "…"}
_CLOSING = "\"'’”»)] "  # of a quotation or a bracket: the mark before it ends the line


def marks(text: str) -> Iterable[tuple[str, ...]]:
    """Every mark in it; quotation marks of all languages are one, and so are dashes."""
    for mark in _MARK.findall(text):
        yield (f"={_ALIKE.get(mark, mark)}",)


def ends(text: str) -> Iterable[tuple[str, ...]]:
    """What it begins and ends with: a mark, a digit, a capital or a small letter."""
    bare = text.strip()
    yield (f"=^{_class(bare[:1])}",)
    yield (f"={_class(bare.rstrip(_CLOSING)[-1:])}$",)


def _class(char: str) -> str:
    if char.isdigit():
        return "0"
    if char.isalpha():
        return "A" if char.isupper() else "a"
    return _ALIKE.get(char, char)
