"""Every reading rule has a name, and a person may overrule it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus import open_corpus
from pipeline.documents import NoSuchLine, document, read
from pipeline.errors import BrokenConfig, UnknownName
from pipeline.read import RULE_NAMES
from pipeline.read.plain import Plain
from pipeline.roles import AS_FOUND, Reading

# One text for each rule: the number of the block it decides, and the kind that it gives.
DECIDED = {
    "image": ("Zaczęło się.\n\nz1.jpg\n\nDalej.\n", 1, "image"),
    "source": ("Zaczęło się.\n\nDalej.\n\nŹródło: https://a.b/c\n", 2, "source"),
    "under image": ("Zaczęło się.\n\nz1.jpg\nMinister w Hanoi.\n\nDalej.\n", 2, "caption"),
    "credit": ("Zaczęło się.\n\nPort nocą. Fot. Jan Nowak\n\nDalej.\n", 1, "caption"),
    "byline": ("Zaczęło się.\n\nDalej.\n\nRozmawiał Jan Nowak z radia\n", 2, "byline"),
    "names": ("Wietnam i Polska\n\nJan Nowak\n\nZaczęło się.\n", 1, "byline"),
    "item": ("Było tak:\n\n• jeden,\n\n• dwa.\n", 1, "list"),
    "labelled": ("Oto.\n\nBilety: 20 zł.\n\nGodziny: 8–16.\n\nMiejsce: Hanoi.\n", 2, "list"),
    "title": ("Wietnam i Polska podpisały umowę\n\nZaczęło się.\n", 0, "title"),
    "heading": ("Zaczęło się.\n\nNowe otwarcie dla studentów\n\nDalej.\n", 1, "heading"),
    "question": ("Zaczęło się.\n\nKiedy pojadą pociągi?\n\nWkrótce.\n", 1, "heading"),
}
JOINED = {
    "broken": "Minister przyjechał do\nstolicy w maju.\n",
    "wrapped": "Minister przyjechał wczoraj po południu do stolicy\n"
    "Polski, gdzie podpisał umowę, o której\nWietnam i Polska rozmawiały od trzech lat.\n",
}


def _kinds(text: str, how: Reading = AS_FOUND) -> list[str]:
    return [block.kind for block in Plain().read(text.encode(), "x", how).blocks]


def test_every_rule_has_its_case() -> None:
    assert DECIDED.keys() | JOINED.keys() == RULE_NAMES


@pytest.mark.parametrize("rule", DECIDED)
def test_a_rule_decides_and_can_be_turned_off(rule: str) -> None:
    text, number, kind = DECIDED[rule]
    assert _kinds(text)[number] == kind
    assert _kinds(text, Reading(off=frozenset({rule})))[number] != kind


@pytest.mark.parametrize("rule", JOINED)
def test_a_rule_joins_lines_and_can_be_turned_off(rule: str) -> None:
    text = JOINED[rule]
    assert len(_kinds(text)) == 1
    assert len(_kinds(text, Reading(off=frozenset({rule})))) == text.count("\n")


def _corpus(folder: Path, config: str, text: str = "Tytuł artykułu\n\nNowe otwarcie\n\nDalej.\n"):
    (folder / "art").mkdir()
    (folder / "art" / "pl.txt").write_text(text, encoding="utf-8")
    (folder / "art" / "article.toml").write_text(config, encoding="utf-8")
    return open_corpus(folder).tasks[0]


def test_article_toml_turns_rules_off_and_gives_lines_their_kinds(tmp_path: Path) -> None:
    config = '[read.pl]\noff = ["heading"]\n[read.pl.kinds]\n"Tytuł  artykułu" = "lead"\n'
    task = _corpus(tmp_path, config)
    found = read(task.article, task.reading["pl"])
    assert [block.kind for block in found.blocks] == ["lead", "paragraph", "paragraph"]
    assert found.title is None


def test_article_toml_names_the_encoding(tmp_path: Path) -> None:
    task = _corpus(tmp_path, '[read.pl]\nencoding = "windows-1250"\n')
    task.article.write_bytes("Łódź".encode("cp1250"))
    assert read(task.article, task.reading["pl"]).blocks[0].text == "Łódź"


def test_article_toml_takes_a_language_at_its_word(tmp_path: Path) -> None:
    text = "The minister came to the city and signed the deal that they had been waiting for. " * 3
    task = _corpus(tmp_path, "[read.pl]\nidentify = false\n", text)
    how = task.reading["pl"]
    made = document(read(task.article, how), "pl", "pl.txt", how)
    assert {segment.language for segment in made.segments} == {None}


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ("read = 1", "a table for each language"),
        ("[read]\noff = []", "a table for each language"),
        ("[read.pl]\noff = 'heading'", "'off' under"),
        ("[read.pl]\nrules = []", "'rules' under"),
        ("[read.pl]\nidentify = 1", "'identify' under"),
        ("[read.pl.kinds]\n'Dalej.' = 'poem'", "'kinds' under"),
    ],
)
def test_a_broken_table_is_named(tmp_path: Path, config: str, why: str) -> None:
    with pytest.raises(BrokenConfig, match=why):
        _corpus(tmp_path, config)


def test_an_unknown_rule_or_line_is_named(tmp_path: Path) -> None:
    task = _corpus(tmp_path, "")
    with pytest.raises(UnknownName, match=r"'heding'; known: .*heading"):
        read(task.article, Reading(off=frozenset({"heding"})))
    with pytest.raises(NoSuchLine, match="no line 'Nigdzie'"):
        read(task.article, Reading(kinds={"Nigdzie": "title"}))
