"""kladka read and kladka segment: text, TSV and JSON, and errors with the way out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FILES = Path(__file__).parent / "files"
TEXT = "Tytuł artykułu\n\nPan dr Nowak\tprzyjechał. Potem wyjechał.\n\nŹródło: https://a.b/c\n"
ENGLISH = "The minister came to Hanoi and signed the deal that they had been waiting for.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "pl.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_read_prints_a_kind_and_a_text_a_line(kladka, article: Path) -> None:
    assert kladka("read", article).stdout == (
        "title      Tytuł artykułu\n"
        "paragraph  Pan dr Nowak przyjechał. Potem wyjechał.\n"
        "source     Źródło: https://a.b/c\n"
    )


def test_read_prints_tsv_and_json(kladka, article: Path) -> None:
    lines = kladka("read", "--format", "tsv", article).stdout.split("\n")
    assert lines[1] == "1\tparagraph\tPan dr Nowak przyjechał. Potem wyjechał.\t"
    records = map(json.loads, kladka("read", "--format", "json", article).stdout.splitlines())
    assert next(records) == {
        **{"block": 0, "kind": "title", "text": "Tytuł artykułu", "language": None}
    }


def test_segment_prints_kinds_tsv_and_json(kladka, article: Path) -> None:
    assert kladka("segment", article).stdout.split("\n")[1] == "Pan dr Nowak przyjechał."
    kinds = kladka("segment", "--kinds", article).stdout.split("\n")
    assert kinds[2] == "paragraph  Potem wyjechał."
    rows = kladka("segment", "--format", "tsv", article).stdout.split("\n")
    assert rows[1] == "pl-0002\tparagraph\tPan dr Nowak przyjechał.\t\t\t"
    record = json.loads(kladka("segment", "--format", "json", article).stdout.split("\n")[2])
    assert record == {"id": "pl-0003", "block": 1, "kind": "paragraph", "text": "Potem wyjechał."}


def test_subtitles_print_their_times(kladka) -> None:
    rows = kladka("segment", "--language", "pl", "--format", "tsv", FILES / "subtitles.srt").stdout
    assert rows.split("\n")[1].split("\t")[-2:] == ["4000", "9000"]


def test_the_language_is_the_files_name_or_what_the_text_looks_like(kladka, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(ENGLISH * 2)
    assert "en-0001" in kladka("segment", "--format", "tsv", tmp_path / "story.txt").stdout
    (tmp_path / "names.txt").write_text("Hanoi 2027\n")
    done = kladka("segment", tmp_path / "names.txt")
    assert done.returncode == 2
    assert "--language" in done.stderr


def test_a_wrong_language_is_refused_or_taken_as_told(kladka, tmp_path: Path) -> None:
    (tmp_path / "pl.txt").write_text(ENGLISH * 3)
    done = kladka("segment", tmp_path / "pl.txt")
    assert done.returncode == 2
    assert "is in English, not in Polish" in done.stderr
    assert kladka("segment", "--no-identify", tmp_path / "pl.txt").returncode == 0


def test_a_foreign_block_is_shown_as_one(kladka, article: Path) -> None:
    article.write_text(
        TEXT + "\nPolski tekst, który jest dłuższy niż ten obcy, bo mówi po polsku "
        "o wielu rzeczach naraz i nie kończy się szybko.\n\n" + ENGLISH
    )
    assert "paragraph  [en] The minister" in kladka("read", article).stdout


def test_rules_and_encodings_are_overruled(kladka, article: Path) -> None:
    off = kladka("read", "--off", "title,heading,source", article).stdout
    assert {line.split()[0] for line in off.splitlines()} == {"paragraph"}
    article.write_bytes("Łódź".encode("cp1250"))
    assert "name it with --encoding" in kladka("read", article).stderr
    done = kladka("read", "--encoding", "windows-1250", article)
    assert done.stdout == "paragraph  Łódź\n"


@pytest.mark.parametrize("word", ["read", "segment"])
def test_an_address_is_fetched_and_none_of_this_machine(kladka, word: str) -> None:
    done = kladka(word, "http://127.0.0.1:9/")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
