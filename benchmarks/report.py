"""The report in a real browser: how soon it opens, how smoothly it scrolls, how soon it answers.

The articles of a run are put behind one another, and that again, until one article has so many
beads; Chromium opens its report from the disk, a few times over, each time with an empty cache.

    make translate CORPUS=corpora/newsroom .venv/extra-browser
    python benchmarks/report.py --run runs/newsroom --beads 2000
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from shutil import which
from typing import Any

from pipeline import open_run
from pipeline.formats import publish
from pipeline.records import Bead, Bitext, Dossier, Span

ROOT = Path(__file__).parent.parent
SWITCHES = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update"
)
SIZES = ((1440, 1000), (390, 844))
# Milliseconds from navigation to: the document read and its script run; the first text drawn.
OPENED = """
const entry = performance.getEntriesByType('navigation')[0];
const paint = performance.getEntriesByName('first-contentful-paint')[0];
return [entry.loadEventEnd, paint ? paint.startTime : NaN]"""
# Milliseconds between frames while the whole report goes by in four seconds.
SCROLLED = """
const done = arguments[0], times = [], start = performance.now();
const end = document.documentElement.scrollHeight - innerHeight;
function step(now) {
  times.push(now);
  const part = (performance.now() - start) / 4000;
  scrollTo({top: part * end, behavior: 'instant'});
  if (part < 1) requestAnimationFrame(step);
  else done(times.slice(1).map((t, i) => t - times[i]));
}
requestAnimationFrame(step)"""
# Milliseconds from an act to the frame after the one that shows it.
ANSWERED = """
const done = arguments[arguments.length - 1], start = performance.now();
new Function(arguments[0])();
requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)))"""
TYPED = """const box = document.querySelector('input[type=search]');
box.value = '{}'; box.dispatchEvent(new Event('input', {{bubbles: true}}))"""
ACTS = {
    "filter: unmatched": "document.querySelector('input[value=unmatched]').click()",
    "filter: all": "document.querySelector('input[value=all]').click()",
    "search": TYPED.format("hanoi"),
    "search: none": TYPED.format(""),
    "choose": "document.querySelectorAll('main > section:not([hidden]) tr th a')[900].click()",
    "merge": "document.querySelector('[data-do=merge]').click()",
    "undo": "document.querySelector('[data-do=undo]').click()",
}


def joined(dossiers: Sequence[Dossier], beads: int) -> Dossier:
    """One dossier of at least so many beads in its last language that has a page."""
    languages = [bitext.language for bitext in dossiers[0].bitexts]
    usable = [d for d in dossiers if [b.language for b in d.bitexts] == languages]
    article: list[Any] = []
    parts: dict[str, list[Bitext]] = {language: [] for language in languages}
    for dossier in cycle(usable):
        article += dossier.article.segments
        for bitext in dossier.bitexts:
            parts[bitext.language].append(bitext)
        if sum(len(b.beads) for b in parts[languages[-1]]) >= beads:
            break
    whole = replace(usable[0].article, segments=_numbered(article))
    bitexts = tuple(_one(parts[language]) for language in languages)
    return Dossier("long", whole, bitexts)


def _one(parts: Sequence[Bitext]) -> Bitext:
    """Bitexts one behind the other; scores are the first one's, and mean nothing here."""
    pages = [part.page for part in parts if part.page]
    page = None
    if pages:
        page = replace(pages[0], segments=_numbered([s for p in pages for s in p.segments]))
    return replace(
        parts[0],
        said=tuple(said for part in parts for said in part.said),
        page=page,
        beads=tuple(_moved(parts)),
        frozen=(),
        bead_scores=(),
        losses=(),
        crossing=(),
    )


def _moved(parts: Sequence[Bitext]) -> Iterator[Bead]:
    down = right = 0
    for part in parts:
        for bead in part.beads:
            yield replace(bead, article=_by(bead.article, down), page=_by(bead.page, right))
        down += len(part.said)
        right += len(part.page.segments) if part.page else 0


def _by(span: Span, steps: int) -> Span:
    return Span(span.start + steps, span.end + steps)


def _numbered(segments: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(replace(segment, id=str(i)) for i, segment in enumerate(segments))


def browser(profile: Path) -> Any:
    """Chromium without a window."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = which("chromium") or which("google-chrome")
    for switch in (*SWITCHES.split(), f"--user-data-dir={profile}"):
        options.add_argument(switch)
    driver = webdriver.Chrome(options=options, service=Service(which("chromedriver")))
    driver.set_script_timeout(60)
    return driver


def measure(driver: Any, path: Path, rounds: int) -> None:
    """Open, scroll and use the report at both widths; medians over the rounds."""
    for width, height in SIZES:
        driver.set_window_size(width, height)
        opened, frames = [], []
        answers: dict[str, list[float]] = {name: [] for name in ACTS}
        for _ in range(rounds):
            driver.get("about:blank")
            driver.get(path.as_uri())
            driver.execute_script("localStorage.clear()")
            opened.append(driver.execute_script(OPENED))
            frames += driver.execute_async_script(SCROLLED)
            for name, act in ACTS.items():
                answers[name].append(driver.execute_async_script(ANSWERED, act))
        loaded, painted = (statistics.median(column) for column in zip(*opened, strict=True))
        frames.sort()
        late = sum(frame > 50 for frame in frames) / len(frames)
        print(f"{width} pixels: loaded {loaded:.0f} ms, first text drawn {painted:.0f} ms")
        print(
            f"  scrolling: a frame every {statistics.median(frames):.1f} ms, "
            f"95% within {frames[int(0.95 * len(frames))]:.1f} ms, {late:.1%} over 50 ms"
        )
        for name, times in answers.items():
            print(f"  {name}: {statistics.median(times):.0f} ms")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--run", type=Path, default=ROOT / "runs" / "newsroom")
    options.add_argument("--beads", type=int, default=2000)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    dossier = joined(open_run(asked.run).dossiers, asked.beads)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        began = time.process_time()
        path = publish(dossier, folder, ["html"])[0]
        taken = time.process_time() - began
        beads = len(dossier.bitexts[-1].beads)
        size = path.stat().st_size / 1e6
        print(f"{beads} beads, {size:.1f} MB, written and proven in {taken:.1f} CPU s")
        driver = browser(folder / "profile")
        try:
            measure(driver, path, asked.rounds)
        finally:
            driver.quit()


if __name__ == "__main__":
    main()
