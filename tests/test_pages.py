"""What a run says of the page that it found: changed, in parts, forced."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from pipeline.corpus import Task, open_corpus
from pipeline.documents import document, read
from pipeline.errors import NotText
from pipeline.pages import page_of
from pipeline.records import Document
from pipeline.roles import AS_FOUND
from pipeline.web import Page, Snapshots, Visits, Web
from pipeline.web.refusals import BadStatus

CORPUS = Path(__file__).parent.parent / "corpora" / "hanoi-convention"
FILES = Path(__file__).parent / "files"
HTML = (CORPUS / "hanoi-convention" / "vi.html").read_text("utf-8")


def _web(folder: Path, *pages: str) -> Web:
    left = list(pages)

    def get(url: str, **_: object) -> Page:
        if url.endswith("/robots.txt"):
            raise BadStatus(url, 404)
        data = left.pop(0).encode()
        return Page(url, url, data, "utf-8", hashlib.sha256(data).hexdigest())

    return Web(Snapshots(folder), Visits(get=get, sleep=lambda _: None))


def _asked() -> tuple[Document, Task]:
    (task,) = open_corpus(CORPUS).tasks
    return document(read(task.article), "pl", "pl.txt"), task


def test_a_changed_page_is_told_in_short_lines(tmp_path: Path) -> None:
    article, task = _asked()
    later = HTML.replace("<p>Chiều nay, Bộ Công an", "<p>Chiều qua, Bộ Công an")
    web = _web(tmp_path, HTML, later, later)
    notes = [page_of(article, task, "vi", web).notes for _ in range(3)]
    assert notes[0] == notes[2] == ()
    assert re.fullmatch(
        r"The page has changed since it was last fetched: "
        r"- paragraph: Chiều nay, .{50,65}…; \+ paragraph: Chiều qua, .{50,65}…",
        notes[1][0],
    )


def test_text_that_the_page_gives_to_search_engines_alone_is_missed_aloud(tmp_path: Path) -> None:
    article, task = _asked()
    begin, end = HTML.index("<p>Thứ hai, Công ước"), HTML.index("<h2><strong>Tìm giải pháp")
    found = page_of(article, task, "vi", _web(tmp_path, HTML[:begin] + HTML[end:]))
    assert re.match(r"Only [5-8]\d% of the text that the page gives to search", found.notes[0])


def test_the_snapshot_is_named_by_the_hash_of_its_bytes(tmp_path: Path) -> None:
    article, task = _asked()
    found = page_of(article, task, "vi", _web(tmp_path, HTML))
    assert found.snapshot == hashlib.sha256(HTML.encode()).hexdigest()
    assert found.page.origin == task.source
    stored = page_of(article, task, "vi", None)
    assert stored.snapshot is None
    assert [s.text for s in stored.page.segments] == [s.text for s in found.page.segments]


def test_a_page_in_another_language_gives_way_unless_forced(tmp_path: Path) -> None:
    article, task = _asked()
    other = Path(__file__).parent / "pages" / "pl-live-quote.html"
    polish = re.sub(r"\{\{\w+\|(.*?)\}\}", r"\1", other.read_text("utf-8"), flags=re.S)
    found = page_of(article, task, "vi", _web(tmp_path, polish))
    assert "is not in Vietnamese" in found.notes[0]
    assert found.page.origin == "vi.html"
    forced = page_of(article, task, "vi", _web(tmp_path, polish), force=True)
    assert forced.page.origin == task.source
    assert "Used by force" in forced.notes[0]


def test_the_language_asked_for_is_evidence_of_a_stored_pages_charset(tmp_path: Path) -> None:
    lines = (FILES / "vi-cp1258.txt").read_bytes().split(b"\n")
    page = tmp_path / "page.html"
    body = b"".join(b"<p>%s</p>" % line for line in lines)
    page.write_bytes(b"<html><title>Tin</title><body><article>%s</article>" % body)
    found = read(page, AS_FOUND._replace(language="vi"))
    assert any("ơ" in block.text for block in found.blocks)
    with pytest.raises(NotText):
        read(page, AS_FOUND._replace(language="pl"))
