"""How good learnt aligner weights are on text they have not seen.

Cross-validated over the articles of corpora/newsroom; every other gold set by weights learnt from
everything but it. Synthetic sets are never learnt from here.

    python -m training.aligner_check [--gold DIR ...] [--folds 6] [--rounds 60]
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from pipeline.aligners.bridge import Bridge
from pipeline.aligners.gold import Pair, as_pairs, lax, null, strict

from .aligner import Example, Weights, examples_of, learn

SYNTHETIC = "synth"
Judged = tuple[list[Pair], list[Pair], list[tuple[float, bool]]]


def judge(examples: Iterable[tuple[Example, Weights]], mode: str) -> Judged:
    """Found beads, gold beads (each example far from the others), and (confidence, right)."""
    found: list[Pair] = []
    gold: list[Pair] = []
    confident: list[tuple[float, bool]] = []
    for number, (example, weights) in enumerate(examples):
        beads = Bridge({mode: weights}).align(example.article, example.bridge, example.page)
        pairs, wanted = as_pairs(beads), set(example.gold)
        confident += [
            (bead.confidence or 0.0, pair in wanted)
            for bead, pair in zip(beads, pairs, strict=True)
        ]
        found += _far(pairs, number)
        gold += _far(example.gold, number)
    return found, gold, confident


def _far(pairs: Sequence[Pair], number: int) -> list[Pair]:
    away = 100_000 * number
    return [(tuple(i + away for i in a), tuple(j + away for j in b)) for a, b in pairs]


def report(name: str, judged: Judged) -> None:
    found, gold, _ = judged
    scores = (score(found, gold).f1 for score in (strict, lax, null))
    print(f"{name:34}", *(f"{score:6.3f}" for score in scores), len(gold), flush=True)


def calibration(confident: Sequence[tuple[float, bool]]) -> str:
    """Expected calibration error over ten equal bins, and what the beads above 0.9 are worth."""
    said = np.array([c for c, _ in confident])
    right = np.array([float(r) for _, r in confident])
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (said > low) & (said <= low + 0.1)
        if inside.any():
            error += inside.mean() * abs(said[inside].mean() - right[inside].mean())
    sure = said > 0.9
    return (
        f"calibration error {error:.4f}; above 0.9: {right[sure].mean():.4f} right, "
        f"{sure.mean():.3f} of all beads"
    )


def cross(examples: Sequence[Example], mode: str, folds: int, rounds: int) -> None:
    """Newsroom by article: each is aligned with weights that have not seen it."""
    rest = [e for e in examples if not _newsroom(e) and not e.name.startswith(SYNTHETIC)]
    articles = sorted({e.name for e in examples if _newsroom(e)})
    by_pair: dict[str, list[tuple[Example, Weights]]] = defaultdict(list)
    for fold in range(folds):
        held = set(articles[fold::folds])
        seen = [e for e in examples if _newsroom(e) and e.name not in held]
        weights = learn(seen + rest, rounds)
        for e in examples:
            if e.name in held:
                by_pair[f"{e.article.language}-{e.page.language}"].append((e, weights))
    confident = []
    for pair, some in sorted(by_pair.items()):
        judged = judge(some, mode)
        report(f"{mode} newsroom {pair}", judged)
        confident += judged[2]
    print(f"{mode} newsroom: {calibration(confident)}")


def _newsroom(example: Example) -> bool:
    return example.article.language != "und" and not example.name.startswith("hanoi")


def left_out(examples: Sequence[Example], mode: str, rounds: int) -> None:
    """Every other set, by weights learnt from all but it and the synthetic ones."""
    for prefix in dict.fromkeys(_family(e.name) for e in examples if not _newsroom(e)):
        seen = [e for e in examples if not e.name.startswith((prefix, SYNTHETIC))]
        weights = learn(seen, rounds)
        mine = [(e, weights) for e in examples if e.name.startswith(prefix)]
        report(f"{mode} {prefix}", judge(mine, mode))


def _family(name: str) -> str:
    for prefix in ("synth_flores_pl", "synth_flores_vi", "parice", "textberg"):
        if name.startswith(prefix):
            return prefix
    return name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="folders of gold sets")
    parser.add_argument("--folds", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    print(f"{'set':34} strict    lax   null beads")
    for mode in ("bridge", "alone"):
        examples = examples_of(options.gold, (), mode == "bridge")
        cross(examples, mode, options.folds, options.rounds)
        left_out(examples, mode, options.rounds)


if __name__ == "__main__":
    main()
