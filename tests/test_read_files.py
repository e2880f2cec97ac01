"""Readers on files that other programs wrote: every kind is right and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.documents import read
from pipeline.records import Cue
from pipeline.segment import segment

ROOT = Path(__file__).parent.parent
FILES = Path(__file__).parent / "files"
A01 = ROOT / "corpora" / "newsroom" / "a01-diplomacy-consular-agreement"


def _seen(path: Path) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read(path).blocks]


def _put(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_styles_of_libreoffice_give_the_kinds() -> None:
    assert _seen(FILES / "libreoffice.docx") == [
        ("title", "Wietnam i Polska podpisały umowę"),
        ("lead", "Negocjacje trwały prawie trzy lata."),
        ("byline", "Jan Nowak"),
        ("image", "image1.png"),
        ("caption", "Uroczystość podpisania w Hanoi"),
        ("paragraph", "Dokument liczy 27 artykułów. Określa m.in.\tterminy."),
        ("heading", "Nowe otwarcie"),
        ("list", "odpisy aktów"),
        ("list", "prawa jazdy"),
        ("quote", "„To wielki prezent”."),
        ("paragraph", "Koniec."),
        ("paragraph", "Tekst w ramce."),
        ("paragraph", "Termin"),
        ("paragraph", "72 godziny"),
        ("caption", "Zdjęcie z dnia kultury (fot. archiwum prywatne)"),
        ("source", "Źródło: https://tinnamviet.example/a.html"),
        ("paragraph", "Bez załączników."),
    ]


def test_a_document_without_styles_is_read_by_its_looks() -> None:
    assert read(FILES / "libreoffice-unstyled.docx") == read(A01 / "pl.txt")


def test_a_page_saved_by_a_browser() -> None:
    seen = _seen(FILES / "chromium.html")
    kinds = "title lead caption paragraph heading paragraph list list quote paragraph byline"
    assert [kind for kind, _ in seen] == kinds.split()
    assert seen[9][1].startswith("Một tổ công tác chung")  # the paragraph that the script added


@pytest.mark.parametrize("name", ["subtitles.srt", "subtitles.vtt"])
def test_sentences_go_on_from_cue_to_cue_and_keep_their_times(name: str) -> None:
    document = segment(read(FILES / name), "pl", name)
    assert [(" ".join(s.text.split()), s.time) for s in document.segments] == [
        ("Minister przyjechał do Hanoi w maju.", (1000, 3500)),
        ("Podpisał umowę, o której rozmawiano od trzech lat.", (4000, 9000)),
        ("Potem wyjechał.", (6200, 11000)),
        ("- Co dalej?", (15000, 17000)),
        ("- Nie wiem.", (15000, 17000)),
        ("Koniec & kropka.", (3723004, 3725006)),
    ]


def test_a_cue_knows_where_it_begins_in_its_block() -> None:
    block = read(FILES / "subtitles.srt").blocks[1]
    assert block.text[block.cues[1].at :].startswith("rozmawiano")
    assert block.cues[0] == Cue(0, 4000, 6000)


def test_notes_styles_names_and_tags_of_webvtt_are_no_text(tmp_path: Path) -> None:
    text = (
        "WEBVTT - title\nKind: captions\n\nNOTE nobody\nsays this\n\nSTYLE\n::cue {}\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start\n<v Anna>Hi, <c.x>you</c> <00:01.500>all!\n"
    )
    assert _seen(_put(tmp_path, "a.vtt", text)) == [("paragraph", "Hi, you all!")]


def test_a_long_pause_parts_what_has_no_stop(tmp_path: Path) -> None:
    cue = "1\n00:00:01,000 --> 00:00:02,000\nHanoi\n\n2\n00:00:0{},000 --> 00:00:09,000\nWarszawa\n"
    assert len(_seen(_put(tmp_path, "a.srt", cue.format(3)))) == 1
    assert len(_seen(_put(tmp_path, "a.srt", cue.format(8)))) == 2


MARKED = """---
title: "Umowa podpisana"
---
# Umowa podpisana

*Jan Nowak*

Pierwszy **akapit** z [odnośnikiem](http://x.y),
dalszy `ciąg`.

![Uroczystość w Hanoi](img/z71.jpg)

z99.jpg
Podpis pod zdjęciem

## Nowe otwarcie

- jeden
- dwa
  1. trzy

> Cytat.

Krótki akapit

| A | B |
|---|---|
| c | d |

Źródło: https://x.y/z
"""


def test_markdown_gives_kinds_and_its_plain_lines_are_read_by_looks(tmp_path: Path) -> None:
    assert _seen(_put(tmp_path, "a.md", MARKED)) == [
        ("title", "Umowa podpisana"),
        ("byline", "Jan Nowak"),
        ("paragraph", "Pierwszy akapit z odnośnikiem,\ndalszy ciąg."),
        ("image", "z71.jpg"),
        ("caption", "Uroczystość w Hanoi"),
        ("image", "z99.jpg"),
        ("caption", "Podpis pod zdjęciem"),
        ("heading", "Nowe otwarcie"),
        ("list", "jeden"),
        ("list", "dwa"),
        ("list", "trzy"),
        ("quote", "Cytat."),
        ("paragraph", "Krótki akapit"),
        *(("paragraph", cell) for cell in "ABcd"),
        ("source", "Źródło: https://x.y/z"),
    ]


def test_a_text_without_marks_reads_alike_as_markdown(tmp_path: Path) -> None:
    text = (A01 / "pl.txt").read_text("utf-8")
    assert read(_put(tmp_path, "pl.md", text)) == read(A01 / "pl.txt")


def test_json_lines_take_kinds_and_read_the_rest_by_looks(tmp_path: Path) -> None:
    records = [
        {"title": "Umowa podpisana", "text": "Minister przyjechał.\n\nz1.jpg\nMinister w Hanoi"},
        {"kind": "quote", "text": "To prezent.", "id": 7},
    ]
    text = "".join(json.dumps(record) + "\n" for record in records)
    assert [kind for kind, _ in _seen(_put(tmp_path, "a.jsonl", text))] == [
        *("title", "paragraph", "image", "caption", "quote"),
    ]


def test_what_read_prints_is_read_again(kladka, tmp_path: Path) -> None:
    printed = kladka("read", "--format", "json", A01 / "pl.txt").stdout
    assert read(_put(tmp_path, "pl.jsonl", printed)) == read(A01 / "pl.txt")
