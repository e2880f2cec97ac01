"""A glossary: what stands in a text, what was used, what is kept, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import BrokenConfig
from pipeline.glossary import Glossary, Term, read_glossary


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("konwencja", "O konwencji mówiono długo."),
        ("konwencja", "Dzięki konwencjom jest lepiej."),
        ("Wietnam", "Byli w Wietnamie."),
        ("cyberprzestępczość", "Walka z cyberprzestępczością trwa."),
        ("minister bezpieczeństwa publicznego", "Słowa ministra bezpieczeństwa publicznego."),
        ("umowa handlowa", "Nie ma umowy handlowej."),
        ("ONZ", "Sekretarz ONZ przyjechał."),
    ],
)
def test_a_polish_term_is_found_whatever_its_ending(term: str, text: str) -> None:
    assert Glossary((Term(term, "en", "x"),)).asked(text, "en")


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("konwencja", "Konwersja trwa."),
        ("rok", "Rokowania trwają."),
        ("umowa handlowa", "Umowa o handlu."),
        ("ONZ", "Onzowie."),
        ("minister", "Ministerstwo milczy."),
    ],
)
def test_another_word_is_not_the_term(term: str, text: str) -> None:
    assert Glossary((Term(term, "en", "x"),)).asked(text, "en") == []


def test_a_target_term_may_be_plural_but_not_another_word() -> None:
    terms = Glossary((Term("konwencja", "en", "convention"), Term("konwencja", "vi", "công ước")))
    assert terms.missed("Konwencje podpisano.", "The Conventions were signed.", "en") == []
    assert len(terms.missed("Konwencje podpisano.", "The conventional was signed.", "en")) == 1
    assert terms.missed("Konwencje podpisano.", "Công ước đã được ký.", "vi") == []
    assert len(terms.missed("Konwencje podpisano.", "Công đã ước.", "vi")) == 1


def test_a_kept_term_stays_letter_for_letter() -> None:
    terms = Glossary((Term("Kancelaria", "en", "="),))
    assert terms.keep("en") == ("Kancelaria",)
    assert terms.keep("vi") == ()
    assert len(terms.missed("Kancelaria milczy.", "The office is silent.", "en")) == 1


def test_a_file_is_read_and_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "glossary.tsv"
    path.write_text("# ours\nkonwencja\ten\tconvention\n\nKancelaria\tvi\t=\n", "utf-8")
    assert read_glossary(path).terms == (
        Term("konwencja", "en", "convention"),
        Term("Kancelaria", "vi", "="),
    )
    for line, why in (("a\ten", "line 1 is not"), ("a\txx\tb", "unknown language 'xx'")):
        path.write_text(line, "utf-8")
        with pytest.raises(BrokenConfig, match=why):
            read_glossary(path)


def test_every_change_of_a_term_changes_the_signature() -> None:
    one, two = Term("a", "en", "b"), Term("a", "en", "c")
    assert Glossary().signature("en") == Glossary((one,)).signature("vi") == ""
    assert Glossary((one,)).signature("en") != Glossary((two,)).signature("en")


def test_a_corpus_with_a_glossary_reports_how_far_it_is_kept(kladka, tmp_path: Path) -> None:
    folder = tmp_path / "c" / "a"
    folder.mkdir(parents=True)
    (folder / "pl.txt").write_text("Dokument opublikowała Kancelaria w Hanoi.\n", "utf-8")
    (tmp_path / "c" / "glossary.tsv").write_text("Kancelaria\ten\t=\n", "utf-8")
    done = kladka("translate", tmp_path / "c", "--to", "en", "--runs", tmp_path / "runs")
    assert "pl → en: 1 of 1 glossary terms are used." in done.stdout
    assert "Kancelaria" in (tmp_path / "runs" / "c" / "a" / "a.tsv").read_text("utf-8")
