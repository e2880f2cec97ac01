"""What a person or a program hears while a run goes on; always on standard error."""

from __future__ import annotations

import json
import sys
import time
from types import TracebackType
from typing import Any

from ..roles import News

SECONDS = 5.0  # between two plain lines of one language
# News that counts something; all other names the language of an article that is begun.
COUNTS = ("article", "known", "decoded", "decoding", "words", "suspect")


class Progress:
    """A bar on a terminal, plain lines elsewhere, JSON lines where a program asked for them.

    Counts what is decoded, in segments and source words, and the suspects that guards found.
    """

    def __init__(self, articles: int, languages: int = 1, as_json: bool = False) -> None:
        self.decoded = self.words = self.suspects = 0
        self._steps = max(1, articles * languages)
        self._languages = languages
        self._step = 0  # languages of articles that are begun
        self._part = 0.0  # of the one at work
        self._new = 0  # segments that its hop has decoded
        self._began = self._spoke = time.monotonic()
        self._json = as_json
        self._bar: Any = None

    def tell(self, news: News) -> None:
        if self._json:
            self._print(json.dumps(self._event(news), ensure_ascii=False))
        if news.what not in COUNTS:
            self._begin(news.what)
        match news.what:
            case "decoded":
                self._decoded(news)
            case "words":
                self.words += news.done
            case "suspect":
                self.suspects += news.done
            case "known":
                self._new = 0
            case "article":
                self._step, self._part = news.done * self._languages, 0.0
        if self._bar is not None:
            self._bar.update(self._task, completed=self._step - 1 + self._part, rates=self._rates())

    def _begin(self, what: str) -> None:
        """The next language of an article."""
        self._step, self._part, self._new = self._step + 1, 0.0, 0
        if self._bar is not None:
            self._bar.update(self._task, description=what)
        elif not self._json:
            self._print(what)

    def _decoded(self, news: News) -> None:
        self.decoded += news.done
        self._new += news.done
        self._part = max(self._part, 0.95 * self._new / max(1, news.total))
        now = time.monotonic()
        if self._bar is None and not self._json and now - self._spoke > SECONDS:
            self._spoke = now
            self._print(f"  {self._new} of {news.total}: {self._rates()}")

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
            self._bar, self._task = _bar(self._steps)
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


def _bar(steps: int) -> tuple[Any, Any]:
    """One bar over all languages of all articles, with rates and the time left."""
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
    return bar, bar.add_task("reading", total=steps, rates="")
