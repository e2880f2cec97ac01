"""The process that does the work, and that its watcher may have to kill.

It is a fresh interpreter that talks over a socket: jobs come in, marks of where it is and results
go out. When its watcher is gone, by whatever end, its standard input closes and it goes as well.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from ..errors import KladkaError
from .articles import Article
from .outcome import Costs, Heard, Mark, Pair, Ready, Skip, left_out
from .seal import packed
from .work import Crew, Order, alone, finish, prepare, translating, whole
from .work import translate as translated

RESERVED = 4_000_000_000  # bytes


class Job(NamedTuple):
    """A step over a shard, and what it needs: `whole`, `read`, `translate`, `finish` or `alone`;
    or `warm`, which makes what the engines of `pairs` make once and keep."""

    step: str
    articles: tuple[Article, ...] = ()
    skip: Mapping[str, Skip] | None = None
    ready: tuple[Ready, ...] = ()
    heard: Heard | None = None
    signatures: Mapping[Pair, str] | None = None
    pairs: tuple[Pair, ...] = ()


class Done(NamedTuple):
    """What came of a job, and the CPU seconds that each step took."""

    result: Any
    costs: Costs


def serve(handle: int, memory: int) -> None:
    """Do jobs until the watcher has no more."""
    threading.Thread(target=_end_with_watcher, daemon=True).start()
    link = Connection(handle)
    order: Order = link.recv()
    crew = Crew(order)
    _bound(memory)
    while True:
        try:
            job: Job = link.recv()
        except EOFError:
            return
        try:
            link.send(("done", _do(job, order, crew, lambda *at: link.send(("at", at)))))
        except KladkaError as error:  # by its sentence: our errors take facts, not sentences
            link.send(("error", (type(error), str(error))))


def _end_with_watcher() -> None:
    sys.stdin.buffer.read()
    os._exit(3)


def _bound(memory: int) -> None:
    """A last fence behind the watcher: beyond it allocating fails.

    It is wide, since each translator reserves about 0.4 GB of addresses that it never touches.
    """
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory + RESERVED, memory + RESERVED))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):  # no such bounds here: the watcher alone holds
        return


def _do(job: Job, order: Order, crew: Crew, mark: Mark) -> Done:
    costs: Costs = {}
    skip = job.skip or {}
    if job.step == "whole":
        begun = time.process_time()
        result: Any = packed(whole(job.articles, order, crew, mark, skip, costs))
        costs["write"] = time.process_time() - begun - sum(costs.values())
        return Done(result, costs)
    begun = time.process_time()
    if job.step == "read":
        result = prepare(job.articles, order, mark, skip)
    elif job.step == "translate":
        result = _translated(left_out(job.ready, skip, "translate"), crew, mark)
    elif job.step == "finish":
        result = packed(_finished(job, order, mark))
    elif job.step == "warm":
        result = [crew.engine(*pair).translate(["Hanoi"]) for pair in job.pairs]
    else:
        result = None
        alone(job.articles, order, crew, mark)
    spent = time.process_time() - begun
    costs |= translating(spent, crew) if job.step == "translate" else {job.step: spent}
    return Done(result, costs)


def _translated(ready: list[Ready], crew: Crew, mark: Mark) -> tuple[list[Ready], Heard, Any]:
    heard = translated(ready, crew, mark)
    return ready, heard, {pair: crew.signature(*pair) for pair in heard}


def _finished(job: Job, order: Order, mark: Mark) -> Iterator[Any]:
    signatures = job.signatures or {}
    ready = left_out(job.ready, job.skip or {}, "align")
    return finish(ready, job.heard or {}, lambda a, b: signatures.get((a, b), ""), order, mark)
