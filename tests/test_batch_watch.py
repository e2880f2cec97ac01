"""A poisoned article costs itself alone, whatever it does to the process that reads it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

from pipeline.batch import watch
from pipeline.batch.articles import Article
from pipeline.batch.seal import packed, unpacked
from pipeline.batch.watch import Limits, Worker
from pipeline.batch.work import Order
from pipeline.batch.worker import Job

# A reader gone bad: what an article says, it does.
_BAD = """
import os, signal, time
from pipeline.batch import work
real = work.article_of
once = {once!r}
def bad(task):
    text = task.article.read_text()
    if "SEGFAULT" in text: os.kill(os.getpid(), signal.SIGSEGV)
    if "HANG" in text:
        while True: pass
    if "SLEEP" in text: time.sleep(3600)
    if "EAT" in text:
        eaten = []
        while True: eaten.append(b"x" * 10_000_000)
    if "RECURSE" in text: return bad(task)
    if "ONCE" in text and not os.path.exists(once):
        open(once, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return real(task)
work.article_of = bad
"""


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch, cache: Path, tmp_path: Path) -> Path:
    """Workers whose reader does what the text says; gives the file that ONCE leaves."""
    once = tmp_path / "once"
    lines = watch._CODE.rstrip("\n").split("\n")
    code = "\n".join([*lines[:-1], _BAD.format(once=str(once)), lines[-1]])
    monkeypatch.setattr(watch, "_CODE", code)
    monkeypatch.setenv("KLADKA_CACHE", str(cache))
    return once


def articles(**texts: str) -> tuple[Article, ...]:
    return tuple(Article(name, "pl", ("en",), text=text) for name, text in texts.items())


def work(some: tuple[Article, ...], limits: Limits) -> tuple[bytes, list[tuple[str, str, str]]]:
    watch.warm(Order("."), [("pl", "en")])
    deaths: list[tuple[str, str, str]] = []
    worker = Worker(Order("."), limits, lambda *death: deaths.append(death))
    try:
        return worker.run(Job("whole", some)).result, deaths
    finally:
        worker.close()


def test_articles_that_crash_hang_or_eat_memory_fail_and_the_others_are_done(
    poisoned: Path,
) -> None:
    some = articles(
        first="Ala ma kota.",
        crash="SEGFAULT",
        hang="HANG",
        sleep="SLEEP",
        eat="EAT",
        deep="RECURSE",
        last="Pogoda jest zła.",
    )
    data, deaths = work(some, Limits(seconds=3, memory=500_000_000))
    found = {one.article.id: one for one in unpacked(data, "")}
    assert list(found) == [one.id for one in some]
    why = {name: one.failure.why for name, one in found.items() if one.failure}
    assert why.keys() == {"crash", "hang", "sleep", "eat", "deep"}, why
    assert "SIGSEGV" in why["crash"]
    assert "3 s" in why["hang"]
    assert "3 s" in why["sleep"]
    assert "memory" in why["eat"]
    assert "RecursionError" in why["deep"]
    tries = {"crash": 3, "hang": 2, "sleep": 2, "eat": 2}
    assert [name for _, _, name in deaths] == [
        n for n, times in tries.items() for _ in range(times)
    ]
    good = [found[name] for name in ("first", "last")]
    assert all(one.dossier and one.dossier.bitexts[0].said[0].text for one in good)


def test_an_article_at_hand_when_a_worker_is_killed_is_not_to_blame(poisoned: Path) -> None:
    some = articles(first="Ala ma kota.", unlucky="ONCE", last="Pogoda jest zła.")
    data, deaths = work(some, Limits())
    assert [name for _, _, name in deaths] == ["unlucky"]
    assert all(one.dossier for one in unpacked(data, ""))
    again, calm = work(some, Limits())
    assert calm == []
    assert again == data


def test_a_worker_that_has_worked_long_is_not_killed_when_its_next_job_begins(
    poisoned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch.warm(Order("."), [("pl", "en")])
    deaths: list[tuple[str, str, str]] = []
    worker = Worker(Order("."), Limits(), lambda *death: deaths.append(death))
    try:
        worker.run(Job("whole", articles(first="Ala ma kota.")))
        real = watch._worked
        monkeypatch.setattr(watch, "_worked", lambda pid: real(pid) + 5000)
        worker.run(Job("whole", articles(second="Kot ma mleko.")))
    finally:
        worker.close()
    assert deaths == []


def test_what_is_packed_comes_out_again(poisoned: Path) -> None:
    data, _ = work(articles(a="Ala ma kota.", b=" "), Limits())
    whole = list(unpacked(data, ""))
    assert whole[1].failure
    assert packed(whole) == data


def test_a_strangers_pipeline_in_the_working_folder_is_not_run(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "__init__.py").write_text("raise SystemExit('a stranger ran')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLADKA_CACHE", str(cache))
    watch.warm(Order("."), [])


def test_a_worker_that_cannot_start_is_lost_with_its_last_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch, "_CODE", "raise SystemExit('no such thing')")
    with pytest.raises(watch.Lost, match=r"ended with 1 \(no such thing\)"):
        watch.warm(Order("."), [])


def test_a_worker_goes_when_its_watcher_is_gone(cache: Path, tmp_path: Path) -> None:
    code = (
        "import sys, time\n"
        "from pipeline.batch.watch import Limits, Worker\n"
        "from pipeline.batch.work import Order\n"
        "worker = Worker(Order('.'), Limits())\n"
        "worker._started()\n"
        "print(worker._process.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    env = {**os.environ, "KLADKA_CACHE": str(cache)}
    boss = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=env)
    assert boss.stdout
    pid = int(boss.stdout.readline())
    boss.send_signal(signal.SIGKILL)
    boss.wait()
    boss.stdout.close()
    for _ in range(600):
        if not _runs(pid):
            return
        time.sleep(0.1)
    pytest.fail("the worker is still there")


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False
