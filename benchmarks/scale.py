"""A batch of many articles: its speed, its CPU seconds by step, its memory over all processes.

The articles are made from corpora/newsroom: runs of sentences that all three languages have are
recombined, by a seed, and their numbers are replaced (a sentence without one gets one), the same in
each language, so that hardly any sentence comes twice.

    python benchmarks/scale.py --articles 100 --workers 1     # how figures grow: 1 and 2 workers,
    python benchmarks/scale.py --articles 10000 --workers 2   # 100, 1,000 and 10,000 articles
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.aligners.gold import parse_ladder

NEWSROOM = Path(__file__).parent.parent / "corpora" / "newsroom"
LANGUAGES = ("pl", "en", "vi")
UNITS = 20  # runs of sentences an article: about 316 Polish words
_NUMBER = re.compile(r"\d+")


class Unit(NamedTuple):
    """A run of sentences, in every language."""

    pl: str
    en: str
    vi: str


def units(folder: Path) -> list[Unit]:
    """The article cut wherever both hand-made ladders have a rung."""
    lines = {c: (folder / f"{c}.gold.txt").read_text("utf-8").split("\n") for c in LANGUAGES}
    ladders = [parse_ladder((folder / f"pl-{c}.gold").read_text(), c) for c in ("en", "vi")]
    ends = [{bead.article.end: bead.page.end for bead in ladder} for ladder in ladders]
    found = []
    before = (0, 0, 0)
    for cut in sorted(ends[0].keys() & ends[1].keys()):
        here = (cut, ends[0][cut], ends[1][cut])
        spans = zip(LANGUAGES, before, here, strict=True)
        texts = [" ".join(lines[code][a:b]) for code, a, b in spans]
        if all(texts):
            found.append(Unit(*texts))
        before = here
    return found


def article(number: int, pool: list[list[Unit]], size: int = UNITS) -> dict[str, str]:
    """An article of its own in all languages, always the same for its number and size."""
    chance = random.Random(number)
    chosen = [chance.choice(mine) for mine in chance.choices(pool, k=size)]
    texts: dict[str, list[str]] = {code: [] for code in LANGUAGES}
    for unit in chosen:
        new = {n: str(chance.randrange(10 ** len(n))) for n in sorted(_all_numbers(unit))}
        extra = f" ({chance.randrange(1000, 100_000)})"
        for code, text in zip(LANGUAGES, unit, strict=True):
            said = _NUMBER.sub(lambda m, new=new: new[m[0]], text)  # type: ignore[misc]
            texts[code].append(said if said != text else _with(text, extra))
    return {code: "\n\n".join(some) + "\n" for code, some in texts.items()}


def _with(text: str, extra: str) -> str:
    stopped = text[-1] in ".!?"
    return f"{text[:-1]}{extra}{text[-1]}" if stopped else f"{text}{extra}"


def _all_numbers(unit: Unit) -> set[str]:
    return {n for text in unit for n in _NUMBER.findall(text)}


def make(folder: Path, count: int, size: int = UNITS) -> Path:
    """A manifest of so many articles with their pages; returns its path."""
    pool = [units(place.parent) for place in sorted(NEWSROOM.glob("*/pl-vi.gold"))]
    pages = folder / "pages"
    pages.mkdir(parents=True, exist_ok=True)
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as manifest:
        for number in range(count):
            made = article(number, pool, size)
            row = {"id": f"m{number:06}", "text": made["pl"], "pages": {}}
            for code in ("en", "vi"):
                path = pages / f"m{number:06}.{code}.txt"
                path.write_text(made[code], "utf-8")
                row["pages"][code] = f"pages/{path.name}"  # type: ignore[index]
            manifest.write(json.dumps(row, ensure_ascii=False) + "\n")
    return folder / "articles.jsonl"


class Watch(threading.Thread):
    """Looks at a process and all below it every second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self.series: list[int] = []

    def run(self) -> None:
        while Path(f"/proc/{self._pid}").exists():
            self.series.append(sum(_memory(pid) for pid in _below(self._pid)))
            time.sleep(1)


def _below(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _below(int(child))
    except OSError:
        return


def _memory(pid: int) -> int:
    """Bytes of a process, what it shares with others divided among them (PSS)."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().split("\n"):
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def measure(manifest: Path, runs: Path, workers: int, runner: str) -> None:
    """Run the batch as a user does and print what it took."""
    log = runs / "log.jsonl"
    words = [str(manifest), "--runs", str(runs), "--workers", str(workers), "--runner", runner]
    command = [str(Path(sys.executable).with_name("kladka")), "batch", *words]
    runs.mkdir(parents=True, exist_ok=True)
    begun, used = time.perf_counter(), os.times()
    process = subprocess.Popen([*command, "--log-json", str(log)])
    watch = Watch(process.pid)
    watch.start()
    code = process.wait()
    took, after = time.perf_counter() - begun, os.times()
    cpu = after.children_user + after.children_system - used.children_user - used.children_system
    costs: Counter[str] = Counter()
    done = counted = 0
    for event in map(json.loads, log.read_text("utf-8").split("\n")[:-1]):
        if event["event"] == "sealed":
            costs.update(event["costs"])
            done, counted = done + event["done"], counted + event["words"]
    print(f"exit {code}; {done} articles, {counted} words, {workers} workers, {runner}")
    print(f"{took:.1f} s; {60 * done / took:.1f} articles a minute, {counted / took:.0f} words/s")
    for step, spent in costs.most_common():
        share, unit = 100 * spent / cpu, 1000 * spent / counted
        print(f"  {step:10} {spent:8.1f} CPU s {share:5.1f}%  {unit:.3f} a 1,000 words")
    rest = cpu - sum(costs.values())
    print(f"  {'the rest':10} {rest:8.1f} CPU s {100 * rest / cpu:5.1f}%  of {cpu:.1f} in all")
    middle, last = (watch.series[len(watch.series) * k // 100 :] for k in (25, 75))
    print(f"memory: most {max(watch.series) / 1e6:.0f} MB; most in the second quarter ", end="")
    print(f"{max(middle[: len(middle) // 3]) / 1e6:.0f} MB, in the last {max(last) / 1e6:.0f} MB")
    sizes = {
        p: sum(f.stat().st_size for f in (runs / manifest.stem / p).rglob("*") if f.is_file())
        for p in ("inputs", "shards", "merged")
    }
    for place, size in sizes.items():
        print(f"  {place:10} {size / 1e6:8.1f} MB  {size / counted:.1f} kB a 1,000 words")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--units", type=int, default=UNITS, help="how long an article is")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--runner", default="local")
    parser.add_argument("--into", type=Path, help="keep the corpus and the run here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.into or Path(scratch)
        name = f"{options.articles}x{options.units}"
        manifest = make(folder / f"corpus-{name}", options.articles, options.units)
        runs = folder / f"runs-{name}-{options.workers}-{options.runner}"
        measure(manifest, runs, options.workers, options.runner)


if __name__ == "__main__":
    main()
