"""Plain text: bytes become lines, and lines become blocks of the kind they look like."""

from __future__ import annotations

from ..roles import AS_FOUND, Blocks, Reading
from .lines import decode, lines, typed


class Plain:
    """Text without mark-up, in UTF-8, UTF-16 or an older set that is declared or beyond doubt."""

    suffixes = (".txt", ".text")

    def read(self, data: bytes, name: str, how: Reading = AS_FOUND) -> Blocks:
        return typed(lines(decode(data, name, how), how), how)
