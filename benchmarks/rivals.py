"""Other people's sentence aligners, where they are installed; each runs in a process of its own.

hunalign (Varga and others 2005; GPL/LGPL, a Debian package), Bleualign (Sennrich and Volk 2010;
GPL, `pip install pypi-bleualign`), Gale–Church (1993; `pip install galechurch`).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pipeline.aligners.gold import Pair

Lines = Sequence[str]
Rival = Callable[[Lines, Lines | None, Lines], list[Pair]]


class Player(NamedTuple):
    """Whether it wants a bridge, and how it aligns article, bridge and page."""

    bridged: bool
    align: Rival


_BLEUALIGN = """
import json, sys
from bleualign.align import Aligner
source, bridge, target = sys.argv[1:]
player = Aligner({"srcfile": source, "targetfile": target, "srctotarget": [bridge], "verbosity": 0})
player.mainloop()
print(json.dumps([pair for pair, how in player.multialign]))
"""
_GALECHURCH = """
import json, sys
import galechurch
ours, theirs = (open(p, encoding="utf-8").read().rstrip("\\n").split("\\n") for p in sys.argv[1:])
beads = galechurch.align(ours, theirs).beads
print(json.dumps([[list(range(b.source_start, b.source_end)),
                   list(range(b.target_start, b.target_end))] for b in beads]))
"""


def installed() -> dict[str, Player]:
    """The rivals of this machine, by name."""
    found = {}
    if shutil.which("hunalign"):
        found["hunalign"] = Player(False, _hunalign)
        found["hunalign on MT"] = Player(True, _hunalign)
    if find_spec("bleualign"):
        found["bleualign"] = Player(True, _bleualign)
    if find_spec("galechurch"):
        found["galechurch"] = Player(False, _galechurch)
    return found


def _bleualign(article: Lines, bridge: Lines | None, page: Lines) -> list[Pair]:
    assert bridge is not None
    said = _run([sys.executable, "-c", _BLEUALIGN], article, bridge, page)
    full = [(tuple(a), tuple(b)) for a, b in json.loads(said.splitlines()[-1])]
    return _completed(full, len(article), len(page))


def _galechurch(article: Lines, bridge: Lines | None, page: Lines) -> list[Pair]:
    said = _run([sys.executable, "-c", _GALECHURCH], article, page)
    return [(tuple(a), tuple(b)) for a, b in json.loads(said)]


def _hunalign(article: Lines, bridge: Lines | None, page: Lines) -> list[Pair]:
    """Rungs `i j confidence`: each runs to the next."""
    said = _run(["hunalign", "-realign", "/dev/null"], bridge or article, page)
    rungs = [tuple(int(n) for n in line.split("\t")[:2]) for line in said.splitlines() if line]
    pairs = []
    for (i, j), (k, q) in pairwise(rungs):
        ours, theirs = tuple(range(i, k)), tuple(range(j, q))
        pairs += [(ours, theirs)] if ours and theirs else _alone(ours, theirs)
    return pairs


def _alone(ours: Sequence[int], theirs: Sequence[int]) -> list[Pair]:
    return [((i,), ()) for i in ours] + [((), (j,)) for j in theirs]


def _completed(full: Sequence[Pair], n: int, m: int) -> list[Pair]:
    """What it left out as null beads, as it counts in precision for everybody."""
    ours = set(range(n)) - {i for a, _ in full for i in a}
    theirs = set(range(m)) - {j for _, b in full for j in b}
    return [*full, *_alone(sorted(ours), sorted(theirs))]


def _run(command: Sequence[str], *texts: Lines) -> str:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, lines in enumerate(texts):
            paths.append(Path(folder, f"{number}.txt"))
            paths[-1].write_text("\n".join(lines) + "\n", "utf-8")
        words = [*command, *map(str, paths)]
        done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=folder)
        return done.stdout
