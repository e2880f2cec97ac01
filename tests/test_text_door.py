"""The text door: what is cleaned for good, and what is made alike for matching only."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import alike, clean, compose, tone_placed


def test_the_door_composes_and_takes_invisible_characters_out() -> None:
    assert compose("Ha\u0300\u200b No\u0302\u0323i \u00adx\ufeff") == "Hà Nội x"


def test_an_emoji_of_several_stays_one() -> None:
    family = "👨\u200d👩\u200d👧"
    assert compose(f"{family} a\u200db") == f"{family} ab"


def test_cleaning_makes_every_white_space_one_space() -> None:
    assert clean("12\u00a0000\u202fzł\n\n w\u2009Hanoi ") == "12 000 zł w Hanoi"


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


@given(st.text())
def test_making_alike_twice_is_making_alike_once(text: str) -> None:
    assert alike(alike(text)) == alike(text)
    assert compose(compose(text)) == compose(text)
