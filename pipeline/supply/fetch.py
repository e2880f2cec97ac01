"""A model from the hub into the cache: whole, hashed, out of its pickle, or not there at all."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from ..errors import ModelError, OutputError
from ..models import NEEDED, WELCOME, Model
from ..roles import Tell, silent
from .convert import BIN, SAFE, unpickled
from .download import download
from .hub import HOME, Hub
from .origin import ROOM, origin, seal

_REVISION = re.compile(r"[0-9a-f]{40}")
_EXTRA = ("README.md",)


def fetch_model(row: Model, revision: str | None = None, tell: Tell = silent) -> Path:
    """The model's folder, made now or already there. Raises ModelError, OutputError."""
    if row.folder.is_dir():
        return _here(row, revision)
    where = row.hub
    if where is None:
        raise ModelError(row.name, "comes with kladka", "there is nothing to fetch")
    wanted = _revision(row, revision)
    hub = Hub(where.repo, wanted)
    sums = where.sums if wanted == where.revision else {}
    names = _chosen(hub)
    beside = row.folder.with_name(f".{row.name}-{wanted[:12]}.fetching")
    try:
        beside.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(beside, error.strerror or str(error), ROOM) from None
    fetched = {name: download(hub, name, beside, sums.get(name), tell) for name in names}
    facts = {"repo": where.repo, "revision": wanted, "from": hub.endpoint}
    if BIN in names:
        facts[SAFE] = f"made of {BIN} by torch {unpickled(row.name, beside)}"
        (beside / BIN).unlink()
    _settle(beside, row.folder, facts, fetched)
    return row.folder


def _here(row: Model, revision: str | None) -> Path:
    have = origin(row.folder).get("revision", "unknown")
    if row.hub and revision not in (None, have):
        why = f"is here already, at revision {have}"
        raise ModelError(row.name, why, f"remove {row.folder} to fetch another")
    return row.folder


def _revision(row: Model, revision: str | None) -> str:
    where = row.hub
    wanted = revision or (where.revision if where else None)
    if where and not wanted:
        why = f"no revision of {where.repo} is pinned yet"
        page = f"{HOME}/{where.repo}/commits/main"
        hint = f"give --revision and the 40 hex digits of a commit listed at {page}"
        raise ModelError(row.name, why, hint)
    if not wanted or not _REVISION.fullmatch(wanted):
        hint = "give all 40 hex digits of a commit, for a branch can move"
        raise ModelError(row.name, f"{wanted!r} is no revision", hint)
    return wanted


def _chosen(hub: Hub) -> list[str]:
    """What we take of a repository: the model's own files, its card, and one form of weights."""
    held = set(hub.names())
    weights = SAFE if SAFE in held else BIN
    wanted = {weights, *NEEDED} - ({SAFE} if weights == BIN else set())
    for name in sorted(wanted - held):
        why = f"has no {name} at this revision"
        raise ModelError(hub.repo, why, "it is no Marian model, try another revision")
    return sorted(held & (wanted | set(WELCOME) | set(_EXTRA)), key=lambda n: (n == weights, n))


def _settle(beside: Path, folder: Path, facts: dict[str, str], fetched: dict[str, str]) -> None:
    kept = {*WELCOME, *_EXTRA}
    for path in beside.iterdir():
        if path.name not in kept:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    seal(beside, facts, fetched)
    try:
        beside.replace(folder)
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error), ROOM) from None
