"""Learns the weights of the bridge aligner from hand-made beads, by a semi-Markov CRF.

P(ladder) is proportional to exp(sum of weights · features of its beads); L-BFGS on the log-likelihood
of the gold ladders, with a Gaussian prior (Sarawagi and Cohen 2004).

    python -m training.aligner [--gold DIR ...] [--without NAME ...] [--out FILE]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.aligners.bridge import Sets, evidence_of
from pipeline.aligners.features import OPENING, of_bead, of_null, sign, spread
from pipeline.aligners.gold import Pair
from pipeline.aligners.ladder import SHAPES, Costs, Shape, posteriors
from pipeline.files import to_json, write

from .aligner_gold import (
    ROOT,
    Example,
    degraded,
    folder,
    human,
    monolingual,
    newsroom,
    pieces,
    rebroken,
    unbroken,
)
from .aligner_lattice import Lattice, expected, lattice

OUT = ROOT / "pipeline" / "aligners" / "weights.json"
# Strong enough that 80 rounds arrive: the weights no longer hang on where the search was stopped.
PRIOR = 0.3
# What bridges the learner sees beside the whole ones, in turn, and how much such a copy counts.
HARM = (0.2, 0.4, 0.6, 1.0)
COPY = 0.3
# Beads less likely than that by half the weights of a first look are left out: memory and time.
HOPELESS = 1e-6
FIRST_ROUNDS = 25
SHORT = 60  # segments of the texts of that look
Weights = dict[str, float]
Floats = npt.NDArray[np.float64]
Small = npt.NDArray[np.float32]


class Sheet(NamedTuple):
    """Beads of an example, and their features (beads, features).

    `nulls` are the features of every segment as a null bead, `gold` the sums over the gold ladder.
    """

    way: Lattice
    features: Small
    nulls: tuple[Small, Small]
    gold: Floats
    weight: float


def names_of(example: Example) -> list[str]:
    """Every feature that texts with a bridge, or without one, can have; the opening comes first."""
    found = evidence_of(example.article, example.bridge, example.page, example.back)
    n, m = len(example.article.segments), len(example.page.segments)
    shapes = [(a, b) for a, b in SHAPES if a <= n and b <= m]
    made = [name for shape in shapes for name, _ in spread(of_bead(found, shape))]
    made += [f"shape {min(shape)}-{max(shape)}" for shape in SHAPES]
    made += [name for side in (0, 1) for name, _ in spread(of_null(found, side))]
    return [OPENING, *dict.fromkeys(made)]


def sheet(example: Example, names: Sequence[str], look: Floats | None = None) -> Sheet:
    """All features of an example; with a first look, only of beads that have hope by it."""
    found = evidence_of(example.article, example.bridge, example.page, example.back)
    n, m = len(example.article.segments), len(example.page.segments)
    nulls = (
        _stack(dict(spread(of_null(found, 0))), names, (n,)),
        _stack(dict(spread(of_null(found, 1))), names, (m,)),
    )
    shapes = [shape for shape in SHAPES if shape[0] <= n and shape[1] <= m]
    stacks = {
        (a, b): _stack(dict(spread(of_bead(found, (a, b)))), names, (n - a + 1, m - b + 1))
        for a, b in shapes
    }
    gold = _gold(example.gold, stacks, nulls, len(names))
    wanted = {shape: np.ones(stacks[shape].shape[:2], dtype=bool) for shape in shapes}
    if look is not None:
        half = (look / 2).astype(np.float32)
        scores = {shape: (stack @ half).astype(np.float64) for shape, stack in stacks.items()}
        ours, theirs = ((side @ half).astype(np.float64) for side in nulls)
        sure = posteriors(Costs(scores, ours, theirs, float(half[0])))
        wanted = {shape: share > HOPELESS for shape, share in sure.beads.items()}
        for shape, row, column in _places(example.gold):
            if shape in wanted:
                wanted[shape][row, column] = True
    starts, ends, rows = [], [], []
    for (a, b), hopeful in wanted.items():
        i, j = np.nonzero(hopeful)
        starts.append(i * (m + 1) + j)
        ends.append((i + a) * (m + 1) + j + b)
        rows.append(stacks[a, b][i, j])
    end = np.concatenate(ends)
    order = np.argsort(end, kind="stable")
    return Sheet(
        lattice(np.concatenate(starts)[order], end[order], n, m),
        np.concatenate(rows)[order],
        nulls,
        gold,
        example.weight,
    )


def _stack(
    features: Mapping[str, Floats | float], names: Sequence[str], shape: tuple[int, ...]
) -> Small:
    table = np.zeros((*shape, len(names)), dtype=np.float32)
    for column, name in enumerate(names):
        if name in features:
            table[..., column] = features[name]
    return table


def _gold(
    gold: Sequence[Pair], beads: dict[Shape, Small], nulls: tuple[Small, Small], size: int
) -> Floats:
    """Sums over the gold ladder; a bead wider than ours counts as null beads."""
    total = np.zeros(size)
    run = False
    for (a, b), i, j in _places(gold):
        alone = (a, b) not in beads
        if alone:
            total += nulls[0][i : i + a].sum(axis=0) + nulls[1][j : j + b].sum(axis=0)
            total[0] += not run
        else:
            total += beads[a, b][i, j]
        run = alone
    return total


def _places(gold: Sequence[Pair]) -> Iterator[tuple[Shape, int, int]]:
    """The shape of every bead, and where it starts."""
    i = j = 0
    for a, b in gold:
        yield (len(a), len(b)), i, j
        i, j = i + len(a), j + len(b)


def loss(weights: Floats, sheets: Sequence[Sheet]) -> tuple[float, Floats]:
    """Negative log-likelihood with its prior, and the gradient."""
    total, slope = PRIOR * float(weights @ weights), 2 * PRIOR * weights
    small = weights.astype(np.float32)
    for one in sheets:
        ours, theirs = ((side @ small).astype(np.float64) for side in one.nulls)
        scores = (one.features @ small).astype(np.float64)
        sure = expected(one.way, scores, (ours, theirs), float(weights[0]))
        mean = (
            sure.beads.astype(np.float32) @ one.features
            + sure.nulls[0] @ one.nulls[0]
            + sure.nulls[1] @ one.nulls[1]
        )
        mean[0] += sure.opened
        total += one.weight * (sure.whole - float(one.gold @ weights))
        slope += one.weight * (mean - one.gold)
    return total, slope


class Learner:
    """Learns from some of its examples; the features of each are worked out once."""

    def __init__(self, examples: Sequence[Example]) -> None:
        every = copies(examples)
        self.kinds = [
            names_of(min(some, key=_length)) if some else []
            for some in ([e for e in every if _bridged(e) == kind] for kind in (True, False))
        ]
        self.names = list(dict.fromkeys(name for kind in self.kinds for name in kind))
        parts = [(part, e.name) for e in every for part in pieces(e)]
        short = [sheet(part, self.names) for part, _ in parts[::5] if _length(part) < SHORT]
        look = minimise(short, self.names, FIRST_ROUNDS)
        self.sheets = [
            (name, _bridged(part), sheet(part, self.names, look)) for part, name in parts
        ]

    def learn(self, without: Sequence[str], rounds: int) -> Sets:
        """Weights by feature name, from all examples whose name does not begin so.

        Those for texts alone from such texts; with a bridge from all: most plain lists have none.
        """
        some = [one for one in self.sheets if not one[0].startswith(tuple(without))]
        bridged = minimise([one for _, _, one in some], self.names, rounds)
        alone = minimise([one for _, through, one in some if not through], self.names, rounds)
        return Sets(*map(self._named, (bridged, alone), self.kinds))

    def _named(self, weights: Floats, wanted: Sequence[str]) -> Weights:
        named = dict(zip(self.names, weights.tolist(), strict=True))
        return {name: round(named[name], 4) for name in wanted}


def _bridged(example: Example) -> bool:
    return example.bridge is not None


def _length(example: Example) -> int:
    return max(len(example.article.segments), len(example.page.segments))


def minimise(sheets: Sequence[Sheet], names: Sequence[str], rounds: int) -> Floats:
    from scipy.optimize import minimize

    start = np.array([_start(name) for name in names])
    bounds = [({1: 0.0}.get(sign(name)), {-1: 0.0}.get(sign(name))) for name in names]
    found = minimize(
        loss, start, (sheets,), "L-BFGS-B", jac=True, bounds=bounds, options={"maxiter": rounds}
    )
    print(
        f"{len(sheets)} documents, {len(names)} features: "
        f"loss {found.fun:.1f} after {found.nit} rounds",
        file=sys.stderr,
    )
    weights: Floats = found.x
    return weights


def _start(name: str) -> float:
    if name.endswith(" null"):
        return -1.0
    return {"cosine": 2.0, "length": -0.5}.get(name.split(" ", 1)[-1], 0.0)


def copies(examples: Sequence[Example]) -> list[Example]:
    """What is learnt from: of each with a bridge a degraded copy too, of some the page's own words.

    A text in paragraphs counts half, and half as a list of lines; some again in wrong paragraphs.
    """
    written = [one for one in examples if one.paragraphs]
    lists = [one for one in examples if not one.paragraphs]
    halves = [half for one in written for half in (one, unbroken(one))]
    moved = [rebroken(one)._replace(weight=one.weight * COPY) for one in written[::2]]
    bridged = [one for one in examples if one.bridge is not None]
    harmed = [
        degraded(one, HARM[number % len(HARM)])._replace(weight=one.weight * COPY)
        for number, one in enumerate(bridged)
    ]
    perfect = [human(one)._replace(weight=one.weight * COPY) for one in bridged[:: len(HARM)]]
    return [
        *lists,
        *(one._replace(weight=one.weight / 2) for one in halves),
        *moved,
        *harmed,
        *perfect,
        *(monolingual(one) for one in perfect),
    ]


def examples_of(gold: Sequence[Path]) -> list[Example]:
    """Every text with each of its bridges and without one."""
    found: list[Example] = []
    for bridged in (True, False):
        found += newsroom(("pl-vi", "pl-en", "en-vi"), bridged)
        found += (one for path in gold for one in folder(path, bridged))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="folders of gold sets")
    parser.add_argument("--without", nargs="*", default=[], help="names of sets to leave out")
    parser.add_argument("--rounds", type=int, default=120)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    without = tuple(options.without)
    seen = [one for one in examples_of(options.gold) if not one.name.startswith(without)]
    write(options.out, to_json(Learner(seen).learn((), options.rounds)._asdict()))


if __name__ == "__main__":
    main()
