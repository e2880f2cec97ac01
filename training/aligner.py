"""Learns the weights of the bridge aligner from hand-made beads, by a semi-Markov CRF.

P(ladder) is proportional to exp(sum of weights · features of its beads); L-BFGS on the log-likelihood
of the gold ladders, with a Gaussian prior (Sarawagi and Cohen 2004).

    python -m training.aligner [--gold DIR ...] [--without NAME ...] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.aligners.evidence import Evidence, gather, of_bead, of_null
from pipeline.aligners.gold import Pair, parse_pairs
from pipeline.aligners.ladder import SHAPES, Costs, Shape, sums
from pipeline.files import to_json, write
from pipeline.records import Document, Segment

ROOT = Path(__file__).parent.parent
OUT = ROOT / "pipeline" / "aligners" / "weights.json"
PRIOR = 0.02
LONGEST = 260  # segments of a side; longer documents are cut at gold beads
Weights = dict[str, float]
Floats = npt.NDArray[np.float64]
Small = npt.NDArray[np.float32]


class Example(NamedTuple):
    """A pair of documents with its gold beads; `weight` makes copies of one text count as one."""

    name: str
    article: Document
    bridge: list[str] | None
    page: Document
    gold: list[Pair]
    weight: float


class Sheet(NamedTuple):
    """The features of an example as arrays (…, features), and their sums over the gold ladder."""

    beads: dict[Shape, Small]
    nulls: tuple[Small, Small]
    gold: Floats
    weight: float


def document(
    lines: Sequence[str], kinds: Sequence[str] | None = None, language: str = "und"
) -> Document:
    named = kinds or ["paragraph"] * len(lines)
    segments = (
        Segment(str(i), i, kind, line)  # type: ignore[arg-type]
        for i, (line, kind) in enumerate(zip(lines, named, strict=True))
    )
    return Document(language, None, "gold", "gold", tuple(segments))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")


def newsroom(pairs: Sequence[str], bridged: bool) -> Iterator[Example]:
    """The articles of corpora/, with the shipped model's translation as bridge."""
    for pair in pairs:
        source, target = pair.split("-")
        translate = _translator(source, target) if bridged else None
        for path in sorted((ROOT / "corpora").glob(f"*/*/{pair}.gold")):
            kinds = json.loads((path.parent / "kinds.json").read_text(encoding="utf-8"))
            ours, theirs = (
                document(_lines(path.with_name(f"{code}.gold.txt")), kinds[code], code)
                for code in (source, target)
            )
            bridge = translate([s.text for s in ours.segments]) if translate else None
            gold = parse_pairs(path.read_text(encoding="utf-8"), str(path))
            yield Example(path.parent.name, ours, bridge, theirs, gold, 1.0)


def _translator(source: str, target: str):  # type: ignore[no-untyped-def]
    from pipeline.files import cache_folder
    from pipeline.memory import Memory
    from pipeline.run import dressed

    memory = Memory(cache_folder() / "memory.sqlite3")
    player = dressed(source, target, "shipped", "ctranslate2", memory)
    return lambda texts: [said.text for said in player.translate(texts)]


def folder(path: Path, bridged: bool) -> Iterator[Example]:
    """A folder of src.txt, tgt.txt, gold.txt and translations src.mt.<system>.txt."""
    for gold_path in sorted(path.glob("*/gold.txt")):
        place = gold_path.parent
        ours, theirs = document(_lines(place / "src.txt")), document(_lines(place / "tgt.txt"))
        gold = parse_pairs(gold_path.read_text(encoding="utf-8"), str(gold_path))
        systems = sorted(place.glob("src.mt.*.txt")) if bridged else []
        bridges = [_lines(system) for system in systems] if bridged else [None]
        gold = ladder(gold, len(ours.segments), len(theirs.segments))
        for bridge in bridges:
            yield Example(place.name, ours, bridge, theirs, gold, 1.0 / len(bridges))


def ladder(gold: Sequence[Pair], n: int, m: int) -> list[Pair]:
    """Gold beads in order, every segment in one of them.

    Segments that gold leaves out are null beads; of a bead with a gap its longest run stays, and a
    bead that crosses the one before it falls apart into null beads.
    """
    made: list[Pair] = []
    i = j = 0
    for a, b in sorted((_run(a), _run(b)) for a, b in gold if a and b):
        if a[0] < i or b[0] < j:
            continue
        made += [((k,), ()) for k in range(i, a[0])] + [((), (k,)) for k in range(j, b[0])]
        made.append((a, b))
        i, j = a[-1] + 1, b[-1] + 1
    return made + [((k,), ()) for k in range(i, n)] + [((), (k,)) for k in range(j, m)]


def _run(numbers: tuple[int, ...]) -> tuple[int, ...]:
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    longest: list[int] = max(runs, key=len)
    return tuple(longest)


def pieces(example: Example) -> Iterator[Example]:
    """A long example in parts that begin and end between gold beads."""
    start, here = (0, 0), (0, 0)
    gold: list[Pair] = []
    for a, b in example.gold:
        gold.append((tuple(i - start[0] for i in a), tuple(j - start[1] for j in b)))
        here = (max((here[0], *(i + 1 for i in a))), max((here[1], *(j + 1 for j in b))))
        if max(here[0] - start[0], here[1] - start[1]) >= LONGEST:
            yield _part(example, start, here, gold)
            start, gold = here, []
    if gold:
        yield _part(example, start, here, gold)


def _part(
    example: Example, start: tuple[int, int], end: tuple[int, int], gold: list[Pair]
) -> Example:
    def cut(whole: Document, side: int) -> Document:
        some = whole.segments[start[side] : end[side]]
        return document([s.text for s in some], [s.kind for s in some])

    bridge = example.bridge[start[0] : end[0]] if example.bridge is not None else None
    weight = example.weight
    return Example(
        example.name, cut(example.article, 0), bridge, cut(example.page, 1), gold, weight
    )


def names_of(found: Evidence) -> list[str]:
    made = [name for shape in SHAPES for name, _ in of_bead(found, shape)]
    made += [name for side in (0, 1) for name, _ in of_null(found, side)]
    return list(dict.fromkeys(made))


def sheet(example: Example, names: Sequence[str]) -> Sheet:
    """All features of an example; a gold bead wider than ours counts as null beads."""
    found = gather(example.article, example.bridge, example.page)
    n, m = len(example.article.segments), len(example.page.segments)
    beads = {
        (a, b): _stack(dict(of_bead(found, (a, b))), names, (n - a + 1, m - b + 1))
        for a, b in SHAPES
        if a <= n and b <= m
    }
    nulls = (
        _stack(dict(of_null(found, 0)), names, (n,)),
        _stack(dict(of_null(found, 1)), names, (m,)),
    )
    gold = _gold(example.gold, beads, nulls, len(names))
    return Sheet(beads, nulls, gold, example.weight)


def _stack(features: dict[str, Floats], names: Sequence[str], shape: tuple[int, ...]) -> Small:
    zero = np.zeros(shape)
    return np.stack([features.get(name, zero) for name in names], axis=-1).astype(np.float32)


def _gold(
    gold: Sequence[Pair], beads: dict[Shape, Small], nulls: tuple[Small, Small], size: int
) -> Floats:
    total = np.zeros(size)
    i = j = 0
    for a, b in gold:
        if a and b and (len(a), len(b)) in beads:
            total += beads[len(a), len(b)][i, j]
        else:  # a null bead, or one wider than ours: its segments stand alone
            total += nulls[0][i : i + len(a)].sum(axis=0) + nulls[1][j : j + len(b)].sum(axis=0)
        i, j = i + len(a), j + len(b)
    return total


def loss(weights: Floats, sheets: Sequence[Sheet]) -> tuple[float, Floats]:
    """Negative log-likelihood with its prior, and the gradient."""
    total, slope = PRIOR * float(weights @ weights), 2 * PRIOR * weights
    for one in sheets:
        costs = Costs(
            {shape: stack @ weights for shape, stack in one.beads.items()},
            one.nulls[0] @ weights,
            one.nulls[1] @ weights,
        )
        forward, back = sums(costs)
        partition = forward[-1, -1]
        total += one.weight * float(partition - one.gold @ weights)
        slope += one.weight * (_expected(one, costs, forward, back) - one.gold)
    return total, slope


def _expected(one: Sheet, costs: Costs, forward: Floats, back: Floats) -> Floats:
    n, m = len(costs.article_null), len(costs.page_null)
    z = forward[-1, -1]
    total = np.zeros(one.gold.shape)
    for (a, b), score in costs.beads.items():
        share = np.exp(forward[: n - a + 1, : m - b + 1] + score + back[a:, b:] - z)
        total += np.tensordot(share, one.beads[a, b], axes=([0, 1], [0, 1]))
    ours = np.exp(forward[:-1] + costs.article_null[:, None] + back[1:] - z).sum(axis=1)
    theirs = np.exp(forward[:, :-1] + costs.page_null[None, :] + back[:, 1:] - z).sum(axis=0)
    expected: Floats = total + ours @ one.nulls[0] + theirs @ one.nulls[1]
    return expected


def learn(examples: Sequence[Example], rounds: int) -> Weights:
    """Weights by feature name, rounded to four places."""
    from scipy.optimize import minimize

    first = examples[0]
    names = names_of(gather(first.article, first.bridge, first.page))
    parts = [part for example in examples for part in pieces(example)]
    sheets = [sheet(part, names) for part in parts]
    print(f"{len(sheets)} documents, {len(names)} features", file=sys.stderr)
    start = np.array([4.0 if "cosine" in name and "log" not in name else 0.0 for name in names])
    start[[i for i, name in enumerate(names) if name.endswith(" null")]] = -1.0
    start[[i for i, name in enumerate(names) if name == "length"]] = -0.5
    found = minimize(loss, start, (sheets,), "L-BFGS-B", jac=True, options={"maxiter": rounds})
    print(f"loss {found.fun:.1f} after {found.nit} rounds", file=sys.stderr)
    return {name: round(float(weight), 4) for name, weight in zip(names, found.x, strict=True)}


def examples_of(gold: Sequence[Path], without: Sequence[str], bridged: bool) -> list[Example]:
    """All examples but those whose name begins with one of `without`."""
    found = [*newsroom(("pl-vi", "pl-en", "en-vi"), bridged)]
    found += [one for path in gold for one in folder(path, bridged)]
    return [one for one in found if not one.name.startswith(tuple(without) or ("\0",))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="folders of gold sets")
    parser.add_argument("--without", nargs="*", default=[], help="names of sets to leave out")
    parser.add_argument("--rounds", type=int, default=120)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    weights = {
        name: learn(examples_of(options.gold, options.without, name == "bridge"), options.rounds)
        for name in ("bridge", "alone")
    }
    write(options.out, to_json(weights))


if __name__ == "__main__":
    main()
