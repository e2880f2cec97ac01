"""The whole trip on the real article, with the shipped models, as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpora" / "hanoi-convention"


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_run_leaves_its_seal_scores_index_and_every_format(walked_run: Path) -> None:
    inside = walked_run / "hanoi-convention"
    assert {p.name for p in walked_run.iterdir() if p.is_file()} == {
        "run.json",
        "scores.json",
        "index.html",
    }
    for suffix in (".html", ".jsonl", ".tsv", ".tmx"):
        assert (inside / f"hanoi-convention{suffix}").stat().st_size > 1000


def test_a_second_run_decodes_nothing_and_writes_the_same_bytes(
    kladka, walked_run: Path, tmp_path: Path
) -> None:
    again = kladka("translate", CORPUS, "--runs", tmp_path)
    assert again.returncode == 0
    assert "0 segments decoded" in again.stdout
    assert _bytes(tmp_path / "hanoi-convention") == _bytes(walked_run)


def test_every_word_of_the_article_is_in_a_segment(walked_run: Path) -> None:
    article = pipeline.open_run(walked_run).dossiers[0].article
    joined = " ".join(s.text for s in article.segments)
    text = (CORPUS / "hanoi-convention" / "pl.txt").read_text(encoding="utf-8")
    assert joined.split() == text.split()


def test_image_names_stay_and_every_sentence_is_translated(walked_run: Path) -> None:
    dossier = pipeline.open_run(walked_run).dossiers[0]
    for bitext in dossier.bitexts:
        images = [
            (segment.text, said.text)
            for segment, said in zip(dossier.article.segments, bitext.said, strict=True)
            if segment.kind == "image"
        ]
        assert len(images) == 5
        assert all(text == said for text, said in images)
        assert all(said.text for said in bitext.said)


def test_the_pivot_english_is_kept(kladka, tmp_path: Path) -> None:
    done = kladka("translate", CORPUS, "--route", "pivot", "--runs", tmp_path)
    assert done.returncode == 0
    dossier = pipeline.open_run(tmp_path / "hanoi-convention").dossiers[0]
    said = {bitext.language: bitext.said for bitext in dossier.bitexts}
    for english, vietnamese in zip(said["en"], said["vi"], strict=True):
        if len(vietnamese.hops) == 2:
            assert vietnamese.hops == (english.text, vietnamese.text)
    assert sum(len(one.hops) == 2 for one in said["vi"]) > 30


def test_the_direct_route_has_one_hop_and_english_is_there_all_the_same(walked_run: Path) -> None:
    dossier = pipeline.open_run(walked_run).dossiers[0]
    said = {bitext.language: bitext.said for bitext in dossier.bitexts}
    assert {len(one.hops) for one in said["vi"]} == {1}
    assert all(one.text for one in said["en"])


def test_events_are_json_lines_and_the_result_is_one_object(kladka, tmp_path: Path) -> None:
    done = kladka("translate", CORPUS, "--to", "en", "--json", "--runs", tmp_path, "--no-memory")
    events = [json.loads(line) for line in done.stderr.rstrip("\n").split("\n")]
    known = {"article", "at", "segments", "known", "decoded", "words", "suspect"}
    assert known == {e["event"] for e in events}
    result = json.loads(done.stdout)
    assert result["event"] == "done"
    assert result["decoded"] == sum(e["done"] for e in events if e["event"] == "decoded") > 30
    assert {score["metric"] for score in result["scores"]["en"]} >= {"BLEU", "chrF"}
    assert all(Path(path).is_file() for path in result["files"])


def test_both_languages_at_once_say_what_each_says_alone(kladka, tmp_path: Path) -> None:
    both = kladka("translate", CORPUS, "--runs", tmp_path / "both", "--no-memory")
    assert both.returncode == 0
    for code in ("en", "vi"):
        runs = tmp_path / code
        assert kladka("translate", CORPUS, "--to", code, "--runs", runs, "--no-memory").stdout
        alone, beside = (
            {b.language: b for b in pipeline.open_run(folder / CORPUS.name).dossiers[0].bitexts}
            for folder in (runs, tmp_path / "both")
        )
        assert alone[code] == beside[code]


@pytest.mark.parametrize("player", ["ctranslate2", "transformers"])
def test_articles_under_way_together_say_what_each_says_alone(
    kladka, tmp_path: Path, player: str
) -> None:
    texts = {
        "one": "Minister wrócił do Hanoi. Umowa została podpisana.",
        "two": "Policja zatrzymała trzy osoby. Statek dopłynął do portu.",
        "three": "Pogoda była zła. Ministrowie spotkali się w czwartek.",
    }
    for name, text in texts.items():
        (tmp_path / "all" / name).mkdir(parents=True)
        (tmp_path / "all" / name / "pl.txt").write_text(text)
    words = ("--no-memory", "--route", "pivot", "--engine", player, "--runs", tmp_path / "runs")
    assert kladka("translate", tmp_path / "all", *words).returncode == 0
    together = {d.name: d for d in pipeline.open_run(tmp_path / "runs" / "all").dossiers}
    assert list(together) == sorted(texts)
    assert kladka("translate", tmp_path / "all" / "two", *words).returncode == 0
    (alone,) = pipeline.open_run(tmp_path / "runs" / "two").dossiers
    assert alone.bitexts == together["two"].bitexts


def test_an_interrupted_run_stops_soon_and_says_how_to_go_on(cache: Path, tmp_path: Path) -> None:
    text = tmp_path / "long.txt"
    text.write_text("".join(f"Minister podpisał umowę numer {i}.\n\n" for i in range(2000)))
    command = [Path(sys.executable).with_name("kladka"), "translate", text, "--json", "--no-memory"]
    process = subprocess.Popen(
        [*command, "--runs", tmp_path / "runs"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "KLADKA_CACHE": str(cache)},
        # What starts the tests in the background may have left SIGINT ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr
    heard = []
    for line in process.stderr:
        heard.append(line)
        if '"decoded"' in line:
            process.send_signal(signal.SIGINT)
            break
    heard += process.stderr
    assert process.wait() == 130
    assert heard[-1] == "kladka: stopped; run the same command again to go on\n"
    decoded = [json.loads(line)["done"] for line in heard if '"decoded"' in line]
    assert 0 < sum(decoded) < 2000
    assert not list((tmp_path / "runs").rglob("run.json"))


def test_beads_cover_both_sides_once_and_in_order(walked_run: Path) -> None:
    dossier = pipeline.open_run(walked_run).dossiers[0]
    for bitext in dossier.bitexts:
        ours = [i for b in bitext.beads for i in range(b.article.start, b.article.end)]
        theirs = [i for b in bitext.beads for i in range(b.page.start, b.page.end)]
        assert ours == list(range(len(dossier.article.segments)))
        assert theirs == list(range(len(bitext.page.segments)))


def test_the_reader_is_told_that_the_page_is_a_stand_in(walked_run: Path) -> None:
    report = (walked_run / "hanoi-convention" / "hanoi-convention.html").read_text("utf-8")
    assert "stand-in" in report


def test_scores_carry_signature_interval_and_what_they_are_over(walked_run: Path) -> None:
    table = json.loads((walked_run / "scores.json").read_text("utf-8"))
    for scores in table["articles"]["hanoi-convention"].values():
        assert {s["metric"] for s in scores} >= {
            "BLEU",
            "chrF",
            "chrF++",
            "TER",
            "coverage",
            "chrF document",
        }
        assert all(s["signature"] and s["over"] for s in scores)


def test_a_changed_dossier_is_refused(kladka, walked_run: Path, tmp_path: Path) -> None:
    shutil.copytree(walked_run, tmp_path / "run")
    dossier = tmp_path / "run" / "hanoi-convention" / "dossier.json"
    dossier.write_bytes(dossier.read_bytes().replace(b"Hanoi", b"Paris", 1))
    done = kladka("show", tmp_path / "run")
    assert done.returncode == 2
    assert "is not the file that was sealed" in done.stderr


def test_one_failing_article_fails_alone(kladka, tmp_path: Path) -> None:
    good, bad = tmp_path / "two" / "good", tmp_path / "two" / "bad"
    for folder in (good, bad):
        folder.mkdir(parents=True)
    (good / "pl.txt").write_text("Minister odwiedził Hanoi w 2024 roku.\n", "utf-8")
    (bad / "pl.txt").write_bytes(b"\xff\x00\xfe\x01")
    done = kladka("translate", tmp_path / "two", "--to", "en", "--runs", tmp_path / "runs")
    assert done.returncode == 1
    seal = json.loads((tmp_path / "runs" / "two" / "run.json").read_text())
    assert list(seal["failures"]) == ["bad"]
    assert (tmp_path / "runs" / "two" / "good" / "dossier.json").is_file()


def test_weights_that_are_gone_or_changed_are_named(kladka, tmp_path: Path) -> None:
    weights = ROOT / "pipeline" / "weights" / "pl-en-vi"
    copy = tmp_path / "model"
    shutil.copytree(weights, copy)
    (copy / "model.safetensors").unlink()
    gone = kladka("mt", "--from", "pl", "--to", "en", "--models", copy, stdin="Dzień dobry\n")
    assert gone.returncode == 2
    assert "model.safetensors" in gone.stderr
    data = bytearray((weights / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (copy / "model.safetensors").write_bytes(bytes(data))
    changed = kladka("mt", "--from", "pl", "--to", "en", "--models", copy, stdin="Dzień dobry\n")
    assert changed.returncode == 2
    assert "is not the file it was" in changed.stderr


@pytest.mark.parametrize("name", ["evil.py", "pytorch_model.bin"])
def test_a_model_with_a_file_we_do_not_load_is_refused(kladka, tmp_path: Path, name: str) -> None:
    copy = tmp_path / "model"
    shutil.copytree(ROOT / "pipeline" / "weights" / "pl-en-vi", copy)
    (copy / name).write_bytes(b"x")
    done = kladka("mt", "--from", "pl", "--to", "en", "--models", copy, stdin="Dzień dobry\n")
    assert done.returncode == 2
    assert name in done.stderr


def test_an_unreachable_source_falls_back_to_the_stored_page_and_says_so(
    kladka, tmp_path: Path
) -> None:
    done = kladka("translate", CORPUS, "--to", "vi", "--fetch", "--runs", tmp_path)
    assert done.returncode == 0
    assert "The stored page was used: https://vietnamnet.vn/" in " ".join(done.stdout.split())


def test_an_unreachable_source_without_a_stored_page_is_named(kladka, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "pl.txt").write_text("Dzień dobry.\n", "utf-8")
    (tmp_path / "one" / "article.toml").write_text('source = "http://nowhere.invalid/a"\n')
    runs = tmp_path / "runs"
    done = kladka("translate", tmp_path / "one", "--to", "vi", "--fetch", "--runs", runs)
    assert done.returncode == 2
    assert "http://nowhere.invalid/a" in done.stderr
    assert not runs.exists()
