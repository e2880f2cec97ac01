"""The small rooms: text at the door, whole writes, the memory, the guards, the relay."""

from __future__ import annotations

import sqlite3
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import files, guards, memory, metrics
from pipeline.engines import Recorded, Relay, pieces
from pipeline.errors import OutputError
from pipeline.records import Said
from pipeline.text import clean, fold, printable


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet="ăâđêôơưàảãáạ łżąę abc", max_size=40))
def test_decomposed_text_cleans_to_the_same(text: str) -> None:
    assert clean(unicodedata.normalize("NFD", text)) == clean(text)


def test_folding_makes_the_vietnamese_name_the_polish_one() -> None:
    assert fold("Lương Tam Quang, Đà Nẵng") == "luong tam quang, da nang"


def test_printable_keeps_tabs_and_replaces_controls() -> None:
    assert printable("a\tb\x00c\x1b[0m\ud800") == "a\tb\ufffdc\ufffd[0m\ufffd"


def test_a_failed_write_leaves_the_old_bytes(tmp_path: Path, monkeypatch) -> None:
    files.write(tmp_path / "a", b"old")
    monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OutputError):
        files.write(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


class Counting:
    signature = "counting/1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, texts):
        self.asked += texts
        return [Said(text.upper(), (text.upper(),), -0.5, ("copy",)) for text in texts]


def test_the_memory_asks_once_and_gives_back_all_of_it(tmp_path: Path) -> None:
    player = Counting()
    first = memory.Remembering(player, memory.Memory(tmp_path / "m"))
    second = memory.Remembering(player, memory.Memory(tmp_path / "m"))
    assert first.translate(["a", "b", "a"]) == second.translate(["a", "b", "a"])
    assert player.asked == ["a", "b"]


def test_another_signature_is_another_memory(tmp_path: Path) -> None:
    kept = memory.Memory(tmp_path / "m")
    kept.keep("one/1", {"a": Said("A")})
    assert kept.recall("one/2", ["a"]) == {}


def test_a_row_that_was_tampered_with_is_forgotten(tmp_path: Path) -> None:
    kept = memory.Memory(tmp_path / "m")
    kept.keep("one/1", {"a": Said("A")})
    with sqlite3.connect(tmp_path / "m") as base:
        base.execute("UPDATE said SET said = replace(said, 'A', 'B')")
    assert kept.recall("one/1", ["a"]) == {}


def test_a_newer_memory_is_refused(tmp_path: Path) -> None:
    memory.Memory(tmp_path / "m")
    with sqlite3.connect(tmp_path / "m") as base:
        base.execute("PRAGMA user_version=99")
    with pytest.raises(memory.MemoryFault, match="newer kladka"):
        memory.Memory(tmp_path / "m")


@pytest.mark.parametrize(
    ("flag", "source", "said"),
    [
        ("empty", "Dzień dobry", ""),
        ("loop", "Dzień dobry", "good good good good good good"),
        ("loop", "Dzień dobry", "of the of the of the of the of the"),
        ("loop", "Rok 2024", "2400000000000"),
        ("copy", "Minister odwiedził dziś stolicę kraju", "Minister odwiedził dziś stolicę kraju."),
        ("short", "Minister odwiedził dziś stolicę kraju i parlament", "Minister"),
        ("numbers", "W 2024 roku", "In 2025"),
    ],
)
def test_a_guard_sees(flag: str, source: str, said: str) -> None:
    assert guards.GUARDS[flag](source, said)


def test_a_broken_answer_is_asked_for_once_more() -> None:
    broken, sound = Recorded({"Dzień dobry": "a a a a a a a"}), Recorded({"Dzień dobry": "Hello"})
    said = guards.Guarded(broken, sound).translate(["Dzień dobry"])
    assert said == [Said("Hello", ("Hello",))]
    both = guards.Guarded(broken, broken).translate(["Dzień dobry"])
    assert both[0].flags == ("loop",)


def test_no_guard_minds_a_good_translation() -> None:
    source = "Ponad 2500 delegatów ze 110 krajów przyjechało do Hanoi 25 października."
    said = "More than 2,500 delegates from 110 countries came to Hanoi on 25 October."
    assert [name for name, guard in guards.GUARDS.items() if guard(source, said)] == []


def test_a_relay_keeps_every_hop() -> None:
    relay = Relay((Recorded({"kot": "cat"}), Recorded({"cat": "con mèo"})))
    assert relay.translate(["kot"]) == [Said("con mèo", ("cat", "con mèo"))]


def test_nfd_and_zero_width_do_not_move_a_score() -> None:
    page = ["Bộ trưởng Lương Tam Quang phát biểu tại Hà Nội."]
    odd = [unicodedata.normalize("NFD", page[0]).replace(" ", "\u200b ")]
    assert metrics.measure("BLEU", odd, page)[0] == 100.0
    assert metrics.measure("chrF", odd, page)[0] == 100.0


@pytest.mark.parametrize("words", [1, 119, 120, 121, 510, 511, 512, 513, 2000])
def test_every_word_of_a_long_text_is_in_one_part(words: int) -> None:
    text = " ".join(f"słowo{i}{',' if i % 17 == 0 else ''}" for i in range(words))
    parts = pieces.plan([text], lambda part: len(part.split())).parts[0]
    assert " ".join(parts) == text
    assert all(len(part.split()) <= pieces.LONGEST for part in parts)


@pytest.mark.parametrize("text", ["", "  ", "—", "2 500", "https://a.example/b", "z71_4.jpg"])
def test_a_text_without_a_word_is_seen_by_no_model(text: str) -> None:
    assert pieces.plan([text], len).parts == ((),)
