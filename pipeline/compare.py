"""A run beside its baseline: pass, fail, or cannot tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import RunError
from .files import read_bytes, to_json, write
from .metrics import DOOR, METRICS, pairs
from .records import Dossier
from .store import Run
from .text import clean, plain_quotes

FORMAT = 1
SAMPLES = 10_000
ALPHA = 0.05
_FREEZE = "freeze a new one with kladka baseline"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One metric of one language: `p` is the chance of so large a difference between equals."""

    language: str
    metric: str
    baseline: float
    now: float
    p: float
    interval: tuple[float, float]
    over: int
    answer: str


def freeze(run: Run, path: Path) -> None:
    """Write the outputs, references and rulers of a run as the baseline to hold others against."""
    write(path, to_json(_frozen(run)))


def _frozen(run: Run) -> dict[str, Any]:
    languages = dict.fromkeys(b.language for d in run.dossiers for b in d.bitexts if b.page)
    return {
        "format": FORMAT,
        "corpus": run.name,
        "door": DOOR,
        "engines": dict(run.asked["engines"]),
        "lines": {code: _lines(run.dossiers, code) for code in languages},
    }


def _lines(dossiers: tuple[Dossier, ...], code: str) -> list[list[str]]:
    """[article, hypothesis, reference] through the hand-made beads; found ones if there are none.

    Found beads move with every model, so a corpus that has hand-made ones is held by those alone.
    """
    mine = [(d, b) for d in dossiers for b in d.bitexts if b.language == code]
    by_hand = any(bitext.frozen for _, bitext in mine)
    return [
        [dossier.name, said, page]
        for dossier, bitext in mine
        for said, page in pairs(bitext, frozen=by_hand)
    ]


def compare(run: Run, path: Path) -> list[Verdict]:
    """Paired approximate randomisation (10,000 trials, seed 12345) per language and metric.

    Raises RunError where baseline and run were not measured over the same references.
    """
    try:
        then = json.loads(read_bytes(path, _FREEZE))
    except ValueError as error:
        raise RunError(path, f"is damaged ({error})", _FREEZE) from None
    if then.get("format") != FORMAT:
        raise RunError(path, "is of another format", _FREEZE)
    now = _frozen(run)
    _same(path, then, now)
    return [
        verdict
        for code, lines in now["lines"].items()
        for verdict in _judged(code, then["lines"][code], lines)
    ]


def _same(path: Path, then: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    for key in ("corpus", "door"):
        if then[key] != now[key]:
            raise RunError(path, f"was made for {key} {then[key]}, not {now[key]}", _FREEZE)
    if then["lines"].keys() != now["lines"].keys():
        raise RunError(path, "covers other languages", _FREEZE)
    for code, lines in now["lines"].items():
        if [(a, ref) for a, _, ref in lines] != [(a, ref) for a, _, ref in then["lines"][code]]:
            why = f"has other {code} references (another text, segmentation or alignment)"
            raise RunError(path, why, _FREEZE)


def _judged(code: str, then: list[list[str]], now: list[list[str]]) -> list[Verdict]:
    from sacrebleu.significance import PairedTest

    references = [[_door(line[2]) for line in now]]
    systems = [
        ("baseline", [_door(line[1]) for line in then]),
        ("now", [_door(line[1]) for line in now]),
    ]
    rulers = {name: make() for name, make in METRICS.items()}
    ours = PairedTest(systems, rulers, references, test_type="ar", n_samples=SAMPLES)
    spread = PairedTest(systems, rulers, references, test_type="bs", n_samples=1000)
    _, found = ours()
    _, around = spread()
    return [
        _verdict(code, name, found[_key(found, name)], around[_key(around, name)], len(now))
        for name in rulers
    ]


def _key(found: Mapping[str, Any], name: str) -> str:
    return next(key for key in found if key.lower().startswith(name.lower()))


def _verdict(code: str, name: str, found: Any, around: Any, over: int) -> Verdict:
    then, now = found
    p = 1.0 if now.score == then.score else now.p_value
    answer = "pass" if now.score >= then.score else "fail" if p < ALPHA else "cannot tell"
    ci = around[1].ci or 0.0
    interval = (round(now.score - ci, 2), round(now.score + ci, 2))
    return Verdict(
        code, name, round(then.score, 2), round(now.score, 2), round(p, 4), interval, over, answer
    )


def _door(text: str) -> str:
    return plain_quotes(clean(text))
