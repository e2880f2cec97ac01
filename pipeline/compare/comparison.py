"""The comparison as a whole: what was held against what, and every answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import BrokenConfig, EmptyArticle
from ..metrics import HEADLINE, RAW
from ..store import Run
from .baseline import matched, open_baseline
from .judge import LEAST, Fallen, Paired, Verdict, fallen, judge
from .limits import Rule, facts, rules


@dataclass(frozen=True, slots=True)
class Comparison:
    """`least` is the drop, in points, that is somebody's concern."""

    name: str
    least: float
    verdicts: tuple[Verdict, ...]
    rules: tuple[Rule, ...]
    fallen: tuple[Fallen, ...]

    @property
    def failed(self) -> bool:
        answers = [v.answer for v in self.verdicts] + [r.answer for r in self.rules]
        return "fail" in answers

    @property
    def unsure(self) -> bool:
        return any(one.answer == "cannot tell" for one in self.verdicts)


def compare(
    run: Run, path: Path, metrics: Sequence[str] = HEADLINE, least: float = LEAST
) -> Comparison:
    """A run against the baseline at `path`, through the baseline's own beads.

    Raises RunError where rulers, texts, segmentation or hand-made beads are not the same.
    """
    raw = open_baseline(path)
    sets = matched(run, raw, path)
    limited = [
        rule
        for code, frozen in raw["languages"].items()
        for rule in rules(code, frozen["limits"], facts(run.dossiers, code))
    ]
    return _compared(run.name, sets, metrics, least, limited)


def compare_texts(
    name: str,
    then: Sequence[str],
    now: Sequence[str],
    page: Sequence[str],
    articles: Sequence[str] | None = None,
    *,
    source: Sequence[str] | None = None,
    metrics: Sequence[str] = HEADLINE,
    least: float = LEAST,
    door: str = RAW,
) -> Comparison:
    """Two systems' lines against a reference, of any translation system.

    Raises EmptyArticle for no lines, BrokenConfig where the counts differ.
    """
    if not page:
        raise EmptyArticle(name)
    sides = (("baseline", then), ("hypothesis", now), ("article", articles), ("source", source))
    for what, lines in sides:
        if lines is not None and len(lines) != len(page):
            raise BrokenConfig(name, f"{len(lines)} {what} lines for {len(page)} references")
    sets = [Paired(name, articles, source, then, now, page, door)]
    return _compared(name, sets, metrics, least, [])


def _compared(
    name: str, sets: Sequence[Paired], metrics: Sequence[str], least: float, limited: list[Rule]
) -> Comparison:
    verdicts = judge(sets, metrics, least)
    return Comparison(name, least, tuple(verdicts), tuple(limited), tuple(fallen(sets)))
