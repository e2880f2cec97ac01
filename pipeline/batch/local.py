"""The runner of one machine: a few watched workers, a shard at a time each."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .articles import Article
from .asked import Asked
from .outcome import Costs, Outcome, Pair
from .places import Place
from .seal import Seal, outcomes, packed, seal, sealed, unpacked
from .shards import Shard, articles_of
from .tell import Event, Tell
from .watch import Limits, Worker, warm
from .work import Order
from .worker import Job


class Work(NamedTuple):
    """What a runner is handed: the shards to do, where, for whom, and how far it may go."""

    place: Place
    order: Order
    asked: Asked
    pairs: tuple[Pair, ...]
    limits: Limits
    workers: int
    tell: Tell

    def worker(self) -> Worker:
        """A watched worker that reports its deaths."""

        def died(how: str, step: str, article: str) -> None:
            self.tell(Event("worker died", {"how": how, "step": step, "article": article}))

        return Worker(self.order, self.limits, died)


def run(work: Work, shards: Sequence[Shard], again: bool = False) -> Iterator[tuple[Seal, Costs]]:
    """Seal each of these shards; with `again`, articles that failed are tried once more.

    No more shards are in memory than there are workers. Raises what a worker raises that no article
    is to blame for, once the others have ended; every shard sealed by then stays sealed.
    """
    if shards:
        warm(work.order, work.pairs)
    waiting: queue.SimpleQueue[Shard] = queue.SimpleQueue()
    for shard in shards:
        waiting.put(shard)
    made: queue.Queue[tuple[Seal, Costs] | Exception | None] = queue.Queue(maxsize=work.workers)
    stop = threading.Event()
    threads = [
        threading.Thread(target=_drain, args=(work, waiting, made, stop, again), daemon=True)
        for _ in range(min(work.workers, len(shards)))
    ]
    for thread in threads:
        thread.start()
    try:
        yield from _made(made, len(threads))
    finally:
        stop.set()


def _made(
    made: queue.Queue[tuple[Seal, Costs] | Exception | None], running: int
) -> Iterator[tuple[Seal, Costs]]:
    fault: Exception | None = None
    while running:
        one = made.get()
        if one is None:
            running -= 1
        elif isinstance(one, Exception):
            fault = fault or one
        else:
            yield one
    if fault:
        raise fault


def _drain(
    work: Work,
    waiting: queue.SimpleQueue[Shard],
    made: queue.Queue[tuple[Seal, Costs] | Exception | None],
    stop: threading.Event,
    again: bool,
) -> None:
    worker = work.worker()
    try:
        while not stop.is_set():
            made.put(_shard(work, worker, waiting.get_nowait(), again))
    except queue.Empty:
        pass
    except Exception as error:
        stop.set()
        made.put(error)
    finally:
        worker.close()
        made.put(None)


def _shard(work: Work, worker: Worker, shard: Shard, again: bool) -> tuple[Seal, Costs]:
    wanted = wanting(work.place, shard, again)
    done = worker.run(Job("whole", wanted.todo))
    return sealing(work.place, shard, wanted, done.result, work.asked), done.costs


class Wanting(NamedTuple):
    """What is to be done of a shard: all of it, or only what failed under an older seal."""

    articles: tuple[Article, ...]
    old: Seal | None
    kept: Mapping[str, Outcome]

    @property
    def todo(self) -> tuple[Article, ...]:
        return tuple(one for one in self.articles if one.id not in self.kept)


def wanting(place: Place, shard: Shard, again: bool) -> Wanting:
    """What of a shard is to be done; with `again`, what has been done is kept."""
    articles = tuple(articles_of(place, shard))
    old = sealed(place, shard) if again else None
    kept = {one.article.id: one for one in outcomes(place, old) if one.dossier} if old else {}
    return Wanting(articles, old, kept)


def sealing(place: Place, shard: Shard, wanted: Wanting, data: bytes, asked: Asked) -> Seal:
    """The result sealed, together with what was kept."""
    if wanted.old:
        fresh = {one.article.id: one for one in unpacked(data, f"shard {shard.id}")}
        data = packed(wanted.kept.get(one.id) or fresh[one.id] for one in wanted.articles)
    made = seal(place, shard, data, asked.of(wanted.articles))
    if wanted.old and made.file != wanted.old.file:
        place.remove(f"shards/{wanted.old.file}")
    return made
