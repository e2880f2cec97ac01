"""One file of the hub onto the disk: goes on after a cut, and is kept only if its hash is right."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from ..errors import ModelError, OutputError
from ..roles import News, Tell
from .hub import Cut, Facts, Hub
from .origin import ROOM

TRIES = 3


def download(hub: Hub, name: str, folder: Path, pinned: str | None, tell: Tell) -> str:
    """Put `name` into `folder`; its sha256. Raises ModelError, what came stays for the next try."""
    facts = hub.facts(name)
    if pinned:
        facts = facts._replace(sha256=pinned)
    whole, part = folder / name, folder / f"{name}.part"
    try:
        if whole.is_file() and _right(whole, facts):
            tell(News(name, facts.size, facts.size))
            return _sha256(whole)
        whole.unlink(missing_ok=True)
        _fill(hub, name, part, facts.size, tell)
        if not _right(part, facts):
            part.unlink()
            why = f"{name} came with a wrong hash"
            raise ModelError(hub.repo, why, "nothing of it was kept, so try again")
        part.replace(whole)
        return _sha256(whole)
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error), ROOM) from None


def _fill(hub: Hub, name: str, part: Path, size: int, tell: Tell) -> None:
    for _ in range(TRIES):
        have = part.stat().st_size if part.exists() else 0
        if have > size:
            part.unlink()
            have = 0
        if have == size and part.exists():
            return
        try:
            _append(hub, name, part, have, size, tell)
        except Cut:
            continue
    have = part.stat().st_size if part.exists() else 0
    if have != size:
        why = f"the connection was cut at {have:,} of {size:,} bytes of {name}"
        raise ModelError(hub.repo, why, "run the same command again, it goes on from there")


def _append(hub: Hub, name: str, part: Path, have: int, size: int, tell: Tell) -> None:
    with hub.bytes_of(name, have) as (start, chunks), part.open("ab") as stream:
        stream.truncate(start)
        done = start
        for chunk in chunks:
            stream.write(chunk)
            done += len(chunk)
            if done > size:
                break
            tell(News(name, done, size))
        stream.flush()
        os.fsync(stream.fileno())


def _right(path: Path, facts: Facts) -> bool:
    if path.stat().st_size != facts.size:
        return False
    if facts.sha256:
        return _sha256(path) == facts.sha256
    return _git(path) == facts.git


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _git(path: Path) -> str:
    """The name git gives a file: sha1 over a header and the bytes."""
    data = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
