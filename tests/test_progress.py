"""What is told while a run goes on: plain lines, JSON events, numbers that add up."""

from __future__ import annotations

import json

import pytest

from pipeline.cli.progress import Progress
from pipeline.roles import News

STORY = (
    News("article", 0, 2),
    News("a: pl → en, vi"),
    News("segments", 10),
    News("known", 3, 10),
    News("words", 70),
    News("decoded", 7, 7),
    News("suspect", 2),
)


def test_elsewhere_than_on_a_terminal_a_line_an_article_is_said(capsys) -> None:
    with Progress(2) as progress:
        for news in STORY:
            progress.tell(news)
    assert capsys.readouterr().err == "a: pl → en, vi\n"
    assert (progress.decoded, progress.words, progress.suspects) == (7, 70, 2)


def test_a_slow_article_says_how_far_it_is_and_how_fast(capsys, monkeypatch) -> None:
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    with Progress(1) as progress:
        progress.tell(News("suspect", 1))
        progress.tell(News("known", 0, 28))
        progress.tell(News("words", 70))
        progress.tell(News("decoded", 7, 28))
    line = capsys.readouterr().err
    assert line.startswith("  7 of 28: 0.")
    assert "segments/s" in line
    assert "words/s, 1 suspect" in line


def test_a_program_hears_every_event_as_json(capsys) -> None:
    with Progress(2, as_json=True) as progress:
        for news in STORY:
            progress.tell(news)
    lines = capsys.readouterr().err.rstrip("\n").split("\n")
    events = [{k: v for k, v in json.loads(line).items() if k != "seconds"} for line in lines]
    assert events[0] == {"event": "article", "done": 0, "total": 2}
    assert events[1] == {"event": "at", "what": "a: pl → en, vi"}
    assert events[5] == {"event": "decoded", "done": 7, "total": 7}


@pytest.mark.parametrize("together", [False, True])
def test_the_bar_goes_on_with_both_languages_and_never_passes_their_article(together: bool) -> None:
    progress = Progress(2)
    asked, done = News("known", 2, 10), News("decoded", 4, 8)
    story = [asked, asked, *[done] * 4] if together else [asked, done, done] * 2
    story += [News("known", 0, 3), News("decoded", 3, 3)]  # a retry
    seen = [progress.completed]
    progress.tell(News("article", 0, 2))
    progress.tell(News("segments", 20))
    for news in story:
        progress.tell(news)
        seen.append(progress.completed)
    assert seen == sorted(seen)
    assert 0.3 < seen[3] < 0.6
    assert 0.9 < seen[-1] < 1
    progress.tell(News("article", 1, 2))
    assert progress.completed == 1


def test_the_bar_counts_an_article_that_is_begun_before_the_last_is_done() -> None:
    progress = Progress(4)
    for _ in range(2):
        progress.tell(News("segments", 20))
        progress.tell(News("known", 0, 20))
    progress.tell(News("decoded", 20, 20))
    assert 0.9 < progress.completed < 1
    progress.tell(News("decoded", 10, 20))
    assert 1.4 < progress.completed < 1.5
