"""Damaged files: ten of every kind, and each ends in an error that names the file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.documents import read
from pipeline.errors import EmptyArticle, InputError, PageError

FILES = Path(__file__).parent / "files"
DOCX = (FILES / "libreoffice.docx").read_bytes()
PAGE = (FILES / "chromium.html").read_bytes()
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
CUE = "1\n00:00:01,000 --> 00:00:02,000\nHanoi.\n"
POLISH = "Zażółć gęślą jaźń, a potem wróć do domu.\n"


def _part(name: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """The document with one of its parts changed, or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DOCX)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.namelist():
            data = change(old.read(part)) if part == name else old.read(part)
            if data is not None:
                new.writestr(part, data)
    return out.getvalue()


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


BODY = "word/document.xml"
TEXT = [
    *(b"", b" \n\n\t\n", PNG, b"%PDF-1.7\n", DOCX, b"{\\rtf1 x}", b"\xff\xfea"),
    *(b"Hanoi\0", POLISH.encode()[:-20] + b"\xc5", "Łódź.".encode("cp1250"), b"\xd0\xcf\x11\xe0x"),
]
SRT = [
    *(b"", CUE.encode() + PNG, b"1\n\nHanoi.\n", b"Hanoi.\n", b"1\n00:00:01,000 --> \nHanoi.\n"),
    CUE.replace("02,000", "00,500").encode(),
    CUE.replace("-->", "->").encode(),
    CUE.replace("00:00:02", "00:61:02").encode(),
    (CUE + CUE).encode(),
    CUE.encode("utf-16")[:-1],
    CUE.replace(",000", "").encode(),
]
DAMAGED: dict[str, list[bytes]] = {
    ".txt": TEXT,
    ".md": TEXT,
    ".docx": [
        *(b"", b"PK\x03\x04", PNG, b"Hanoi.", DOCX[:-30], DOCX[: len(DOCX) // 2], DOCX[100:]),
        *(_part(BODY, lambda _: None), _part(BODY, lambda data: data[:-40])),
        *(_part("[Content_Types].xml", lambda _: None), _part("_rels/.rels", lambda _: None)),
        _part(BODY, lambda _: b"<html/>"),
        _part(BODY, lambda _: b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;"),
        _flipped(DOCX, DOCX.index(b"word/document.xml") + 60),
    ],
    ".html": [
        *(b"", PNG, b"%PDF-1.7\n", b"<nav>menu</nav>", b"<h1>Title</h1>", b"<p>x</p><!-- cut"),
        *(PAGE[: PAGE.index(b"</p>") - 30] + b"<", b"<p>" + b"<div>" * 300 + b"x", b"\xff\xfe<"),
        PAGE.replace(b'charset="utf-8"', b'charset="x-none"'),
        PAGE.replace(b"<h1>", b"<h1>\xff\xff"),
    ],
    ".srt": SRT,
    ".vtt": [
        *(data if number < 2 else b"WEBVTT\n\n" + data for number, data in enumerate(SRT)),
        CUE.replace(",", ".").encode(),
        b"WEBVTTX\n\n" + CUE.encode(),
    ],
    ".jsonl": [
        *(b"", b"{", b'{"text": 5}', b"[]", b'"text"', b'{"kind": "poem", "text": "x"}', b"null"),
        *(b'{"txt": "x"}', b'{"text": "x"}{"text": "y"}', PNG, b'{"text": "x"}\n{"text": "y'),
        b'{"text":' * 5000 + b"1",
    ],
}


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        pytest.param(suffix, data, id=f"{suffix[1:]}-{number}")
        for suffix, files in DAMAGED.items()
        for number, data in enumerate(files)
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"pl{suffix}"
    path.write_bytes(data)
    with pytest.raises((InputError, PageError), match=rf"pl\{suffix}") as caught:
        read(path)
    assert "\n" not in str(caught.value)
    assert ";" in str(caught.value)  # the facts, then the way out


def test_there_are_ten_of_every_kind() -> None:
    assert min(map(len, DAMAGED.values())) >= 10


@pytest.mark.parametrize("at", range(40, len(DOCX) - 40, 211))
def test_no_flipped_byte_of_a_document_shortens_it_silently(tmp_path: Path, at: int) -> None:
    path = tmp_path / "pl.docx"
    path.write_bytes(_flipped(DOCX, at))
    whole = [block.text for block in read(FILES / "libreoffice.docx").blocks]
    try:
        found = [block.text for block in read(path).blocks]
    except InputError:
        return
    assert found == whole


def test_a_document_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pl.docx"
    path.write_bytes(_part(BODY, lambda data: data + b" " * 120_000_000))
    with pytest.raises(InputError, match="unpacks to over"):
        read(path)


def test_white_space_alone_is_no_article(tmp_path: Path) -> None:
    path = tmp_path / "pl.md"
    path.write_bytes(b"---\ntitle: \n---\n\n")
    with pytest.raises(EmptyArticle):
        read(path)
