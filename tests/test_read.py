"""Reading: every kind of line is seen for what it is, and nothing is lost."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import EmptyArticle, NotText, UnknownName
from pipeline.read import read
from pipeline.read.plain import Plain
from pipeline.segment import segment
from pipeline.text import compose

ROOT = Path(__file__).parent.parent
NEWSROOM = sorted((ROOT / "corpora" / "newsroom").glob("a*"))
ARTICLE = ROOT / "corpora" / "hanoi-convention" / "hanoi-convention"


def _kinds(text: str) -> list[str]:
    return [block.kind for block in Plain().read(text.encode(), "test").blocks]


def test_an_image_name_and_the_caption_under_it() -> None:
    text = "Minister przyjechał.\n\nz715_14a.jpg\nMinister w Hanoi\n\nWyjechał wieczorem.\n"
    assert _kinds(text) == ["paragraph", "image", "caption", "paragraph"]


def test_title_heading_list_byline_and_source() -> None:
    text = (
        "Wietnam i Polska podpisały umowę\n\nUmowa jest ważna.\n\nNowe otwarcie\n\n- punkt\n\n"
        "Rozmawiał Jan Nowak\n\nŹródło: https://example.org/a\n"
    )
    kinds = ["title", "paragraph", "heading", "list", "byline", "source"]
    assert _kinds(text) == kinds


def test_a_photo_credit_makes_a_caption() -> None:
    assert _kinds("Zaczęło się.\n\nUczestnicy wiecu (fot. Jan Nowak)\n\nDalej.\n")[1] == "caption"


def test_a_line_broken_in_mid_sentence_goes_on() -> None:
    found = Plain().read("Minister przyjechał do\nstolicy w maju.\n".encode(), "test")
    assert [block.text for block in found.blocks] == ["Minister przyjechał do\nstolicy w maju."]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_evidence_read_alike(coding: str) -> None:
    text = "Zażółć gęślą jaźń.\n\nBộ trưởng Lương Tam Quang phát biểu.\n"
    assert Plain().read(text.encode(coding), "t") == Plain().read(text.encode(), "t")


@pytest.mark.parametrize("data", [b"\x00\x01", b"za\xbf\xf3\xb3\xe6", b"\xff\xfe\x00"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(NotText):
        Plain().read(data, "test")


def test_an_empty_or_unknown_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" \n\n")
    with pytest.raises(EmptyArticle):
        read(tmp_path / "a.txt")
    (tmp_path / "a.pdf").write_bytes(b"x")
    with pytest.raises(UnknownName):
        read(tmp_path / "a.pdf")


@settings(max_examples=400, deadline=None)
@given(st.text())
def test_nothing_is_lost_and_nothing_invented(text: str) -> None:
    try:
        found = Plain().read(text.encode("utf-8", "surrogatepass"), "test")
    except NotText:
        return
    joined = " ".join(block.text for block in found.blocks)
    assert joined.split() == compose(text).split()


@pytest.mark.parametrize("language", ["pl", "en", "vi"])
def test_kinds_of_the_newsroom(language: str) -> None:
    right = total = 0
    for folder in NEWSROOM:
        document = segment(read(folder / f"{language}.txt"), language, "x")
        wanted = json.loads((folder / "kinds.json").read_text())[language]
        if len(wanted) == len(document.segments):
            right += sum(s.kind == k for s, k in zip(document.segments, wanted, strict=True))
        total += len(wanted)
    assert total > 600
    assert right / total >= 0.93


def test_the_real_article_has_five_images_with_captions() -> None:
    kinds = [block.kind for block in read(ARTICLE / "pl.txt").blocks]
    pairs = list(pairwise(kinds))
    assert pairs.count(("image", "caption")) == 5
    assert kinds.count("heading") == 2
    assert kinds[-1] == "source"
