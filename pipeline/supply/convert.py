"""Pickled weights become safetensors, once, in a process that can do little else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ..errors import MissingFile, ModelError, OutputError
from ..models import NEEDED, WELCOME, digest_of
from .origin import seal

BIN, SAFE = "pytorch_model.bin", "model.safetensors"
SECONDS = 900.0
_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH")


def convert(source: Path, out: Path) -> Path:
    """A Marian folder with a .bin as a new folder `out` in safetensors. Raises ModelError."""
    if (source / SAFE).is_file():
        raise ModelError(source.name, f"holds {SAFE} already", "use it as it is")
    for name in (BIN, *(name for name in NEEDED if name != SAFE)):
        if not (source / name).is_file():
            raise MissingFile(source / name, f"a Marian folder to convert holds {name}")
    if out.exists():
        raise OutputError(out, "it exists already", "name another folder")
    beside = _beside(out)
    try:
        made = unpickled(source.name, source, beside)
        kept = [n for n in (*WELCOME, "README.md") if n != SAFE and (source / n).is_file()]
        for name in kept:
            shutil.copyfile(source / name, beside / name)
        facts = {SAFE: f"made of {BIN} by torch {made}"}
        seal(beside, facts, {name: digest_of(source / name) for name in (BIN, *kept)})
        beside.chmod(0o755)
        beside.replace(out)
    except OSError as error:
        raise OutputError(out, error.strerror or str(error), "name another folder") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return out


def _beside(out: Path) -> Path:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    except OSError as error:
        raise OutputError(out, error.strerror or str(error), "name another folder") from None


def unpickled(name: str, folder: Path, into: Path | None = None) -> str:
    """Make `into`/model.safetensors of a folder's .bin; the version of torch that read it.

    The child starts with `python -I`, an empty environment and an empty folder, and reads with
    `weights_only`, which builds tensors and runs nothing. Raises ModelError.
    """
    source, target = (folder / BIN).resolve(), ((into or folder) / SAFE).resolve()
    child = Path(__file__).with_name("unpickle.py").resolve()
    command = [sys.executable, "-I", str(child), str(source), str(target)]
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    with tempfile.TemporaryDirectory() as empty:
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=SECONDS, env=kept, cwd=empty
            )
        except subprocess.TimeoutExpired:
            raise _unsafe(name, f"takes more than {SECONDS:g} s") from None
    if done.returncode:
        target.unlink(missing_ok=True)
        raise _unsafe(name, _reason(done.stderr))
    return str(json.loads(done.stdout)["torch"])


def _unsafe(name: str, why: str) -> ModelError:
    return ModelError(name, f"{BIN} is not converted ({why})", "use a model in safetensors")


def _reason(said: str) -> str:
    if "weights_only" in said.lower() or "unsupported" in said.lower():
        return "it holds more than weights"
    last = said.strip().split("\n")[-1] or "the process died"
    return " ".join(last.split())[:160]
