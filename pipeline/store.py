"""The run directory: dossiers to disk and back, and the seal that says a run is whole."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import RunError
from .files import read_bytes, to_json, write
from .records import (
    Bead,
    BeadScore,
    Bitext,
    Document,
    Dossier,
    HopLoss,
    Said,
    Score,
    Segment,
    Span,
)
from .version import VERSION

FORMAT = 1
_AGAIN = "make it again with kladka translate"


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: what was asked, the dossiers, what failed and why.

    `scores` are those of the whole corpus by language, its beads taken together.
    """

    name: str
    dossiers: tuple[Dossier, ...]
    failures: Mapping[str, str]
    asked: Mapping[str, Any]
    scores: Mapping[str, tuple[Score, ...]]


def save_dossier(dossier: Dossier, folder: Path) -> Path:
    """Put dossier.json into the folder of its article."""
    path = folder / "dossier.json"
    write(path, to_json({"format": FORMAT, **dataclasses.asdict(dossier)}))
    return path


def load_dossier(path: Path) -> Dossier:
    """Raises MissingFile, RunError for a damaged or foreign file."""
    raw = _json(path)
    if raw.get("format") != FORMAT:
        raise RunError(path, f"is of format {raw.get('format')}, not {FORMAT}", _AGAIN)
    try:
        return Dossier(
            raw["name"],
            _document(raw["article"]),
            tuple(_bitext(one) for one in raw["bitexts"]),
            tuple(raw["notes"]),
        )
    except (KeyError, TypeError) as error:
        raise RunError(path, f"is damaged ({error})", _AGAIN) from None


def _document(raw: dict[str, Any]) -> Document:
    return Document(**{**raw, "segments": tuple(map(_segment, raw["segments"]))})


def _segment(raw: dict[str, Any]) -> Segment:
    made: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    return Segment(**made)


def _bitext(raw: dict[str, Any]) -> Bitext:
    said = tuple(
        Said(
            one["text"],
            tuple(one["hops"]),
            one["score"],
            tuple(one["flags"]),
            one.get("human", False),
        )
        for one in raw["said"]
    )
    made = _scores(raw["scores"])
    page = _document(raw["page"]) if raw["page"] else None
    beads, frozen = (tuple(map(_bead, raw[key])) for key in ("beads", "frozen"))
    rest = {"said": said, "scores": made, "page": page, "beads": beads, "frozen": frozen}
    return Bitext(**{**raw, **rest, **_finer(raw)})


def _finer(raw: dict[str, Any]) -> dict[str, Any]:
    """What dossiers of earlier versions lack."""
    return {
        "finer": _scores(raw.get("finer", [])),
        "bead_scores": tuple(
            BeadScore(Span(**one["article"]), Span(**one["page"]), one["scores"])
            for one in raw.get("bead_scores", [])
        ),
        "losses": tuple(
            HopLoss(
                Span(**one["article"]),
                one["how"],
                tuple(one["points"]),
                tuple(one["heard"]),
                tuple(one["page"]),
            )
            for one in raw.get("losses", [])
        ),
    }


def _scores(raw: list[dict[str, Any]]) -> tuple[Score, ...]:
    return tuple(
        Score(**{**one, "interval": tuple(one["interval"]) if one["interval"] else None})
        for one in raw
    )


def _bead(raw: dict[str, Any]) -> Bead:
    return Bead(Span(**raw["article"]), Span(**raw["page"]), raw["similarity"], raw["confidence"])


def seal(run: Run, folder: Path, files: list[Path]) -> None:
    """Write scores.json and then, last of all, run.json: the files of the run by their hashes."""
    write(folder / "scores.json", to_json(_table(run)))
    hashes = {
        str(path.relative_to(folder)): hashlib.sha256(read_bytes(path)).hexdigest()
        for path in sorted([*files, folder / "scores.json"])
    }
    record = {"format": FORMAT, "kladka": VERSION, "corpus": run.name, "asked": dict(run.asked)}
    record |= {"failures": dict(run.failures), "files": hashes}
    write(folder / "run.json", to_json(record))


def _table(run: Run) -> dict[str, Any]:
    def plain(scores: tuple[Score, ...]) -> list[dict[str, Any]]:
        return [dataclasses.asdict(score) for score in scores]

    return {
        "articles": {
            d.name: {b.language: plain(b.scores + b.finer) for b in d.bitexts} for d in run.dossiers
        },
        "corpus": {code: plain(scores) for code, scores in run.scores.items()},
    }


def open_run(folder: Path | str) -> Run:
    """A sealed run, every file checked against the seal. Raises RunError, MissingFile."""
    place = Path(folder)
    record = _json(place / "run.json")
    if record.get("format") != FORMAT:
        raise RunError(place, f"is of format {record.get('format')}, not {FORMAT}", _AGAIN)
    for name, wanted in record["files"].items():
        if hashlib.sha256(read_bytes(place / name, _AGAIN)).hexdigest() != wanted:
            raise RunError(place / name, "is not the file that was sealed", _AGAIN)
    dossiers = tuple(
        load_dossier(place / name) for name in record["files"] if name.endswith("dossier.json")
    )
    scores = {code: _scores(raw) for code, raw in _json(place / "scores.json")["corpus"].items()}
    return Run(record["corpus"], dossiers, record["failures"], record["asked"], scores)


def _json(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(read_bytes(path, _AGAIN))
    except (ValueError, UnicodeDecodeError) as error:
        raise RunError(path, f"is damaged ({error})", _AGAIN) from None
    if not isinstance(raw, dict):
        raise RunError(path, "is no record of ours", _AGAIN)
    return raw
