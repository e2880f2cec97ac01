"""The laws of segmenting: nothing lost, nothing invented, order kept, its own output left alone.

`make test` asks some hundreds of inputs; the slow test asks 20,000 of each law:
`python -m pytest -m slow tests/test_segment_laws.py`.
"""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.clauses import breaks, pieces
from pipeline.documents import document
from pipeline.languages import LANGUAGES
from pipeline.read.plain import Plain
from pipeline.records import KINDS, Block
from pipeline.roles import AS_FOUND, Blocks
from pipeline.segment import segment, sentences

NEWSROOM = sorted((Path(__file__).parent.parent / "corpora" / "newsroom").glob("a*"))
PIECES = (
    *("Dr. ", "ul. ", "5. ", "r. ", "tys. ", "proc. ", "(", ") ", "[", "„", "” ", "“", '"', "… "),
    *("?! ", "! ", "A. ", "TP. ", "– ", "- ", "Ala ", "kot ", "koniec.", "\n", "#x ", "v.v. ", "Ł"),
    *("U.S. ", "Smith ", "asked ", "mówi ", "w 2019 r. ", "😀 ", "a) ", "1. ", "https://a.pl/b. "),
    *("Ảnh: ", "Ông ", "The ", "\u00a0", "\u200b", "e\u0301", "ﬁ", "ß", "İ", "« ", "» ", ",", "I "),
    *("Fot. ", "min. ", "Jan. ", "II. ", "p.m. ", "maja "),
)
TEXTS = st.one_of(
    st.text(),
    st.text(st.characters(codec=None), max_size=30),
    st.lists(st.sampled_from(PIECES), max_size=24).map("".join),
)
CODES = st.sampled_from([*LANGUAGES, "lt"])


def _nothing_lost_or_invented(text: str, code: str) -> None:
    """Each sentence stands in the text after the one before it; only white space between them."""
    reached = 0
    for one in sentences(text, code):
        assert one
        assert one == one.strip()
        at = text.index(one, reached)
        assert not text[reached:at].strip()
        reached = at + len(one)
    assert not text[reached:].strip()


def _left_alone(text: str, code: str) -> None:
    """A sentence, segmented again, is that sentence."""
    for one in sentences(text, code):
        assert sentences(one, code) == [one]


def _reading_and_segmenting(text: str, code: str) -> None:
    """No text that can be written down crashes anything, and its words come out in order."""
    data = text.encode("utf-8", "replace")
    found = Plain().read(data.replace(b"\0", b""), "x")
    made = document(found, code, "x", AS_FOUND._replace(identify=False))
    for number, block in enumerate(found.blocks):
        mine = [s.text for s in made.segments if s.block == number]
        assert "".join("".join(mine).split()) == "".join(block.text.split())


def _cut_at_clauses(text: str, code: str) -> None:
    """Pieces are the text to the letter, and each fits that has white space to be cut at."""
    cut = pieces(text, lambda piece: len(piece) <= 12)
    assert "".join(cut) == text
    assert all(len(piece.strip()) <= 12 or len(piece.split()) == 1 for piece in cut)


LAWS = (_nothing_lost_or_invented, _left_alone, _reading_and_segmenting, _cut_at_clauses)


@pytest.mark.parametrize("law", LAWS)
def test_a_law_holds(law) -> None:
    settings(max_examples=250, deadline=None)(given(TEXTS, CODES)(law))()


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS)
def test_a_law_holds_for_20_000_inputs(law) -> None:
    many = settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
    many(given(TEXTS, CODES)(law))()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.text(min_size=1)), max_size=6))
def test_segments_keep_block_kind_and_number(parts: list) -> None:
    made = segment(Blocks(None, tuple(Block(kind, text) for kind, text in parts)), "pl", "x")
    assert [s.block for s in made.segments] == sorted(s.block for s in made.segments)
    assert all(s.kind == parts[s.block][0] for s in made.segments)
    assert [s.id for s in made.segments] == [f"pl-{n + 1:04d}" for n in range(len(made.segments))]


@pytest.mark.parametrize("language", ["pl", "en", "vi"])
def test_the_newsroom_keeps_the_laws(language: str) -> None:
    for folder in NEWSROOM:
        text = (folder / f"{language}.txt").read_text("utf-8")
        for law in LAWS:
            law(text, language)


# Patterns that a careless rule would need quadratic time for.
HOSTILE = [
    *(".", "A.", ". ", ".)", "(", ") ", "ul. ", "5. ", "@a", "a", " ", "K. ", "r. – ", "(a) "),
    *("https://a.", "!😀 ", "„a. ", "“Why?” Smith ", "A: b\n", "1. a\n", "z.jpg\n", "a\n\n"),
    *("w 2019 r. A", "koniec.N", "… ", "- A? ", "v.v. ", "(fot. ", "Źródło: ", "\u0301", "– a – "),
    *("(fot", "[a", "a.jpg", "[fot. a](", "Source: www.", "(a/"),
    *("[.", "a, "),
]


def _seconds(text: str) -> float:
    began = time.process_time()
    segment(Plain().read(text.encode(), "x"), "pl", "x")
    return time.process_time() - began


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_repetition_takes_linear_time(piece: str) -> None:
    short, long = (piece * (size // len(piece)) for size in (5_000, 40_000))
    wanted = 8 * 2.5 * max(min(_seconds(short) for _ in range(2)), 0.02)
    assert min(_seconds(long) for _ in range(2)) < wanted  # quadratic time would be 64 times


def test_an_over_long_segment_carries_its_clauses() -> None:
    clause = "minister powiedział, że umowa jest ważna, ponieważ dotyczy wszystkich obywateli"
    text = "; ".join([clause] * 12) + "."
    (one,) = segment(Blocks(None, (Block("paragraph", text),)), "pl", "x").segments
    assert one.breaks == breaks(text)
    starts = [text[at:].split()[0] for at in one.breaks]
    assert starts == ["minister"] * len(starts)
    edges = [0, *one.breaks, len(text)]
    assert max(len(text[a:b].split()) for a, b in pairwise(edges)) <= 80
    assert segment(Blocks(None, (Block("paragraph", clause),)), "pl", "x").segments[0].breaks == ()


def test_a_cut_falls_outside_brackets_and_quotes_where_it_can() -> None:
    text = "Umowa (podpisana w Hanoi, w maju) jest ważna, choć krótka, bo mówi o wielu sprawach."
    assert pieces(text, lambda piece: len(piece.split()) <= 8) == [
        "Umowa (podpisana w Hanoi, w maju) jest ważna, ",
        "choć krótka, bo mówi o wielu sprawach.",
    ]
