"""How good learnt aligner weights are on text they have not seen.

Cross-validated over the articles of corpora/newsroom; every other gold set by weights learnt from
everything but it. Synthetic sets are never learnt from here.

    python -m training.aligner_check [--gold DIR ...] [--folds 4] [--rounds 80] [--plot FILE]
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pipeline.aligners.bridge import Bridge, Sets
from pipeline.aligners.gold import Pair, as_pairs, lax, null, strict
from pipeline.aligners.length import Length
from pipeline.records import Bead
from pipeline.roles import Hints

from .aligner import Learner, examples_of
from .aligner_gold import Example, degraded, family, human, rebroken, unbroken

SYNTHETIC = "synth"
SHARES = (0.2, 0.4, 0.6, 1.0)
Sure = tuple[float, bool]


class Judged(NamedTuple):
    """Found beads, gold beads (each example far from the others), and (confidence, right)."""

    found: list[Pair]
    gold: list[Pair]
    sure: list[Sure]


def judge(examples: Iterable[tuple[Example, Sets | None]]) -> Judged:
    """Align each with its weights; with none, by length alone."""
    found, gold, sure = Judged([], [], [])
    for number, (example, weights) in enumerate(examples):
        beads = aligned(example, weights)
        pairs, wanted = as_pairs(beads), set(example.gold)
        sure += [
            (bead.confidence or 0.0, pair in wanted)
            for bead, pair in zip(beads, pairs, strict=True)
        ]
        found += _far(pairs, number)
        gold += _far(example.gold, number)
    return Judged(found, gold, sure)


def aligned(example: Example, weights: Sets | None) -> list[Bead]:
    player = Bridge(weights) if weights is not None else Length()
    return player.align(example.article, example.bridge, example.page, Hints(example.back))


def _far(pairs: Sequence[Pair], number: int) -> list[Pair]:
    away = 100_000 * number
    return [(tuple(i + away for i in a), tuple(j + away for j in b)) for a, b in pairs]


def report(name: str, bridge: str, judged: Judged) -> None:
    scores = " | ".join(
        f"{score(judged.found, judged.gold).f1:.3f}" for score in (strict, lax, null)
    )
    print(f"| {name} | {bridge or 'none'} | {scores} | {len(judged.gold)} |", flush=True)


def calibration(sure: Sequence[Sure]) -> str:
    """Expected calibration error over ten equal bins, and what the beads above 0.9 are worth."""
    said = np.array([c for c, _ in sure])
    right = np.array([float(r) for _, r in sure])
    error = sum(share * abs(mean - good) for share, mean, good in bins(sure))
    high = said > 0.9
    return (
        f"calibration error {error:.4f}; above 0.9: {right[high].mean():.4f} right, "
        f"{high.mean():.3f} of {len(said)} beads"
    )


def bins(sure: Sequence[Sure]) -> Iterator[tuple[float, float, float]]:
    """Of every tenth of the scale that is not empty: share of beads, mean said, share right."""
    said = np.array([c for c, _ in sure])
    right = np.array([float(r) for _, r in sure])
    number = np.clip(np.ceil(said * 10).astype(int) - 1, 0, 9)
    for one in range(10):
        inside = number == one
        if inside.any():
            yield float(inside.mean()), float(said[inside].mean()), float(right[inside].mean())


def cross(examples: Sequence[Example], learner: Learner, folds: int, rounds: int) -> list[Sure]:
    """Newsroom by article: each is aligned with weights that have not seen it.

    Returns (confidence, right) of every bead found through our own bridge.
    """
    articles = sorted({e.name for e in examples if _newsroom(e)})
    weights = {}
    for fold in range(folds):
        held = articles[fold::folds]
        weights.update(dict.fromkeys(held, learner.learn(held, rounds)))
    by_pair: dict[str, list[Example]] = defaultdict(list)
    for e in examples:
        if _newsroom(e):
            by_pair[f"newsroom {e.article.language}-{e.page.language}"].append(e)
    sure = []
    for pair, both in sorted(by_pair.items()):
        some = [e for e in both if e.bridge is not None]
        judged = judge((e, weights[e.name]) for e in some)
        report(pair, "ours", judged)
        sure += judged.sure
        for name, change in _changes():
            report(pair, name, judge((change(e), weights[e.name]) for e in some))
        report(pair, "(length aligner)", judge((e, None) for e in some))
    return sure


def _changes() -> Iterator[tuple[str, Callable[[Example], Example]]]:
    yield "the page's own words, by gold beads", human
    for share in SHARES:
        yield f"ours, {share:.0%} of words dropped or replaced", lambda e, s=share: degraded(e, s)  # type: ignore[misc]
    yield "ours, without paragraphs", unbroken
    yield "ours, the page in other paragraphs", rebroken
    yield "none", lambda e: e._replace(bridge=None)


def _newsroom(example: Example) -> bool:
    return example.article.language != "und" and not example.name.startswith("hanoi")


def left_out(examples: Sequence[Example], learner: Learner, rounds: int) -> None:
    """Every other set, by weights learnt from all but it and the synthetic ones."""
    families = dict.fromkeys(family(e.name) for e in examples if not _newsroom(e))
    whole: Sets | None = None
    for prefix in sorted(families, key=lambda name: name.startswith(SYNTHETIC)):
        if prefix.startswith(SYNTHETIC):
            weights = whole = whole or learner.learn((), rounds)
        else:
            weights = learner.learn([prefix], rounds)
        mine = [e for e in examples if e.name.startswith(prefix)]
        for system in sorted({e.system for e in mine}):
            some = [e for e in mine if e.system == system]
            report(prefix, system, judge((e, weights) for e in some))
            if any(e.back for e in some):
                forward = ((e._replace(back=None), weights) for e in some)
                report(prefix, f"{system}, one way", judge(forward))
        alone = [e for e in mine if e.system == ""]
        report(prefix, "(length aligner)", judge((e, None) for e in alone))


def plot(sure: Sequence[Sure], path: Path) -> None:
    """Said against right, one point for every tenth of the scale, as large as it holds beads."""
    import altair as alt
    import pandas as pd

    table = pd.DataFrame(list(bins(sure)), columns=["share", "said", "right"])
    axis = alt.Scale(domain=[0, 1])
    points = (
        alt.Chart(table)
        .mark_circle(color="#1b6ca8", opacity=0.9)
        .encode(
            x=alt.X("said", title="mean confidence of the beads", scale=axis),
            y=alt.Y("right", title="share of them that gold has", scale=axis),
            size=alt.Size("share", title="share of all beads", scale=alt.Scale(range=[30, 900])),
        )
    )
    ends = pd.DataFrame({"said": [0, 1], "right": [0, 1]})
    line = alt.Chart(ends).mark_line(color="#999", strokeDash=[4, 4]).encode(x="said", y="right")
    (line + points).properties(width=360, height=360).save(str(path), scale_factor=2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="folders of gold sets")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=80)
    parser.add_argument("--plot", type=Path, help="draw how far confidence can be trusted (PNG)")
    options = parser.parse_args()
    examples = examples_of(options.gold)
    learner = Learner([e for e in examples if not e.name.startswith(SYNTHETIC)])
    print("| set | bridge | strict | lax | null | beads |\n|---|---|---|---|---|---|")
    sure = cross(examples, learner, options.folds, options.rounds)
    left_out(examples, learner, options.rounds)
    print(f"\nnewsroom, bridge ours: {calibration(sure)}")
    if options.plot:
        plot(sure, options.plot)


if __name__ == "__main__":
    main()
