"""A batch in numbers that a monitor reads: Prometheus text exposition format, version 0.0.4.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from collections import Counter

from .tell import Event

_HELP = {
    "articles_planned": "Articles of the manifest.",
    "articles": "Articles finished, by outcome.",
    "shards_planned": "Shards of the plan.",
    "shards_sealed": "Shards whose seal stands.",
    "segments": "Segments of the articles done.",
    "words": "Words of the articles done.",
    "cpu_seconds": "CPU seconds of this run, by step.",
    "worker_deaths": "Workers that died or were killed in this run.",
    "articles_per_minute": "Articles a minute in this run.",
}


class Gauges:
    """Counts what it hears; `now` is a clock that only goes forward."""

    def __init__(self) -> None:
        self.planned = self.shards = self.sealed = 0
        self.done = self.failed = self.segments = self.words = self.deaths = 0
        self.kinds: Counter[str] = Counter()
        self.costs: Counter[str] = Counter()
        self._fresh, self._begun, self._now = 0, 0.0, 0.0

    def hear(self, event: Event, now: float) -> None:
        facts = event.facts
        self._now = now
        if event.what == "planned":
            self.planned, self.shards, self._begun = facts["articles"], facts["shards"], now
        elif event.what == "worker died":
            self.deaths += 1
        elif event.what in ("sealed", "stands"):
            self.sealed += 1
            self.done += facts["done"]
            self.failed += facts["failed"]
            self.segments += facts["segments"]
            self.words += facts["words"]
            self.kinds.update(facts["failures"])
            if event.what == "sealed":
                self._fresh += facts["done"] + facts["failed"]
                self.costs.update(facts["costs"])

    @property
    def a_minute(self) -> float | None:
        """Articles a minute since the plan stood; None before the first shard."""
        passed = self._now - self._begun
        return 60 * self._fresh / passed if self._fresh and passed > 0 else None

    def rate(self) -> str:
        """The rate and the time left, as a person reads it."""
        rate = self.a_minute
        if rate is None:
            return ""
        left = (self.planned - self.done - self.failed) / rate
        shown = f"{left:.0f} min" if left < 120 else f"{left / 60:.0f} h"
        return f"{rate:.0f} a minute, {shown} left" if left > 0.5 else f"{rate:.0f} a minute"

    def text(self) -> str:
        """Every gauge with its help, in the order of the table."""
        lines: list[str] = []
        for name, value in self._values():
            base = name.partition("{")[0]
            head = f"# HELP kladka_batch_{base} {_HELP[base]}\n# TYPE kladka_batch_{base} gauge\n"
            seen = any(line.startswith(head) for line in lines)
            lines.append(f"{'' if seen else head}kladka_batch_{name} {value}\n")
        return "".join(lines)

    def _values(self) -> list[tuple[str, float]]:
        failed = [(f'articles{{outcome="{kind}"}}', n) for kind, n in sorted(self.kinds.items())]
        costs = [(f'cpu_seconds{{step="{s}"}}', round(v, 3)) for s, v in sorted(self.costs.items())]
        rate = self.a_minute
        return [
            ("articles_planned", self.planned),
            ('articles{outcome="done"}', self.done),
            *failed,
            ("shards_planned", self.shards),
            ("shards_sealed", self.sealed),
            ("segments", self.segments),
            ("words", self.words),
            *costs,
            ("worker_deaths", self.deaths),
            *([("articles_per_minute", round(rate, 2))] if rate is not None else []),
        ]
