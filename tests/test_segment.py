"""Segmenting: sentences end where a reader would say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read import read
from pipeline.records import KINDS, Block
from pipeline.roles import Blocks
from pipeline.segment import segment, sentences

NEWSROOM = sorted((Path(__file__).parent.parent / "corpora" / "newsroom").glob("a*"))

WHOLE = {
    "pl": [
        "Dr Nowak przyjechał w 2027 r. do Hanoi.",
        "Kosztuje od 20 do 50 tys. VND za sztukę.",
        "Pracuje przy ul. Długiej 12 w Warszawie.",
        "„To wielki prezent” – mówi pan Kowalski.",
        "Spotkanie z J. F. Kowalskim odbyło się wczoraj.",
        "Zobacz https://example.org/a.B.c i wróć.",
        "1. Nie instaluj aplikacji.",
        "Zagrali 3,5 godz. bez przerwy.",
    ],
    "en": [
        "Mr. Smith met Dr. Jones at 2 a.m. in the U.S. embassy.",
        "The price rose by 2.5 percent.",
        "“What a day!” she said.",
    ],
    "vi": [
        "PGS.TS. Lương Bá Khánh làm việc tại TP. Hải Phòng.",
        "Giá là 1.500.000 đồng.",
    ],
}
SPLIT = {
    "pl": ("Był 1950 r. Potem wyjechał. Co dalej? „Nic.” Tak!", 5),
    "en": ("He left. She stayed! Why? Nobody knows.", 4),
    "vi": ("Quang cảnh lễ ký. Ảnh: Hải Đăng", 2),
    "cs": ("Přišel. Odešel.", 2),
}


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in WHOLE.items() for text in texts]
)
def test_one_sentence_stays_one(language: str, text: str) -> None:
    assert sentences(text, language) == [text]


@pytest.mark.parametrize("language", SPLIT)
def test_sentences_part(language: str) -> None:
    text, number = SPLIT[language]
    assert len(sentences(text, language)) == number


@settings(max_examples=400, deadline=None)
@given(st.text(), st.sampled_from(["pl", "en", "vi", "ru"]))
def test_joined_sentences_are_the_text(text: str, language: str) -> None:
    found = sentences(text, language)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(one.strip() for one in found)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.text(min_size=1)), max_size=6))
def test_a_segment_never_crosses_a_block(parts: list) -> None:
    blocks = Blocks(None, tuple(Block(kind, text) for kind, text in parts))
    document = segment(blocks, "pl", "test")
    for number, (kind, text) in enumerate(parts):
        mine = [s for s in document.segments if s.block == number]
        assert "".join("".join(s.text for s in mine).split()) == "".join(text.split())
        assert {s.kind for s in mine} <= {kind}


def _ends(lines: list[str]) -> set[int]:
    place, found = 0, set()
    for line in lines:
        place += len("".join(line.split()))
        found.add(place)
    return found


@pytest.mark.parametrize("language", ["pl", "en", "vi"])
def test_boundaries_of_the_newsroom(language: str) -> None:
    both = ours = theirs = 0
    for folder in NEWSROOM:
        found = segment(read(folder / f"{language}.txt"), language, "x")
        gold = (folder / f"{language}.gold.txt").read_text("utf-8").rstrip("\n").split("\n")
        a, b = _ends([s.text for s in found.segments]), _ends(gold)
        both, ours, theirs = both + len(a & b), ours + len(a), theirs + len(b)
    assert 2 * both / (ours + theirs) >= 0.995
