"""Bytes of a page become text by evidence: byte order mark, HTTP, meta, and the words themselves.

A claim that the words contradict is passed over; where nothing fits there is no text, but an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from .. import encodings
from . import viet
from .legible import ENOUGH, Reading, named, reading
from .refusals import WrongCharset

_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_META = re.compile(rb"<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
# Names that Python does not know.
_ALSO = {
    **dict.fromkeys(("viscii", "viscii1.1-1", "csviscii"), "viscii"),
    **dict.fromkeys(("tcvn3", "tcvn", "tcvn-5712", "tcvn5712-1", "x-viet-tcvn5712", "abc"), "tcvn"),
    **{f"x-cp{number}": f"cp{number}" for number in (1250, 1251, 1252, 1257, 1258)},
}
# What a language was written in before UTF-8: the only guesses that are made.
CANDIDATES: dict[str, tuple[str, ...]] = {
    "pl": ("iso8859-2", "cp1250"),
    "vi": ("cp1258", "viscii", "tcvn"),
}


def decode(data: bytes, url: str, declared: str | None = None, language: str | None = None) -> str:
    """The text of a page, NFC; `declared` is what HTTP said. Raises WrongCharset.

    `language` is the page's own where it is known; else what its html element says is asked.
    """
    for mark, name in encodings.MARKS:
        if data.startswith(mark):
            return _whole(data[len(mark) :], name, name, url)
    if encodings.is_utf8(data):
        for label in (declared, _meta(data)):
            _codec(label or "utf-8", url)
        return _whole(data, "utf-8", "utf-8", url)
    claims = [label for label in (declared, _meta(data)) if label]
    tongues = [code for code in (language, named(data)) if code]
    known = [code for code in tongues[:1] if code in CANDIDATES] or list(CANDIDATES)
    for label in claims:
        text = _claimed(data, _codec(label, url))
        if text is not None and _believed(data, text, known, sure=bool(tongues)):
            return text
    text = _guess(data, known) if not tongues or tongues[0] in CANDIDATES else None
    if text is None:
        raise WrongCharset(url, f"is not the {claims[0] if claims else 'utf-8'} it claims to be")
    return text


def _believed(data: bytes, text: str, known: list[str], sure: bool) -> bool:
    """A claim holds where the words fit, and no other reading of the bytes fits better.

    A handful of words cannot decide between two readings that fit alike. Words that fit none of
    our languages are let pass only where the page may be in another.
    """
    mine = max((reading(text, code) for code in known), key=lambda one: one.good)
    few = mine.good < ENOUGH
    for rival, one in _readings(data, known):
        if one.good > mine.good and one.good >= one.seen / 2:
            return False
        if few and one.fits and one.good == mine.good and rival != text:
            return False
    return mine.fits or not (sure and len(known) == 1)


def _guess(data: bytes, known: list[str]) -> str | None:
    """The one text that the old character sets of a language agree on."""
    found = {text for text, one in _readings(data, known) if one.sure}
    return found.pop() if len(found) == 1 else None


def _readings(data: bytes, known: list[str]) -> Iterator[tuple[str, Reading]]:
    for code in known:
        for codec in CANDIDATES[code]:
            text = _claimed(data, codec)
            if text is not None:
                yield text, reading(text, code)


def _meta(data: bytes) -> str | None:
    found = _META.search(_COMMENT.sub(b"", data[:16384])[:4096])
    label = found[1].decode("ascii", "replace") if found else None
    # A page whose meta could be read as ASCII is not in UTF-16, whatever it says (HTML standard).
    return "utf-8" if label and label.lower().startswith("utf-16") else label


def _codec(label: str, url: str) -> str:
    also = _ALSO.get(label.strip().lower())
    if also:
        return also
    try:
        return encodings.codec(label)
    except encodings.Undecodable as error:
        raise WrongCharset(url, str(error)) from None


def _claimed(data: bytes, codec: str) -> str | None:
    """The text by a codec, or None where the bytes cannot be in it."""
    try:
        text = viet.decode(data, codec) if codec in viet.TABLES else data.decode(codec)
    except UnicodeError:
        return None
    if not codec.startswith("utf") and encodings.C1.search(text):
        return None
    return unicodedata.normalize("NFC", text)


def _whole(data: bytes, codec: str, label: str, url: str) -> str:
    text = _claimed(data, codec)
    if text is None:
        raise WrongCharset(url, f"is not the {label} it claims to be")
    return text
