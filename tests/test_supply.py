"""Models from the hub, proven against a loopback server that speaks its protocol."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from samples import sides

from pipeline.cli.download import Download
from pipeline.errors import ModelError
from pipeline.metrics import measure
from pipeline.models import Hub, Model, fingerprint, model
from pipeline.roles import News
from pipeline.supply import fetch_model

REPO = "Helsinki-NLP/opus-mt-en-vi"
REVISION = "0123456789abcdef0123456789abcdef01234567"
SAFE, BIN = "model.safetensors", "pytorch_model.bin"
COMMON = ("README.md", "config.json", "generation_config.json", "source.spm", "target.spm")
LAYOUT = (*COMMON, "tokenizer_config.json", "vocab.json")


def _pickled(safe: bytes) -> bytes:
    """As Helsinki's: one pytorch_model.bin, every tie repeated."""
    import torch
    from safetensors.torch import load

    weights = load(safe)
    shared = weights["model.shared.weight"]
    for part in ("encoder", "decoder"):
        weights[f"model.{part}.embed_tokens.weight"] = shared
    weights["lm_head.weight"] = shared.clone()
    stream = io.BytesIO()
    torch.save(weights, stream)
    return stream.getvalue()


class _Evil:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


def _evil(mark: Path) -> bytes:
    import torch

    stream = io.BytesIO()
    torch.save({"model.shared.weight": _Evil(mark)}, stream)
    return stream.getvalue()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def get(kladka, shelf, tmp_path: Path):
    def run(*words: str, **env: str):
        asked = words or ("--revision", REVISION)
        around = {
            "HF_ENDPOINT": shelf.url,
            "no_proxy": "127.0.0.1,localhost",
            "HF_HUB_OFFLINE": "",
            **env,
        }
        command = ("models", "get", "opus-mt-en-vi", *asked)
        return kladka(*command, KLADKA_CACHE=str(tmp_path), **around)

    return run


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "models" / "opus-mt-en-vi"


def test_a_model_comes_whole_with_its_hashes_and_where_it_is_from(get, shelf, place) -> None:
    done = get()
    assert done.returncode == 0, done.stderr
    assert {path.name for path in place.iterdir()} == {*LAYOUT, SAFE, "SHA256SUMS", "ORIGIN"}
    assert (place / SAFE).read_bytes() == shelf.files[SAFE]
    lines = (place / "ORIGIN").read_text().split("\n")
    assert lines[:3] == [f"repo {REPO}", f"revision {REVISION}", f"from {shelf.url}"]
    assert f"sha256 {_sha256(shelf.files[SAFE])}  {SAFE}" in lines
    assert f"{_sha256(shelf.files[SAFE])}  {SAFE}" in (place / "SHA256SUMS").read_text()
    assert "kladka pins no revision of it yet" in done.stdout
    assert "model.safetensors 100% of 14,656,968 bytes" in done.stderr
    assert not [path for _, path, _ in shelf.asked if path.endswith((".py", ".gitattributes"))]


def test_a_pickle_alone_is_converted_and_says_the_same_as_the_shipped(
    get, kladka, shelf, place, tmp_path: Path
) -> None:
    shelf.files[BIN] = _pickled(shelf.files.pop(SAFE))
    assert get().returncode == 0
    assert {path.name for path in place.iterdir()} == {*LAYOUT, SAFE, "SHA256SUMS", "ORIGIN"}
    lines = (place / "ORIGIN").read_text()
    assert f"{SAFE} made of {BIN} by torch " in lines
    assert f"sha256 {_sha256(shelf.files[BIN])}  {BIN}" in lines
    ask, text = ("mt", "--from", "en", "--to", "vi"), "The agreement was signed in 2024.\n"
    fetched = kladka(*ask, "--models", "opus-mt", stdin=text, KLADKA_CACHE=str(tmp_path))
    assert fetched.stdout == kladka(*ask, stdin=text).stdout != ""


def test_a_model_with_pieces_for_each_side_comes_and_speaks_as_its_target_is_written(
    get, kladka, shelf, tmp_path: Path
) -> None:
    """The layout of the hub's own: a pickle, and two SentencePiece models that are not the same."""
    shelf.files[BIN] = _pickled(shelf.files.pop(SAFE))
    made = sides(model("en", "vi").folder, "en", "vi")
    shelf.files |= zip(("source.spm", "target.spm"), made, strict=True)
    assert get().returncode == 0
    ask, text = ("mt", "--from", "en", "--to", "vi"), "The agreement was signed in 2024.\n"
    said = kladka(*ask, "--models", "opus-mt", stdin=text, KLADKA_CACHE=str(tmp_path)).stdout
    assert "▁" not in said
    assert measure("chrF", [said], [kladka(*ask, stdin=text).stdout])[0] > 60
    checked = kladka("models", "check", "opus-mt-en-vi", KLADKA_CACHE=str(tmp_path))
    assert checked.returncode == 0, checked.stdout


def test_a_pickle_that_would_run_something_is_refused(get, shelf, place, tmp_path: Path) -> None:
    del shelf.files[SAFE]
    shelf.files[BIN] = _evil(tmp_path / "was here")
    done = get()
    assert done.returncode == 2
    assert f"{BIN} is not converted (it holds more than weights)" in done.stderr
    assert not (tmp_path / "was here").exists()
    assert not place.exists()


def test_the_loopback_server_is_a_hub_to_its_own_client_too(shelf, tmp_path: Path) -> None:
    """Or else we would prove our client against our own idea of the protocol."""
    code = (
        "import sys; from huggingface_hub import hf_hub_download as get\n"
        "for name in sys.argv[3:]: print(get(sys.argv[1], name, revision=sys.argv[2]))"
    )
    around = {"HF_ENDPOINT": shelf.url, "HF_HOME": str(tmp_path), "HF_HUB_DISABLE_XET": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, REPO, shelf.revision, *shelf.files],
        capture_output=True,
        text=True,
        env={**os.environ, **around, "no_proxy": "127.0.0.1,localhost", "HF_HUB_OFFLINE": "0"},
    )
    assert done.returncode == 0, done.stderr
    for line in done.stdout.strip().split("\n"):
        assert Path(line).read_bytes() == shelf.files[Path(line).name]


def test_a_second_get_asks_nobody(get, shelf) -> None:
    assert get().returncode == 0
    before = len(shelf.asked)
    assert get().returncode == 0
    assert len(shelf.asked) == before
    other = get("--revision", "f" * 40)
    assert other.returncode == 2
    assert f"is here already, at revision {REVISION}" in other.stderr


def test_a_cut_connection_goes_on_where_it_stopped(get, shelf, place) -> None:
    shelf.most = 3_000_000
    cut = get()
    assert cut.returncode == 2
    assert "the connection was cut at 9,000,000 of 14,656,968 bytes" in cut.stderr
    assert "run the same command again" in cut.stderr
    assert not place.exists()
    assert get().returncode == 0
    ranges = [ask for _, path, ask in shelf.asked if path == f"/cdn/{SAFE}" and ask]
    assert ranges == [f"bytes={n}000000-" for n in (3, 6, 9, 12)]
    assert (place / SAFE).read_bytes() == shelf.files[SAFE]


def test_a_server_that_cannot_go_on_is_asked_for_all_of_it(get, shelf, place) -> None:
    shelf.most = 4_000_000
    assert get().returncode == 2
    shelf.most, shelf.ranged = 1 << 40, False
    assert get().returncode == 0
    assert (place / SAFE).read_bytes() == shelf.files[SAFE]


@pytest.mark.parametrize("name", [SAFE, "vocab.json", "source.spm"])
def test_a_wrong_hash_is_refused_and_nothing_of_it_kept(get, shelf, place, name: str) -> None:
    shelf.swapped = {name}
    done = get()
    assert done.returncode == 2
    assert f"{name} came with a wrong hash; nothing of it was kept" in done.stderr
    assert not place.exists()
    assert not list(place.parent.glob(f".*/{name}*"))
    shelf.swapped = set()
    assert get().returncode == 0


WRONG = {
    "a 404 for the revision": ({"status": 404}, f"has no revision {REVISION} (404)"),
    "a 401": ({"status": 401}, "does not exist or wants a login"),
    "a 503": ({"status": 503}, "answers 503"),
    "a listed file that is gone": ({"gone": {"vocab.json"}}, "has no vocab.json (404)"),
    "another revision": ({"answers": "f" * 40}, "gives revision ffff"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_failing_hub_is_one_sentence(get, shelf, place, what: str) -> None:
    faults, sentence = WRONG[what]
    for name, value in faults.items():
        setattr(shelf, name, value)
    _refused(get(), sentence)
    assert not place.exists()


def test_a_repository_without_a_needed_file_is_named(get, shelf) -> None:
    del shelf.files["source.spm"]
    _refused(get(), "has no source.spm at this revision")


ASKED = {
    "no revision": (("--revision", ""), {}, "no revision of Helsinki-NLP/opus-mt-en-vi is pinned"),
    "a branch": (("--revision", "main"), {}, "'main' is no revision"),
    "no network": ((), {"HF_ENDPOINT": "http://127.0.0.1:9"}, "cannot be reached"),
    "no such host": ((), {"HF_ENDPOINT": "https://hub.invalid"}, "cannot be reached"),
    "no secure way": ((), {"HF_ENDPOINT": "http://example.org"}, "which is not https"),
    "a file": ((), {"HF_ENDPOINT": "file:///etc"}, "which is not https"),
    "offline": ((), {"HF_HUB_OFFLINE": "1"}, "HF_HUB_OFFLINE is set"),
}


@pytest.mark.parametrize("what", ASKED)
def test_what_cannot_be_fetched_is_one_sentence(get, place, what: str) -> None:
    words, env, sentence = ASKED[what]
    _refused(get(*words, **env), sentence)
    assert not place.exists()


def test_the_shipped_model_is_not_fetched(kladka) -> None:
    assert kladka("models", "get", "kladka-pl-en-vi").returncode == 0
    assert "no model is called 'magic'" in kladka("models", "get", "magic").stderr


@pytest.mark.parametrize("right", [True, False])
def test_pinned_hashes_come_before_what_the_hub_says(
    shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: bool
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", shelf.url)
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    sums = {name: _sha256(data) for name, data in shelf.files.items()}
    if not right:
        sums["vocab.json"] = "0" * 64
    row = Model("m", "opus-mt", (), {}, "", tmp_path / "m", Hub(REPO, REVISION, sums))
    if right:
        assert len(fingerprint(row._replace(folder=fetch_model(row)))) == 64
    else:
        with pytest.raises(ModelError, match=r"vocab\.json came with a wrong hash"):
            fetch_model(row)


def test_a_terminal_sees_a_bar(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Download() as download:
        for done in (0, 500, 1000):
            download.tell(News("vocab.json", done, 1000))
    shown = capsys.readouterr().err
    assert "vocab.json" in shown
    assert "1.0/1.0 kB" in shown


def _refused(done, sentence: str) -> None:
    assert done.returncode == 2
    *progress, last = done.stderr.strip().split("\n")
    assert sentence in last
    assert all("100% of" in line for line in progress)
