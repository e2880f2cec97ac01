"""Reading: nothing is dropped silently, and no page takes more than its share."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from behaviours import PAGE

from pipeline.errors import EmptyArticle, MissingFile, NotText, PageError
from pipeline.segment import segment
from pipeline.web import extract, extract_safely, notice, read_page
from pipeline.web.refusals import TooHard, Truncated, WrongCharset

ARTICLE = Path(__file__).parent.parent / "corpora" / "hanoi-convention" / "hanoi-convention"
BODY = "<p>Một câu đủ dài để ai cũng thấy đó là nội dung của bài, chứ không phải đồ trang trí.</p>"
REST = "<p>the rest</p>"
# Each ends with "the rest", which libxml2 or a browser's own rules would lose.
SHORTENED = {
    "300 deep": "<div>" * 300 + BODY + "</div>" * 300 + REST,
    "5000 deep": "<div>" * 5000 + BODY + REST,
    "deep in lists": "<ul><li>" * 200 + BODY + REST,
    "deep in tables": "<table><tr><td>" * 120 + BODY + REST,
    "deep in quotes": "<blockquote>" * 400 + BODY + REST,
    "deep in spans": BODY + "<p>" + "<span>" * 400 + "the rest",
    "deep in bold": BODY + "<b><i><u><em>" * 100 + REST,
    "deep in fonts": "<font color=red>" * 500 + BODY + REST,
    "11 MB of text": f"<p>{'a' * (11 << 20)}</p>{REST}",
    "12 MB of text at the end": f"{BODY}{REST}<p>{'a ' * (6 << 20)}the rest</p>",
    "script not closed": f"{BODY}<script>var x = 1; {REST}",
    "style not closed": f"{BODY}<style>p {{}} {REST}",
    "comment not closed": f"{BODY}<!-- never closed {REST}",
    "comment half closed": f"{BODY}<!-- never closed -- > {REST}",
    "attribute not closed": f"{BODY}<p class='never closed>the rest</p>",
    "double quote not closed": f'{BODY}<a href="/x>the rest</a><p>the rest</p>',
    "textarea not closed": f"{BODY}<textarea>never closed {REST}",
    "title not closed": f"<title>Tin {BODY}{REST}",
    "tag not closed": f"{BODY}{REST}<p class=last",
    "instruction not closed": f"{BODY}<?xml never closed the rest",
    "iframe not closed": f"{BODY}<iframe>never closed {REST}",
    "deep noscript": f"<noscript>{'<div>' * 300}{BODY}{REST}",
}


def _page(body: str) -> bytes:
    return f"<html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


@pytest.mark.promise("F11")
@pytest.mark.parametrize("page", SHORTENED.values(), ids=SHORTENED)
def test_a_page_is_never_shortened_in_silence(page: str) -> None:
    with pytest.raises(Truncated, match="parse truncated"):
        extract(page.encode(), "x.html")


@pytest.mark.promise("F11")
@pytest.mark.parametrize("bad", ["\ud800", "\udfff\ud83d", "\x00", "\x0b", "\uffff"])
def test_a_character_that_stops_a_parser_loses_nothing(bad: str) -> None:
    page = f"{BODY}<p>a{bad}b</p>{REST}".encode("utf-8", "surrogatepass")
    try:
        found = extract(page, "x.html")
    except (Truncated, WrongCharset):
        return
    assert found.blocks[-1].text == "the rest"


def test_the_child_reads_as_the_parent_does() -> None:
    data = (ARTICLE / "vi.html").read_bytes()
    for url in ("https://vietnamnet.vn/x.html", "vi.html"):
        assert extract_safely(data, url, None, "vi") == extract(data, url, None, "vi")


@pytest.mark.promise("F12")
def test_a_page_too_hard_to_read_is_left_and_the_next_is_read() -> None:
    begun = time.monotonic()
    with pytest.raises(TooHard, match=r"more than 1\.5 s"):
        extract_safely(_page("<p>" * 60_000), "x.html", seconds=1.5)
    assert time.monotonic() - begun < 8
    assert extract_safely(PAGE, "x.html").title == "Tin"


@pytest.mark.promise("F12")
def test_a_page_that_needs_too_much_memory_is_left() -> None:
    with pytest.raises(TooHard):
        extract_safely(PAGE, "x.html", memory=60_000_000)


@pytest.mark.promise("F12")
def test_the_childs_refusals_keep_their_names() -> None:
    with pytest.raises(WrongCharset, match=r"^x\.html: is not the utf-8 it claims to be"):
        extract_safely(b"\xb1", "x.html")


def test_the_stored_page_gives_title_lead_captions_and_no_furniture() -> None:
    gold = (ARTICLE / "vi.gold.txt").read_text("utf-8").rstrip("\n").split("\n")
    kinds = json.loads((ARTICLE / "kinds.json").read_text())["vi"]
    for url in ("https://vietnamnet.vn/x.html", None):
        found = read_page(ARTICLE / "vi.html", url)
        segments = segment(found, "vi", "vi.html").segments
        assert [(s.kind, s.text) for s in segments] == list(zip(kinds, gold, strict=True))


def test_the_stand_in_says_that_it_is_one() -> None:
    assert "not VietNamNet's text" in (notice((ARTICLE / "vi.html").read_bytes()) or "")
    assert notice(b"<META content='a stand-in &amp; more' NAME=generator>") == "a stand-in & more"
    assert notice(b"<!-- <meta name=generator content='stand-in'> -->") is None
    assert notice(b"<meta name=generator content='WordPress'>") is None


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (None, MissingFile),
        (b"", EmptyArticle),
        (b"<html><body><nav>menu</nav></body></html>", EmptyArticle),
        (b"<h1>Only a title</h1>", EmptyArticle),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe", NotText),
        (b"<p>x</p><!-- cut", PageError),
    ],
)
def test_a_bad_stored_page_is_named(tmp_path: Path, data: bytes | None, kind: type) -> None:
    path = tmp_path / "vi.html"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(kind, match=r"vi\.html"):
        read_page(path, "https://tin.example/x")
