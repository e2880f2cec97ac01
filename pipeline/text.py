"""Text is cleaned once, at the door: NFC, nothing invisible, single spaces."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

# Zero-width characters, the byte order mark, the word joiner and the soft hyphen; the joiner stays
# where it makes one emoji of several.
_INVISIBLE = re.compile(
    "[\u200b\u200c\u2060\ufeff\u00ad]|(?<![\ufe0f\u2600-\u27bf\U0001f000-\U0001faff])\u200d"
)
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that turn the direction of what follows them, and the return that goes back over a line.
_BIDI = dict.fromkeys(
    (0x0D, 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"
)
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
# Web and e-mail addresses, hashtags, file names of images; they are of no language.
ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"„”»]*[^\s<>\"„”».,;:!?…)\]]|[\w.+-]+@[\w-]+(?:\.\w+)+"
    r"|(?<!\w)#\w*[^\W\d_]\w*|\S+\.(?:jpe?g|png|gif|webp|svg)\b",
    re.I,
)
_QUOTES = str.maketrans({**dict.fromkeys("„”“«»‟", '"'), **dict.fromkeys("‘’‚‛", "'")})


class _Bare(dict[int, int | None]):
    """For str.translate: combining marks go, whatever else there is stays; looked up once each."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_BARE = _Bare()


def compose(text: str) -> str:
    """NFC without invisible characters; white space stays as it is."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def traced(raw: str, text: str, spans: Sequence[tuple[int, int]]) -> list[str] | None:
    """The parts of a raw text that became the spans of its composed form; None for another's.

    Both decompose to the same characters, which are counted.
    """
    if compose(raw) != text:
        return None
    gone = {at for found in _INVISIBLE.finditer(raw) for at in range(*found.span())}
    sizes = (0 if at in gone else _apart(letter) for at, letter in enumerate(raw))
    theirs = list(accumulate(sizes, initial=0))
    ours = list(accumulate(map(_apart, text), initial=0))
    return [
        raw[bisect_left(theirs, ours[start]) : bisect_right(theirs, ours[end]) - 1]
        for start, end in spans
    ]


def _apart(letter: str) -> int:
    return len(unicodedata.normalize("NFD", letter))


def clean(text: str) -> str:
    """What engines, aligners and metrics see: composed, every run of white space one space."""
    return _SPACES.sub(" ", compose(text)).strip()


def fold(text: str) -> str:
    """Lower case without diacritics, for matching only: "Lương Tam Quang" is "luong tam quang"."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFD", text.translate(_STROKED)).translate(_BARE).lower()


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


def terminal(text: str) -> str:
    """What a terminal neither obeys nor reorders: controls and bidi marks become U+FFFD."""
    return printable(text).translate(_BIDI)
