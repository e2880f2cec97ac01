"""What a person, a log and a monitor see of a batch while it goes on and when it is done."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

from ..batch.check import Bad
from ..batch.gauges import Gauges
from ..batch.tell import Event
from ..files import write
from ..text import printable

if TYPE_CHECKING:
    from ..batch.course import Estimate, Finished, Standing
    from ..batch.places import Place

_EVERY = 10.0  # seconds between two lines where there is no terminal


class Rates:
    """A bar on a terminal, a line now and then elsewhere; a log and gauges where asked for."""

    def __init__(self, log: str | None, gauges: Path | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        console = Console(stderr=True)
        self._live = console.is_terminal
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        more = TextColumn("{task.fields[rate]}")
        self._bar = Progress(
            *columns, more, console=console, transient=True, disable=not self._live
        )
        self._task = self._bar.add_task("planning", total=None, rate="")
        self._log = _log(log)
        self._file = gauges
        self.gauges = Gauges()
        self._said = time.monotonic()

    def tell(self, event: Event) -> None:
        if self._log:
            stamp = datetime.now(UTC).isoformat(timespec="milliseconds")
            line = {"time": stamp, "event": event.what, **event.facts}
            print(json.dumps(line, ensure_ascii=False), file=self._log, flush=True)
        self.gauges.hear(event, time.monotonic())
        if event.what == "bad row":
            bad_row(Bad(**event.facts))
        elif event.what == "worker died":
            self._note("A worker {how} at {step} {article}".format(**event.facts).rstrip())
        self._show(event)
        if self._file and event.what in ("planned", "sealed", "merging"):
            write(self._file, self.gauges.text().encode())

    def _note(self, text: str) -> None:
        self._bar.console.print(printable(text), markup=False, highlight=False)

    def _show(self, event: Event) -> None:
        known = self.gauges
        what = "merging" if event.what == "merging" else "articles" if known.planned else "planning"
        self._bar.update(
            self._task,
            description=what,
            total=known.planned or None,
            completed=known.done + known.failed,
            rate=known.rate(),
        )
        due = time.monotonic() - self._said > _EVERY or event.what in ("planned", "merging")
        if not self._live and due and event.what != "bad row":
            self._said = time.monotonic()
            so_far = f"{known.done + known.failed}/{known.planned} articles"
            print(f"{what}: {so_far} {known.rate()}".rstrip(), file=sys.stderr)

    def __enter__(self) -> Rates:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
        if self._log and self._log is not sys.stderr:
            self._log.close()


def _log(name: str | None) -> TextIO | None:
    if name in (None, "-"):
        return sys.stderr if name else None
    from ..errors import OutputError

    try:
        return Path(str(name)).open("a", encoding="utf-8")
    except OSError as error:
        raise OutputError(str(name), error.strerror or str(error)) from None


def bad_row(bad: Bad) -> None:
    """One line on standard error for a row that cannot be used."""
    name = f" ({bad.id})" if bad.id else ""
    print(printable(f"{bad.where}{name}: {bad.why}"), file=sys.stderr)


def outcome(name: str, where: Place, finished: Finished) -> None:
    """What stands when a call ends: counts, what it cost, what failed, where the files are."""
    standing = finished.standing
    headline(where, standing)
    spent = sum(finished.costs.values())
    if spent:
        parts = ", ".join(f"{step} {s:.1f}" for step, s in sorted(finished.costs.items()))
        print(f"{finished.sealed} shards sealed now, {spent:.1f} CPU seconds: {parts}")
    failures(where, standing)
    if finished.merged:
        for file in sorted(f for f in finished.merged.files if "/" not in f):
            print(f"{where.address}/merged/{file}")
        parts_of = sum(1 for file in finished.merged.files if file.startswith("data/"))
        if parts_of:
            print(f"{where.address}/merged/data/ ({parts_of} parts)")
    else:
        print("not merged yet: run the same command again, without --only, to finish it")


def headline(where: Place, standing: Standing) -> None:
    """Shards and articles, done, failed and waiting."""
    plan = standing.plan
    waiting = plan.articles - standing.done - standing.failed
    print(
        f"{where.address}: {len(standing.seals)} of {len(plan.shards)} shards sealed; "
        f"{standing.done} articles done, {standing.failed} failed, {waiting} waiting"
    )


def failures(where: Place, standing: Standing) -> None:
    """The articles that failed, grouped by kind, the most frequent first."""
    if not standing.failed:
        return
    from rich.console import Console
    from rich.table import Table

    from ..batch.course import failed

    first: dict[str, tuple[str, str]] = {}
    for article, kind, why in failed(where, standing):
        first.setdefault(kind, (article.id, why))
    some = "1 article" if standing.failed == 1 else f"{standing.failed} articles"
    table = Table(title=f"{some} failed; --retry-failed tries again")
    table.add_column("kind")
    table.add_column("articles", justify="right")
    table.add_column("the first of them", overflow="fold")
    for kind, count in standing.failures.items():
        name, why = first[kind]
        table.add_row(kind, str(count), _plain(f"{name}: {why}"))
    Console().print(table)


def _plain(text: str) -> Any:
    from rich.text import Text

    return Text(printable(text))


def cost(found: Estimate, workers: int) -> None:
    """What a batch would take, from its sample."""
    print(f"{found.articles} articles, about {found.words} words, {found.segments} segments")
    if found.near:
        print(
            f"{found.near} of them are near-duplicates of one before: what they share counts once"
        )
    spent = sum(found.costs.values())
    print(f"sample: {found.sample} articles, {found.sample_words} words, {spent:.1f} CPU seconds")
    hours = found.seconds / 3600
    print(f"estimate: {hours:.2f} CPU hours, {60 * hours / workers:.1f} minutes on {workers} cores")
