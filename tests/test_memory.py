"""The memory: asked once, sealed row by row, exchanged as TMX, never wrong."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from pipeline import memory
from pipeline.records import Said

UNITS = {
    f"Zdanie {i} o „czymś” & <innym>.": (
        Said(
            f"Sentence {i}\u0007 of it.", (f"Sentence {i}\u0007 of it.",), -0.25 - i, ("numbers",)
        ),
        Said(f"Phrase {i}.", (f"Phrase {i}.",), None),
    )
    for i in range(40)
}


class Counting:
    signature = "counting/1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, texts):
        return [some[0] for some in self.hypotheses(texts)]

    def hypotheses(self, texts):
        self.asked += texts
        return [(Said(text.upper(), (text.upper(),), -0.5, ("copy",)),) for text in texts]


def _filled(path: Path) -> memory.Memory:
    kept = memory.Memory(path)
    kept.keep("one/1", UNITS, "pl", "en")
    return kept


def test_the_memory_asks_once_and_gives_back_all_of_it(tmp_path: Path) -> None:
    player = Counting()
    first = memory.Remembering(player, memory.Memory(tmp_path / "m"), "pl", "en")
    second = memory.Remembering(player, memory.Memory(tmp_path / "m"), "pl", "en")
    assert first.hypotheses(["a", "b", "a"]) == second.hypotheses(["a", "b", "a"])
    assert player.asked == ["a", "b"]


def test_every_hypothesis_comes_back_as_it_was(tmp_path: Path) -> None:
    _filled(tmp_path / "m")
    assert memory.Memory(tmp_path / "m").recall("one/1", UNITS) == UNITS


def test_another_signature_is_another_memory(tmp_path: Path) -> None:
    assert _filled(tmp_path / "m").recall("one/2", UNITS) == {}


@pytest.mark.parametrize("column", ["engine", "source", "language", "target", "said", "sha256"])
def test_a_row_that_was_tampered_with_is_forgotten(tmp_path: Path, column: str) -> None:
    kept = _filled(tmp_path / "m")
    with sqlite3.connect(tmp_path / "m") as base:
        base.execute(f"UPDATE said SET {column} = {column} || 'B'")
    assert kept.recall("one/1", UNITS) == {}


def test_a_newer_memory_is_refused_and_an_older_one_begins_anew(tmp_path: Path) -> None:
    _filled(tmp_path / "m")
    with sqlite3.connect(tmp_path / "m") as base:
        base.execute("PRAGMA user_version=1")
    assert memory.Memory(tmp_path / "m").recall("one/1", UNITS) == {}
    with sqlite3.connect(tmp_path / "m") as base:
        base.execute("PRAGMA user_version=99")
    with pytest.raises(memory.MemoryFault, match="newer kladka"):
        memory.Memory(tmp_path / "m")


def test_random_byte_flips_are_detected_or_harmless(tmp_path: Path) -> None:
    """Five hundred here; benchmarks/memory.py does five thousand."""
    _filled(tmp_path / "m")._base.close()
    whole = (tmp_path / "m").read_bytes()
    dice = random.Random(7)
    refused = forgotten = 0
    for _ in range(500):
        data = bytearray(whole)
        data[dice.randrange(len(data))] ^= dice.randrange(1, 256)
        (tmp_path / "m").write_bytes(bytes(data))
        try:
            opened = memory.Memory(tmp_path / "m")
            served = opened.recall("one/1", UNITS)
            opened._base.close()
        except memory.MemoryFault:
            refused += 1
            continue
        assert all(UNITS[text] == some for text, some in served.items())
        forgotten += len(served) < len(UNITS)
    assert refused
    assert forgotten


def test_what_is_exported_and_imported_is_the_same_memory(tmp_path: Path) -> None:
    with (tmp_path / "m.tmx").open("wb") as stream:
        assert memory.export(_filled(tmp_path / "m"), stream) == len(UNITS)
    other = memory.Memory(tmp_path / "other")
    assert memory.import_(other, tmp_path / "m.tmx") == (len(UNITS), 0, 0)
    assert other.recall("one/1", UNITS) == UNITS


def test_an_edited_unit_is_a_persons_and_comes_before_every_engine(tmp_path: Path) -> None:
    kept = memory.Memory(tmp_path / "m")
    kept.keep("counting/1", {"Kot.": (Said("Dog.", ("Dog.",), -1.0),)}, "pl", "en")
    with (tmp_path / "m.tmx").open("wb") as stream:
        memory.export(kept, stream)
    tmx = (tmp_path / "m.tmx").read_text("utf-8")
    (tmp_path / "m.tmx").write_text(tmx.replace("<seg>Dog.</seg>", "<seg>Cat.</seg>"), "utf-8")
    assert memory.import_(kept, tmp_path / "m.tmx") == (0, 1, 0)
    player = Counting()
    first = memory.Imported(player, kept, "pl", "en")
    said = first.translate(["Kot.", "Pies."])
    assert [one.text for one in said] == ["Cat.", "PIES."]
    assert player.asked == ["Pies."]
    before = first.signature
    more = tmx.replace("Kot.", "Mysz.").replace("<seg>Dog.</seg>", "<seg>Mouse.</seg>")
    (tmp_path / "m.tmx").write_text(more, "utf-8")
    memory.import_(kept, tmp_path / "m.tmx")
    assert memory.Imported(player, kept, "pl", "en").signature != before


def test_a_tmx_of_others_is_read_with_its_inline_codes_and_regions(tmp_path: Path) -> None:
    (tmp_path / "a.tmx").write_text(
        '<?xml version="1.0"?><tmx version="1.4"><header srclang="pl-PL"/><body>'
        '<tu><tuv xml:lang="en-GB"><seg>A <bpt i="1"/>cat<ept i="1"/>.</seg></tuv>'
        '<tuv xml:lang="pl-PL"><seg>Kot.</seg></tuv></tu>'
        '<tu><tuv xml:lang="pl"><seg>Pies.</seg></tuv></tu>'
        '<tu><tuv xml:lang="pl"><seg>Pies.</seg></tuv><tuv xml:lang="xx"><seg>x</seg></tuv></tu>'
        "</body></tmx>",
        "utf-8",
    )
    kept = memory.Memory(None)
    assert memory.import_(kept, tmp_path / "a.tmx") == (0, 1, 2)
    assert memory.Imported(Counting(), kept, "pl", "en").translate(["Kot."])[0].text == "A cat."


def test_prune_forgets_engines_by_name_and_damaged_rows(tmp_path: Path) -> None:
    kept = _filled(tmp_path / "m")
    kept.keep("two/1", {"a": (Said("A"),)}, "pl", "vi")
    with sqlite3.connect(tmp_path / "m") as base:
        base.execute("UPDATE said SET sha256 = 'x' WHERE source LIKE 'Zdanie 7 %'")
    assert kept.prune([]) == 1
    assert kept.prune(["one/"]) == len(UNITS) - 1
    assert kept.counts() == [("two/1", "pl", "vi", 1)]


def test_the_verb_shows_verifies_exports_and_says_what_is_not_there(kladka, tmp_path: Path) -> None:
    _filled(tmp_path / "m")._base.close()
    shown = kladka("memory", "show", "--file", tmp_path / "m")
    assert "one/1" in shown.stdout
    assert "40" in shown.stdout
    assert "Sentence 7" in kladka("memory", "show", "Zdanie 7 ", "--file", tmp_path / "m").stdout
    assert (
        kladka("memory", "verify", "--file", tmp_path / "m").stdout == "40 rows sound, 0 damaged\n"
    )
    assert kladka("memory", "export", "-", "--file", tmp_path / "m").stdout.count("<tu ") == 40
    with sqlite3.connect(tmp_path / "m") as base:
        base.execute("UPDATE said SET said = replace(said, 'Sentence 7', 'Sentence 8')")
    bad = kladka("memory", "verify", "--file", tmp_path / "m")
    assert (bad.returncode, bad.stdout.split("\n")[0]) == (1, "39 rows sound, 1 damaged")
    gone = kladka("memory", "show", "--file", tmp_path / "gone")
    assert gone.returncode == 2
    assert "kladka translate makes it" in gone.stderr
