"""Pass, fail or cannot tell, per metric and text; and the segments that fell most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ..metrics import HEADLINE, statistics
from .trial import ALPHA, Trial, falls, holm, smallest, trial

# A drop of less than this many points is nobody's concern, however sure.
LEAST = 0.2
SHOWN = 10
Answer = Literal["pass", "fail", "cannot tell"]


class Paired(NamedTuple):
    """The same segments from two systems: one text each of the source, then, now and the page.

    `name` is a language or a file; `articles` says which article each segment stands in.
    """

    name: str
    articles: Sequence[str] | None
    source: Sequence[str] | None
    then: Sequence[str]
    now: Sequence[str]
    page: Sequence[str]
    door: str
    ruler: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One metric of one text, in points; `p` is corrected for the number of tests.

    `interval` is the 95% one of the change; `smallest` the drop that 80 of 100 such comparisons
    would see, None where both outputs are the same.
    """

    name: str
    metric: str
    baseline: float
    now: float
    change: float
    interval: tuple[float, float]
    p: float
    smallest: float | None
    segments: int
    units: int
    by: str
    signature: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Fallen:
    """A segment whose chrF fell from `before` to `after`."""

    name: str
    article: str | None
    number: int
    source: str | None
    then: str
    now: str
    page: str
    before: float
    after: float


def judge(
    sets: Sequence[Paired], metrics: Sequence[str] = HEADLINE, least: float = LEAST
) -> list[Verdict]:
    """Every metric of every set, corrected together. Raises UnknownName for a metric."""
    cases = [(one, metric) for one in sets for metric in metrics]
    trials = []
    signatures = []
    for one, metric in cases:
        now = statistics(metric, one.now, one.page, one.door)
        then = statistics(metric, one.then, one.page, one.door)
        trials.append(trial(then, now, one.articles))
        signatures.append("|".join(filter(None, (now.signature, one.ruler))))
    chances = holm([found.p for found in trials])
    return [
        _verdict(one, metric, found, p, smallest(found, len(cases), least), least, signature)
        for (one, metric), found, p, signature in zip(
            cases, trials, chances, signatures, strict=True
        )
    ]


def _verdict(
    one: Paired,
    metric: str,
    found: Trial,
    p: float,
    seen: float | None,
    least: float,
    signature: str,
) -> Verdict:
    low, high = found.interval
    return Verdict(
        name=one.name,
        metric=metric,
        baseline=round(found.then, 4),
        now=round(found.now, 4),
        change=round(found.change, 4),
        interval=(round(low, 4), round(high, 4)),
        p=round(p, 4),
        smallest=None if seen is None else round(seen, 4),
        segments=len(one.now),
        units=found.units,
        by=found.by,
        signature=signature,
        answer=answer(metric, found, p, least),
    )


def answer(metric: str, found: Trial, p: float, least: float) -> Answer:
    """fail: surely fell, by `least` or more. pass: did not fall, or surely by less than that."""
    gain = falls(metric, found.change)
    worst = min(falls(metric, edge) for edge in found.interval)
    if p < ALPHA and gain <= -least:
        return "fail"
    return "pass" if gain >= 0 or worst > -least else "cannot tell"


def fallen(sets: Sequence[Paired], most: int = SHOWN) -> list[Fallen]:
    """The segments whose chrF fell most, the worst first; only such as did fall."""
    found = [one for some in sets for one in _fallen(some)]
    return sorted(found, key=lambda one: (one.after - one.before, one.name, one.number))[:most]


def _fallen(one: Paired) -> list[Fallen]:
    then, now = (
        statistics("chrF", said, one.page, one.door).of_each().tolist()
        for said in (one.then, one.now)
    )
    return [
        Fallen(
            one.name,
            one.articles[i] if one.articles else None,
            i + 1,
            one.source[i] if one.source else None,
            one.then[i],
            one.now[i],
            one.page[i],
            round(before, 1),
            round(after, 1),
        )
        for i, (before, after) in enumerate(zip(then, now, strict=True))
        if after < before
    ]
