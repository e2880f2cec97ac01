"""Text is cleaned once, at the door: NFC, nothing invisible, single spaces."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters, the byte order mark, the word joiner and the soft hyphen; the joiner stays
# where it makes one emoji of several.
_INVISIBLE = re.compile(
    "[\u200b\u200c\u2060\ufeff\u00ad]|(?<![\ufe0f\u2600-\u27bf\U0001f000-\U0001faff])\u200d"
)
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_STROKED = str.maketrans({"đ": "d", "Đ": "D", "ł": "l", "Ł": "L"})
# The open syllables whose tone mark stands on either vowel: oà, oè, uỳ, and no letter after.
_TONED = re.compile(
    r"([oO])([àáãảạèéẽẻẹÀÁÃẢẠÈÉẼẺẸ])(?![^\W\d_])|(?<![qQ])([uU])([ỳýỹỷỵỲÝỸỶỴ])(?![^\W\d_])"
)
_TWINS = str.maketrans(
    {
        **dict.fromkeys("„”“‟«»″〝〞＂❝❞", '"'),
        **dict.fromkeys("‘’‚‛‹›′´`ʼ＇❛❜", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
    }
)
_QUOTES = str.maketrans({**dict.fromkeys("„”“«»‟", '"'), **dict.fromkeys("‘’‚‛", "'")})


def compose(text: str) -> str:
    """NFC without invisible characters; white space stays as it is."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


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


def alike(text: str) -> str:
    """What is written alike by another hand, for matching only: quotes, dashes, tone placement.

    „Hoà bình” – “Hòa bình” -: case and diacritics stay, see `fold`.
    """
    return tone_placed(clean(text).translate(_TWINS))


def tone_placed(text: str) -> str:
    """Vietnamese with its tone marks where the older rule puts them: hoà is hòa, thuỷ is thủy.

    Only open syllables in oa, oe and uy differ (quý does not: its u belongs to the q). NFC in and
    out; for matching only.
    """
    return _TONED.sub(_moved, unicodedata.normalize("NFC", text))


def _moved(found: re.Match[str]) -> str:
    first, second = found[1] or found[3], unicodedata.normalize("NFD", found[2] or found[4])
    return unicodedata.normalize("NFC", first + second[1:] + second[0])


def printable(text: str) -> str:
    """Controls, lone surrogates and non-characters become U+FFFD; tabs and newlines stay."""
    return _CONTROL.sub("\ufffd", text)
