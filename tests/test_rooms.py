"""The small rooms: text at the door, whole writes, the relay."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import files, metrics
from pipeline.engines import Recorded, Relay
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


def test_a_relay_keeps_every_hop() -> None:
    relay = Relay((Recorded({"kot": "cat"}), Recorded({"cat": "con mèo"})))
    assert relay.translate(["kot"]) == [Said("con mèo", ("cat", "con mèo"))]


def test_nfd_and_zero_width_do_not_move_a_score() -> None:
    page = ["Bộ trưởng Lương Tam Quang phát biểu tại Hà Nội."]
    odd = [unicodedata.normalize("NFD", page[0]).replace(" ", "\u200b ")]
    assert metrics.measure("BLEU", odd, page)[0] == 100.0
    assert metrics.measure("chrF", odd, page)[0] == 100.0
