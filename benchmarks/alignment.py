"""Every gold alignment at hand × our aligners and the rivals that are installed; one scorer.

    python benchmarks/alignment.py [--gold DIR] [--encoder FOLDER]

The bridge is the published translation of a set, or else the shipped model's. The weights are the
shipped ones, which have seen the real sets; `python -m training.aligner_check` judges unseen text.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.rivals import installed
from pipeline.aligners import aligner
from pipeline.aligners.gold import Pair, as_pairs, lax, null, strict
from pipeline.roles import Hints
from training.aligner_gold import Example, family, folder, newsroom

Align = Callable[[Example], list[Pair]]


class Player(NamedTuple):
    """`bridged`: True wants a bridge, False none, None takes either."""

    name: str
    bridged: bool | None
    align: Align


def players(encoder: Path | None) -> list[Player]:
    names = {"bridge": None, "length": False}
    if encoder:
        names[f"embedding:{encoder}"] = None
    made = [Player(n.partition(":")[0], bridged, _ours(n)) for n, bridged in names.items()]
    return made + [
        Player(name, rival.bridged, _rival(rival.align)) for name, rival in installed().items()
    ]


def _ours(name: str) -> Align:
    player = aligner(name)
    return lambda e: as_pairs(player.align(e.article, e.bridge, e.page, Hints(e.back)))


def _rival(align: Callable[..., list[Pair]]) -> Align:
    return lambda e: align(
        [s.text for s in e.article.segments], e.bridge, [s.text for s in e.page.segments]
    )


def sets(gold: Path | None) -> Iterator[tuple[str, str, list[Example]]]:
    """(set, whose bridge, its documents)."""
    found: dict[tuple[str, str], list[Example]] = {}
    for bridged in (True, False):
        some = list(newsroom(("pl-vi", "pl-en", "en-vi"), bridged))
        for e in some:
            corpus = "hanoi" if e.name.startswith("hanoi") else "newsroom"
            pair = f"{e.article.language}-{e.page.language}"
            found.setdefault((f"{corpus} {pair}", e.system or "none"), []).append(e)
        for e in folder(gold, bridged) if gold else ():
            found.setdefault((family(e.name), e.system or "none"), []).append(e)
    for (name, system), examples in sorted(found.items()):
        yield name, system, examples


def measure(player: Player, examples: Sequence[Example]) -> str:
    """Strict, lax and null F1, and seconds, over all documents of a set."""
    found: list[Pair] = []
    gold: list[Pair] = []
    begun = time.perf_counter()
    for number, example in enumerate(examples):
        for side, pairs in ((found, player.align(example)), (gold, example.gold)):
            far = 10_000 * number
            side += [(tuple(i + far for i in a), tuple(j + far for j in b)) for a, b in pairs]
    spent = time.perf_counter() - begun
    scores = " | ".join(f"{score(found, gold).f1:.3f}" for score in (strict, lax, null))
    return f"{scores} | {spent / len(examples):.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, help="a folder of sets: src.txt, tgt.txt, gold.txt")
    parser.add_argument("--encoder", type=Path, help="a sentence-transformers model folder")
    options = parser.parse_args()
    print("| set | bridge | aligner | strict | lax | null | seconds a document |")
    print("|---|---|---|---|---|---|---|")
    for name, system, examples in sets(options.gold):
        for player in players(options.encoder):
            if player.bridged in (None, system != "none"):
                line = measure(player, examples)
                print(f"| {name} | {system} | {player.name} | {line} |", flush=True)


if __name__ == "__main__":
    main()
