"""A corpus small enough for every test, and one run of it through the shipped models."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Kladka = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the whole session, so that a model is converted once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def kladka(cache: Path) -> Kladka:
    """The installed command, as a user runs it, with a cache of its own and nowhere to phone."""

    def run(*words: object, stdin: str | bytes = "", cwd: Path | None = None, **env: str):
        command = [str(Path(sys.executable).with_name("kladka")), *map(str, words)]
        blind = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            cwd=cwd,
            env={**os.environ, "KLADKA_CACHE": str(cache), **blind, **env},
            timeout=300,
        )
        out, err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
        return subprocess.CompletedProcess(command, done.returncode, out, err)

    return run


@pytest.fixture(scope="session")
def walked_run(kladka: Kladka, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of the real article."""
    runs = tmp_path_factory.mktemp("runs")
    done = kladka("translate", ROOT / "corpora" / "hanoi-convention", "--runs", runs)
    assert done.returncode == 0, done.stderr
    return runs / "hanoi-convention"
