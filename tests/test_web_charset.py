"""A charset is told by evidence: right, or refused by name."""

from __future__ import annotations

import html
import unicodedata
from itertools import product
from pathlib import Path

import pytest

from pipeline.web import extract
from pipeline.web.charset import decode
from pipeline.web.refusals import WrongCharset
from pipeline.web.viet import TABLES

POLISH, VIETNAMESE = "Zażółć gęślą jaźń", "Công ước Hà Nội soi đường"
VIET_1258 = b"H\xe0 N\xf4\xf2i"  # windows-1258: the dot below is a sign of its own


@pytest.mark.parametrize(
    ("data", "declared", "found"),
    [
        (POLISH.encode(), None, POLISH),
        (b"<meta charset=iso-8859-2>" + POLISH.encode("iso8859-2"), None, POLISH),
        (b"<meta charset=utf-8>" + POLISH.encode("cp1250"), "windows-1250", POLISH),
        (b"\xef\xbb\xbf" + VIETNAMESE.encode(), "iso-8859-1", VIETNAMESE),
        (b"\xff\xfe" + VIETNAMESE.encode("utf-16-le"), None, VIETNAMESE),
        (b"<meta charset=windows-1258>" + VIET_1258, None, "Hà Nội"),
        (b"<!-- <meta charset=cp1250> -->" + POLISH.encode(), None, POLISH),
        (VIETNAMESE.encode(), "iso-8859-1", VIETNAMESE),
        (POLISH.encode("cp1250"), None, None),
        (b"<meta charset=iso-8859-2>" + POLISH.encode("cp1250"), None, None),
        (b"<meta charset=utf-8>" + POLISH.encode("iso8859-2"), None, None),
        (VIETNAMESE.encode(), "viscii", VIETNAMESE),
        (VIETNAMESE.encode(), "x-user-defined", None),
        (b"abc", "unicode_escape", None),
        (b"abc", "punycode", None),
    ],
)
def test_a_charset_is_right_or_refused(
    data: bytes, declared: str | None, found: str | None
) -> None:
    if found is None:
        with pytest.raises(WrongCharset):
            extract(data, "x.html", declared)
    else:
        assert found in [b.text for b in extract(data, "x.html", declared).blocks]


NEWSROOM = sorted((Path(__file__).parent.parent / "corpora" / "newsroom").glob("a*"))
SETS = {"pl": ("utf-8", "iso8859-2", "cp1250"), "vi": ("utf-8", "cp1258", "viscii", "tcvn")}
_MARKS = str.maketrans(dict.fromkeys("̣̀́̃̉", ""))


def _apart(letter: str) -> str:
    """The letter with its quality, then its tone, as windows-1258 writes them."""
    whole = unicodedata.normalize("NFD", letter)
    tones = "".join(c for c in whole if ord(c) in _MARKS)
    return unicodedata.normalize("NFC", whole.translate(_MARKS)) + tones


def encoded(text: str, name: str) -> bytes:
    """Text in a character set; what it has no room for is written as an entity."""
    if name in TABLES:
        codes = {letter: bytes([code]) for code, letter in enumerate(TABLES[name])}
        return b"".join(codes.get(c) or b"&#%d;" % ord(c) for c in text)
    apart = "".join(map(_apart, text)) if name == "cp1258" else text
    return apart.encode(name, "xmlcharrefreplace")


# What HTTP, meta and the html element say: R the truth, W another name of the same language.
CLAIMS = [
    *product("R", " RW", " L"),
    *product(" ", "R", " L"),
    *product("W", " R", " L"),
    *product(" ", "W", " L"),
    *product(" ", " ", " L"),
]


def _claim(letter: str, name: str, language: str) -> str | None:
    others = [other for other in SETS[language] if other != name]
    return {"R": name, "W": others[-1], "L": language}.get(letter)


def _outcome(text: str, name: str, language: str, claims: tuple[str, str, str]) -> str:
    """right, refused or wrong."""
    http, meta, lang = (_claim(letter, name, language) for letter in claims)
    head = f"<html{f' lang={lang}' if lang else ''}>" + (f"<meta charset={meta}>" if meta else "")
    page = encoded(f"{head}<p>{text}</p></html>", name)
    try:
        found = decode(page, "x.html", http, language if lang else None)
    except WrongCharset:
        return "refused"
    return "right" if html.unescape(found) == f"{head}<p>{text}</p></html>" else "wrong"


@pytest.mark.promise("F8")
@pytest.mark.parametrize("language", SETS)
def test_a_thousand_encoded_pages_are_right_or_refused(language: str, record_property) -> None:
    told: dict[str, int] = {"right": 0, "refused": 0, "wrong": 0}
    for folder in NEWSROOM[::2]:
        text = unicodedata.normalize("NFC", (folder / f"{language}.txt").read_text("utf-8"))
        for name, claims in product(SETS[language], CLAIMS):
            told[_outcome(html.unescape(text), name, language, claims)] += 1
    record_property("tried", sum(told.values()))
    assert told["wrong"] == 0
    assert told["refused"] == 0
    assert told["right"] == len(NEWSROOM[::2]) * len(SETS[language]) * len(CLAIMS)


@pytest.mark.promise("F8")
@pytest.mark.parametrize("language", SETS)
def test_a_short_page_is_right_or_refused(language: str, record_property) -> None:
    """A line at a time: with little to go by, no answer is better than a wrong one."""
    told: dict[str, int] = {"right": 0, "refused": 0, "wrong": 0}
    for folder in NEWSROOM[:3]:
        lines = (folder / f"{language}.gold.txt").read_text("utf-8").split("\n")
        for line, name, claims in product(filter(None, lines), SETS[language], CLAIMS[6:]):
            told[_outcome(unicodedata.normalize("NFC", line), name, language, claims)] += 1
    record_property("tried", sum(told.values()))
    assert told["wrong"] == 0, told
    assert told["right"] > told["refused"]
