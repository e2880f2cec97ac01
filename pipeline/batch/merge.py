"""The outputs of a whole batch, made from its sealed shards one dossier at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

from ..errors import KladkaError, UnknownName
from ..files import digest, to_json
from ..version import VERSION
from .asked import FORMAT
from .outputs import Files, beads, opened
from .places import Place, write
from .seal import Seal, outcomes

FORMATS = ("tmx", "mt.tmx", "jsonl", "parquet", "html")


class Merged(NamedTuple):
    """The files, by name in the place, with the sha256 of each."""

    files: dict[str, str]


def merge(place: Place, name: str, seals: Sequence[Seal], formats: Sequence[str]) -> Merged:
    """Write merged/ from sealed shards, its own seal merged/merged.json last.

    What stands already, made from the same seals, stays. Raises UnknownName, RunError, OutputError.
    """
    for one in formats:
        if one not in FORMATS:
            raise UnknownName("merged format", one, FORMATS)
    key = digest([VERSION.encode(), *(one.sha256.encode() for one in seals)])
    wanted = {"format": FORMAT, "kladka": VERSION, "from": key, "formats": sorted(formats)}
    standing = _standing(place, wanted)
    if standing is not None:
        return Merged(standing)
    files = Files(place)
    with ExitStack() as stack:
        outputs = [opened(one, name, files, stack) for one in formats if one != "parquet"]
        for number, made in enumerate(seals):
            dossiers = []
            for outcome in outcomes(place, made):
                for output in outputs:
                    output.add(outcome)
                dossiers.append(outcome)
            if "parquet" in formats:
                files.write(f"data/part-{number:06}.parquet", beads(dossiers))
        for output in outputs:
            output.end()
    files.forget_others()
    write(place, "merged/merged.json", to_json({**wanted, "files": files.sums}))
    return Merged(files.sums)


def _standing(place: Place, wanted: dict[str, Any]) -> dict[str, str] | None:
    if "merged.json" not in place.names("merged"):
        return None
    try:
        record = json.loads(place.read("merged/merged.json"))
        files: dict[str, str] = record.pop("files")
    except (ValueError, KeyError):
        return None
    if record != wanted:
        return None
    try:
        sound = all(
            hashlib.sha256(place.read(f"merged/{file}")).hexdigest() == value
            for file, value in files.items()
        )
    except KladkaError:
        return None
    return files if sound else None
