"""Text is cleaned once, at the door: NFC, nothing invisible, single spaces."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters, the byte order mark, the word joiner and the soft hyphen.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that turn the direction of what follows them, and the return that goes back over a line.
_BIDI = dict.fromkeys(
    (0x0D, 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"
)
_STROKED = str.maketrans({"đ": "d", "Đ": "D", "ł": "l", "Ł": "L"})
_QUOTES = str.maketrans({**dict.fromkeys("„”“«»‟", '"'), **dict.fromkeys("‘’‚‛", "'")})


def compose(text: str) -> str:
    """NFC without invisible characters; white space stays as it is."""
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE))


def clean(text: str) -> str:
    """What engines, aligners and metrics see: composed, every run of white space one space."""
    return _SPACES.sub(" ", compose(text)).strip()


def fold(text: str) -> str:
    """Lower case without diacritics, for matching only: "Lương Tam Quang" is "luong tam quang"."""
    bare = unicodedata.normalize("NFD", text.translate(_STROKED))
    return "".join(c for c in bare if not unicodedata.combining(c)).lower()


def plain_quotes(text: str) -> str:
    """Every quotation mark as its ASCII twin, so that 13a tokenises both sides alike."""
    return text.translate(_QUOTES)


def printable(text: str) -> str:
    """Controls, lone surrogates and non-characters become U+FFFD; tabs and newlines stay."""
    return _CONTROL.sub("\ufffd", text)


def terminal(text: str) -> str:
    """What a terminal neither obeys nor reorders: controls and bidi marks become U+FFFD."""
    return printable(text).translate(_BIDI)
