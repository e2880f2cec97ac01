"""What a person or a program hears while a run goes on; always on standard error."""

from __future__ import annotations

import json
import sys
import time
from types import TracebackType
from typing import Any

from ..roles import News

SECONDS = 5.0  # between two plain lines of one article
# News that counts something; all other is a sentence: the article that is begun, a warning.
COUNTS = ("article", "segments", "known", "decoded", "decoding", "words", "suspect")


class Progress:
    """A bar on a terminal, plain lines elsewhere, JSON lines where a program asked for them.

    Counts what is decoded, in segments and source words, and the suspects that guards found.
    """

    def __init__(self, articles: int, as_json: bool = False) -> None:
        self.decoded = self.words = self.suspects = 0
        self._articles, self._begun = articles, 0
        self.completed = 0.0  # articles, those at work in part
        # Segments over all languages: of articles that are begun; asked of engines for hops and
        # retries as well; and there.
        self._planned = self._asked = self._there = 0
        self._began = self._spoke = time.monotonic()
        self._json = as_json
        self._bar: Any = None

    def tell(self, news: News) -> None:
        if self._json and news.what != "decoding":  # CPU time that the languages share
            self._print(json.dumps(self._event(news), ensure_ascii=False))
        match news.what:
            case "article":
                self.completed = max(self.completed, news.done)
            case "segments":
                self._begun += 1
                self._planned += news.done
            case "known":
                self._asked += news.total
                self._advance(news.done)
            case "decoded":
                self.decoded += news.done
                self._advance(news.done)
                self._say_how_far()
            case "words":
                self.words += news.done
            case "suspect":
                self.suspects += news.done
            case what if what not in COUNTS:
                self._say(what)
        if self._bar is not None:
            self._bar.update(self._task, completed=self.completed, rates=self._rates())

    def _advance(self, count: int) -> None:
        """The share of all articles that are begun; something is left for what comes after."""
        self._there += count
        share = self._there / max(1, self._expected)
        self.completed = max(self.completed, 0.95 * self._begun * share)

    @property
    def _expected(self) -> int:
        return max(self._asked, self._planned)

    def _say(self, what: str) -> None:
        if self._bar is not None:
            self._bar.update(self._task, description=what)
        elif not self._json:
            self._print(what)

    def _say_how_far(self) -> None:
        now = time.monotonic()
        if self._bar is None and not self._json and now - self._spoke > SECONDS:
            self._spoke = now
            self._print(f"  {self._there} of {self._expected}: {self._rates()}")

    def _rates(self) -> str:
        took = max(time.monotonic() - self._began, 1e-3)
        suspects = f", {self.suspects} suspect" if self.suspects else ""
        rate = f"{self.decoded / took:,.1f} segments/s, {self.words / took:,.0f} words/s"
        return f"{rate}{suspects}" if self.decoded else suspects.removeprefix(", ")

    def _event(self, news: News) -> dict[str, object]:
        seconds = round(time.monotonic() - self._began, 3)
        if news.what not in COUNTS:
            return {"event": "at", "what": news.what, "seconds": seconds}
        counted = {"done": news.done, "total": news.total}
        return {"event": news.what, **counted, "seconds": seconds}

    def _print(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    def __enter__(self) -> Progress:
        if sys.stderr.isatty() and not self._json:
            self._bar, self._task = _bar(self._articles)
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def _bar(articles: int) -> tuple[Any, Any]:
    """One bar over all articles, with rates and the time left."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[rates]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    return bar, bar.add_task("reading", total=articles, rates="")
