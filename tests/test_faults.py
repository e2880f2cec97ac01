"""Pull the plug anywhere and run it again: the bytes are those of an uninterrupted run.

Each fault happens in a forked process that runs a whole batch; what the workers answer was recorded
once from the real ones, since it is the writing that is put to the test. `make faults` takes every
point and 200 kills; otherwise a spread of them.
"""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow")

from pipeline.batch import course, local
from pipeline.batch.check import Defaults
from pipeline.batch.course import Wanted, batch, status
from pipeline.batch.manifest import open_manifest
from pipeline.batch.places import place
from pipeline.batch.seal import outcomes, sealed
from pipeline.batch.tell import silent
from pipeline.batch.watch import Limits, Worker
from pipeline.batch.work import Crew, Order
from pipeline.errors import KladkaError, OutputError, RunError
from pipeline.files import locked

ALL = os.environ.get("KLADKA_FAULTS") == "all"
TEXTS = ("Minister odwiedził Hanoi.", "Umowa jest ważna.", "Statek dopłynął.", "Jest egzamin.")
FORMATS = ("tmx", "jsonl", "parquet", "html")
DIED, REFUSED, ODD = 77, 2, 99


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


class Setup:
    """A manifest, what its workers answer, and the run that nobody disturbed."""

    def __init__(self, folder: Path) -> None:
        self.manifest = folder / "news.jsonl"
        rows = [f'{{"id": "a{i}", "text": "{text}"}}\n' for i, text in enumerate(TEXTS)]
        self.manifest.write_text("".join(rows), "utf-8")
        self.order = Order(str(folder))
        self.crew = Crew(self.order)
        self.answers: dict[tuple[str, ...], Any] = {}
        self.whole = folder / "whole"
        self.go(self.whole)

    def go(self, run: Path) -> None:
        wanted = Wanted(self.order, Limits(), 1, FORMATS, shard_size=1)
        batch(
            open_manifest(str(self.manifest), Defaults("pl", ("en",))), place(run), wanted, silent
        )


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[Setup]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KLADKA_CACHE", str(cache))
        real = Worker.run
        made = Setup.__new__(Setup)

        def recorded(worker: Worker, job: Any) -> Any:
            if job.step == "warm" and made.answers:
                return None
            key = tuple(one.id for one in job.articles)
            if key not in made.answers:
                made.answers[key] = real(worker, job)
            return made.answers[key]

        patch.setattr(Worker, "run", recorded)
        made.__init__(tmp_path_factory.mktemp("faults"))  # type: ignore[misc]
        patch.setattr(course, "Crew", lambda order: made.crew)
        patch.setattr(local.threading, "Thread", _Here)
        yield made


class _Here:
    """A thread that runs at once in its caller, so that a fork has no other."""

    def __init__(self, target: Callable[..., None], args: tuple[Any, ...], daemon: bool) -> None:
        self._run = lambda: target(*args)
        args[2].maxsize = 0

    def start(self) -> None:
        self._run()


class Counter:
    """Counts the steps by which bytes reach a disk; at the one chosen, `fault` happens."""

    def __init__(self, at: int, fault: Callable[[str, Any], None]) -> None:
        self.at, self.fault, self.count = at, fault, 0

    def step(self, name: str, data: Any = None) -> None:
        self.count += 1
        if self.count == self.at:
            self.fault(name, data)

    def install(self) -> None:
        for module, name in (
            *((os, name) for name in ("fsync", "replace", "rename", "mkdir", "unlink", "chmod")),
            (tempfile, "mkstemp"),
        ):
            setattr(module, name, self._counted(name, getattr(module, name)))
        real = os.fdopen
        os.fdopen = lambda *a, **k: _Stream(real(*a, **k), self)  # type: ignore[assignment]

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **more: Any) -> Any:
            self.step(f"before {name}")
            made = None if name == "fsync" else real(*args, **more)  # no power is cut here
            self.step(f"after {name}")
            return made

        return counted


class _Stream:
    def __init__(self, real: Any, counter: Counter) -> None:
        self._real, self._counter = real, counter

    def write(self, data: bytes) -> int:
        def half() -> None:
            self._real.write(data[: len(data) // 2])
            self._real.flush()

        self._counter.step("before write", half)
        return self._real.write(data)

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self._real.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def die(name: str, half: Callable[[], None] | None) -> None:
    """The plug: half of a write may have reached the disk, nothing is cleaned up."""
    if half:
        half()
    os._exit(DIED)


def full(name: str, half: Callable[[], None] | None) -> None:
    if half:
        half()
    if name != "before unlink":  # a full disk can still forget
        raise OSError(errno.ENOSPC, "No space left on device")


def forked(work: Callable[[], None]) -> int:
    """The exit code of a process that does this and nothing else."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    try:
        work()
    except OutputError:
        os._exit(REFUSED)
    except BaseException:
        os._exit(ODD)
    os._exit(0)


def again(setup: Setup, run: Path) -> int:
    """The exit code of the same run, undisturbed."""

    def work() -> None:
        os.fsync = lambda handle: None  # type: ignore[assignment]
        setup.go(run)

    return forked(work)


def faulty(setup: Setup, run: Path, counter: Counter) -> Callable[[], None]:
    def work() -> None:
        counter.install()
        setup.go(run)

    return work


def steps(setup: Setup, folder: Path) -> int:
    """How many steps an undisturbed run takes."""
    reader, writer = os.pipe()

    def work() -> None:
        counter = Counter(-1, die)
        counter.install()
        setup.go(folder / "counted")
        os.write(writer, str(counter.count).encode())

    assert forked(work) == 0
    return int(os.read(reader, 20))


def some(count: int, short: int) -> list[int]:
    """Every point, or that many spread over the run."""
    every = list(range(1, count + 1))
    return every if ALL or count <= short else random.Random(7).sample(every, short)


@pytest.mark.parametrize("fault", [die, full])
def test_a_fault_at_any_write_fsync_or_rename_loses_and_changes_nothing(
    setup: Setup, tmp_path: Path, fault: Callable[..., None]
) -> None:
    whole = tree(setup.whole)
    total = steps(setup, tmp_path)
    assert total > 200
    met = 0
    for at in some(total, 40):
        run = tmp_path / "run"
        code = forked(faulty(setup, run, Counter(at, fault)))
        assert code in ((DIED,) if fault is die else (REFUSED, 0)), f"step {at}: {code}"
        met += code != 0
        for name, data in tree(run).items():
            assert Path(name).name.startswith(".") or whole[name] == data, f"step {at}: {name}"
        assert again(setup, run) == 0
        assert tree(run) == whole, f"after step {at}"
        shutil.rmtree(run)
    assert met > 25


def test_a_disk_that_is_really_full_is_a_named_error(setup: Setup, tmp_path: Path) -> None:
    whole = tree(setup.whole)
    largest = max(len(data) for data in whole.values())
    for most in range(1, largest, largest // (200 if ALL else 8)):
        run = tmp_path / "run"

        def work(run: Path = run, most: int = most) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
            setup.go(run)

        assert forked(work) == REFUSED
        assert again(setup, run) == 0
        assert tree(run) == whole, f"a file may have {most} bytes"
        shutil.rmtree(run)


def test_a_result_or_seal_cut_at_any_byte_is_no_result(setup: Setup, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(setup.whole, run)
    where = place(run)
    shards = status(where).plan.shards
    seal = sealed(where, shards[0])
    assert seal
    for name in (f"shards/{shards[0].id}.json", f"shards/{seal.file}"):
        path = run / name
        data = path.read_bytes()
        for end in range(0, len(data), 1 if ALL else 17):
            path.write_bytes(data[:end])
            found = sealed(where, shards[0])
            assert found is None, f"{name} cut at {end}"
        path.write_bytes(data)
    assert sealed(where, shards[0]) == seal


def test_any_file_cut_short_is_made_again(setup: Setup, tmp_path: Path) -> None:
    whole = tree(setup.whole)
    chance = random.Random(3)
    for name, data in whole.items():
        for end in chance.sample(range(len(data)), min(len(data), 40 if ALL else 1)):
            run = tmp_path / "run"
            shutil.copytree(setup.whole, run)
            (run / name).write_bytes(data[:end])
            assert again(setup, run) == 0
            assert tree(run) == whole, f"{name} cut at {end}"
            shutil.rmtree(run)


def test_a_flipped_byte_is_never_served(setup: Setup, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(setup.whole, run)
    seal = sealed(place(run), status(place(run)).plan.shards[0])
    assert seal
    path = run / "shards" / seal.file
    data = path.read_bytes()
    for at in random.Random(5).sample(range(len(data)), 2000 if ALL else 100):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(RunError, match="not the file that was sealed"):
            list(outcomes(place(run), seal))


def test_one_of_many_has_the_folder_and_the_others_are_told_at_once(tmp_path: Path) -> None:
    for start in range(50 if ALL else 10):
        folder = tmp_path / f"run{start}"
        go, codes = os.pipe(), []

        def work(folder: Path = folder, go: tuple[int, int] = go) -> None:
            os.close(go[1])
            os.read(go[0], 1)
            begun = time.monotonic()
            try:
                with locked(folder):
                    time.sleep(0.3)
            except RunError:
                os._exit(REFUSED if time.monotonic() - begun < 1 else ODD)

        pids = []
        for _ in range(8):
            pid = os.fork()
            if not pid:
                try:
                    work()
                finally:
                    os._exit(0)
            pids.append(pid)
        os.close(go[1])
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
        os.close(go[0])
        assert sorted(codes) == [0] + [REFUSED] * 7
        assert not folder.exists()


def test_a_folder_made_by_one_and_held_by_another_goes_when_left_empty(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()  # the maker lost the race for the lock and was refused
    with locked(tmp_path / "run"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_killed_holder_leaves_nothing_locked(tmp_path: Path) -> None:
    pid = os.fork()
    if not pid:
        with locked(tmp_path / "run"):
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    with locked(tmp_path / "run"):
        pass


def test_kills_at_random_moments_change_no_byte(
    setup: Setup, kladka: Any, cache: Path, tmp_path: Path
) -> None:
    """The real command with its real workers, all of them killed; then run to its end."""
    words = [setup.manifest, "--to", "en", "--shard-size", "1", "--workers", "2"]
    words += ["--format", ",".join(FORMATS), "--runs"]
    begun = time.monotonic()
    assert kladka("batch", *words, tmp_path / "calm").returncode == 0
    took = time.monotonic() - begun
    whole = tree(tmp_path / "calm" / "news")
    chance = random.Random(11)
    kills = 0
    while kills < (200 if ALL else 6):
        runs = tmp_path / f"runs{kills}"
        command = [str(Path(sys.executable).with_name("kladka")), "batch", *map(str, words), runs]
        for _ in range(4):
            process = subprocess.Popen(
                command,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, "KLADKA_CACHE": str(cache)},
            )
            try:
                process.wait(chance.uniform(0, took))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                kills += 1
            process.wait()
        last = kladka("batch", *words, runs)
        assert last.returncode == 0, last.stderr
        assert tree(runs / "news") == whole


def test_an_error_of_ours_is_what_a_fault_becomes(setup: Setup, tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file stands here")
    with pytest.raises(KladkaError, match="run"):
        setup.go(tmp_path / "run")
