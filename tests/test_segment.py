"""Segmenting: sentences end where a reader would say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.documents import read
from pipeline.errors import UnknownName
from pipeline.languages import LANGUAGES
from pipeline.records import KINDS, Block
from pipeline.roles import Blocks
from pipeline.segment import segment, sentences

NEWSROOM = sorted((Path(__file__).parent.parent / "corpora" / "newsroom").glob("a*"))

WHOLE = {
    "pl": [
        "Dr Nowak przyjechał w 2027 r. do Hanoi.",
        "Kosztuje od 20 do 50 tys. VND za sztukę.",
        "Mieszka tu ok. 40 tys. Wietnamczyków.",
        "Pracuje przy ul. Długiej 12 w Warszawie.",
        "„To wielki prezent” – mówi pan Kowalski.",
        "„Naprawdę?” – Nowak nie wierzył.",
        "Spotkanie z J. F. Kowalskim odbyło się wczoraj.",
        "Zobacz https://example.org/a.B.c i wróć.",
        "1. Nie instaluj aplikacji.",
        "Zagrali 3,5 godz. bez przerwy.",
        "Po upadku dynastii Qing w 1911 r. Chiny stały się republiką.",
        "Powstał w latach 60. XX wieku.",
        "Nagrodę przyznano podczas 63. Krakowskiego Festiwalu.",
        "To 15. rocznica, a 13. maja otwarcie.",
        "Klub (zał. w 1956 r.) Nowy Świat wygrał.",
        "Był to gen. dyw. Nguyen.",
        "Pracuje prof.Nowak tutaj.",
        "(...) Nowe zdanie.",
        "W 1916 r. – Asty Film.",
        "Na podstawie ustawy z dn. 3 maja.",
        "Wzrost o 3 proc. PKB cieszy 5 proc. Polaków.",
        "Rozmawiał z min. Nowakiem.",
        "Autobus ruszył. #TuHaoVietNam",
    ],
    "en": [
        "Mr. Smith met Dr. Jones at 2 a.m. in the U.S. Embassy.",
        "At 10 p.m. Friday they left.",
        "The price rose by 2.5 percent.",
        "“What a day!” she said.",
        "“What?” Smith asked.",
        "See No. 5 and Fig. 3.",
        "On Jan. 5 it fell.",
        "Ms. T.T.H. (58) met J. K. Rowling.",
        "They sank to 24 metres. (Photo: Hai Dang)",
    ],
    "vi": [
        "PGS.TS. Lương Bá Khánh làm việc tại TP. Hải Phòng.",
        "GS.TS.BS. Trần Văn Nam nói.",
        "Giá là 1.500.000 đồng.",
        "Ông N.V.A. (35 tuổi) khai.",
        "Ông George W. Bush nói.",
        "Mũi khoan xuống độ sâu 24 m. (Ảnh: Thanh Phong)",
    ],
    "de": ["Am 3. Oktober kam Dr. Maier.", "Das ist z. B. gut."],
    "fr": ["M. Dupont part."],
    "uk": ["Він прийшов у 2014 р. додому."],
}
SPLIT = {
    "pl": [
        "Był 1950 r. | Potem wyjechał. | Co dalej? | „Nic.” | Tak!",
        "„Powiedział, że tak. | Spanikowałam” – wspomina.",
        "Czekał do godz. 17. | Nikt nie przyszedł.",
        "Zjadł witaminę C. | Potem spał.",
        "Koniec.|Nowe zdanie.",
        "– Zupki już mają. | – Dodał szef.",
        "Koszt to 12 mln. | Wystarczy.",
        "Ceny wzrosły o 3 proc. | Gmina protestuje.",
        "Wrócił w 2019 r. | – Byliśmy szczęśliwi – mówi żona.",
        "Przyjechała po 5 min. | Nic nie znalazła.",
        "Polecam! 😀👍 | Naprawdę.",
    ],
    "en": [
        "He left. | She stayed! | Why? | Nobody knows.",
        "He said no. | Then he left the U.S. | It was over.",
        "It was packed by 10 p.m. | Traffic police came.",
        "“We lost. | We panicked,” she said.",
        "Then do that. | (a) One. | (b) Two.",
        "He lived on Main St. | The house is gone.",
    ],
    "vi": [
        "Quang cảnh lễ ký. | Ảnh: Hải Đăng",
        "Gồm cam, quýt, v.v. | Ngoài ra có táo.",
        "Anh uống vitamin C. | Sau đó anh ngủ.",
        "Ông đi.|Bà ở lại.",
    ],
    "cs": ["Přišel. | Odešel."],
    "fr": ["« Oui. » | Il partit."],
    "de": ["„Ja.“ | Er ging."],
}


def _each(rows: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(code, text) for code, texts in rows.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), _each(WHOLE))
def test_one_sentence_stays_one(language: str, text: str) -> None:
    assert sentences(text, language)[:1] == [text]


@pytest.mark.parametrize(("language", "text"), _each(SPLIT))
def test_sentences_part_where_a_reader_would_part_them(language: str, text: str) -> None:
    wanted = [part.strip() for part in text.split("|")]
    assert sentences(text.replace(" |", "").replace("|", ""), language) == wanted


@settings(max_examples=300, deadline=None)
@given(st.text(), st.sampled_from([*LANGUAGES, "??"]))
def test_joined_sentences_are_the_text(text: str, language: str) -> None:
    found = sentences(text, language)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(one == one.strip() and one for one in found)


PIECES = "Dr. |ul. |5. |r. |tys. |(|) |„|” |… |?! |A. |TP. |– |Ala |kot |koniec.|\n|#x |v.v. |U.S. "


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES.split("|"))), st.sampled_from(["pl", "en", "vi"]))
def test_stops_of_every_sort_lose_nothing(pieces: list[str], language: str) -> None:
    text = "".join(pieces)
    assert "".join("".join(sentences(text, language)).split()) == "".join(text.split())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.text(min_size=1)), max_size=6))
def test_a_segment_never_crosses_a_block(parts: list) -> None:
    blocks = Blocks(None, tuple(Block(kind, text) for kind, text in parts))
    document = segment(blocks, "pl", "test")
    for number, (kind, text) in enumerate(parts):
        mine = [s for s in document.segments if s.block == number]
        assert "".join("".join(s.text for s in mine).split()) == "".join(text.split())
        assert {s.kind for s in mine} <= {kind}
        assert all(s.text for s in mine)


def test_titles_headings_and_sources_stay_whole_and_ids_count_from_one() -> None:
    text = "Dom. Las. Pole"
    found = segment(Blocks(text, (Block("title", text), Block("paragraph", text))), "pl", "x")
    assert [s.text for s in found.segments] == [text, "Dom.", "Las.", "Pole"]
    assert [s.id for s in found.segments] == ["pl-0001", "pl-0002", "pl-0003", "pl-0004"]


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(UnknownName):
        segment(Blocks(None, ()), "??", "x")


@pytest.mark.parametrize("piece", [".", "A.", ". ", ".)", "(", "ul. ", "5. ", "@a", "a", " "])
def test_hostile_repetition_takes_no_quadratic_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert "".join("".join(sentences(text, "pl")).split()) == "".join(text.split())


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
    assert theirs > 600
    assert 2 * both / (ours + theirs) >= 0.995
