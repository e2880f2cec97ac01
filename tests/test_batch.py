"""Many articles as a user runs them: manifests, status, retries, merged outputs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

TEXTS = {
    "a1": "Minister odwiedził Hanoi w 2024 roku.\n\nUmowa została podpisana w maju.",
    "a2": "Policja zatrzymała trzy osoby.\n\nPogoda była zła, ale statek dopłynął do portu.",
    "a3": "Rząd ogłosił nowy plan na 2025 rok.",
    "a4": "Uczniowie napisali egzamin z matematyki.",
    "a5": "Drużyna wygrała finał 3:1 w Hanoi.",
}
PAGE = "Bộ trưởng đã thăm Hà Nội năm 2024.\n\nThỏa thuận được ký vào tháng Năm.\n"


def manifest(folder: Path, texts: dict[str, str] = TEXTS, **more: dict) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a1.vi.txt").write_text(PAGE, "utf-8")
    rows = [{"id": name, "text": text, **more.get(name, {})} for name, text in texts.items()]
    path = folder / "news.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


WITH = {"a1": {"pages": {"vi": "a1.vi.txt"}, "metadata": {"desk": "abroad", "year": 2024}}}
SMALL = ("--to", "vi", "--shard-size", "2")


@pytest.fixture(scope="module")
def done(kladka, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The manifest and the run folder of a finished batch of two shards or more."""
    folder = tmp_path_factory.mktemp("batch")
    path = manifest(folder, **WITH)
    made = kladka("batch", path, *SMALL, "--workers", "1", "--runs", folder / "runs")
    assert made.returncode == 0, made.stderr
    return path, folder / "runs" / "news"


def test_every_article_is_there_once_in_every_merged_output(done: tuple[Path, Path]) -> None:
    import pyarrow.dataset as dataset

    merged = done[1] / "merged"
    rows = [json.loads(line) for line in (merged / "news.jsonl").read_text("utf-8").splitlines()]
    seen = [(row["dossier"], row["number"]) for row in rows]
    assert len(seen) == len(set(seen))
    assert {name for name, _ in seen} == TEXTS.keys()
    table = dataset.dataset(merged / "data").to_table().to_pylist()
    assert [(row["dossier"], row["number"]) for row in table] == seen
    desk = {row["dossier"]: dict(row["metadata"]) for row in table}
    assert desk["a1"] == {"desk": "abroad", "year": "2024"}


def test_the_merged_memories_parse_and_name_their_articles(done: tuple[Path, Path]) -> None:
    from lxml import etree

    human = etree.parse(done[1] / "merged" / "news.tmx")
    assert {unit.get("tuid").split("/")[0] for unit in human.iter("tu")} == {"a1"}
    machine = etree.parse(done[1] / "merged" / "news.mt.tmx")
    ids = [unit.get("tuid") for unit in machine.iter("tu")]
    assert len(ids) == len(set(ids)) >= len(TEXTS)
    assert {name.split("/")[0] for name in ids} == TEXTS.keys()


def test_the_report_links_only_to_what_is_there(done: tuple[Path, Path]) -> None:
    from lxml import html

    page = html.parse(str(done[1] / "merged" / "index.html"))
    links = {a.get("href") for a in page.iter("a")}
    assert links
    assert all((done[1] / "merged" / link).is_file() for link in links)


def test_a_second_run_does_no_shard_again_and_changes_no_byte(
    kladka, done: tuple[Path, Path], tmp_path: Path
) -> None:
    before = tree(done[1])
    log = tmp_path / "log.jsonl"
    again = kladka("batch", done[0], *SMALL, "--runs", done[1].parent, "--log-json", log)
    assert again.returncode == 0
    events = [json.loads(line)["event"] for line in log.read_text().splitlines()]
    assert "sealed" not in events
    assert events.count("stands") == len(list((done[1] / "shards").glob("*.json"))) >= 2
    assert tree(done[1]) == before


def test_two_workers_make_the_bytes_of_one(kladka, done: tuple[Path, Path], tmp_path: Path) -> None:
    made = kladka("batch", done[0], *SMALL, "--workers", "2", "--runs", tmp_path)
    assert made.returncode == 0, made.stderr
    assert tree(tmp_path / "news") == tree(done[1])


def test_a_row_added_leaves_the_seals_of_the_others(
    kladka, done: tuple[Path, Path], tmp_path: Path
) -> None:
    shutil.copytree(done[1], tmp_path / "runs" / "news")
    longer = {**TEXTS, "a6": "Statek wypłynął z portu o świcie."}
    path = manifest(tmp_path, longer, **WITH)
    log, gauges = tmp_path / "log", tmp_path / "gauges"
    more = ("--log-json", log, "--metrics", gauges)
    made = kladka("batch", path, *SMALL, "--runs", tmp_path / "runs", *more)
    assert made.returncode == 0, made.stderr
    events = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert sum(event["event"] == "stands" for event in events) >= 1
    assert sum(event.get("done", 0) for event in events if event["event"] == "sealed") <= 4
    assert 'kladka_batch_articles{outcome="done"} 6' in gauges.read_text()


def test_a_failed_article_fails_alone_is_counted_and_can_be_retried(kladka, tmp_path: Path) -> None:
    path = manifest(tmp_path, {**TEXTS, "bad": ""}, bad={"path": "bad.txt"})
    path.write_text(path.read_text("utf-8").replace('"text": "", ', ""), "utf-8")
    (tmp_path / "bad.txt").write_bytes("Zażółć".encode("cp1250"))
    words = ("batch", path, *SMALL, "--runs", tmp_path / "runs")
    made = kladka(*words)
    assert made.returncode == 1
    assert "5 articles done, 1 failed" in made.stdout
    assert "NotText" in made.stdout
    page = (tmp_path / "runs" / "news" / "merged" / "index.html").read_text("utf-8")
    assert "<b>bad</b> bad.txt is not readable text" in page
    status = kladka(*words, "--status")
    assert status.returncode == 1
    assert "bad" in status.stdout
    again = kladka(*words, "--retry-failed")
    assert again.returncode == 1
    (tmp_path / "bad.txt").write_text("Zażółć gęślą jaźń.", "utf-8")
    mended = kladka(*words)
    assert mended.returncode == 0, mended.stdout
    assert kladka(*words, "--status").returncode == 0


def test_only_does_the_shards_that_hold_an_article(kladka, tmp_path: Path) -> None:
    path = manifest(tmp_path)
    words = ("batch", path, *SMALL, "--runs", tmp_path / "runs")
    made = kladka(*words, "--only", "a5")
    assert made.returncode == 1
    assert "not merged yet" in made.stdout
    assert len(list((tmp_path / "runs" / "news" / "shards").glob("*.json"))) == 1
    nobody = kladka(*words, "--only", "zz*")
    assert nobody.returncode == 2
    assert "zz*" in nobody.stderr


def test_a_dry_run_measures_and_writes_nothing(kladka, tmp_path: Path) -> None:
    path = manifest(tmp_path)
    made = kladka("batch", path, *SMALL, "--runs", tmp_path / "runs", "--dry-run")
    assert made.returncode == 0, made.stderr
    assert "5 articles" in made.stdout
    assert "CPU hours" in made.stdout
    assert not (tmp_path / "runs").exists()


def test_the_report_of_one_article_is_written_when_asked_for(
    kladka, done: tuple[Path, Path]
) -> None:
    made = kladka("batch", done[0], *SMALL, "--runs", done[1].parent, "--report", "a3")
    assert made.returncode == 0
    assert Path(made.stdout.strip()).read_bytes().startswith(b"<!DOCTYPE html>")


def test_bad_rows_are_named_each_and_nothing_is_done(kladka, tmp_path: Path) -> None:
    rows = [
        {"id": "good", "text": "Ala ma kota."},
        {"id": "../up", "text": "x"},
        {"id": "both", "text": "x", "path": "y.txt"},
        {"id": "gone", "path": "gone.txt"},
        {"id": "lang", "text": "x", "targets": ["xx"]},
        {"id": "url", "text": "x", "url": "ftp://a"},
        {"id": "good", "text": "Dwa razy."},
        {"id": "kind", "text": "x", "langauge": "pl"},
        {"id": "pair", "text": "x", "language": "de", "targets": ["uk"]},
        {"id": "self", "text": "x", "targets": ["pl"]},
        ["no object"],
        {"id": "lone", "text": "\ud800"},
    ]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)) + "\n{broken\n", "utf-8")
    made = kladka("batch", path, "--runs", tmp_path / "runs")
    assert made.returncode == 2
    assert "12 of 13 rows cannot be used" in made.stderr
    for name in ("../up", "both", "gone", "lang", "url", "kind", "pair", "self", "lone"):
        assert f"({name})" in made.stderr
    for said in ("line 11", "line 13", "stands in row 1 already", "'langauge'"):
        assert said in made.stderr
    assert not (tmp_path / "runs").exists() or not tree(tmp_path / "runs")
