"""Files are written whole or not at all: beside, flushed to the disk, renamed."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from .errors import MissingFile, NotText, OutputError, RunError


def read_bytes(path: Path, hint: str = "check the spelling") -> bytes:
    """The bytes of a file. Raises MissingFile, NotText for a folder or an unreadable file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise MissingFile(path, hint) from None
    except OSError as error:
        raise NotText(path, error.strerror or str(error)) from None


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path` so that a reader sees the old bytes or the new, nothing between."""
    with placing(path) as stream:
        stream.write(data)


@contextmanager
def placing(path: Path) -> Iterator[BinaryIO]:
    """A stream to write and read; its bytes stand at `path` when the block ends well, else not.

    Raises OutputError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise OutputError(path, error.strerror or str(error)) from None
    try:
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise OutputError(path, error.strerror or str(error)) from None
    finally:
        Path(beside).unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The folder is ours alone, by a lock of the kernel: it ends with the process, however that
    ends. Raises RunError at once where another holds it. Left empty it goes, whichever process
    made it, and so do the folders above that were made for it.

    A system without such locks (Windows) goes unlocked.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    made = [place for place in folder.parents if not place.exists()]
    handle = -1
    try:
        while handle < 0 or not _still_there(handle, folder):
            if handle >= 0:
                os.close(handle)
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(folder, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        hint = "wait until it has ended, or name another place with --runs"
        raise RunError(folder, "another kladka is at work in it", hint) from None
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error)) from None
    try:
        yield
    finally:
        for place in (folder, *made):
            try:
                place.rmdir()
            except OSError:
                break
        os.close(handle)


def _still_there(handle: int, folder: Path) -> bool:
    """Whoever held the folder before us may have removed it in between."""
    try:
        return os.path.samestat(os.fstat(handle), folder.stat())
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def to_json(value: Any) -> bytes:
    """Sorted keys, two spaces, one final newline: the same value is the same bytes."""
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def digest(parts: Iterable[bytes]) -> str:
    """One sha256 over the parts, each led by its length so that no two lists collide."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


def cache_folder() -> Path:
    """Where kladka keeps what it can make again: $KLADKA_CACHE, or ~/.cache/kladka."""
    named = os.environ.get("KLADKA_CACHE")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kladka"
