"""The report shows what is there, shows what is missing as missing, and runs no text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from samples import document, sample, written

from pipeline.flags import HARD, REASONS
from pipeline.formats.index import index_page
from pipeline.formats.marks import marked
from pipeline.guards import GUARDS
from pipeline.records import Dossier

PAYLOADS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://x.example/"onclick=alert(1)//',
    "{{ 7 * 7 }}{% include 'x' %}",
    "--><script>alert(1)</script><!--",
    "]]><x xmlns='http://www.w3.org/1999/xhtml'/>",
)


@pytest.mark.promise("F13")
@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_in_the_report_is_inert(payload: str) -> None:
    plain = html.document_fromstring(written("html", sample()).decode())
    attacked = sample(payload)
    for page in (written("html", attacked), index_page(payload, [attacked], {payload: payload})):
        tree = html.document_fromstring(page.decode())
        assert len(tree.xpath("//script")) == len(tree.xpath("//style")) == 1
        assert not tree.xpath("//@*[starts-with(name(), 'on')] | //@style | //img | //iframe")
        links = tree.xpath("//@href")
        allowed = ("https://", "http://", "#", "./", "../index.html")
        assert all(link.startswith(allowed) for link in links), links
    tree = html.document_fromstring(written("html", attacked).decode())
    ours, theirs = (
        [n.tag for n in t.find("body/main").iter() if n.tag != "mark"] for t in (tree, plain)
    )
    assert ours == theirs
    assert "49" not in tree.xpath("string(//h1)")


def test_a_switch_for_the_pivot_stands_only_where_there_is_one() -> None:
    dossier = sample()
    direct = tuple(
        replace(b, said=tuple(replace(said, hops=(said.text,)) for said in b.said))
        for b in dossier.bitexts
    )
    for made, there in ((dossier, 1), (replace(dossier, bitexts=direct), 0)):
        tree = html.document_fromstring(written("html", made).decode())
        assert len(tree.xpath("//input[@data-toggle='show-pivot']")) == there


@pytest.mark.parametrize(
    "scheme", ["javascript:alert(1)", "data:text/html,x", "file:///etc", "//x"]
)
def test_only_http_becomes_a_link(scheme: str) -> None:
    article = document("pl", (("title", "T"), ("source", f"Source: {scheme}")), scheme)
    page = html.document_fromstring(written("html", Dossier("x", article, ())).decode())
    assert not [x for x in page.xpath("//@href") if x not in ("#text", "../index.html")]


def test_the_report_allows_its_own_style_and_script_only() -> None:
    import base64
    import hashlib

    page = html.document_fromstring(written("html", sample()).decode())
    policy = page.xpath("string(//meta[@http-equiv]/@content)")
    assert policy.startswith("default-src 'none'; ")
    for tag in ("script", "style"):
        inside = page.xpath(f"//{tag}")[0].text.encode()
        digest = base64.b64encode(hashlib.sha256(inside).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_the_report_shows_what_is_missing_as_missing() -> None:
    page = html.document_fromstring(written("html", sample()).decode())
    missing = page.xpath("//td[contains(@class, 'gap')]/span/text()")
    assert missing.count("no counterpart on the page") == 3
    assert missing.count("not in the article") == 1
    english = page.get_element_by_id("b0")
    assert english.xpath(".//div[@class='value']/text()") == ["–", "–", "–"]
    assert "stand-in" in page.xpath("string(//aside[@class='notes'])")


def test_every_text_says_its_language() -> None:
    page = html.document_fromstring(written("html", sample()).decode())
    row = page.get_element_by_id("b1-2")
    assert row.xpath("./td/@lang") == ["pl", "en", "vi", "vi"]
    assert row.xpath(".//p[contains(@class, 'hop')]/@lang") == ["en"]


def test_the_index_links_each_report_and_names_each_failure() -> None:
    data = index_page("newsroom", [sample()], {"broken": "pl.txt holds no text"})
    page = html.document_fromstring(data.decode())
    assert page.xpath("//tbody//a/@href") == ["./hanoi/hanoi.html"]
    cells = [" ".join(td.itertext()) for td in page.xpath("//tbody/tr[2]/td")]
    assert cells == ["Vietnamese", "13", "31.4 24.1 to 38.8", "52.8 47.2 to 58.1", "94.2%", "1"]
    assert "pl.txt holds no text" in page.xpath("string(//tbody/tr[last()])")
    assert data == index_page("newsroom", [sample()], {"broken": "pl.txt holds no text"})


def test_words_numbers_and_names_that_disagree_are_marked() -> None:
    sides = marked(
        ["Podpisały 72 kraje, 2500 osób."],
        ["27 nước ký với ông Lumong", "và 2.500 người."],
        ["72 nước đã ký với ông Lương.", "Có 2.500 người."],
    )
    said = {(p.text, p.word, p.odd) for pieces in sides[1] for p in pieces if p.word or p.odd}
    assert said == {("27", True, True), ("Lumong", True, True), ("và", True, False)}
    page = {p.text for pieces in sides[2] for p in pieces if p.odd}
    assert page == {"72", "Lương"}
    assert [p.text for p in sides[0][0] if p.odd] == ["72"]
    assert not any(p.word for p in sides[0][0])


def test_a_missing_side_disagrees_with_nobody() -> None:
    (article,), (said,), page = marked(["W 2024 r. Hanoi"], ["Năm 2024 tại Hà Nội"], [])
    assert not any(p.word or p.odd for p in (*article, *said))
    assert page == ()


@given(st.lists(st.text(max_size=20)), st.lists(st.text(max_size=20)))
def test_marks_never_change_a_text(said: list[str], page: list[str]) -> None:
    for texts, side in zip((said, said, page), marked(said, said, page), strict=True):
        assert ["".join(p.text for p in pieces) for pieces in side] == texts


def test_the_worst_beads_are_named_at_the_top() -> None:
    page = html.document_fromstring(written("html", sample()).decode())
    worst = page.get_element_by_id("b1").xpath(".//*[@class='worst']//a/@href")
    assert worst == ["#b1-10", "#b1-9", "#b1-7", "#b1-11", "#b1-5"]
    unsure = page.get_element_by_id("b0").xpath(".//*[@class='worst']//li/b/text()")
    assert unsure == ["-0.30"] * 5


def test_every_guard_and_flag_has_its_reason() -> None:
    assert {*GUARDS, *HARD} <= REASONS.keys()


def test_a_text_that_a_person_mended_is_marked_in_the_report() -> None:
    english, vietnamese = sample().bitexts
    said = (replace(vietnamese.said[0], human=True), *vietnamese.said[1:])
    dossier = replace(sample(), bitexts=(english, replace(vietnamese, said=said)))
    page = html.document_fromstring(written("html", dossier).decode())
    assert [x.get("data-id") for x in page.xpath("//*[contains(@class, 'edited')]")] == ["pl-0000"]
