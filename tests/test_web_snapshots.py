"""A snapshot is the page that was fetched, to the byte, or it is not served."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest
from behaviours import packed, sized
from hostile import Hostile

from pipeline.roles import News
from pipeline.web import Snapshots, Visits, Web, read_page
from pipeline.web.fetch import Page
from pipeline.web.refusals import NoArticle, NoSnapshot
from pipeline.web.warc import to_warc

ARTICLE = Path(__file__).parent.parent / "corpora" / "hanoi-convention" / "hanoi-convention"
URL = "https://tin.example/bai.html"
LINE = "Một câu đủ dài để ai cũng thấy đó là nội dung của bài, chứ không phải đồ trang trí. "


def _page(data: bytes, url: str = URL) -> Page:
    headers = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"1"'))
    return Page(url, url, data, "utf-8", hashlib.sha256(data).hexdigest(), headers, "192.0.2.1")


def _html(*paragraphs: str) -> bytes:
    body = "".join(f"<p>{paragraph} {LINE * 3}</p>" for paragraph in paragraphs)
    head = "<head><meta charset=utf-8></head>"
    return f"<html>{head}<body><article><h1>Tin</h1>{body}</article></body></html>".encode()


def test_a_page_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    kept = Snapshots(tmp_path).keep(_page(b"<p>x"))
    assert Snapshots(tmp_path).latest(URL) == kept
    assert kept.fetched.endswith("+00:00")
    assert (tmp_path / kept.page.sha256[:2] / kept.page.sha256).read_bytes() == b"<p>x"


def test_the_newest_is_served_and_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    shelf = Snapshots(tmp_path)
    for data in (b"one", b"two", b"one"):
        shelf.keep(_page(data))
    assert shelf.need(URL).page.data == b"one"
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 3
    with pytest.raises(NoSnapshot):
        shelf.need("https://tin.example/another")


@pytest.mark.promise("F10")
def test_a_flipped_byte_is_never_served(tmp_path: Path, record_property) -> None:
    """Every byte of the diary is flipped at least once; of the page, thousands at random."""
    warned: list[News] = []
    shelf = Snapshots(tmp_path, warned.append)
    kept = shelf.keep(_page(_html("A", "B")))
    files = [path.open("r+b", buffering=0) for path in tmp_path.rglob("*") if path.is_file()]
    whole = [file.read() for file in files]
    dice = random.Random(1)
    rounds = 10_000
    for number in range(rounds):
        file, data = files[number % 2], whole[number % 2]
        place = (number // 2) % len(data) if number < 4000 else dice.randrange(len(data))
        os.pwrite(file.fileno(), bytes([data[place] ^ dice.randrange(1, 256)]), place)
        assert shelf.latest(URL) in (None, kept)
        os.pwrite(file.fileno(), data[place : place + 1], place)
    assert shelf.latest(URL) == kept
    assert "a damaged snapshot" in warned[0].what
    record_property("tried", rounds)


@pytest.mark.promise("F10")
def test_a_damaged_snapshot_gives_way_to_the_one_before(tmp_path: Path) -> None:
    shelf = Snapshots(tmp_path)
    old, new = shelf.keep(_page(b"old")), shelf.keep(_page(b"new"))
    (tmp_path / new.page.sha256[:2] / new.page.sha256).write_bytes(b"neu")
    assert shelf.latest(URL) == old
    shelf.keep(_page(b"new"))
    assert shelf.need(URL).page.data == b"new"


def _web(folder: Path, **more: bool) -> Web:
    return Web(Snapshots(folder), Visits(loopback=True, sleep=lambda _: None), **more)


def test_the_page_from_the_web_is_the_stored_page(server: Hostile, tmp_path: Path) -> None:
    import gzip

    url = server.serve(packed("gzip", gzip.compress((ARTICLE / "vi.html").read_bytes())))
    found = _web(tmp_path).page(url, "vi")
    assert found.blocks == read_page(ARTICLE / "vi.html")
    assert found.about.coverage == 1.0
    server.close()
    assert _web(tmp_path, offline=True).page(url, "vi") == found


def test_offline_without_a_snapshot_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot, match="kladka fetch --snapshot"):
        _web(tmp_path, offline=True).page(URL)


def test_a_page_from_the_web_without_text_is_refused_and_not_kept(
    server: Hostile, tmp_path: Path
) -> None:
    with pytest.raises(NoArticle):
        _web(tmp_path).page(server.serve(sized(b"<title>App</title><div id=root></div>")))
    assert not list(tmp_path.iterdir())


def test_a_page_that_has_changed_says_which_blocks(tmp_path: Path) -> None:
    pages = [_html("Một.", "Hai.", "Ba."), _html("Một.", "Hai bốn.", "Ba."), b""]
    pages[2] = pages[1].replace(b"<body>", b"<body><!-- another advertisement -->")
    answers = iter(pages)
    visits = Visits(get=lambda url, **_: _page(next(answers), url), sleep=lambda _: None)
    visits._greet = lambda there: None
    web = Web(Snapshots(tmp_path), visits)
    found = [web.page(URL, "vi").changed for _ in pages]
    assert found[0] == found[2] == ()
    assert [line[:18] for line in found[1]] == ["- paragraph: Hai. ", "+ paragraph: Hai b"]


def test_a_snapshot_is_a_warc_that_others_read(tmp_path: Path) -> None:
    import io

    archive = pytest.importorskip("warcio.archiveiterator")
    kept = Snapshots(tmp_path).keep(_page(_html("A")))
    record = next(iter(archive.ArchiveIterator(io.BytesIO(to_warc(kept)))))
    assert record.rec_headers.get_header("WARC-Target-URI") == URL
    assert record.rec_headers.get_header("WARC-IP-Address") == "192.0.2.1"
    assert record.http_headers.get_header("ETag") == '"1"'
    assert record.content_stream().read() == kept.page.data
