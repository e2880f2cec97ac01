"""What is done to both sides before the ruler is laid on; its name stands in the signature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from ..errors import UnknownName
from ..text import clean, plain_quotes, tone_placed

# Through every door NFD, zero-width characters, byte order marks and CRLF leave no trace.
DOORS: dict[str, Callable[[str], str]] = {
    "nfc": clean,
    "nfc+quotes": lambda text: plain_quotes(clean(text)),
    "nfc+quotes+tones": lambda text: tone_placed(plain_quotes(clean(text))),
}
# As near to sacreBLEU's own command as text can come: nothing visible is touched.
RAW = "nfc"
# What runs are scored and gated through.
DOOR = "nfc+quotes"
# Beside it for Vietnamese: hoà and hòa are one word.
TONES = "nfc+quotes+tones"


def through(door: str, texts: Sequence[str]) -> list[str]:
    """The texts as the ruler sees them. Raises UnknownName."""
    if door not in DOORS:
        raise UnknownName("door", door, DOORS)
    return [_through(door, text) for text in texts]


@lru_cache(maxsize=1 << 12)
def _through(door: str, text: str) -> str:
    """Every metric of an article asks for the same texts."""
    return DOORS[door](text)
