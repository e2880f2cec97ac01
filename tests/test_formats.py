"""Every format says what the dossier says; no text breaks a file."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from samples import ARTICLE, BREAKS, sample, written

from pipeline.errors import UnknownName
from pipeline.formats import FORMATS, publish
from pipeline.formats.tsv import COLUMNS, cell
from pipeline.records import Dossier, rows
from pipeline.text import printable


def table(dossier: Dossier) -> list[dict[str, str]]:
    text = io.StringIO(written("tsv", dossier).decode(), newline="\n")
    return list(csv.DictReader(text, delimiter="\t"))


def count(dossier: Dossier) -> int:
    return sum(len(rows(dossier.article, bitext)) for bitext in dossier.bitexts)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_dossier_is_the_same_bytes(name: str) -> None:
    assert written(name, sample()) == written(name, sample())


@pytest.mark.parametrize("name", FORMATS)
def test_a_dossier_without_languages_or_title_is_published(name: str) -> None:
    article = dataclasses.replace(sample().article, title=None)
    assert isinstance(written(name, Dossier("bare", article, ())), bytes)


def test_files_are_named_after_the_dossier(tmp_path: Path) -> None:
    made = publish(sample(), tmp_path, FORMATS)
    assert [path.name for path in made] == [
        "hanoi.jsonl",
        "hanoi.tsv",
        "hanoi.parquet",
        "hanoi.pl-vi.pl",
        "hanoi.pl-vi.vi",
        "hanoi.tmx",
        "hanoi.mt.tmx",
        "hanoi.en.xlf",
        "hanoi.vi.xlf",
        "hanoi.html",
        "hanoi.md",
    ]
    assert sorted(made) == sorted(tmp_path.iterdir())


def test_an_unknown_format_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no format is called 'pdf'"):
        publish(sample(), tmp_path, ["tsv", "pdf"])
    assert not list(tmp_path.iterdir())


def test_jsonl_holds_the_full_row() -> None:
    lines = written("jsonl", sample()).decode().split("\n")[:-1]
    row = json.loads(lines[13 + 5])
    assert list(row) == sorted(row)
    assert row["article_ids"] == ["pl-0004", "pl-0005"]
    assert row["hops"][0] == "The Convention is a historic and strategic step. It serves peace."
    assert row["page"] == "Công ước là bước đi chiến lược, lịch sử, phục vụ hòa bình."
    assert (row["dossier"], row["similarity"], row["score"]) == ("hanoi", 0.52, -0.5)
    assert json.loads(lines[0])["similarity"] is None


def test_tsv_has_one_row_a_bead_and_leaves_the_unknown_empty() -> None:
    found = table(sample())
    assert tuple(found[0]) == COLUMNS
    assert len(found) == 13 + 13
    assert (found[13]["similarity"], found[14]["similarity"], found[14]["article"]) == (
        "0.61",
        "",
        "",
    )
    assert found[13]["pivot"] == "Agreement signed in Hanoi"
    assert found[13]["score"] == "-0.5"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r@x"])
def test_a_cell_never_begins_like_a_formula(text: str) -> None:
    assert cell(text).startswith("'")


@pytest.mark.parametrize("hurt", [*BREAKS, BREAKS, '"', '\t"\n', "\x00\x1b[31m\x9b\ud800\ufffe"])
def test_no_character_changes_the_number_of_rows(hurt: str) -> None:
    dossier = sample(hurt)
    assert len(table(dossier)) == count(dossier) == 26
    assert len(written("tsv", dossier).decode().splitlines()) == 27
    assert len(written("jsonl", dossier).decode().splitlines()) == 26
    page = html.document_fromstring(written("html", dossier).decode())
    assert len(page.xpath("//tr[@data-bead]")) == 26


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec=None), min_size=1, max_size=12))
def test_any_text_comes_back_out_of_every_format(hurt: str) -> None:
    dossier = sample(hurt)
    said = printable(ARTICLE[1][1] + hurt)
    assert [json.loads(x)["article"] for x in written("jsonl", dossier).split(b"\n")[:-1]][
        1
    ] == said
    assert table(dossier)[1]["article"] == cell(ARTICLE[1][1] + hurt)
    seg = etree.fromstring(written("tmx", dossier)).findall("body/tu")[1].find("tuv/seg")
    assert seg.text == said
    written("mt.tmx", dossier)
    written("md", dossier)
