"""Encodings: right, or refused by name; never silently wrong."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.documents import read
from pipeline.encodings import Undecodable, declared, measured
from pipeline.errors import NotText
from pipeline.read.plain import Plain
from pipeline.roles import Reading
from pipeline.text import compose

ROOT = Path(__file__).parent.parent
FILES = Path(__file__).parent / "files"
NEWSROOM = sorted((ROOT / "corpora" / "newsroom").glob("a*"))
PLAIN = str.maketrans({**dict.fromkeys("„”“", '"'), "’": "'", "–": "-", "…": "."})
TONES = "\u0300\u0301\u0303\u0309\u0323"
SETS = [("pl", "cp1250"), ("pl", "iso8859-2"), ("vi", "cp1258"), ("en", "cp1252")]


def _written(text: str, coding: str) -> bytes:
    """The text in an older set: Vietnamese tones apart, as cp1258 has them; no other letter."""
    if coding == "iso8859-2":
        text = text.translate(PLAIN)
    if coding != "cp1258":
        return text.encode(coding, "ignore")
    apart = []
    for letter in unicodedata.normalize("NFC", text):
        marks = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(c for c in marks if c not in TONES))
        apart.append(base + "".join(c for c in marks if c in TONES))
    return "".join(apart).encode(coding, "ignore")


@pytest.mark.parametrize(
    ("name", "original"),
    [("pl-cp1250", "pl"), ("vi-cp1258", "vi"), ("vi-utf16le", "vi")],
)
def test_an_article_in_an_older_set_reads_like_the_original(name: str, original: str) -> None:
    assert read(FILES / f"{name}.txt") == read(NEWSROOM[0] / f"{original}.txt")


def test_polish_in_iso_8859_2_is_no_windows_1250() -> None:
    text = " ".join(block.text for block in read(FILES / "pl-iso8859-2.txt").blocks)
    original = " ".join(block.text for block in read(NEWSROOM[0] / "pl.txt").blocks)
    assert text.split() == original.translate(PLAIN).split()


def _pieces(language: str) -> list[str]:
    whole = [(folder / f"{language}.txt").read_text("utf-8") for folder in NEWSROOM]
    short = [part for text in whole for part in text.split("\n\n")]
    return [*whole, *short, *(part[: len(part) // 2] for part in short)]


@pytest.mark.parametrize(("language", "coding"), SETS)
def test_of_hundreds_of_texts_none_is_silently_wrong(language: str, coding: str) -> None:
    right = 0
    for data in (_written(text, coding) for text in _pieces(language)):
        try:
            right += measured(data) == compose(data.decode(coding))
        except Undecodable:
            continue
        assert measured(data) == compose(data.decode(coding))
    assert right >= 200


@pytest.mark.parametrize(("language", "coding"), SETS[:3])
def test_every_whole_article_is_read(language: str, coding: str) -> None:
    for text in _pieces(language)[: len(NEWSROOM)]:
        data = _written(text, coding)
        assert measured(data) == compose(data.decode(coding))


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", ["pl", "vi"])
def test_utf_16_without_a_mark_is_known_by_its_spaces(coding: str, language: str) -> None:
    for text in _pieces(language)[: len(NEWSROOM)]:
        assert measured(text.encode(coding)) == text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("Łódź".encode("cp1250"), "nor is it surely in any older set"),
        ("El niño comió 100 m³ de cañas en España".encode("cp1252"), "byte 5 is not UTF-8"),
        ("Cena wynosi dziś 5 zł za metr i to jest mało".encode("cp1250")[:-1] + b"\xc5", "nor"),
    ],
)
def test_a_text_without_evidence_is_refused_with_the_way_out(data: bytes, why: str) -> None:
    with pytest.raises(NotText, match=f"{why}.*--encoding"):
        Plain().read(data, "pl.txt")


def test_a_declared_encoding_needs_no_evidence() -> None:
    how = Reading(encoding="windows-1250")
    assert Plain().read("Łódź".encode("cp1250"), "x", how).blocks[0].text == "Łódź"


def test_a_declaration_is_held_to_the_bytes() -> None:
    assert declared("Łódź".encode(), "iso-8859-2") == "Łódź"  # UTF-8 beyond doubt
    with pytest.raises(Undecodable, match="is not the iso-8859-2"):
        declared("Łódź jest „tu”".encode("cp1250"), "iso-8859-2")
    with pytest.raises(Undecodable, match="which we cannot read"):
        declared(b"x", "tcvn")


@settings(max_examples=500, deadline=None)
@given(st.binary())
def test_any_bytes_are_text_or_a_named_error(data: bytes) -> None:
    try:
        found = Plain().read(data, "any.txt")
    except NotText:
        return
    assert all(block.text.strip() for block in found.blocks)
