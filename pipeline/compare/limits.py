"""Floors that stand by themselves, whatever the scores say: coverage, alignment, broken output."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..aligners.gold import Pair, as_pairs, strict
from ..flags import hard
from ..records import Bitext, Dossier

# How far below what it froze a baseline puts its floors; they may be edited in baseline.json.
SLACK = 2.0
FEWEST = 2  # beads that must be wrong before the floor of alignment speaks, however few there are
FLAGGED = 0.005
ALIGNMENT = "alignment F1 on hand-made beads"


@dataclass(frozen=True, slots=True)
class Rule:
    """What was found, and the limit that a baseline sets it: `least` a floor, `most` a ceiling."""

    name: str
    what: str
    now: float | None
    kind: Literal["least", "most"]
    limit: float

    @property
    def answer(self) -> Literal["pass", "fail"]:
        if self.now is None:
            return "fail"
        kept = self.now >= self.limit if self.kind == "least" else self.now <= self.limit
        return "pass" if kept else "fail"


def facts(dossiers: Sequence[Dossier], language: str) -> dict[str, float]:
    """Coverage and alignment F1 in percent, hard flags as a count; only what could be measured."""
    mine = [b for d in dossiers for b in d.bitexts if b.language == language]
    found = {
        f"coverage of the {side}": sum(values) / len(values)
        for side in ("article", "page")
        if (values := list(_covered(mine, side)))
    }
    if any(bitext.frozen for bitext in mine):
        found[ALIGNMENT] = 100 * _f1(mine)
    found["hard flags"] = sum(1 for b in mine for said in b.said if hard(said.flags))
    return {what: round(value, 1) for what, value in found.items()}


def _covered(bitexts: Sequence[Bitext], side: str) -> Iterator[float]:
    for bitext in bitexts:
        for score in bitext.scores:
            if score.metric == "coverage" and score.over.startswith(side):
                yield score.value


def _f1(bitexts: Sequence[Bitext]) -> float:
    """Strict F1 (Thompson and Koehn 2019) of the found beads, all articles together."""
    found: list[Pair] = []
    gold: list[Pair] = []
    for number, bitext in enumerate(b for b in bitexts if b.frozen):
        far = 1_000_000 * number
        for side, beads in ((found, bitext.beads), (gold, bitext.frozen)):
            side += [
                (tuple(i + far for i in a), tuple(j + far for j in b)) for a, b in as_pairs(beads)
            ]
    return strict(found, gold).f1


def limits(found: Mapping[str, float], segments: int) -> dict[str, dict[str, float]]:
    """Floors two points under what was found, that of alignment two beads where they weigh more;
    one in 200 more segments may be broken."""
    slack = dict.fromkeys(found, SLACK)
    slack[ALIGNMENT] = max(SLACK, 100 * FEWEST / max(1, segments))
    made = {
        what: {"least": round(v - slack[what], 1)}
        for what, v in found.items()
        if what != "hard flags"
    }
    most = found["hard flags"] + max(1, math.ceil(FLAGGED * segments))
    return made | {"hard flags": {"most": most}}


def rules(
    name: str, wanted: Mapping[str, Mapping[str, Any]], found: Mapping[str, float]
) -> list[Rule]:
    """Each limit beside what was found."""
    return [
        Rule(name, what, found.get(what), "least" if "least" in limit else "most", value)
        for what, limit in wanted.items()
        for value in limit.values()
    ]
