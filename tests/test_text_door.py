"""The text door: what is cleaned for good, and what is made alike for matching only."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.plain import Plain
from pipeline.roles import Blocks
from pipeline.segment import segment
from pipeline.text import alike, clean, compose, fold, tone_placed


def test_the_door_composes_and_takes_invisible_characters_out() -> None:
    assert compose("Ha\u0300\u200b No\u0302\u0323i \u00adx\ufeff") == "Hà Nội x"


def test_an_emoji_of_several_stays_one() -> None:
    family = "👨\u200d👩\u200d👧"
    assert compose(f"{family} a\u200db") == f"{family} ab"


def test_cleaning_makes_every_white_space_one_space() -> None:
    assert clean("12\u00a0000\u202fzł\n\n w\u2009Hanoi ") == "12 000 zł w Hanoi"


@given(st.text())
def test_folding_takes_every_mark_off_and_leaves_the_rest(text: str) -> None:
    bare = unicodedata.normalize("NFD", text.translate(str.maketrans("đĐłŁ", "dDlL")))
    assert fold(text) == "".join(c for c in bare if not unicodedata.combining(c)).lower()


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("hoà bình", "hòa bình"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("TUỲ", "TÙY"),
        ("uỷ ban", "ủy ban"),
        ("Hoà-Bình", "Hòa-Bình"),
    ],
)
def test_tone_marks_are_placed_by_the_older_rule(newer: str, older: str) -> None:
    assert tone_placed(newer) == older
    assert tone_placed(older) == older
    assert tone_placed(unicodedata.normalize("NFD", newer)) == older


@pytest.mark.parametrize("word", ["quý", "hoàn", "suýt", "toàn", "khuỷu", "quả", "Nguyễn"])
def test_where_there_is_one_place_nothing_moves(word: str) -> None:
    assert tone_placed(word) == word


def test_quotes_dashes_and_dots_of_many_hands_are_alike() -> None:
    assert alike("„Hoà” – ‹to›…") == alike("“Hòa” - 'to'...") == "\"Hòa\" - 'to'..."


def test_what_the_file_says_is_kept_beside_what_we_made_of_it() -> None:
    raw = unicodedata.normalize("NFD", "Bộ tr\u200bưởng đến. Ông kí thỏa\u00ad thuận.")
    found = Plain().read(f"Hà Nội\n\n{raw}\n".encode(), "vi.txt")
    assert [block.raw for block in found.blocks] == [None, raw]
    made = segment(found, "vi", "vi.txt").segments
    assert [s.text for s in made] == ["Hà Nội", "Bộ trưởng đến.", "Ông kí thỏa thuận."]
    assert " ".join(s.raw for s in made[1:]) == raw


@given(st.text(st.sampled_from("aơế. \u0301\u0323\u200b\u00ad\u200d😀Å\u2126가\u1100\u1161")))
def test_raw_segments_stand_in_the_raw_block_and_compose_to_the_segments(text: str) -> None:
    for block in Plain().read(text.encode(), "x").blocks:
        made = segment(Blocks(None, (block,)), "pl", "x").segments
        raws = [s.raw or s.text for s in made]
        assert [compose(raw) for raw in raws] == [s.text for s in made]
        reached = 0
        for raw in raws if any(s.raw for s in made) else ():
            reached = (block.raw or block.text).index(raw, reached) + len(raw)


@given(st.text())
def test_making_alike_twice_is_making_alike_once(text: str) -> None:
    assert alike(alike(text)) == alike(text)
    assert compose(compose(text)) == compose(text)
