"""What a person sees when a run is done, and what a program reads."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ..flags import hard
from ..records import Bitext, Dossier, Score
from ..store import Run
from ..text import terminal


def summary(run: Run, folder: Path, decoded: int) -> None:
    """Per target language: segments, scores, coverage, flags; then where the files are."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    title = f"{run.name}: {len(run.dossiers)} done, {len(run.failures)} failed"
    table = Table(title=title, box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    columns = (
        "to",
        "segments",
        "BLEU [95%]",
        "chrF [95%]",
        "beads",
        "covered",
        "broken",
        "doubtful",
    )
    for column in columns:
        left = column in ("to", "beads")
        table.add_column(column, justify="left" if left else "right", no_wrap=True)
    languages = tuple(dict.fromkeys(b.language for d in run.dossiers for b in d.bitexts))
    for code in languages:
        table.add_row(code, *_cells(run, code))
    console.print(table)
    for code in languages:
        for line in _losses(code, run.scores.get(code, ())):
            console.print(line, markup=False)
    for note in dict.fromkeys(note for d in run.dossiers for note in d.notes):
        console.print(f"Note: {terminal(note)}", markup=False)
    for name, why in run.failures.items():
        console.print(f"Failed: {name}: {terminal(why)}", markup=False)
    console.print(f"{decoded} segments decoded, the rest remembered")
    for path in _artifacts(run, folder):
        print(path)


def told(run: Run, folder: Path, decoded: int) -> None:
    """The same as one JSON object on one line."""
    languages = dict.fromkeys(b.language for d in run.dossiers for b in d.bitexts)
    print(
        json.dumps(
            {
                "event": "done",
                "corpus": run.name,
                "articles": len(run.dossiers),
                "failures": dict(run.failures),
                "decoded": decoded,
                "flags": {code: _flags(run, code) for code in languages},
                "scores": {c: [asdict(one) for one in some] for c, some in run.scores.items()},
                "notes": list(dict.fromkeys(note for d in run.dossiers for note in d.notes)),
                "files": [str(path) for path in _artifacts(run, folder)],
            },
            ensure_ascii=False,
            sort_keys=True,
        )
    )


def _flags(run: Run, code: str) -> dict[str, int]:
    """How many segments have each flag."""
    said = (one for d in run.dossiers for b in d.bitexts if b.language == code for one in b.said)
    return dict(sorted(Counter(flag for one in said for flag in one.flags).items()))


def _cells(run: Run, code: str) -> tuple[str, ...]:
    mine = [(d, b) for d in run.dossiers for b in d.bitexts if b.language == code]
    whole = run.scores.get(code, ())
    segments = sum(len(d.article.segments) for d, _ in mine)
    said = [one for _, b in mine for one in b.said]
    broken = sum(1 for one in said if hard(one.flags))
    soft = sum(1 for one in said if one.flags) - broken
    bleu, chrf = (_score(_best(whole, metric)) for metric in ("BLEU", "chrF"))
    beads = _best(whole, "BLEU")
    through = "–" if beads is None else "hand" if "hand-made" in beads.over else "found"
    return (str(segments), bleu, chrf, through, _covered(mine), str(broken), str(soft))


def _best(scores: Sequence[Score], metric: str) -> Score | None:
    """The one through the hand-made beads where there is one: it comes last."""
    return next((score for score in reversed(scores) if score.metric == metric), None)


def _score(score: Score | None) -> str:
    if score is None or score.interval is None:
        return "–"
    low, high = score.interval
    return f"{score.value:.1f} [{low:.1f}, {high:.1f}]".replace("[", "\\[")


def _losses(code: str, scores: Sequence[Score]) -> list[str]:
    """One sentence where a relay was taken apart."""
    found = [score for score in scores if score.metric.startswith("loss ")]
    if not found:
        return []
    hops = ", ".join(f"{s.value:.1f} in {s.metric.removeprefix('loss ')}" for s in found)
    return [f"{code} loses {hops} (chrF points over {found[0].over})"]


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
