"""Strict, lax and null-bead F1 of our aligners over every gold alignment in corpora/."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from pipeline.aligners import ALIGNERS, aligner
from pipeline.aligners.gold import Pair, as_pairs, lax, null, parse_pairs, strict
from pipeline.records import Document, Segment

CORPORA = Path(__file__).parent.parent / "corpora"


def _document(folder: Path, language: str) -> Document:
    kinds = json.loads((folder / "kinds.json").read_text())[language]
    lines = (folder / f"{language}.gold.txt").read_text("utf-8").rstrip("\n").split("\n")
    segments = (
        Segment(str(i), i, kind, line)
        for i, (line, kind) in enumerate(zip(lines, kinds, strict=True))
    )
    return Document(language, None, folder.name, "gold", tuple(segments))


def _bridge(document: Document, target: str, models: str) -> list[str]:
    from pipeline.engines import engine

    player = engine(document.language, target, models)
    return [said.text for said in player.translate([s.text for s in document.segments])]


def measure(corpus: Path, pair: str, name: str, models: str | None) -> None:
    """Print one line: all articles of a corpus taken together."""
    source, target = pair.split("-")
    found: list[Pair] = []
    gold: list[Pair] = []
    spent = 0.0
    folders = [path.parent for path in sorted(corpus.glob(f"*/{pair}.gold"))]
    for number, folder in enumerate(folders):
        ours, theirs = _document(folder, source), _document(folder, target)
        bridge = _bridge(ours, target, models) if models else None
        begun = time.perf_counter()
        beads = as_pairs(aligner(name).align(ours, bridge, theirs))
        spent += time.perf_counter() - begun
        for side, pairs in (
            (found, beads),
            (gold, parse_pairs((folder / f"{pair}.gold").read_text(), str(folder))),
        ):
            far = 10_000 * number
            side += [(tuple(i + far for i in a), tuple(j + far for j in b)) for a, b in pairs]
    scores = [score(found, gold).f1 for score in (strict, lax, null)]
    bridge_name = "ours" if models else "none"
    print(
        f"{corpus.name:17} {pair}  {name:7} {bridge_name:6}",
        *(f"{score:6.3f}" for score in scores),
        f"{1000 * spent / len(folders):8.0f}",
    )


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").rstrip("\n").split("\n")


def _plain(lines: list[str], name: str) -> Document:
    segments = (Segment(str(i), i, "paragraph", line) for i, line in enumerate(lines))
    return Document("und", None, name, "lines", tuple(segments))


def measure_folder(place: Path) -> None:
    """Print a line per aligner and bridge of src.txt, tgt.txt, gold.txt and src.mt.*.txt."""
    ours, theirs = (_plain(_lines(place / f"{side}.txt"), place.name) for side in ("src", "tgt"))
    gold = parse_pairs((place / "gold.txt").read_text("utf-8"), str(place))
    players: list[tuple[str, str, list[str] | None]] = [(name, "none", None) for name in ALIGNERS]
    for path in sorted(place.glob("src.mt.*.txt")):
        players.append(("bridge", path.name.split(".")[2], _lines(path)))
    for name, system, bridge in players:
        if bridge is not None and len(bridge) != len(ours.segments):
            print(f"{place.name:24} {name:7} {system:20} left out: not one line per line")
            continue
        begun = time.perf_counter()
        found = as_pairs(aligner(name).align(ours, bridge, theirs))
        spent = 1000 * (time.perf_counter() - begun)
        scores = " ".join(f"{score(found, gold).f1:6.3f}" for score in (strict, lax, null))
        print(f"{place.name:24} {name:7} {system:20} {scores} {spent:8.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", default="shipped", help="whose translation is the bridge")
    parser.add_argument("--gold", type=Path, help="a folder of sets: src.txt, tgt.txt, gold.txt")
    options = parser.parse_args()
    models = options.models
    if options.gold:
        print("set                      aligner bridge               strict    lax   null       ms")
        for gold in sorted(options.gold.glob("*/gold.txt")):
            measure_folder(gold.parent)
        return
    print("corpus            pair   aligner bridge strict    lax   null  ms/article")
    for corpus in ("newsroom", "hanoi-convention"):
        for pair in ("pl-vi", "pl-en", "en-vi"):
            if not list((CORPORA / corpus).glob(f"*/{pair}.gold")):
                continue
            for name in ALIGNERS:
                measure(CORPORA / corpus, pair, name, None)
            measure(CORPORA / corpus, pair, "bridge", models)


if __name__ == "__main__":
    main()
