"""What a run is held against: outputs, references, rulers, limits, and a hash over the texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..aligners.gold import format_ladder, parse_pairs
from ..errors import KladkaError, RunError
from ..files import digest, read_bytes, to_json, write
from ..metrics import DOOR, METRICS, paired, signature
from ..records import Bead, Bitext, Document, Dossier, Span
from ..store import Run
from .judge import Paired
from .limits import facts, limits

FORMAT = 2
_ANEW = "freeze it anew: make baseline (kladka baseline RUN BASELINE)"
_MEANT = f"if that is meant, {_ANEW}"
_HAND = "hand"
# spBLEU depends on a model that another machine may not have.
_RULERS = tuple(name for name in METRICS if name != "spBLEU")


class NothingToFreeze(KladkaError):
    def __init__(self, run: str) -> None:
        super().__init__(f"{run} has no page to score against; put one beside the article")


def freeze(run: Run, path: Path) -> None:
    """Write a run as the baseline to hold others against. Raises NothingToFreeze."""
    if run.failures:
        why = f"{len(run.failures)} articles failed ({', '.join(run.failures)})"
        raise RunError(run.name, why, "mend them before the run is frozen")
    languages = dict.fromkeys(b.language for d in run.dossiers for b in d.bitexts if b.page)
    if not languages:
        raise NothingToFreeze(run.name)
    made = {code: _frozen(run, code) for code in languages}
    write(path, to_json({"format": FORMAT, "corpus": run.name, "languages": made}))


def _frozen(run: Run, code: str) -> dict[str, Any]:
    mine = _mine(run, code)
    by_hand = any(bitext.frozen for _, bitext in mine)
    lines = [
        {"article": d.name, "bead": format_ladder([bead]).strip(), "said": said, "page": page}
        for d, b in mine
        for bead, said, page in paired(b, b.frozen if by_hand else b.beads)
    ]
    found = facts(run.dossiers, code)
    return {
        "engine": mine[0][1].engine,
        "rulers": {name: signature(name, DOOR) for name in _RULERS},
        "segmenter": _segmenter(mine),
        "beads": _HAND if by_hand else mine[0][1].aligner,
        "limits": limits(found, sum(len(d.article.segments) for d, _ in mine)),
        "texts": {d.name: _texts(d, b) for d, b in mine},
        "lines": lines,
        "sha256": _seal(lines),
    }


def _mine(run: Run, code: str) -> list[tuple[Dossier, Bitext]]:
    return [(d, b) for d in run.dossiers for b in d.bitexts if b.language == code and b.page]


def _segmenter(mine: Sequence[tuple[Dossier, Bitext]]) -> str:
    return " > ".join(
        dict.fromkeys(s for d, b in mine if b.page for s in (d.article.segmenter, b.page.segmenter))
    )


def _texts(dossier: Dossier, bitext: Bitext) -> dict[str, str]:
    """A hash of each side, segment by segment: another cut is another hash."""
    assert bitext.page is not None
    return {"article": _print(dossier.article), "page": _print(bitext.page)}


def _print(document: Document) -> str:
    return digest(s.text.encode() for s in document.segments)


def _seal(lines: Sequence[Mapping[str, str]]) -> str:
    return digest(line[key].encode() for line in lines for key in sorted(line))


def open_baseline(path: Path) -> dict[str, Any]:
    """Raises MissingFile, RunError for a damaged one or one of another format."""
    try:
        raw = json.loads(read_bytes(path, _ANEW))
    except ValueError as error:
        raise RunError(path, f"is damaged ({error})", _ANEW) from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise RunError(path, "is of an earlier or later format", _ANEW)
    try:
        for code, frozen in raw["languages"].items():
            if _seal(frozen["lines"]) != frozen["sha256"]:
                raise RunError(path, f"its {code} lines are not the ones that were frozen", _ANEW)
    except (KeyError, TypeError, AttributeError) as error:
        raise RunError(path, f"is damaged ({error})", _ANEW) from None
    return raw


def matched(run: Run, raw: Mapping[str, Any], path: Path) -> list[Paired]:
    """Each language of both, through the baseline's beads; RunError says what is not the same."""
    _same(path, "corpus", raw["corpus"], run.name)
    ours = sorted({b.language for d in run.dossiers for b in d.bitexts if b.page})
    _same(path, "languages", ", ".join(sorted(raw["languages"])), ", ".join(ours))
    return [_matched(run, code, frozen, path) for code, frozen in raw["languages"].items()]


def _same(path: Path, what: str, then: Any, now: Any) -> None:
    if then != now:
        raise RunError(path, f"its {what} {then} is not this run's {now}", _MEANT)


def _matched(run: Run, code: str, frozen: Mapping[str, Any], path: Path) -> Paired:
    mine = _mine(run, code)
    _check(mine, code, frozen, path)
    lines = frozen["lines"]
    place = {d.name: (d, b) for d, b in mine}
    beads = [_bead(line["bead"]) for line in lines]
    now, source = [], []
    for line, bead in zip(lines, beads, strict=True):
        dossier, bitext = place[line["article"]]
        span = slice(bead.article.start, bead.article.end)
        now.append(" ".join(s.text for s in bitext.said[span]))
        source.append(" ".join(s.text for s in dossier.article.segments[span]))
    return Paired(
        name=code,
        articles=[line["article"] for line in lines],
        source=source,
        then=[line["said"] for line in lines],
        now=now,
        page=[line["page"] for line in lines],
        door=DOOR,
        ruler=f"segments:{frozen['segmenter']}|beads:{frozen['beads']}",
    )


def _check(
    mine: Sequence[tuple[Dossier, Bitext]], code: str, frozen: Mapping[str, Any], path: Path
) -> None:
    for name, then in frozen["rulers"].items():
        _same(path, f"ruler for {code}", then, signature(name, DOOR))
    _same(path, f"{code} segmentation", frozen["segmenter"], _segmenter(mine))
    names = ", ".join(sorted(frozen["texts"].keys() ^ {d.name for d, _ in mine}))
    if names:
        raise RunError(path, f"not both it and this run hold {code} of {names}", _MEANT)
    for dossier, bitext in mine:
        then = frozen["texts"][dossier.name]
        for side, now in _texts(dossier, bitext).items():
            if then[side] != now:
                why = f"the {side} of {dossier.name} ({code}) is another text or otherwise cut"
                raise RunError(path, why, _MEANT)
    if frozen["beads"] == _HAND:
        _check_beads(mine, code, frozen, path)


def _check_beads(
    mine: Sequence[tuple[Dossier, Bitext]], code: str, frozen: Mapping[str, Any], path: Path
) -> None:
    for dossier, bitext in mine:
        then = [line["bead"] for line in frozen["lines"] if line["article"] == dossier.name]
        now = format_ladder(bead for bead in bitext.frozen if not bead.null).split("\n")[:-1]
        if then != now:
            why = f"the hand-made beads of {dossier.name} ({code}) are others"
            raise RunError(path, why, _MEANT)


def _bead(text: str) -> Bead:
    (ours, theirs) = parse_pairs(text, "bead")[0]
    return Bead(Span(ours[0], ours[-1] + 1), Span(theirs[0], theirs[-1] + 1))
