"""Reading: every kind of line is seen for what it is, and nothing is lost."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.documents import read
from pipeline.errors import EmptyArticle, NotText, UnknownName
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


def test_lines_broken_at_one_width_are_one_paragraph() -> None:
    text = (
        "Minister przyjechał wczoraj po południu do stolicy\nPolski, gdzie podpisał umowę, o której"
        "\nWietnam i Polska rozmawiały od trzech lat.\n"
    )
    assert [block.text for block in Plain().read(text.encode(), "test").blocks] == [text.strip()]


def test_lines_without_blank_ones_between_them_are_blocks_of_their_own() -> None:
    text = "Tytuł artykułu\nPierwszy akapit.\nDrugi akapit.\n"
    assert _kinds(text) == ["title", "paragraph", "paragraph"]


def test_dash_speech_is_a_paragraph_and_dash_items_are_a_list() -> None:
    assert _kinds("Było ich dwóch.\n\n– Nie wiem – mówi Jan.\n\n– Ja też nie.\n") == (
        ["paragraph"] * 3
    )
    assert _kinds("Było ich dwóch:\n\n– Tajlandia: 0,7%\n\n– Polska: 3,1%\n") == (
        ["paragraph", "list", "list"]
    )


def test_an_ordinal_at_the_start_of_a_paragraph_is_no_item() -> None:
    assert _kinds("Było lato.\n\n27. Festiwal rozpoczął się w maju.\n")[1] == "paragraph"
    assert _kinds("Było lato.\n\n1. Zadzwoń.\n\n2. Czekaj.\n")[1:] == ["list", "list"]


def test_three_labelled_lines_in_a_row_are_a_list() -> None:
    text = "Zapraszamy.\n\nBilety: 20 zł.\n\nGodziny: 8–16.\n\nMiejsce: Hanoi.\n"
    assert _kinds(text) == ["paragraph", "list", "list", "list"]


@pytest.mark.parametrize(
    "line",
    [
        "Uczestnicy wiecu. Ảnh: Hải Đăng",
        "Lễ ký kết (Ảnh minh họa)",
        "Widok na port (zdjęcie ilustracyjne)",
        "Widok na port. Fot. J. Nowak / PAP",
        "The port at night (Photo: A. (Bob) Smith)",
        "Cảng biển | Ảnh: Lê Duy",
    ],
)
def test_photo_credits_of_many_desks(line: str) -> None:
    assert _kinds(f"Zaczęło się.\n\n{line}\n\nDalej.\n")[1] == "caption"


@pytest.mark.parametrize(
    "line", ["By Le Duy in Łódź", "Khánh Toàn (thực hiện)", "Ngoc Phung, Duy Tan", "Autor: Jan"]
)
def test_bylines_at_the_end(line: str) -> None:
    assert _kinds(f"Zaczęło się.\n\n{line}\n\nSource: https://example.org/a\n")[1] == "byline"


def test_questions_are_headings_but_not_in_an_interview() -> None:
    once = "Zaczęło się.\n\nKiedy pojadą pociągi?\n\nWkrótce.\n"
    assert _kinds(once)[1] == "heading"
    assert "heading" not in _kinds(once * 3)


def test_a_pointer_to_other_articles_is_no_heading() -> None:
    assert _kinds("Zaczęło się.\n\nXem thêm: Bão số 7\n\nDalej.\n")[1] == "paragraph"


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
    assert right / total >= 0.97


def test_the_real_article_has_five_images_with_captions() -> None:
    kinds = [block.kind for block in read(ARTICLE / "pl.txt").blocks]
    pairs = list(pairwise(kinds))
    assert pairs.count(("image", "caption")) == 5
    assert kinds.count("heading") == 2
    assert kinds[-1] == "source"
