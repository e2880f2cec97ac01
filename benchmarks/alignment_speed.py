"""How time and memory of the aligners grow with the length of a text.

    python benchmarks/alignment_speed.py [--sizes 1000 3000 10000] [--aligner bridge]

Polish against Vietnamese lines of corpora/news-triples, from its second turn on with a made-up name
in each; every eleventh line is missing on either side. The bridge is the Vietnamese line without
every fifth word. Each size runs in a process of its own, and its peak memory is that process's.
"""

from __future__ import annotations

import argparse
import lzma
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
TRIPLES = ROOT / "corpora" / "news-triples" / "news-triples.tsv.xz"


def texts(size: int) -> tuple[list[str], list[str], list[str], dict[int, int]]:
    """Polish, its bridge (every fifth word gone), Vietnamese, and the right pairs."""
    with lzma.open(TRIPLES, "rt", encoding="utf-8") as stream:
        rows = [line.rstrip("\n").split("\t") for line in stream]
    ours: list[str] = []
    bridge: list[str] = []
    theirs: list[str] = []
    right: dict[int, int] = {}
    number = 0
    while len(ours) < size:
        polish, _, vietnamese = rows[number % len(rows)]
        turn = number // len(rows)
        mark = f" {_word(number)}" if turn else ""
        if number % 11 != 9:
            ours.append(polish + mark)
            words = vietnamese.split()
            bridge.append(" ".join(w for k, w in enumerate(words) if k % 5) + mark)
        if number % 11 != 5:
            if number % 11 != 9:
                right[len(ours) - 1] = len(theirs)
            theirs.append(vietnamese + mark)
        number += 1
    return ours, bridge, theirs, right


def _word(number: int) -> str:
    """A name that only this line has, so that a text may be longer than the corpus."""
    return "".join(chr(97 + int(digit)) for digit in f"{number:07}").capitalize()


def one(size: int, name: str, bridged: bool) -> None:
    from pipeline.aligners import aligner
    from training.aligner_gold import document

    ours, bridge, theirs, right = texts(size)
    begun, spent = time.perf_counter(), time.process_time()
    beads = aligner(name).align(document(ours), bridge if bridged else None, document(theirs))
    wall, cpu = time.perf_counter() - begun, time.process_time() - spent
    found = {b.article.start: b.page.start for b in beads if len(b.article) == len(b.page) == 1}
    good = sum(found.get(i) == j for i, j in right.items()) / len(right)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    what = "bridge" if bridged else "none"
    sizes = f"{size:,} × {len(theirs):,}"
    print(f"| {sizes} | {name} | {what} | {cpu:.1f} | {wall:.1f} | {peak:.0f} | {good:.3f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 3000, 10000])
    parser.add_argument("--aligner", default="bridge")
    parser.add_argument("--alone", action="store_true", help="without a bridge")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.one, options.aligner, not options.alone)
        return
    print("| lines | aligner | bridge | CPU s | wall s | peak MB | 1-1 beads found |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for size in options.sizes:
        words = [sys.executable, str(Path(__file__)), "--one", str(size)]
        words += ["--aligner", options.aligner, *(["--alone"] if options.alone else [])]
        subprocess.run(words, check=True, env={"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"})


if __name__ == "__main__":
    main()
