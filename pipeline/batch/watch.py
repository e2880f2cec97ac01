"""A worker is watched: it is killed when it hangs or eats too much, and started again when it dies.

The article at which it died is tried again, since the fault may lie elsewhere (a killed process, a
machine short of memory). Where it dies again and again, that article fails, and it alone.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any, NamedTuple

from ..errors import KladkaError
from .outcome import Failure, Pair, Skip
from .work import Order
from .worker import Done, Job

_PACKAGE = (__package__ or "").partition(".")[0]
_ROOT = str(Path(__file__).resolve().parents[2])
_CODE = f"""\
import sys
if sys.argv[1] not in sys.path: sys.path.insert(0, sys.argv[1])
from {_PACKAGE}.batch.worker import serve
serve(int(sys.argv[2]), int(sys.argv[3]))
"""
_LOOK = 0.1  # seconds between two looks at a silent worker
_TRIES = 3  # deaths until an article is held to be the reason
_KILLS = 2  # the same, where it was we who had to kill
_IDLE = 4  # times as long as a step may work, it may wait: the machine may be busy with others
_MOST = 9  # deaths over one shard where none is


class Limits(NamedTuple):
    """CPU `seconds` that a step of an article may take, 512 texts ten times that; four times as
    long by the clock. `memory` is in bytes, with what its children take."""

    seconds: float = 120.0
    memory: int = 1_000_000_000
    threads: int = 1


class Lost(KladkaError):
    def __init__(self, step: str, how: str) -> None:
        super().__init__(
            f"a worker {how} while it was to {step}, {_MOST} times over and at no one article; "
            "give it more with --worker-memory or --patience, or look at kladka doctor"
        )


class Told(KladkaError):
    """An error of a worker, in the worker's own words."""


def warm(order: Order, pairs: Sequence[Pair]) -> None:
    """Load every engine once, with room to convert its model where that has not been done yet.

    Raises Told, Lost.
    """
    worker = Worker(order, Limits(memory=8_000_000_000))
    try:
        worker.run(Job("warm", pairs=tuple(pairs)))
    finally:
        worker.close()


class _Death(Exception):
    def __init__(self, how: str, step: str, article: str, tries: int = _TRIES) -> None:
        self.how, self.step, self.article, self.tries = how, step, article, tries


class Worker:
    """One process for job after job. `tell` hears of every death."""

    def __init__(
        self, order: Order, limits: Limits, tell: Callable[[str, str, str], None] = lambda *_: None
    ) -> None:
        self._order, self._limits, self._tell = order, limits, tell
        self._process: subprocess.Popen[bytes] | None = None
        self._link: Connection | None = None
        self._said: IO[bytes] | None = None
        self._last = ""

    def run(self, job: Job) -> Done:
        """The job done; articles that kill the worker are in the result as failures.

        Raises Told for an error that no article is to blame for, Lost where there is no culprit.
        """
        deaths: Counter[tuple[str, str]] = Counter()
        skip = dict(job.skip or {})
        while True:
            try:
                return self._once(job._replace(skip=skip))
            except _Death as death:
                self.close()
                self._tell(death.how, death.step, death.article)
                key = death.step, death.article
                deaths[key] += 1
                if death.article and deaths[key] >= death.tries:
                    skip[death.article] = Skip(death.step, Failure("Poison", _why(death)))
                elif deaths[key] == death.tries and job.articles:
                    skip |= self._culprits(job._replace(skip=skip))
                elif deaths[key] == _MOST:
                    raise Lost(death.step, death.how + self._last) from None

    def _culprits(self, job: Job) -> dict[str, Skip]:
        """Which articles end a worker when they are translated alone."""
        found: dict[str, Skip] = {}
        for article in job.articles:
            if article.id in (job.skip or {}):
                continue
            try:
                self._once(Job("alone", (article,)))
            except _Death as death:
                self.close()
                found[article.id] = Skip("translate", Failure("Poison", _why(death)))
        return found

    def _once(self, job: Job) -> Done:
        step, article = "start", ""
        try:
            link = self._started()
            since = self._clock()
            link.send(job)
            while True:
                silent = not link.poll(_LOOK)
                self._look(step, article, since)
                if silent:
                    continue
                kind, what = link.recv()
                if kind == "at":
                    (step, article), since = what, self._clock()
                elif kind == "error":
                    raise _told(what)
                else:
                    return what  # type: ignore[no-any-return]
        except (EOFError, OSError):
            raise _Death(self._ending(), step, article) from None

    def _clock(self) -> tuple[float, float]:
        """CPU seconds of the worker and its children until now, and the time."""
        assert self._process is not None
        return _worked(self._process.pid), time.monotonic()

    def _look(self, step: str, article: str, since: tuple[float, float]) -> None:
        assert self._process is not None
        allowed = self._limits.seconds if article else 10 * self._limits.seconds
        worked, waited = (now - then for now, then in zip(self._clock(), since, strict=True))
        if max(worked, waited / _IDLE) > allowed:
            raise _Death(f"took more than {allowed:g} s", step, article, _KILLS)
        if _resident(self._process.pid) > self._limits.memory:
            raise _Death("took more memory than it may", step, article, _KILLS)

    def _ending(self) -> str:
        assert self._process is not None
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            return "fell silent"
        return f"died of {_signal(-code)}" if code < 0 else f"ended with {code}"

    def _last_words(self) -> str:
        """The last line that it wrote to standard error, for people only."""
        if self._said is None:
            return ""
        self._said.seek(max(0, self._said.seek(0, os.SEEK_END) - 500))
        lines = self._said.read().decode("utf-8", "replace").strip().split("\n")
        return f" ({lines[-1][:200]})" if lines[-1] else ""

    def _started(self) -> Connection:
        if self._link is None:
            ours, theirs = socket.socketpair()
            limits = self._limits
            threads = {"KLADKA_THREADS": str(limits.threads), "OMP_NUM_THREADS": "1"}
            words = [_ROOT, str(theirs.fileno()), str(limits.memory)]
            self._said = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the process)
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-c", _CODE, *words],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=self._said,
                    pass_fds=[theirs.fileno()],
                    env={**os.environ, **threads, "OPENBLAS_NUM_THREADS": "1"},
                )
            self._link = Connection(ours.detach())
            self._link.send(self._order)
        return self._link

    def close(self) -> None:
        """End the process, whatever it is doing."""
        process, link = self._process, self._link
        self._process = self._link = None
        if self._said is not None:
            self._last = self._last_words()
            self._said.close()
            self._said = None
        if link is not None:
            link.close()
        if process is not None:
            process.kill()
            process.wait()
            assert process.stdin is not None
            process.stdin.close()


def _told(what: tuple[type[KladkaError], str]) -> KladkaError:
    """The error of the worker again, so that the command line ends as it would have there."""
    kind, sentence = what
    error: Any = kind.__new__(kind)
    error.args = (sentence,)
    return error if isinstance(error, KladkaError) else Told(sentence)


def _why(death: _Death) -> str:
    return f"the worker {death.how} at it, every time"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _children(pid: int) -> list[int]:
    return [int(child) for child in _read(f"/proc/{pid}/task/{pid}/children").split()]


def _resident(pid: int) -> int:
    """Bytes in memory of a process and of its children; 0 where the system does not tell."""
    found = _read(f"/proc/{pid}/statm").split()
    own = int(found[1]) * os.sysconf("SC_PAGE_SIZE") if found else 0
    return own + sum(map(_resident, _children(pid)))


def _worked(pid: int) -> float:
    """CPU seconds of a process and of its children; 0 where the system does not tell."""
    found = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    ticks = sum(map(int, found[11:15])) if found else 0
    return ticks / os.sysconf("SC_CLK_TCK") + sum(map(_worked, _children(pid)))


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""
