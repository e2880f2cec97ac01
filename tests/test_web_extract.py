"""What stands in a page becomes blocks of the right kind in the right place."""

from __future__ import annotations

import pytest

from pipeline.web import extract

LONG = (
    "Một câu đủ dài để ai cũng thấy đó là nội dung của bài, chứ không phải đồ trang trí của trang. "
)
BODY = "".join(f"<p>Đoạn {n}. {LONG}</p>" for n in ("một", "hai", "ba", "bốn"))
REST = BODY.replace("Đoạn", "Phần")


def _page(body: str, head: str = "") -> bytes:
    return f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


def _short(body: str, head: str = "") -> list[tuple[str, str]]:
    """Kinds and texts without the eight paragraphs of BODY and REST, whose place is a dot."""
    kept: list[tuple[str, str]] = []
    for block in extract(_page(body, head), "https://tin.example/x.html").blocks:
        if block.text.startswith(("Đoạn ", "Phần ")):
            kept += [] if kept and kept[-1][1] == "." else [("paragraph", ".")]
        else:
            kept.append((block.kind, block.text))
    return kept


TITLE, DOT = ("title", "Tít"), ("paragraph", ".")
# What stands between BODY and REST, and what is found there.
BETWEEN: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "figcaption": (
        "<figure><img alt=x><figcaption>Ảnh: A</figcaption></figure>",
        [("caption", "Ảnh: A")],
    ),
    "caption table": (
        "<table><tr><td><img></td></tr><tr><td class=caption>Ảnh: A</td></tr></table>",
        [("caption", "Ảnh: A")],
    ),
    "caption class": ("<div><img><p class=image-caption>Ảnh</p></div>", [("caption", "Ảnh")]),
    "two alike": ("<figure><img><figcaption>A</figcaption></figure>" * 2, [("caption", "A")] * 2),
    "alt text": ("<img alt='Không ai đọc'>", []),
    "heading": ("<h2><b>Mục</b></h2>", [("heading", "Mục")]),
    "list": ("<ul><li>Một</li><li><p>Hai</p></li></ul>", [("list", "Một"), ("list", "Hai")]),
    "quote": (
        "<blockquote><p>Một lời.</p><p>Hai lời.</p></blockquote>",
        [("quote", "Một lời."), ("quote", "Hai lời.")],
    ),
    "repeated": ("<p>Vâng.</p><p>Vâng.</p>", [("paragraph", "Vâng.")] * 2),
    "inline": (
        "<p>Bộ (<a href=/x>UNODC</a>) ở <b>Hà</b>nội,<br><q>nói</q>.</p>",
        [("paragraph", "Bộ (UNODC) ở Hànội, nói.")],
    ),
    "what trafilatura drops": (
        "<p class=promo>Lời cuối.</p><p class=sidebar>Lời sau.</p>",
        [("paragraph", "Lời cuối."), ("paragraph", "Lời sau.")],
    ),
    "a widget": ("<div class=widget><p>Đăng ký nhận tin.</p></div>", []),
    "mostly links": (
        "<p><a href=/a>Bộ Công an</a> và <a href=/b>Bộ Ngoại giao</a> dự.</p>",
        [("paragraph", "Bộ Công an và Bộ Ngoại giao dự.")],
    ),
    "related": (
        "<div class=related-inline__box><ul><li><a href=/a>Bài khác</a></li></ul></div>",
        [],
    ),
    "read more": ("<p>Xem thêm: <a href=/a>Một bài khác rất hay và rất dài</a></p>", []),
    "share, ads, tags": (
        "<ul class=share-bar><li>Zalo</li></ul><p class=ads>Mua</p><p id=tags>x</p>",
        [],
    ),
    "comments": ("<section class=comments><p>Hay quá, tôi thích lắm.</p></section>", []),
    "script": ("<script>var x='<p>no</p>'</script><style>p{}</style><!-- <p>no</p> -->", []),
}


@pytest.mark.parametrize("name", BETWEEN)
def test_what_stands_between_paragraphs_keeps_kind_and_place(name: str) -> None:
    markup, found = BETWEEN[name]
    whole = _short(f"<article><h1>Tít</h1>{BODY}{markup}{REST}</article>")
    assert whole == ([TITLE, DOT, *found, DOT] if found else [TITLE, DOT])


@pytest.mark.parametrize(
    "body",
    [
        f"<form class='share'><div class='comment-wrap'><h1>Tít</h1>{BODY}</div></form>",
        f"<main class=related><h1>Tít</h1><div class=social>{BODY}</div></main>",
        f"<table><tr><td><a href=/>menu</a></td><td><h1>Tít</h1>{BODY}</td></tr></table>",
    ],
)
def test_a_box_with_most_of_the_text_stays_whatever_its_name(body: str) -> None:
    assert _short(body) == [TITLE, DOT]


# What begins or is called like furniture and yet is the article's own.
OWN: dict[str, list[tuple[str, str]]] = {
    f"<p><b>Bình luận:</b> Theo ông A, {LONG}</p>": [
        ("paragraph", f"Bình luận: Theo ông A, {LONG}")
    ],
    "<ul><li>Email: a@b.example</li><li>Điện thoại: 113</li></ul>": [
        ("list", "Email: a@b.example"),
        ("list", "Điện thoại: 113"),
    ],
    "<h3>14/5/2025</h3>": [("heading", "14/5/2025")],
    "<p>Reklama dźwignią handlu.</p>": [("paragraph", "Reklama dźwignią handlu.")],
    "<p>Toà soạn: nơi ông làm việc.</p>": [("paragraph", "Toà soạn: nơi ông làm việc.")],
    "<p>Xem thêm: ba bức ảnh dưới đây.</p>": [("paragraph", "Xem thêm: ba bức ảnh dưới đây.")],
    "<p class=related-story>Lời kể của bà.</p>": [],
    "<p><b>Ai trả lời?</b></p>": [("paragraph", "Ai trả lời?")],
    "<p><b>Con đường phía trước</b></p>": [("heading", "Con đường phía trước")],
    "<p><img>Ảnh: Lê A</p>": [("caption", "Ảnh: Lê A")],
    "<h3>Tin liên quan</h3><ul><li><a href=/a>Một</a></li></ul>": [],
}


@pytest.mark.parametrize("markup", OWN)
def test_what_only_looks_like_furniture_stays(markup: str) -> None:
    found = [(kind, text.strip()) for kind, text in OWN[markup]]
    whole = _short(f"<article><h1>Tít</h1>{BODY}{markup}{REST}</article>")
    assert whole == ([TITLE, DOT, *found, DOT] if found else [TITLE, DOT])


def test_two_line_breaks_part_paragraphs() -> None:
    found = _short(f"<div><h1>Tít</h1>Ý một. {LONG}<br><br>Ý hai. {LONG}<br>Ý ba. {LONG}</div>")
    assert [text[:5] for _, text in found[1:]] == ["Ý một", "Ý hai"]


def test_lead_and_byline_are_known_by_what_the_head_says() -> None:
    head = (
        "<meta property=og:description content='Tóm tắt.'><meta name=author content='Lê A'>"
        "<meta property=og:title content='Tít - Báo'>"
    )
    body = f"<h1>Báo</h1><article><h1>Tít</h1><p>Tóm tắt.</p>{BODY}<p><b>Lê A</b></p></article>"
    assert _short(body, head) == [TITLE, ("lead", "Tóm tắt."), DOT, ("byline", "Lê A")]
