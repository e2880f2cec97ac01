"""`kladka models check` and `convert`: what is wrong with a model is said before it is used."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ModelError
from pipeline.models import Model, table
from pipeline.supply import convert, examine

SHIPPED = table()[0]
SHARED = "model.shared.weight"
Weights = dict[str, Any]


@pytest.fixture
def copy(tmp_path: Path) -> Model:
    """A folder of the user's own, without hashes, free to be spoilt."""
    shutil.copytree(SHIPPED.folder, tmp_path / "model")
    (tmp_path / "model" / "SHA256SUMS").unlink()
    return SHIPPED._replace(name="copy", family="own", folder=tmp_path / "model")


def _config(folder: Path, **changes: object) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **changes}))


def _vocabulary(folder: Path, change: Callable[[dict[str, int]], None]) -> None:
    names = json.loads((folder / "vocab.json").read_text())
    change(names)
    (folder / "vocab.json").write_text(json.dumps(names))


def _weights(folder: Path, change: Callable[[Weights], None]) -> None:
    from safetensors.torch import load, save_file

    weights = load((folder / "model.safetensors").read_bytes())
    change(weights)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def _lost_token(names: dict[str, int]) -> None:
    names["ordinary"] = names.pop(">>vie<<")


def _twice(names: dict[str, int]) -> None:
    names[">>vie<<"] = names[">>eng<<"]


def _untied(weights: Weights) -> None:
    weights["lm_head.weight"] = weights[SHARED] + 1


def _tied_again(weights: Weights) -> None:
    weights["lm_head.weight"] = weights[SHARED].clone()


def _short(weights: Weights) -> None:
    weights[SHARED] = weights[SHARED][:-1].clone()


def _holes(weights: Weights) -> None:
    weights[SHARED][5, 5] = float("nan")


def _pad(weights: Weights) -> None:
    weights[SHARED][7999] = 0.5


HARM: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "another kind": (lambda f: _config(f, model_type="t5"), "bad", "says t5, not marian"),
    "another size": (lambda f: _config(f, vocab_size=7000), "bad", "config.json says 7000"),
    "another end": (lambda f: _config(f, eos_token_id=3), "bad", "eos_token_id is 3"),
    "another start": (lambda f: _config(f, decoder_start_token_id=0), "bad", "starts with 0"),
    "a lost token": (lambda f: _vocabulary(f, _lost_token), "bad", ">>vie<< is not one id"),
    "one id twice": (lambda f: _vocabulary(f, _twice), "bad", "an id is not used once"),
    "a broken tie": (lambda f: _weights(f, _untied), "bad", "yet ['lm_head.weight']"),
    "a tie repeated": (lambda f: _weights(f, _tied_again), "good", "embeddings are tied"),
    "a row too few": (lambda f: _weights(f, _short), "bad", "embedding: [7999, 256]"),
    "no number": (lambda f: _weights(f, _holes), "bad", "not a number in"),
    "a pad that speaks": (lambda f: _weights(f, _pad), "warning", "<pad> is not zero"),
}


@pytest.mark.parametrize("what", HARM)
def test_every_harm_is_found_and_named(copy: Model, what: str) -> None:
    spoil, level, text = HARM[what]
    spoil(copy.folder)
    assert [f for f in examine(copy) if f.level == level and text in f.text]


def test_the_shipped_model_is_good_throughout() -> None:
    assert {finding.level for finding in examine(SHIPPED)} == {"good"}


@pytest.mark.parametrize("name", ["config.json", "vocab.json", "source.spm", "model.safetensors"])
def test_a_folder_that_cannot_be_read_is_one_error(copy: Model, name: str) -> None:
    (copy.folder / name).write_bytes(b"[")
    with pytest.raises(ModelError, match="is no Marian model we can read"):
        examine(copy)


def test_check_hears_both_engines_and_their_speed(kladka, copy: Model) -> None:
    done = kladka("models", "check", copy.folder, "--pair", "en-vi")
    assert done.returncode == 0, done.stderr
    assert "between CTranslate2 and transformers" in done.stdout
    assert "tokens/s on CTranslate2" in done.stdout
    assert "The agreement was signed in 2024. → " in done.stdout


def test_check_says_no_to_a_bad_model_without_running_it(kladka, copy: Model) -> None:
    _weights(copy.folder, _holes)
    done = kladka("models", "check", copy.folder, "--pair", "en-vi")
    assert done.returncode == 1
    assert "not a number in ['model.shared.weight']" in done.stdout
    assert "tokens/s" not in done.stdout


@pytest.mark.parametrize("pair", [None, "pl", "pl-xx", "pl-en-vi"])
def test_a_folder_that_names_no_languages_asks_for_them(kladka, copy: Model, pair) -> None:
    words = ("--pair", pair) if pair else ()
    if not pair:
        (copy.folder / "tokenizer_config.json").unlink()
    done = kladka("models", "check", copy.folder, *words)
    assert done.returncode == 2
    assert "give --pair" in done.stderr


def test_convert_makes_a_folder_that_any_engine_takes(kladka, copy: Model, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load

    before = load((copy.folder / "model.safetensors").read_bytes())
    pickled = {**before, "lm_head.weight": before[SHARED]}
    torch.save(pickled, copy.folder / "pytorch_model.bin")
    (copy.folder / "model.safetensors").unlink()
    refused = kladka("models", "check", copy.folder, "--pair", "pl-en")
    assert "pytorch_model.bin, which we do not load; kladka models convert" in refused.stderr
    done = kladka("models", "convert", copy.folder, tmp_path / "out")
    assert done.stdout == f"{tmp_path / 'out'}\n"
    after = load((tmp_path / "out" / "model.safetensors").read_bytes())
    assert after.keys() == before.keys()
    assert all(torch.equal(after[name], before[name]) for name in before)
    assert "exists already" in kladka("models", "convert", copy.folder, tmp_path / "out").stderr
    out = SHIPPED._replace(folder=tmp_path / "out")
    assert {finding.level for finding in examine(out)} == {"good"}


def test_convert_of_something_else_leaves_nothing(copy: Model, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="use it as it is"):
        convert(copy.folder, tmp_path / "out")
    (copy.folder / "model.safetensors").unlink()
    (copy.folder / "pytorch_model.bin").write_bytes(b"PK not really")
    with pytest.raises(ModelError, match=r"pytorch_model\.bin is not converted"):
        convert(copy.folder, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
