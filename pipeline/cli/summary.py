"""What a person sees while a run goes on and when it is done."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from ..guards import HARD
from ..records import Bitext, Dossier, Score
from ..roles import News
from ..store import Run
from ..text import terminal


class Progress:
    """A bar on a terminal, a plain line an article elsewhere; always on standard error."""

    def __init__(self, articles: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        self.decoded = 0
        self._articles = articles
        console = Console(stderr=True)
        self._live = console.is_terminal
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("articles, {task.fields[decoded]} segments decoded"),
            TimeElapsedColumn(),
        )
        self._bar = Bar(*columns, console=console, transient=True, disable=not self._live)
        self._task = self._bar.add_task("reading", total=articles, decoded=0)

    def tell(self, news: News) -> None:
        if news.what == "decoded":
            self.decoded += news.done
            self._bar.update(self._task, decoded=self.decoded)
        elif news.what == "article":
            self._bar.update(self._task, completed=news.done)
        else:
            self._bar.update(self._task, description=news.what)
            if not self._live:
                print(news.what, file=sys.stderr)

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()


def summary(run: Run, folder: Path, decoded: int) -> None:
    """Per target language: segments, BLEU, chrF, coverage, flags; then where the files are."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(title=f"{run.name}: {len(run.dossiers)} done, {len(run.failures)} failed")
    for column in ("to", "segments", "BLEU", "chrF", "covered", "flagged"):
        table.add_column(column, justify="left" if column == "to" else "right")
    for code in dict.fromkeys(b.language for d in run.dossiers for b in d.bitexts):
        table.add_row(code, *_cells(run, code))
    console.print(table)
    for note in dict.fromkeys(note for d in run.dossiers for note in d.notes):
        console.print(f"Note: {terminal(note)}", markup=False, highlight=False)
    for name, why in run.failures.items():
        console.print(f"Failed: {name}: {terminal(why)}", markup=False, highlight=False)
    console.print(f"{decoded} segments decoded, the rest remembered", highlight=False)
    for path in _artifacts(run, folder):
        print(path)


def _cells(run: Run, code: str) -> tuple[str, ...]:
    mine = [(d, b) for d in run.dossiers for b in d.bitexts if b.language == code]
    whole = run.scores.get(code, ())
    segments = sum(len(d.article.segments) for d, _ in mine)
    said = [one for _, b in mine for one in b.said]
    hard = sum(1 for one in said if HARD & set(one.flags))
    soft = sum(1 for one in said if one.flags) - hard
    flagged = f"{hard} hard, {soft} soft"
    return (str(segments), _score(whole, "BLEU"), _score(whole, "chrF"), _covered(mine), flagged)


def _score(scores: Sequence[Score], metric: str) -> str:
    for score in reversed(scores):  # the hand-made beads come last, and count first
        if score.metric == metric and score.interval:
            low, high = score.interval
            return f"{score.value:.1f} [{low:.1f}, {high:.1f}]"
    return "–"


def _covered(mine: list[tuple[Dossier, Bitext]]) -> str:
    values = [
        score.value
        for _, b in mine
        for score in b.scores
        if score.metric == "coverage" and score.over.startswith("article")
    ]
    return f"{sum(values) / len(values):.0f}%" if values else "–"


def _artifacts(run: Run, folder: Path) -> list[Path]:
    glance = [folder / name for name in ("run.json", "scores.json", "index.html")]
    if len(run.dossiers) != 1:
        return glance
    inside = folder / run.dossiers[0].name
    return glance + sorted(path for path in inside.iterdir() if path.is_file())
