"""How a download shows: a bar on a terminal, plain lines elsewhere; always on standard error."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from ..roles import News

_STEP = 10  # percent between two plain lines


class Download:
    """Hears of every chunk; the bar is made when the first file comes."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._bar: Any = None
        self._tasks: dict[str, Any] = {}
        self._said: dict[str, int] = {}

    def tell(self, news: News) -> None:
        if self._live:
            self._draw(news)
            return
        percent = 100 * news.done // news.total if news.total else 100
        step = percent // _STEP * _STEP
        if step > self._said.get(news.what, -1) and (step == 100 or news.total > 5_000_000):
            self._said[news.what] = step
            print(f"{news.what} {step}% of {news.total:,} bytes", file=sys.stderr)

    def _draw(self, news: News) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                DownloadColumn,
                Progress,
                TextColumn,
                TimeRemainingColumn,
                TransferSpeedColumn,
            )

            name = TextColumn("{task.description}")
            parts = (name, BarColumn(), DownloadColumn(), TransferSpeedColumn())
            self._bar = Progress(*parts, TimeRemainingColumn(), console=Console(stderr=True))
            self._bar.start()
        if news.what not in self._tasks:
            self._tasks[news.what] = self._bar.add_task(news.what, total=news.total)
        self._bar.update(self._tasks[news.what], completed=news.done)

    def __enter__(self) -> Download:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
