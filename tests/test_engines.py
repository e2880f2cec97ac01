"""Engines: what a model sees, how texts are cut, how many threads, which route, what is kept."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import sides

from pipeline import engines
from pipeline.engines import Protecting, converted, pieces, rounding, search, threads, vocabulary
from pipeline.errors import BrokenConfig, ModelError, UnknownName
from pipeline.metrics import measure
from pipeline.models import Model, model, route
from pipeline.records import Said

HERE = Path(__file__).parent.parent


def _words(text: str) -> int:
    return len(text.split())


@pytest.mark.parametrize("count", [1, 119, 120, 121, *range(505, 519), 1000, 2000])
def test_every_word_of_a_long_text_is_in_one_part(count: int) -> None:
    text = " ".join(f"słowo{i}{',' if i % 17 == 0 else ''}" for i in range(count))
    parts = pieces.plan([text], _words)[0]
    assert " ".join(part.text for part in parts) == text
    assert all(_words(part.text) <= search.LONGEST and part.seen for part in parts)


@given(st.text(alphabet="aą ,.;:–!?)„”1\n", max_size=200), st.integers(1, 8))
@settings(max_examples=300)
def test_cutting_loses_and_adds_no_character(text: str, longest: int) -> None:
    parts = pieces.plan([text], _words, longest)[0]
    assert " ".join(part.text for part in parts) == pieces.clean(text)


def test_the_end_of_a_sentence_is_a_better_place_than_a_comma_than_a_conjunction() -> None:
    def parts(text: str) -> list[str]:
        return [part.text for part in pieces.plan([text], _words, 8)[0]]

    assert parts("On mówi, ona pisze długo. Oni milczą, bo wiedzą.") == [
        "On mówi, ona pisze długo.",
        "Oni milczą, bo wiedzą.",
    ]
    assert parts("Dziś rano minister powiedział, że umowa jest już gotowa") == [
        "Dziś rano minister powiedział,",
        "że umowa jest już gotowa",
    ]
    assert parts("Duży czarny pies mojego brata i mały biały kot") == [
        "Duży czarny pies mojego brata",
        "i mały biały kot",
    ]


def test_a_run_without_a_place_to_cut_is_kept_whole_and_flagged() -> None:
    giant = "a" * (pieces.MOST + 1)
    parts = pieces.plan([f"Oto {giant} koniec."], len)[0]
    assert " ".join(part.text for part in parts) == f"Oto {giant} koniec."
    kept = [part for part in parts if not part.seen]
    assert [part.flags for part in kept] == [("too long",)]


@pytest.mark.parametrize(
    "text", ["", "  ", "—", "...", "2 500", "https://a.example/b", "z71_4.jpg", "#COP30", "a@b.pl"]
)
def test_a_text_without_a_word_is_seen_by_no_model(text: str) -> None:
    assert [part.seen for part in pieces.plan([text], len)[0]] == [False]


def test_hypotheses_of_parts_are_joined_rank_by_rank() -> None:
    heard = iter([(Said("A", (), -1), Said("B", (), -2)), (Said("C", (), -3, ("length limit",)),)])
    parts = [pieces.Part("a", True), pieces.Part("7", False), pieces.Part("c", True)]
    assert pieces.joined(parts, heard) == (
        Said("A 7 C", ("A 7 C",), -3, ("length limit",)),
        Said("B 7 C", ("B 7 C",), -3, ("length limit",)),
    )


class Upper:
    """Says all in capitals; forgets what it is told to forget."""

    signature = "upper/1"

    def __init__(self, forgets: str = "") -> None:
        self.asked: list[str] = []
        self._forgets = forgets

    def translate(self, texts):
        return [some[0] for some in self.hypotheses(texts)]

    def hypotheses(self, texts):
        self.asked += texts
        said = [t.upper().replace(self._forgets, "") if self._forgets else t.upper() for t in texts]
        return [(Said(text, (text,), -1.0),) for text in said]


def test_addresses_hashtags_files_and_kept_words_are_not_seen_and_come_back() -> None:
    text = "Patrz https://a.pl/b?c=1, pisz do jan@wp.pl o #akcja i Kancelarii (zdj. a_1.jpg)."
    player = Upper()
    said = Protecting(player, ["Kancelarii"]).translate([text])[0]
    assert player.asked == ["Patrz XXA, pisz do XXB o XXC i XXD (zdj. XXE)."]
    assert said.text == (
        "PATRZ https://a.pl/b?c=1, PISZ DO jan@wp.pl O #akcja I Kancelarii (ZDJ. a_1.jpg)."
    )


@pytest.mark.parametrize("text", ["Patrz https://a.pl/b, pisz.", "Znak XXA i https://a.pl/b tu."])
def test_a_lost_or_taken_placeholder_has_the_text_translated_around(text: str) -> None:
    said = Protecting(Upper(forgets="XXA")).translate([text])[0]
    assert said.text.count("https://a.pl/b") == 1
    assert said.text.startswith(text.split("https")[0].upper().replace("XXA", "")[:5])


def test_more_protected_runs_than_placeholders_all_come_back() -> None:
    text = " i ".join(f"#znak{i}" for i in range(20)) + " razem"
    assert Protecting(Upper()).translate([text])[0].text == text.replace(" i ", " I ").replace(
        "razem", "RAZEM"
    )


def test_the_route_is_direct_where_a_family_offers_it() -> None:
    pivot = [("pl", "en"), ("en", "vi")]
    assert route("pl", "vi") == route("pl", "vi", by="direct") == [("pl", "vi")]
    assert route("pl", "vi", by="pivot") == route("pl", "vi", "opus-mt") == pivot
    with pytest.raises(UnknownName, match="no route"):
        route("pl", "vi", by="sea")
    with pytest.raises(ModelError, match="has no pl-vi"):
        engines.engine("pl", "vi", "opus-mt", by="direct")


@pytest.mark.parametrize(
    ("cores", "quota", "beside", "within"),
    [(2, None, 2, 1), (1, None, 1, 1), (16, None, 8, 2), (16, 4, 4, 1), (64, None, 8, 8)],
)
def test_threads_follow_the_cores_that_we_may_use(
    cores: int, quota: int | None, beside: int, within: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KLADKA_THREADS", raising=False)
    monkeypatch.setattr(threads, "_allowed", lambda: cores)
    monkeypatch.setattr(threads, "_quota", lambda: quota)
    assert threads.threads() == (beside, within)


def test_the_number_of_threads_may_be_named_but_must_be_one(monkeypatch) -> None:
    monkeypatch.setenv("KLADKA_THREADS", "3")
    assert threads.threads() == (3, 1)
    monkeypatch.setenv("KLADKA_THREADS", "many")
    with pytest.raises(BrokenConfig, match="'many' is not a number of threads"):
        threads.threads()


@pytest.fixture
def place(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped model, converted into the session's cache."""
    monkeypatch.setenv("KLADKA_CACHE", str(cache))
    row = model("pl", "en")
    return converted.converted(row, engines.Marian(row, "en")._print, "int8")


def test_a_conversion_is_made_once_and_again_when_a_file_of_it_is_not_what_it_was(
    place: Path,
) -> None:
    row = model("pl", "en")
    print_ = engines.Marian(row, "en")._print
    before = (place / "model.bin").stat().st_mtime_ns
    assert converted.converted(row, print_, "int8") == place
    assert (place / "model.bin").stat().st_mtime_ns == before
    vocabulary = json.loads((place / "shared_vocabulary.json").read_text())
    (place / "shared_vocabulary.json").write_text(json.dumps(vocabulary[::-1]))
    assert converted.converted(row, print_, "int8") == place
    assert json.loads((place / "shared_vocabulary.json").read_text()) == vocabulary


def test_no_pair_of_rounded_weights_can_overflow_sixteen_bits() -> None:
    chance = np.random.default_rng(11)
    weights = chance.normal(size=(64, 37)).astype(np.float32) * chance.lognormal(size=(64, 1))
    weights[3], weights[4, :] = 0, 1  # a row of zeros, a row of nothing but its largest weight
    whole, scale = rounding.rounded(weights)
    pairs = np.pad(whole.astype(int), ((0, 0), (0, 1))).reshape(64, -1, 2).sum(2)
    assert np.abs(whole.astype(int)).max() <= 127
    assert 64 <= np.abs(pairs).max() <= 128
    assert (np.abs(weights * scale[:, None] - whole) <= 0.5 + 1e-4).all()


def test_int8_says_nearly_what_float32_says_on_any_cpu(place: Path) -> None:
    folder = HERE / "corpora" / "newsroom"
    files = sorted(folder.glob("*/pl.gold.txt"))[:8]
    lines = [line for path in files for line in path.read_text("utf-8").split("\n")[1:7]]
    row = model("pl", "en")
    small, large = (
        [said.text for said in engines.Marian(row, "en", compute=compute).translate(lines)]
        for compute in ("int8", "float32")
    )
    assert measure("chrF", small, large)[0] > 88


def test_a_conversion_that_says_something_else_is_refused(place: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    for path in place.iterdir():
        (wrong / path.name).write_bytes(path.read_bytes())
    vocabulary = json.loads((wrong / "shared_vocabulary.json").read_text())
    (wrong / "shared_vocabulary.json").write_text(json.dumps([*vocabulary[:9], *vocabulary[:8:-1]]))
    with pytest.raises(ModelError, match="says something else once converted to int8"):
        converted.probe(model("pl", "en"), wrong, "int8")


def test_torch_is_never_imported_with_a_converted_model(place: Path, cache: Path) -> None:
    code = (
        "import sys; from pipeline.run import dressed; from pipeline.memory import Memory;"
        "said = dressed('pl', 'vi', 'shipped', 'ctranslate2', Memory(None)).translate(['Dzień.']);"
        "print(bool(said[0].text), sorted({'torch', 'transformers'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"KLADKA_CACHE": str(cache), "PATH": ""},
    )
    assert done.stdout.split("\n")[0] == "True []"


def test_both_engines_find_the_same_hypotheses_in_float32(place: Path) -> None:
    text = (HERE / "corpora" / "hanoi-convention" / "hanoi-convention" / "pl.gold.txt").read_text(
        "utf-8"
    )
    lines = [line for line in text.split("\n") if 20 < len(line) < 90 and " " in line][:12]
    row = model("pl", "en")
    fast = engines.Marian(row, "en", compute="float32").hypotheses(lines)
    slow = engines.Reference(row, "en").hypotheses(lines)
    same = sum(a[0].text == b[0].text for a, b in zip(fast, slow, strict=True))
    assert same >= len(lines) - 1 >= 7
    scores = [(a[0].score, b[0].score) for a, b in zip(fast, slow, strict=True)]
    assert all(abs(a - b) < 0.02 for a, b in scores if a is not None and b is not None)
    assert all(len(some) == 4 for some in fast + slow)


@pytest.fixture
def two_sided(place: Path, tmp_path: Path) -> Model:
    """The shipped weights as models of the hub are: each side has SentencePiece of its own."""
    row, folder = model("pl", "en"), tmp_path / "sides"
    shutil.copytree(row.folder, folder, ignore=shutil.ignore_patterns("SHA256SUMS", "*.md"))
    for name, made in zip(("source.spm", "target.spm"), sides(row.folder, "pl", "en"), strict=True):
        (folder / name).write_bytes(made)
    return model("pl", "en", str(folder))


def test_a_model_with_pieces_for_each_side_says_those_of_its_target(two_sided: Model) -> None:
    """Both engines, and what they say is English text, as it is with one SentencePiece model."""
    folder = HERE / "corpora" / "hanoi-convention" / "hanoi-convention"
    lines = [line for line in (folder / "pl.gold.txt").read_text("utf-8").split("\n") if line][2:9]
    left = vocabulary.unsaid(two_sided.folder)
    assert len(left) > 500
    fast = engines.Marian(two_sided, "en", compute="float32").translate(lines)
    slow = engines.Reference(two_sided, "en").translate(lines)
    alone = engines.Marian(model("pl", "en"), "en").translate(lines)
    texts = [said.text for said in fast]
    same = [(a.score, b.score) for a, b in zip(fast, slow, strict=True) if a.text == b.text]
    assert len(same) >= len(lines) - 1 >= 6  # in float32 one in two hundred is otherwise
    assert [a for a, _ in same] == pytest.approx([b for _, b in same], abs=2e-3)
    assert "▁" not in "".join(texts)
    assert measure("chrF", texts, [said.text for said in alone])[0] > 50
    made = converted.converted(two_sided, engines.Marian(two_sided, "en")._print, "int8")
    kept = json.loads((made / "target_vocabulary.json").read_text("utf-8"))
    ids = json.loads((two_sided.folder / "vocab.json").read_text("utf-8"))
    assert sorted([*map(ids.get, kept), *left, ids["<pad>"]]) == list(range(len(ids)))


def test_with_one_sentencepiece_model_everything_may_be_said(place: Path) -> None:
    assert vocabulary.unsaid(model("pl", "en").folder) == []


@pytest.mark.parametrize("player", ["ctranslate2", "transformers"])
def test_a_model_is_loaded_once_for_all_targets_and_searches(place: Path, player: str) -> None:
    row, made = model("pl", "en"), engines.ENGINES[player]
    both = [made(row, "en", search.PLAIN), made(row, "vi", search.CAREFUL)]
    assert all(one.translate(["Hanoi leży nad rzeką."])[0].text for one in both)
    first, second = (vars(one).get("_ready") or vars(one)["_model"] for one in both)
    assert first is second


def test_a_text_of_two_thousand_tokens_is_translated_whole(place: Path) -> None:
    lines = [" ".join(["Minister wrócił do Hanoi."] * n) for n in (1, 50, 73, 74, 75, 280)]
    said = engines.Marian(model("pl", "en"), "en", search.Search(beam=1, hypotheses=1)).translate(
        lines
    )
    counts = [one.text.count("Hanoi") for one in said]
    assert counts[0] == 1
    assert counts == sorted(counts)
    assert counts[-1] > 60
