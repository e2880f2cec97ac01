"""Bytes become text: by byte order mark, by declaration, by measurement, or not at all."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from .languages import LANGUAGES, Language, likeness
from .text import compose

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python's own name -> the codec we read it with. Browsers read latin-1 as windows-1252.
_KNOWN = {
    **{name: name for name in ("utf-8", "iso8859-2", "iso8859-5", "iso8859-15", "iso8859-16")},
    **{
        name: name
        for name in ("cp1250", "cp1251", "cp1252", "cp1257", "cp1258", "koi8-r", "koi8-u")
    },
    **dict.fromkeys(("iso8859-1", "ascii"), "cp1252"),
}
_UTF16 = ("utf-16-le", "utf-16-be")
C1 = re.compile("[\x80-\x9f]")
_BEYOND = re.compile(r"[^\x00-\x7f]")
# Marks that prose of any language may hold; inside a word only the apostrophe may stand.
_PROSE = frozenset("„”“‚‘’«»‹›–—…•·°§©®™€£½²³×±\u00a0\u00ad")
_INSIDE_WORD = re.compile(r"(?<=[^\W\d_])[^\w\s’\u00ad](?=[^\W\d_])")
# What measuring asks for.
_LIKE = 0.08  # share of words that speak for the language, and
_WORDS = 3  # how many do
_EXPLAINED = 0.9  # share of the characters beyond ASCII that the language knows
_LETTERS = 3  # characters on which the best reading and the next one differ
_SPACES = 0.04  # share of the characters that are spaces or line ends


class Undecodable(ValueError):
    """The bytes are no text we can be sure of; says why in words that follow `it`."""


def codec(label: str) -> str:
    """The codec of a declared set. Raises Undecodable for one we cannot read."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        name = ""
    if name not in _KNOWN:
        raise Undecodable(f"is in {label[:40]}, which we cannot read")
    return _KNOWN[name]


def marked(data: bytes) -> str | None:
    """The text of bytes led by a byte order mark, None for others. Raises Undecodable."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name, name)
    return None


def declared(data: bytes, label: str) -> str:
    """The text of bytes that say what set they are in. Raises Undecodable, never guesses.

    One claim is overruled: a one-byte set over bytes that are UTF-8 beyond doubt.
    """
    name = codec(label)
    if name != "utf-8" and not data.isascii() and is_utf8(data):
        name = "utf-8"
    return _strict(data, name, label)


def measured(data: bytes) -> str:
    """The text of bytes that say nothing of themselves. Raises Undecodable when unsure.

    UTF-8 where they are; UTF-16 where half of them are; else the one reading in a set of a
    language at hand whose words and letters are that language's.
    """
    if b"\0" in data:
        return _utf16(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _one_byte(data, f"byte {error.start} is not UTF-8")


def is_utf8(data: bytes) -> bool:
    """Are the bytes UTF-8 from the first to the last?"""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strict(data: bytes, name: str, label: str) -> str:
    try:
        text = data.decode(name)
    except UnicodeError:
        raise Undecodable(f"is not the {label} it claims to be") from None
    if not name.startswith("utf") and C1.search(text):
        raise Undecodable(f"is not the {label} it claims to be")
    return text


def _utf16(data: bytes) -> str:
    for name in _UTF16:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and sum(map(text.count, " \n")) >= _SPACES * len(text):
            return text
    raise Undecodable("holds NUL characters")


class _Reading(NamedTuple):
    text: str
    known: int  # characters beyond ASCII that the language has
    beyond: int


def _one_byte(data: bytes, why: str) -> str:
    found = [
        reading
        for row in LANGUAGES.values()
        for name in row.legacy
        if (reading := _reading(data, name, row)) is not None
    ]
    found.sort(key=lambda reading: reading.known, reverse=True)
    best = next(iter(found), None)
    others = [one for one in found if best and one.text != best.text]
    if best is None or best.known < _EXPLAINED * best.beyond:
        raise Undecodable(f"{why}, nor is it surely in any older set")
    if others and best.known - others[0].known < _LETTERS:
        raise Undecodable(f"{why}, and more than one older set fits")
    return best.text


def _reading(data: bytes, name: str, row: Language) -> _Reading | None:
    """None where the bytes cannot be in the set, or do not read like the language."""
    try:
        text = compose(_strict(data, name, name))
    except Undecodable:
        return None
    like = likeness(text)[row.code]
    if like < _LIKE or like * len(text.split()) < _WORDS:
        return None
    beyond = _BEYOND.findall(text.lower())
    known = sum(c in row.letters or c in _PROSE for c in beyond)
    return _Reading(text, known - len(_INSIDE_WORD.findall(text)), len(beyond))
