"""The memory under harm and under load.

Five thousand times one random byte of its file is another one: what is served then is what was
kept, or nothing, or the file is refused. And 1,000, 10,000 and 100,000 segments go through guards
and memory in calls of 512: time and main memory for each, first run and second.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.guards import Guarded
from pipeline.memory import Memory, MemoryFault, Remembering
from pipeline.records import Said

AT_ONCE = 512


class Saying:
    """An engine that costs nothing, so that the rest can be measured."""

    signature = "saying/1"

    def __init__(self) -> None:
        self.asked = 0

    def translate(self, texts: Sequence[str]) -> list[Said]:
        return [some[0] for some in self.hypotheses(texts)]

    def hypotheses(self, texts: Sequence[str]) -> list[tuple[Said, ...]]:
        self.asked += len(texts)
        said = [f"The minister visited place {t.split()[-2]} in the year." for t in texts]
        return [(Said(text, (text,), -1.0),) for text in said]


def flips(count: int) -> None:
    """One byte at a time; prints what came of it and stops at the first wrong answer."""
    units = {f"Zdanie numer {i}.": (Said(f"Sentence {i}.", (), -0.5),) for i in range(200)}
    dice = random.Random(7)
    ends: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "memory.sqlite3"
        Memory(path).keep("one/1", units, "pl", "en")
        whole = path.read_bytes()
        for _ in range(count):
            data = bytearray(whole)
            data[dice.randrange(len(data))] ^= dice.randrange(1, 256)
            path.write_bytes(bytes(data))
            ends[_end(path, units)] += 1
    print(f"{count} byte flips in {len(whole):,} bytes: " + ", ".join(_told(ends)))
    if ends["WRONG"]:
        raise SystemExit(1)


def _end(path: Path, units: Mapping[str, Sequence[Said]]) -> str:
    try:
        served = Memory(path).recall("one/1", units)
    except MemoryFault:
        return "refused by name"
    if any(units[text] != some for text, some in served.items()):
        return "WRONG"
    return "all served, all right" if len(served) == len(units) else "some forgotten, rest right"


def _told(ends: Counter[str]) -> list[str]:
    return [f"{count} {end}" for end, count in sorted(ends.items())]


def growth(sizes: Sequence[int]) -> None:
    """Each size in a process of its own."""
    for size in sizes:
        done = subprocess.run(
            [sys.executable, __file__, "--child", str(size)],
            capture_output=True,
            text=True,
            check=True,
        )
        print(done.stdout.strip())


def child(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        memory, player = Memory(Path(folder) / "memory.sqlite3"), Saying()
        guarded = Guarded(Remembering(player, memory, "pl", "en"), "pl", "en")
        took = []
        for _ in range(2):
            began = time.process_time()
            for start in range(0, size, AT_ONCE):
                numbers = range(start, min(size, start + AT_ONCE))
                guarded.translate([f"Minister odwiedził miejsce {i} tego roku." for i in numbers])
            took.append(1e6 * (time.process_time() - began) / size)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size:>7} segments: {took[0]:.0f} CPU µs each, {took[1]:.0f} the second time,"
        f" {player.asked - size} asked again, peak {peak:.0f} MB"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--flips", type=int, default=5_000)
    options.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    options.add_argument("--child", type=int, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.child:
        child(asked.child)
        return
    flips(asked.flips)
    growth(asked.sizes)


if __name__ == "__main__":
    main()
