"""A model that was changed, cut, robbed or added to is refused by name before its weights load."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.engines import Marian, Reference
from pipeline.errors import ModelError
from pipeline.models import Model, fingerprint, model, table

SHIPPED = table()[0]
FILES = sorted(path.name for path in SHIPPED.folder.iterdir())
PLAYERS = {"ctranslate2": Marian, "transformers": Reference}


def _last_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))


def _middle_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _fake_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


HARM: dict[str, Callable[[Path], None]] = {
    "last byte changed": _last_byte,
    "middle byte changed": _middle_byte,
    "cut by a byte": _cut,
    "emptied": _empty,
    "dropped": Path.unlink,
    "a folder in its place": _fake_folder,
}


@pytest.fixture
def copy(tmp_path: Path) -> Model:
    shutil.copytree(SHIPPED.folder, tmp_path / "model")
    return SHIPPED._replace(folder=tmp_path / "model")


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("name", FILES)
def test_every_harm_to_every_file_is_refused_by_name(copy: Model, name: str, harm: str) -> None:
    HARM[harm](copy.folder / name)
    with pytest.raises(ModelError) as refused:
        fingerprint(copy)
    # A hash changed inside SHA256SUMS looks like a change of the file that it is the hash of.
    named = FILES if name == "SHA256SUMS" else [name]
    assert any(one in str(refused.value) for one in named)


@pytest.mark.parametrize("name", ["modeling_marian.py", "pytorch_model.bin", "x.pkl", "sub"])
def test_every_addition_is_refused_by_name(copy: Model, name: str) -> None:
    (copy.folder / name).mkdir() if name == "sub" else (copy.folder / name).write_bytes(b"x")
    with pytest.raises(ModelError, match=f"holds {name}, which we do not load"):
        fingerprint(copy)


def test_a_welcome_file_that_nobody_hashed_is_refused(copy: Model) -> None:
    (copy.folder / "special_tokens_map.json").write_text("{}")
    with pytest.raises(ModelError, match=r"special_tokens_map\.json is not in SHA256SUMS"):
        fingerprint(copy)


@pytest.mark.parametrize("player", PLAYERS)
def test_an_engine_refuses_when_it_is_made_before_anything_loads(
    copy: Model, player: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(self: object) -> None:
        raise AssertionError("loaded")

    monkeypatch.setattr(PLAYERS[player], "_load", never)
    _last_byte(copy.folder / "model.safetensors")
    with pytest.raises(ModelError, match=r"model\.safetensors is not the file it was"):
        PLAYERS[player](copy, "en")


def test_a_folder_of_the_users_own_needs_no_hashes(copy: Model) -> None:
    (copy.folder / "SHA256SUMS").unlink()
    assert fingerprint(model("pl", "en", str(copy.folder))) == fingerprint(SHIPPED)


def test_the_shipped_model_is_whole() -> None:
    assert len(fingerprint(SHIPPED)) == 64
