"""Scores: sacreBLEU's to the last digit, the same for the same text however it is stored."""

from __future__ import annotations

import codecs
import json
import random
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from sacrebleu.metrics.lib_ter import translation_edit_rate

import pipeline
from pipeline import metrics
from pipeline.metrics.rulers import signature
from pipeline.metrics.ter import edit_rate
from pipeline.text import clean, tone_placed

NEWSROOM = Path(__file__).parent.parent / "corpora" / "newsroom"


def _page(language: str) -> list[str]:
    paths = sorted(NEWSROOM.glob(f"*/{language}.gold.txt"))
    return [line for path in paths for line in path.read_text("utf-8").rstrip("\n").split("\n")]


def _lost(line: str, dice: random.Random) -> str:
    return " ".join(word for word in line.split() if dice.random() > 0.2)


def _shuffled(line: str, dice: random.Random) -> str:
    words = line.split()
    dice.shuffle(words)
    return " ".join(words)


def _mistyped(line: str, dice: random.Random) -> str:
    return "".join(dice.choice("aeiou") if dice.random() < 0.1 else c for c in line)


def _stopped(line: str, dice: random.Random) -> str:
    return line[: len(line) // 2] if dice.random() < 0.3 else line + " 2026"


DAMAGE = {"lost": _lost, "shuffled": _shuffled, "mistyped": _mistyped, "stopped": _stopped}


def _systems(language: str, run: Path) -> dict[str, tuple[list[str], list[str]]]:
    """Hypotheses and references: four damaged texts and what the shipped model really says."""
    page = [line for line in _page(language)[:150] if clean(line) == line]
    made = {}
    for name, damage in DAMAGE.items():
        dice = random.Random(name)
        made[name] = [damage(line, dice) for line in page], page
    dossier = pipeline.open_run(run).dossiers[0]
    bitext = next(one for one in dossier.bitexts if one.language == language)
    pairs = metrics.pairs("hanoi", dossier.article, bitext, frozen=True)
    made["shipped"] = [p.said for p in pairs], [clean(p.page) for p in pairs]
    return made


def _write(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")
    return path


def _sacrebleu(folder: Path, *words: str) -> list[dict[str, str]]:
    command = [str(Path(sys.executable).with_name("sacrebleu"))]
    if not Path(command[0]).exists():
        command = [sys.executable, "-m", "sacrebleu"]
    command += [str(folder / "ref"), "-i", str(folder / "hyp"), "-w", "4", *words]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return told if isinstance(told, list) else [told]


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("system", [*DAMAGE, "shipped"])
def test_scores_are_those_of_the_sacrebleu_command(
    kladka, walked_run: Path, tmp_path: Path, system: str, language: str
) -> None:
    said, page = _systems(language, walked_run)[system]
    hyp, ref = _write(tmp_path / "hyp", said), _write(tmp_path / "ref", page)
    done = kladka("score", hyp, ref, "--width", "4")
    ours = {line.split("\t")[0]: line.split("\t") for line in done.stdout.rstrip("\n").split("\n")}
    told = _sacrebleu(tmp_path, "-m", "bleu", "chrf", "ter")
    told += _sacrebleu(tmp_path, "-m", "chrf", "--chrf-word-order", "2")
    assert done.stderr == ""
    assert list(ours) == ["BLEU", "chrF", "chrF++", "TER"]
    theirs = dict(zip(("BLEU", "chrF", "TER", "chrF++"), told, strict=True))
    for name, one in theirs.items():
        assert float(ours[name][1]) == float(one["score"])
        assert ours[name][4].split("|door:")[0] == one["signature"]
        assert 0 < float(one["score"]) < 120


def _variants(lines: list[str]) -> dict[str, bytes]:
    text = "".join(f"{line}\n" for line in lines)
    return {
        "NFD": unicodedata.normalize("NFD", text).encode(),
        "zero-width": text.replace(" ", "\u200b \u2060").replace("a", "a\u00ad").encode(),
        "BOM": codecs.BOM_UTF8 + text.replace("\n", "\n\ufeff", 3).encode(),
        "CRLF": text.replace("\n", "\r\n").encode(),
    }


@pytest.mark.parametrize("side", ["hyp", "ref"])
def test_however_600_segments_are_stored_they_score_the_same(
    kladka, tmp_path: Path, side: str
) -> None:
    page = _page("vi")[:600]
    dice = random.Random(7)
    said = [_lost(line, dice) for line in page]
    assert len(page) == 600
    plain = _scores(kladka, _write(tmp_path / "hyp", said), _write(tmp_path / "ref", page))
    for name, data in _variants(said if side == "hyp" else page).items():
        (tmp_path / "odd").write_bytes(data)
        files = {"hyp": tmp_path / "hyp", "ref": tmp_path / "ref", side: tmp_path / "odd"}
        assert _scores(kladka, files["hyp"], files["ref"]) == plain, name
    assert "BLEU\t100" not in plain


def _scores(kladka, hyp: Path, ref: Path) -> str:
    done = kladka("score", hyp, ref, "--metrics", "BLEU,chrF,chrF++")
    assert done.returncode == 0
    return done.stdout


@pytest.mark.parametrize("metric", ["BLEU", "chrF", "chrF++", "TER"])
def test_many_sums_at_once_score_as_sacrebleu_scores_each(metric: str) -> None:
    page = [*_page("en")[:60], "Hanoi"]
    dice = random.Random(3)
    said = [_lost(line, dice) for line in page[:-1]] + ["Warsaw"]
    counted = metrics.statistics(metric, said, page, metrics.RAW)
    sums = np.array([counted.counts[i : i + 1 + i % 7].sum(axis=0) for i in range(len(page))])
    made = metrics.METRICS[metric].make()
    theirs = [made._compute_score_from_stats(list(row)).score for row in sums]
    assert counted.of_sums(sums) == pytest.approx(theirs, abs=1e-9)


def test_fast_ter_counts_the_edits_that_sacrebleu_counts() -> None:
    """Shifted, lost and foreign words; short, long and empty sides; beside the diagonal too."""
    dice = random.Random(9)
    pairs = [([], []), (["a"], []), ([], ["a"] * 3), (["a"] * 60, ["b"] * 4)]
    for length in [1, 2, 5, 9, 14, 20, 28, 40] * 6:
        page = [str(dice.randrange(4 + length)) for _ in range(length)]
        said = [word for word in page if dice.random() > 0.15]
        cut, place = dice.randrange(len(said) + 1), dice.randrange(len(said) + 1)
        moved, rest = said[cut : cut + 5], said[:cut] + said[cut + 5 :]
        pairs.append((rest[:place] + moved + rest[place:], page))
        pairs.append(([str(dice.randrange(9)) for _ in range(dice.randrange(2 * length))], page))
    for said, page in pairs:
        assert edit_rate(said, page) == translation_edit_rate(said, page), (said, page)
    assert signature("TER", metrics.RAW).startswith(
        "nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.6.0"
    )


@pytest.mark.parametrize("metric", ["BLEU", "chrF"])
def test_an_interval_is_as_wide_as_sacrebleus(metric: str) -> None:
    page = _page("en")[:80]
    dice = random.Random(4)
    said = [_lost(line, dice) for line in page]
    _, (low, high), _ = metrics.measure(metric, said, page, metrics.RAW)
    theirs = metrics.METRICS[metric].make().corpus_score(said, [page], n_bootstrap=1000)
    assert (high - low) / 2 == pytest.approx(theirs._ci, abs=0.001)


def test_articles_are_resampled_whole_where_there_are_ten_of_them() -> None:
    page = _page("en")[:100]
    said = [line if i % 10 < 5 else line[:20] for i, line in enumerate(page)]
    names = [str(i // 5) for i in range(100)]
    by_segment = metrics.measure("chrF", said, page)
    by_article = metrics.measure("chrF", said, page, articles=names)
    assert by_article[0] == by_segment[0]
    assert by_article[1][1] - by_article[1][0] > 1.5 * (by_segment[1][1] - by_segment[1][0])
    assert by_article[2] == by_segment[2] + "|by:article"


def test_each_segment_scores_as_a_sentence_of_sacrebleu() -> None:
    page = _page("vi")[:40]
    said = [line[::-1] if i % 5 == 0 else line[3:] for i, line in enumerate(page)]
    found = metrics.statistics("chrF", said, page, metrics.RAW).of_each()
    made = metrics.METRICS["chrF"].make()
    theirs = [made.sentence_score(h, [r]).score for h, r in zip(said, page, strict=True)]
    assert list(found) == pytest.approx(theirs)


@pytest.mark.parametrize(
    ("late", "early"),
    [
        ("hoà", "hòa"),
        ("Hoà bình", "Hòa bình"),
        ("THUỶ", "THỦY"),
        ("sức khoẻ", "sức khỏe"),
        ("uỷ ban", "ủy ban"),
        ("quý", "quý"),
        ("Quỹ", "Quỹ"),
        ("hoàn toàn", "hoàn toàn"),
        ("loài", "loài"),
        ("tòa", "tòa"),
    ],
)
def test_tone_marks_find_one_place(late: str, early: str) -> None:
    assert tone_placed(late) == early


def test_tone_placement_costs_nothing_through_its_own_door_alone() -> None:
    said, page = ["Ủy ban vì hoà bình và sức khoẻ"], ["Uỷ ban vì hòa bình và sức khỏe"]
    assert metrics.measure("chrF", said, page, "nfc+quotes+tones")[0] == 100.0
    assert metrics.measure("chrF", said, page, "nfc+quotes")[0] < 90


def test_a_metric_or_door_that_is_none_is_named(kladka, tmp_path: Path) -> None:
    _write(tmp_path / "a", ["a"])
    for words in (("--metrics", "COMET"), ("--door", "nfkc")):
        done = kladka("score", tmp_path / "a", tmp_path / "a", *words)
        assert done.returncode == 2
        assert f"is called {words[1]!r}; known:" in done.stderr


def test_score_gives_every_line_by_itself(kladka, tmp_path: Path) -> None:
    hyp = _write(tmp_path / "hyp", ["The minister spoke in Hanoi today.", "Quite another thing"])
    ref = _write(tmp_path / "ref", ["The minister spoke in Hanoi today.", "Nothing"])
    lines = kladka("score", hyp, ref, "--segments").stdout.split("\n")
    assert lines[0] == "line\tBLEU\tchrF\tchrF++\tTER"
    assert lines[1] == "1\t100.00\t100.00\t100.00\t0.00"
    assert lines[2].split("\t")[1] == "0.00"
    assert lines[2].split("\t")[4] == "300.00"


def test_score_says_when_it_cleaned_a_line(kladka, tmp_path: Path) -> None:
    hyp, ref = _write(tmp_path / "hyp", ["a\u200bb c"]), _write(tmp_path / "ref", ["ab c"])
    assert "1 lines were cleaned first" in kladka("score", hyp, ref).stderr
