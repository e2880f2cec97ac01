"""What the recipe makes of its text: own triples beside pairs of others, and pieces that stay."""

from __future__ import annotations

import lzma
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from training.batches import Batches
from training.clean import clean, joined, own
from training.models import Kit, make
from training.recipe import load
from training.tokenise import FILES, Pairs, Pieces, tokenise

ROOT = Path(__file__).parent.parent
RECIPE = load(ROOT / "training" / "recipe.toml")
SHIPPED = ROOT / "pipeline" / "weights" / "pl-en-vi"
TRIPLES = [
    ("Kot śpi na dachu.", "The cat sleeps on the roof.", "Con mèo ngủ trên mái nhà."),
    ("Rzeka wylała w nocy.", "The river flooded at night.", "Con sông tràn bờ trong đêm."),
    ("Kupiłam trzy chleby.", "I bought three loaves of bread.", "Tôi đã mua ba ổ bánh mì."),
]
MORE = [("Wiatr ucichł.", "The wind died down.", "Gió đã lặng."), TRIPLES[0]]
PAIRS = [
    ("Otwórz plik i zapisz go.", "Open the file and save it.", "docs"),
    ("Zamknij wszystkie okna.", "Close all of the windows.", "docs"),
    ("Hasło zostało zmienione.", "The password has been changed.", "docs"),
    ("Drukarka nie odpowiada.", "The printer is not responding.", "other"),
]


def _stored(path: Path, rows: Sequence[tuple[str, ...]]) -> Path:
    path.write_bytes(lzma.compress("".join("\t".join(row) + "\n" for row in rows).encode()))
    return path


@pytest.fixture
def texts(tmp_path: Path) -> list[Path]:
    return [
        _stored(tmp_path / "news-triples.tsv.xz", TRIPLES),
        _stored(tmp_path / "prose-triples.tsv.xz", MORE),
        _stored(tmp_path / "pl-en.tsv.xz", PAIRS),
    ]


@pytest.fixture
def cleaned(texts: list[Path], tmp_path: Path) -> Path:
    clean(replace(RECIPE.clean, documentation_cap=2), texts, [], tmp_path / "clean", 1)
    return tmp_path / "clean" / "pairs.tsv"


def _rows(cleaned: Path) -> list[list[str]]:
    return [line.split("\t") for line in cleaned.read_text("utf-8").splitlines()]


def test_a_triple_is_a_pair_in_every_direction_and_once_only(cleaned: Path) -> None:
    rows = _rows(cleaned)
    for direction in RECIPE.clean.directions:
        for name, wanted in (("news-triples", TRIPLES), ("prose-triples", MORE[:1])):
            columns = [RECIPE.clean.triple_languages.index(code) for code in direction.split("-")]
            mine = [tuple(row[2:]) for row in rows if row[:2] == [direction, name]]
            assert mine == [tuple(triple[column] for column in columns) for triple in wanted]


def test_the_cap_is_for_the_text_of_others(cleaned: Path) -> None:
    sources = [row[1] for row in _rows(cleaned) if row[0] == "pl-en"]
    assert {name: sources.count(name) for name in sorted(set(sources))} == {
        "docs": 2,
        "joined-triples": 2,
        "news-triples": 3,
        "other": 1,
        "prose-triples": 1,
    }


def test_a_line_of_a_test_set_is_left_out(texts: list[Path], tmp_path: Path) -> None:
    unseen = tmp_path / "dev.en"
    unseen.write_text("Nothing here.\nTHE CAT sleeps, on the roof\n", "utf-8")
    clean(RECIPE.clean, texts, [unseen], tmp_path / "fenced", 1)
    english = [row[3] for row in _rows(tmp_path / "fenced" / "pairs.tsv") if row[0] == "pl-en"]
    assert not any("The cat sleeps" in line for line in english)
    assert "The river flooded at night." in english


def test_a_training_that_goes_on_keeps_its_pieces(cleaned: Path, tmp_path: Path) -> None:
    out = tmp_path / "tokens"
    tokenise(RECIPE.tokenise, cleaned, out, RECIPE.seed, SHIPPED)
    assert all((out / name).read_bytes() == (SHIPPED / name).read_bytes() for name in FILES)
    pairs, pieces = Pairs.load(out / "pairs.npz"), Pieces(out)
    number = 0
    for direction, name, source, target in _rows(cleaned):
        for copy in range(1 + _samples(name)):
            ids = pairs.source[pairs.source_at[number] : pairs.source_at[number + 1]].tolist()
            likeliest = pieces.source(source, direction.split("-")[1])
            assert copy or ids == likeliest
            assert ids[0] == likeliest[0]
            assert pieces.decode(ids[1:]) == source
            ids = pairs.target[pairs.target_at[number] : pairs.target_at[number + 1]].tolist()
            assert pieces.decode(ids) == target
            number += 1
    assert number == len(pairs.group)


def _samples(name: str) -> int:
    return RECIPE.tokenise.own_samples if own(name) else RECIPE.tokenise.samples


def test_cuts_by_chance_are_the_same_for_the_same_seed(cleaned: Path, tmp_path: Path) -> None:
    stored = []
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        tokenise(RECIPE.tokenise, cleaned, tmp_path / name, seed, SHIPPED)
        stored.append(Pairs.load(tmp_path / name / "pairs.npz").source.tolist())
    assert stored[0] == stored[1] != stored[2]


def test_cuts_by_chance_are_the_same_in_another_process(cleaned: Path, tmp_path: Path) -> None:
    tokenise(RECIPE.tokenise, cleaned, tmp_path / "here", 1, SHIPPED)
    program = (
        "import sys; from pathlib import Path; from training.recipe import load; "
        "from training.tokenise import tokenise; "
        "recipe, pairs, out, start = map(Path, sys.argv[1:]); "
        "tokenise(load(recipe).tokenise, pairs, out, 1, start)"
    )
    words = [ROOT / "training" / "recipe.toml", cleaned, tmp_path / "there", SHIPPED]
    subprocess.run([sys.executable, "-c", program, *map(str, words)], check=True, cwd=ROOT)
    here, there = (Pairs.load(tmp_path / name / "pairs.npz") for name in ("here", "there"))
    assert here.source.tolist() == there.source.tolist()


def test_other_pieces_to_keep_make_the_text_be_encoded_anew(
    texts: list[Path], tmp_path: Path
) -> None:
    told: list[str] = []
    kit = Kit(RECIPE, tmp_path, texts, tmp_path, [], told.append, None, 1, SHIPPED, 0, None)
    other = tmp_path / "other"
    other.mkdir()
    for name in FILES:
        (other / name).write_bytes((SHIPPED / name).read_bytes())
    make(kit, ["clean", "tokenise"])
    make(kit, ["tokenise"])
    assert told[-1] == "tokenise: done before"
    (other / "vocab.json").write_bytes((SHIPPED / "vocab.json").read_bytes() + b"\n")
    make(replace(kit, start=other), ["tokenise"])
    assert told[-1].startswith("tokenise: {")


def test_own_text_has_its_share_of_every_direction(cleaned: Path, tmp_path: Path) -> None:
    tokenise(RECIPE.tokenise, cleaned, tmp_path / "tokens", RECIPE.seed, SHIPPED)
    pairs = Pairs.load(tmp_path / "tokens" / "pairs.npz")
    links = np.full(len(pairs.target), -1, np.int16)
    shares = Batches(RECIPE.train, pairs, links, 0, 1).shares()
    of = dict(zip(pairs.groups, shares.tolist(), strict=True))
    ours = sum(of[f"pl-en {name}-triples"] for name in ("news", "prose", "joined"))
    assert ours == pytest.approx(RECIPE.train.direction_shares["pl-en"] * RECIPE.train.own_share)
    assert of["pl-en news-triples"] == pytest.approx(3**0.5 * of["pl-en prose-triples"])


def test_joined_lines_hold_every_triple_once() -> None:
    triples = [[f"{code}{number}." for code in ("pl", "en", "vi")] for number in range(50)]
    lines = list(joined(triples, 4, 1))
    assert sorted(cell for line in lines for cell in line[0].split()) == sorted(
        triple[0] for triple in triples
    )
    assert all(line[1].replace("en", "pl") == line[0] for line in lines)
    assert {len(line[0].split()) for line in lines} >= {2, 3, 4}
    assert list(joined(triples, 4, 1)) == lines != list(joined(triples, 4, 2))
    assert list(joined(triples[:1], 4, 1)) == triples[:1]
