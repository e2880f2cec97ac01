"""The gate's arithmetic and its sentences, on texts small enough to check by hand."""

from __future__ import annotations

import json
import random
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.compare import OUTPUTS, Comparison, Rule, compare_texts
from pipeline.compare.judge import answer
from pipeline.compare.limits import ALIGNMENT, limits, rules
from pipeline.compare.trial import Trial, holm, quantile, smallest, trial
from pipeline.metrics import RAW, statistics

NEWSROOM = Path(__file__).parent.parent / "corpora" / "newsroom"


def _page(count: int) -> list[str]:
    paths = sorted(NEWSROOM.glob("*/en.gold.txt"))
    lines = [line for path in paths for line in path.read_text("utf-8").rstrip("\n").split("\n")]
    return lines[:count]


def _worn(lines: list[str], share: float, seed: int) -> list[str]:
    dice = random.Random(seed)
    return [" ".join(w for w in line.split() if dice.random() > share) for line in lines]


@pytest.mark.parametrize("metric", ["BLEU", "chrF"])
def test_p_is_that_of_sacrebleus_paired_ar(metric: str) -> None:
    from sacrebleu.significance import PairedTest

    from pipeline.metrics import METRICS

    page = _page(60)
    then, now = _worn(page, 0.2, 1), _worn(page, 0.23, 2)
    systems = [("then", then), ("now", now)]
    theirs = PairedTest(systems, {metric: METRICS[metric].make()}, [page], "ar", 10_000)()[1]
    found = trial(*(statistics(metric, said, page, RAW) for said in (then, now)))
    both = next(value for key, value in theirs.items() if key.startswith(metric))
    assert 0.001 < found.p < 0.999
    assert found.p == pytest.approx(both[1].p_value, abs=0.0003)
    assert (found.then, found.now) == (both[0].score, both[1].score)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_corrects_upwards_and_keeps_the_order(chances: list[float]) -> None:
    found = holm(chances)
    assert all(p <= q <= 1 for p, q in zip(chances, found, strict=True))
    ranked = sorted(range(len(chances)), key=chances.__getitem__)
    assert [found[i] for i in ranked] == sorted(found)


def test_holm_on_four_tests() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@pytest.mark.parametrize(
    ("share", "freedom", "value"),
    [(0.975, 6, 2.447), (0.975, 23, 2.069), (0.99375, 23, 2.71), (0.8, 23, 0.858)],
)
def test_student_quantiles_are_those_of_the_tables(share, freedom, value) -> None:
    assert quantile(share, freedom) == pytest.approx(value, abs=0.01)


@pytest.mark.parametrize(
    ("metric", "change", "interval", "p", "said"),
    [
        ("chrF", -1.0, (-1.5, -0.5), 0.01, "fail"),
        ("chrF", -1.0, (-2.5, 0.5), 0.30, "cannot tell"),
        ("chrF", 1.0, (0.5, 1.5), 0.01, "pass"),
        ("chrF", 0.1, (-1.5, 1.5), 0.90, "pass"),
        ("chrF", -0.1, (-0.15, -0.05), 0.001, "pass"),
        ("chrF", -0.15, (-0.4, -0.01), 0.04, "cannot tell"),
        ("TER", 1.0, (0.5, 1.5), 0.01, "fail"),
        ("TER", -1.0, (-1.5, -0.5), 0.01, "pass"),
    ],
)
def test_an_answer_says_what_the_data_says(metric, change, interval, p, said) -> None:
    found = Trial(50.0, 50.0 + change, p, interval, 0.3, 100, "segments")
    assert answer(metric, found, p, least=0.2) == said


def test_the_smallest_drop_grows_with_noise_and_with_tests() -> None:
    def seen(error: float, tests: int = 1) -> float:
        found = smallest(Trial(50, 50, 1.0, (-1, 1), error, 24, "articles"), tests, 0.2)
        assert found is not None
        return found

    assert seen(0.3) == pytest.approx(0.3 * (2.069 + 0.858), abs=0.005)
    assert seen(0.6) == pytest.approx(2 * seen(0.3))
    assert seen(0.3, 4) > 1.1 * seen(0.3)
    assert seen(0.01) == pytest.approx(0.2 + 0.0086, abs=0.001)
    assert smallest(Trial(50, 50, 1.0, (0, 0), 0.0, 24, "articles"), 1, 0.2) is None


def test_a_system_against_itself_passes_and_shows_nothing_fallen() -> None:
    page = _page(50)
    said = _worn(page, 0.2, 1)
    found = compare_texts("x", said, said, page, metrics=("BLEU", "chrF", "chrF++", "TER"))
    assert {(v.answer, v.p, v.change, v.smallest) for v in found.verdicts} == {
        ("pass", 1.0, 0.0, None)
    }
    assert found.fallen == ()


def test_a_worse_system_fails_and_its_worst_segment_comes_first() -> None:
    page = _page(60)
    then = _worn(page, 0.1, 1)
    now = [text if i % 3 else text[: len(text) // 2] for i, text in enumerate(then)]
    now[7] = "nothing of the kind"
    found = compare_texts("x", then, now, page, metrics=("BLEU", "chrF", "TER"))
    assert [v.answer for v in found.verdicts] == ["fail"] * 3
    assert (found.fallen[0].place, found.fallen[0].now) == ("line 8", "nothing of the kind")
    assert len(found.fallen) == 10
    falls = [one.before - one.after for one in found.fallen]
    assert falls == sorted(falls, reverse=True)


def test_articles_are_exchanged_whole_where_there_are_ten_of_them() -> None:
    page = _page(100)
    then = _worn(page, 0.1, 1)
    # One article in ten is ruined: by segments a certainty, by articles one bad day.
    now = [text if i >= 10 else "" for i, text in enumerate(then)]
    names = [str(i // 10) for i in range(100)]
    by_segment = compare_texts("x", then, now, page).verdicts[1]
    by_article = compare_texts("x", then, now, page, names).verdicts[1]
    assert (by_segment.units, by_segment.by, by_segment.answer) == (100, "segments", "fail")
    assert (by_article.units, by_article.by) == (10, "articles")
    assert by_article.answer == "cannot tell"
    assert by_article.smallest > by_segment.smallest


def test_limits_are_set_below_what_was_found_and_hold_by_themselves() -> None:
    found = {"coverage of the page": 98.8, "hard flags": 1}
    wanted = limits(found, 641)
    assert wanted == {"coverage of the page": {"least": 96.8}, "hard flags": {"most": 5}}
    assert limits(found | {ALIGNMENT: 99.0}, 40) == wanted | {
        "hard flags": {"most": 2},
        ALIGNMENT: {"least": 94.0},  # two of 40
    }
    later = {"coverage of the page": 96.7, "hard flags": 5}
    answers = {r.what: r.answer for r in rules("vi", wanted, later)}
    assert answers == {"coverage of the page": "fail", "hard flags": "pass"}
    assert [r.answer for r in rules("vi", wanted, {"hard flags": 6})] == ["fail", "fail"]


def _both() -> Comparison:
    page = _page(60)
    then = _worn(page, 0.1, 1)
    now = [text if i % 3 else text[: len(text) // 2] for i, text in enumerate(then)]
    now[0] = "a | b <script>\x1b[0m\u0007"
    found = compare_texts("x & y", then, now, page, source=page, metrics=("chrF", "BLEU"))
    limited = (Rule("vi", "hard flags", 9.0, "most", 5.0),)
    return Comparison(found.name, found.least, found.verdicts, limited, found.fallen)


def test_json_holds_every_verdict_and_limit() -> None:
    told = json.loads(OUTPUTS["json"](_both()))
    assert (told["failed"], told["unsure"]) == (True, False)
    assert [v["answer"] for v in told["verdicts"]] == ["fail", "fail"]
    assert told["verdicts"][0]["signature"].startswith("nrefs:1|case:mixed|eff:yes|nc:6")
    assert told["rules"] == [
        {"name": "vi", "what": "hard flags", "now": 9.0, "kind": "most", "limit": 5.0}
        | {"answer": "fail"}
    ]
    assert len(told["fallen"]) == 10


def test_junit_counts_and_names_what_failed() -> None:
    suite = ElementTree.fromstring(OUTPUTS["junit"](_both()))
    assert suite.attrib == {
        "name": "kladka x & y",
        "tests": "3",
        "failures": "3",
        "skipped": "0",
    }
    message = suite.find("testcase[@name='hard flags']/failure").get("message")
    assert message == "fail: 9 where ≤ 5 was asked"


def test_markdown_shows_what_a_text_says_and_does_not_obey_it() -> None:
    told = OUTPUTS["markdown"](_both()).decode()
    assert "\x1b" not in told
    assert "a \\| b \\<script\\>" in told
    table = [line for line in told.split("\n") if line.startswith("| x")]
    assert len(table) == 2
    assert "❌ fail" in table[0]


def _files(folder: Path, **lines: list[str]) -> list[object]:
    words: list[object] = []
    for name, some in lines.items():
        (folder / name).write_text("".join(f"{line}\n" for line in some), "utf-8")
        words += [f"--{name.replace('_', '-')}", folder / name]
    return words


def test_plain_files_of_any_system_are_compared(kladka, tmp_path: Path) -> None:
    page = _page(60)
    then = _worn(page, 0.1, 1)
    worse = [text[: len(text) // 2] for text in then]
    words = _files(tmp_path, hyp=worse, baseline_hyp=then, ref=page)
    out = [f"--{form}={tmp_path / form}.out" for form in ("json", "markdown", "junit")]
    done = kladka("compare", *words, *out, COLUMNS="90")
    assert done.returncode == 1, done.stderr
    assert "fell: BLEU (hyp), chrF (hyp)" in done.stdout
    assert "hyp line " in done.stdout
    assert json.loads((tmp_path / "json.out").read_text("utf-8"))["failed"] is True
    assert (
        kladka("compare", *_files(tmp_path, hyp=then, baseline_hyp=then, ref=page)).returncode == 0
    )


def test_cannot_tell_is_loud_and_strict_makes_it_a_no(kladka, tmp_path: Path) -> None:
    page = _page(40)
    then, now = _worn(page, 0.20, 1), _worn(page, 0.22, 5)
    words = _files(tmp_path, hyp=now, baseline_hyp=then, ref=page)
    done = kladka("compare", *words, "--metrics", "chrF")
    assert done.returncode == 0
    assert "CANNOT TELL: hyp chrF changed by -" in done.stderr
    assert "is not seen here" in done.stderr
    assert kladka("compare", *words, "--metrics", "chrF", "--strict").returncode == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--hyp", "a"), "two ways to compare"),
        ((), "two ways to compare"),
        (("--hyp", "a", "--baseline-hyp", "a", "--ref", "b"), "2 baseline lines for 1 references"),
        (("--hyp", "c", "--baseline-hyp", "c", "--ref", "c"), "holds no text"),
        (("--hyp", "a", "--baseline-hyp", "a", "--ref", "a", "--metrics", "MT"), "no metric"),
        (("no-run", "no-baseline"), "does not exist"),
    ],
)
def test_what_cannot_be_compared_is_exit_2(kladka, tmp_path: Path, words, sentence) -> None:
    (tmp_path / "a").write_text("x\ny\n")
    (tmp_path / "b").write_text("x\n")
    (tmp_path / "c").write_text("")
    done = kladka("compare", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
