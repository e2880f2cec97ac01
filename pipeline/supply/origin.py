"""What a model folder says about itself: the hash of every file, and where each came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ..files import write
from ..models import SUMS, digest_of

ORIGIN = "ORIGIN"
ROOM = "free the place or name another with $KLADKA_CACHE"


def seal(folder: Path, facts: Mapping[str, str], fetched: Mapping[str, str]) -> None:
    """Write ORIGIN (facts, then the sha256 of each file as it was fetched), then SHA256SUMS."""
    lines = [f"{name} {value}" for name, value in facts.items()]
    lines += [f"sha256 {value}  {name}" for name, value in sorted(fetched.items())]
    write(folder / ORIGIN, _text(lines))
    names = sorted(path.name for path in folder.iterdir() if path.name != SUMS)
    write(folder / SUMS, _text(f"{digest_of(folder / name)}  {name}" for name in names))


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def origin(folder: Path) -> dict[str, str]:
    """The facts of a folder's ORIGIN; none where it has no such file."""
    if not (folder / ORIGIN).is_file():
        return {}
    lines = (folder / ORIGIN).read_text(encoding="utf-8").split("\n")
    return {name: value for name, _, value in (line.partition(" ") for line in lines) if value}
