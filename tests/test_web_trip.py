"""A page of the web in the whole trip, and `kladka fetch`, as a user runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from behaviours import EMPTY, answer, sized
from hostile import Hostile

import pipeline
from pipeline.records import Bitext

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "corpora" / "hanoi-convention" / "hanoi-convention"


@pytest.fixture
def web_cache(cache: Path, tmp_path: Path) -> dict[str, str]:
    """The session's memory and models, with snapshots of this test alone."""
    mine = tmp_path / "cache"
    mine.mkdir()
    for path in cache.iterdir():
        if path.name != "pages":
            (mine / path.name).symlink_to(path)
    return {"KLADKA_CACHE": str(mine)}


def _corpus(folder: Path, source: str, **extra: str) -> Path:
    """The real article with another source."""
    place = folder / "hanoi-convention" / "hanoi-convention"
    shutil.copytree(ARTICLE, place)
    lines = [f'source = "{source}"', *(f"{key} = {value}" for key, value in extra.items())]
    (place / "article.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return place.parent


def _vietnamese(run: Path) -> tuple[Bitext, tuple[str, ...]]:
    dossier = pipeline.open_run(run).dossiers[0]
    return next(b for b in dossier.bitexts if b.language == "vi"), dossier.notes


def test_the_fetched_page_is_the_stored_one_bead_for_bead(
    kladka, walked_run: Path, server: Hostile, tmp_path: Path, web_cache: dict[str, str]
) -> None:
    page = (ARTICLE / "vi.html").read_bytes()
    corpus = _corpus(tmp_path, server.serve(sized(page)))
    words = ("translate", corpus, "--to", "vi", "--fetch", "--loopback", "--runs")
    done = kladka(*words, tmp_path / "up", **web_cache)
    assert done.returncode == 0, done.stderr
    stored, _ = _vietnamese(walked_run)
    fetched, notes = _vietnamese(tmp_path / "up" / "hanoi-convention")
    assert [s.text for s in fetched.page.segments] == [s.text for s in stored.page.segments]
    assert (fetched.beads, fetched.scores) == (stored.beads, stored.scores)
    assert fetched.snapshot
    assert not notes
    server.close()
    down = kladka(*words, tmp_path / "down", **web_cache)
    assert down.returncode == 0, down.stderr
    again, notes = _vietnamese(tmp_path / "down" / "hanoi-convention")
    assert again.beads == stored.beads
    assert again.snapshot is None
    assert "The stored page was used: http://127.0.0.1:" in notes[0]
    offline = kladka(*words[:-1], "--offline", "--runs", tmp_path / "off", **web_cache)
    assert offline.returncode == 0, offline.stderr
    kept, notes = _vietnamese(tmp_path / "off" / "hanoi-convention")
    assert (kept.snapshot, kept.beads, notes) == (fetched.snapshot, fetched.beads, ())


def test_a_page_of_something_else_gives_way_to_the_stored_one(
    kladka, server: Hostile, tmp_path: Path, web_cache: dict[str, str]
) -> None:
    other = ROOT / "tests" / "pages" / "vi-figure-lazy.html"
    corpus = _corpus(tmp_path, server.serve(sized(other.read_bytes())))
    words = ("translate", corpus, "--to", "vi", "--fetch", "--loopback", "--runs")
    done = kladka(*words, tmp_path / "runs", **web_cache)
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "does not say what the article says" in said
    assert "The stored page was used" in said
    (corpus / "hanoi-convention" / "vi.html").unlink()
    refused = kladka(*words, tmp_path / "none", **web_cache)
    assert refused.returncode == 2
    assert "names and numbers are in it" in refused.stderr
    forced = kladka(*words, tmp_path / "forced", "--force", **web_cache)
    assert forced.returncode == 0, forced.stderr
    assert "Used by force" in forced.stdout


@pytest.mark.promise("F1")
def test_no_file_and_no_environment_lets_this_machine_through(
    kladka, server: Hostile, tmp_path: Path, web_cache: dict[str, str]
) -> None:
    heard: list[bytes] = []
    url = server.serve(sized((ARTICLE / "vi.html").read_bytes()), heard=heard)
    corpus = _corpus(tmp_path / "a", url)
    words = ("--to", "vi", "--fetch", "--runs", tmp_path / "runs")
    tried = {f"KLADKA_{name}": "1" for name in ("LOOPBACK", "TEST", "ALLOW_LOOPBACK")}
    done = kladka("translate", corpus, *words, **web_cache, **tried)
    assert "which is not a public address" in " ".join(done.stdout.split())
    config = _corpus(tmp_path / "b", url, loopback="true")
    refused = kladka("translate", config, *words, **web_cache)
    assert refused.returncode == 2
    assert "unknown key 'loopback'" in refused.stderr
    assert not heard


def test_fetch_prints_keeps_and_compares(
    kladka, server: Hostile, tmp_path: Path, web_cache: dict[str, str]
) -> None:
    page = sized((ARTICLE / "vi.html").read_bytes())
    url = server.serve(page)

    def fetch(*words: object):
        return kladka("fetch", url, "--loopback", *words, **web_cache)

    first = fetch("--kinds")
    assert first.returncode == 0, first.stderr
    assert first.stdout.split("\t")[0] == "title"
    assert "No sound snapshot" not in first.stderr
    assert fetch("--offline").returncode == 2
    kept = fetch("--snapshot", "--warc", tmp_path / "page.warc.gz")
    assert "kept as sha256 " in kept.stderr
    assert (tmp_path / "page.warc.gz").read_bytes()[:2] == b"\x1f\x8b"
    server.close()
    again = fetch("--kinds")
    assert again.stdout == first.stdout
    assert "as kept on 20" in again.stderr
    about = json.loads(fetch("--about").stdout)
    assert about["byline"] == "Nhóm phóng viên"
    assert about["coverage"] == 1.0
    assert about["sha256"] in kept.stderr
    gone = fetch("--refresh")
    assert gone.returncode == 2
    assert "cannot be reached" in gone.stderr


def test_fetch_tells_which_blocks_have_changed(
    kladka, server: Hostile, web_cache: dict[str, str]
) -> None:
    page = (ARTICLE / "vi.html").read_text("utf-8")
    later = page.replace("Chiều nay, Bộ Công an", "Chiều qua, Bộ")
    none = answer(EMPTY, status="404 None", body=b"")  # robots.txt
    url = server.serve_in_turn(none, sized(page.encode()), none, sized(later.encode()))
    assert kladka("fetch", url, "--loopback", "--snapshot", **web_cache).returncode == 0
    changed = kladka("fetch", url, "--loopback", "--refresh", **web_cache)
    lines = [line for line in changed.stderr.split("\n") if line.startswith("kladka: ")]
    assert lines[0] == "kladka: the page has changed since its last snapshot:"
    assert [line[8:31] for line in lines[1:]] == [
        "- paragraph: Chiều nay,",
        "+ paragraph: Chiều qua,",
    ]
