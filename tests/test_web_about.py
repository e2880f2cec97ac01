"""What a page says of itself is read from Open Graph, JSON-LD and its head."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.web.about import About
from pipeline.web.extract import extract_all

ARTICLE = Path(__file__).parent.parent / "corpora" / "hanoi-convention" / "hanoi-convention"
BODY = "<article><h1>Tin</h1>" + "<p>Đây là một đoạn văn đủ dài để được coi là bài.</p>" * 4
URL = "https://tin.example/a/bai.html"


def _about(head: str, body: str = BODY, root: str = "") -> About:
    page = f"<html {root}><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    return extract_all(page.encode(), URL).about


def test_the_real_page_says_all_of_it() -> None:
    found = extract_all((ARTICLE / "vi.html").read_bytes(), URL).about
    assert found.title.startswith("Công ước Hà Nội - ngọn hải đăng")
    assert found.lead.startswith("72 quốc gia đã đặt bút ký")
    assert (found.byline, found.language, found.site) == ("Nhóm phóng viên", "vi", "Tin Cầu Nối")
    assert found.date == "2025-10-26T18:42:00+07:00"
    assert found.canonical.startswith("https://tincaunoi.example/cong-uoc")
    assert found.amp.startswith("https://amp.tincaunoi.example/")
    assert found.alts[0] == "Hội trường lễ bế mạc nhìn từ trên cao"
    assert len(found.alts) == 5
    assert found.coverage == 1.0


def test_a_page_that_says_nothing_of_itself_says_none() -> None:
    assert _about("") == About(title=None)


LINKED = [
    ('{"@type":"NewsArticle","author":"Lê A"}', "Lê A"),
    ('{"@type":["Article"],"author":{"name":"Lê A"}}', "Lê A"),
    ('{"@type":"NewsArticle","author":[{"name":"Lê A"},{"name":"Trần B"}]}', "Lê A, Trần B"),
    ('[{"@type":"WebSite"},{"@type":"ReportageNewsArticle","author":"Lê A"}]', "Lê A"),
    ('{"@graph":[{"@type":"NewsArticle","author":{"name":"Lê A"}}]}', "Lê A"),
    ('<!-- {"@type":"NewsArticle","author":"Lê A"} -->', "Lê A"),
    ('{"@type":"NewsArticle","description":"a\nb","author":"Lê A"};', "Lê A"),
    ('{"@type":"Recipe","author":"Lê A"}', None),
    ('{"@type":"NewsArticle","author":17}', None),
    ('{"@type":"NewsArticle",,}', None),
    ("[" * 5000, None),
    ("", None),
]


@pytest.mark.parametrize(("text", "byline"), LINKED)
def test_json_ld_is_read_as_sites_write_it(text: str, byline: str | None) -> None:
    assert _about(f"<script type=application/ld+json>{text}</script>").byline == byline


def test_a_script_is_no_address() -> None:
    found = _about("<link rel=canonical href='javascript:alert(1)'><link rel=amphtml href='//[x'>")
    assert (found.canonical, found.amp) == (None, None)
    assert _about("<link rel=canonical href='/b.html'>").canonical == "https://tin.example/b.html"


@pytest.mark.parametrize(
    ("head", "root", "language"),
    [
        ("", "lang=vi-VN", "vi"),
        ("", "xml:lang=pl", "pl"),
        ("<meta property=og:locale content=pl_PL>", "", "pl"),
        ("<meta http-equiv=Content-Language content=vi>", "", "vi"),
        ("", "lang=?", None),
    ],
)
def test_the_language_is_asked_of_the_root_first(
    head: str, root: str, language: str | None
) -> None:
    assert _about(head, root=root).language == language


def test_coverage_is_the_share_of_the_words_of_article_body() -> None:
    words = "Đây là một đoạn văn đủ dài để được coi là bài."
    whole = f'{{"@type":"Article","articleBody":"{words}"}}'
    more = "Và mười hai từ khác không có ở trên trang này đâu nhé."
    half = f'{{"@type":"Article","articleBody":"{words} {more}"}}'
    assert _about(f"<script type=application/ld+json>{whole}</script>").coverage == 1.0
    found = _about(f"<script type=application/ld+json>{half}</script>").coverage
    assert 0.4 < found < 0.8
