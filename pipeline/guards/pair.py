"""What a guard looks at: a text, its translation, and the two languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Pair(NamedTuple):
    """Both texts are clean: NFC, single spaces."""

    source: str
    said: str
    language: str  # of the source
    target: str


# True where something is wrong.
Guard = Callable[[Pair], bool]
