"""Every format says what the dossier says; no text breaks a file or runs in a browser."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from pipeline.errors import UnknownName
from pipeline.formats import FORMATS, publish
from pipeline.formats.index import index_page
from pipeline.formats.proof import prove
from pipeline.formats.tsv import COLUMNS, cell
from pipeline.records import Bead, Bitext, Document, Dossier, Said, Score, Segment, Span, rows
from pipeline.text import printable

# TMX 1.4b, appendix A, without the native-code elements inside <seg>, which we never write.
TMX_DTD = """
<!ELEMENT tmx (header, body)> <!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header (note|prop|ude)*>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
  segtype (block|paragraph|sentence|phrase) #REQUIRED o-tmf CDATA #REQUIRED
  adminlang CDATA #REQUIRED srclang CDATA #REQUIRED datatype CDATA #REQUIRED
  o-encoding CDATA #IMPLIED creationdate CDATA #IMPLIED creationid CDATA #IMPLIED
  changedate CDATA #IMPLIED changeid CDATA #IMPLIED>
<!ELEMENT body (tu*)> <!ELEMENT note (#PCDATA)> <!ELEMENT prop (#PCDATA)>
<!ATTLIST note o-encoding CDATA #IMPLIED xml:lang CDATA #IMPLIED lang CDATA #IMPLIED>
<!ATTLIST prop type CDATA #REQUIRED xml:lang CDATA #IMPLIED o-encoding CDATA #IMPLIED
  lang CDATA #IMPLIED>
<!ELEMENT ude (map+)> <!ATTLIST ude name CDATA #REQUIRED base CDATA #IMPLIED>
<!ELEMENT map EMPTY>
<!ATTLIST map unicode CDATA #REQUIRED code CDATA #IMPLIED ent CDATA #IMPLIED subst CDATA #IMPLIED>
<!ELEMENT tu ((note|prop)*, tuv+)>
<!ATTLIST tu tuid CDATA #IMPLIED o-encoding CDATA #IMPLIED datatype CDATA #IMPLIED
  usagecount CDATA #IMPLIED lastusagedate CDATA #IMPLIED creationtool CDATA #IMPLIED
  creationtoolversion CDATA #IMPLIED creationdate CDATA #IMPLIED creationid CDATA #IMPLIED
  changedate CDATA #IMPLIED segtype (block|paragraph|sentence|phrase) #IMPLIED
  changeid CDATA #IMPLIED o-tmf CDATA #IMPLIED srclang CDATA #IMPLIED>
<!ELEMENT tuv ((note|prop)*, seg)>
<!ATTLIST tuv xml:lang CDATA #REQUIRED o-encoding CDATA #IMPLIED datatype CDATA #IMPLIED
  usagecount CDATA #IMPLIED lastusagedate CDATA #IMPLIED creationtool CDATA #IMPLIED
  creationtoolversion CDATA #IMPLIED creationdate CDATA #IMPLIED creationid CDATA #IMPLIED
  changedate CDATA #IMPLIED changeid CDATA #IMPLIED o-tmf CDATA #IMPLIED lang CDATA #IMPLIED>
<!ELEMENT seg (#PCDATA)>
"""
BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
LINK = "https://news.example/umowa"
ARTICLE = (
    ("title", "Umowa podpisana w Hanoi"),
    ("lead", "W ceremonii wzięło udział ponad 2500 delegatów ze 110 krajów."),
    ("image", "z7157588517514_1471cc05.jpg"),
    ("caption", "Przemówienie ministra Luong Tam Quanga"),
    ("paragraph", "Konwencja to krok historyczny i strategiczny."),
    ("paragraph", "Służy pokojowi."),
    ("heading", "Technologia dla ludzi, cyfryzacja dla pokoju"),
    ("paragraph", "Minister poinformował o trzech wynikach konsensusu, a kraje je przyjęły."),
    ("paragraph", "Negocjacje to dopiero początek."),
    ("quote", "„Musimy zapewnić wszystkim bezpieczniejszą przyszłość”."),
    ("list", "37 wydarzeń towarzyszących"),
    ("list", "4 okrągłe stoły"),
    ("source", f"Source: {LINK}"),
)
ENGLISH = (
    "Agreement signed in Hanoi",
    "More than 2,500 delegates from 110 countries took part in the ceremony.",
    "",
    "Speech by Minister Luong Tam Quang",
    "The Convention is a historic and strategic step.",
    "It serves peace.",
    "Technology for people, digitization for peace",
    "The minister informed about three consensus results, and the countries adopted them.",
    "Negotiations are only the beginning.",
    "“We must ensure a safer future for all.”",
    "accompanying events accompanying events accompanying events",
    "4 round tables",
    "",
)
VIETNAMESE = (
    "Thỏa thuận được ký kết tại Hà Nội",
    "Hơn 2.500 đại biểu từ 110 quốc gia đã tham dự buổi lễ.",
    "",
    "Bài phát biểu của Bộ trưởng Lương Tam Quang",
    "Công ước là một bước đi lịch sử và chiến lược.",
    "Nó phục vụ hòa bình.",
    "Công nghệ cho con người, số hóa cho hòa bình",
    "Bộ trưởng thông báo về ba kết quả đồng thuận và các nước đã thông qua.",
    "Đàm phán chỉ là sự khởi đầu.",
    "“Chúng ta phải đảm bảo một tương lai an toàn hơn cho tất cả mọi người.”",
    "sự kiện đi kèm",
    "4 bàn tròn",
    "",
)
PAGE = (
    ("title", "Lễ ký Công ước tại Hà Nội thành công tốt đẹp"),
    ("byline", "Trần Thường"),
    ("lead", "Hơn 2.500 đại biểu đến từ 110 quốc gia đã tham dự lễ ký."),
    ("caption", "Bộ trưởng Lương Tam Quang phát biểu"),
    ("paragraph", "Công ước là bước đi chiến lược, lịch sử, phục vụ hòa bình."),
    ("heading", "Công nghệ vì con người, số hóa vì hòa bình"),
    ("paragraph", "Bộ trưởng nêu ba kết quả đồng thuận."),
    ("paragraph", "Các nước đã nhất trí thông qua."),
    ("quote", "“Phải bảo đảm cho mọi người một tương lai an toàn hơn.”"),
    ("list", "37 sự kiện bên lề"),
    ("list", "4 phiên thảo luận bàn tròn"),
)
BEADS = (
    (0, 1, 0, 1, 0.61, 0.97),
    (1, 1, 1, 2, None, None),
    (1, 2, 2, 3, 0.84, 0.99),
    (2, 3, 3, 3, None, None),
    (3, 4, 3, 4, 0.58, 0.95),
    (4, 6, 4, 5, 0.52, 0.91),
    (6, 7, 5, 6, 0.71, 0.98),
    (7, 8, 6, 8, 0.44, 0.88),
    (8, 9, 8, 8, None, 0.63),
    (9, 10, 8, 9, 0.31, 0.72),
    (10, 11, 9, 10, 0.18, 0.55),
    (11, 12, 10, 11, 0.47, 0.9),
    (12, 13, 11, 11, None, None),
)


def document(language: str, lines: tuple[tuple[str, str], ...], origin: str) -> Document:
    segments = tuple(
        Segment(f"{language}-{i:04}", i, kind, text)  # type: ignore[arg-type]
        for i, (kind, text) in enumerate(lines)
    )
    return Document(language, lines[0][1], origin, "rules/1", segments)


def sample(hurt: str = "") -> Dossier:
    """A small article in two languages, with `hurt` in every field that holds free text."""
    article = document("pl", tuple((k, t + hurt) for k, t in ARTICLE), f"pl.txt{hurt}")
    page = document("vi", tuple((k, t + hurt) for k, t in PAGE), f"{LINK}{hurt}")
    flags = {10: (f"numbers{hurt}" if hurt else "numbers", "loop")}
    english = tuple(
        Said(t and t + hurt, (t + hurt,), -0.3 if t else None, flags.get(i, ()))
        for i, t in enumerate(ENGLISH)
    )
    relayed = tuple(
        Said(t and t + hurt, (ENGLISH[i] + hurt, t + hurt), -0.5 if t else None, flags.get(i, ()))
        for i, t in enumerate(VIETNAMESE)
    )
    scores = (
        Score("BLEU", 31.4, "8 found beads" + hurt, (24.05, 38.8), "nrefs:1|tok:13a" + hurt),
        Score("chrF", 52.75, "8 found beads", (47.2, 58.1), "nrefs:1|nc:6|nw:0"),
        Score("coverage", 94.2, "article characters", None, "coverage/1"),
    )
    beads = tuple(Bead(Span(a, b), Span(c, d), s, t) for a, b, c, d, s, t in BEADS)
    engine = f"marian/1 pl-en-vi@0123456789ab int8 beam4{hurt}"
    vietnamese = Bitext("vi", engine, relayed, page, "bridge/1", beads, scores=scores)
    note = "The page is a stand-in written for this project." + hurt
    return Dossier("hanoi", article, (Bitext("en", engine, english), vietnamese), (note,))


def written(name: str, dossier: Dossier) -> bytes:
    stream = io.BytesIO()
    FORMATS[name].write(dossier, stream)
    prove(Path("hanoi"), FORMATS[name].suffix, stream.getvalue(), dossier)
    return stream.getvalue()


def table(dossier: Dossier) -> list[dict[str, str]]:
    text = io.StringIO(written("tsv", dossier).decode(), newline="\n")
    return list(csv.DictReader(text, delimiter="\t"))


def count(dossier: Dossier) -> int:
    return sum(len(rows(dossier.article, bitext)) for bitext in dossier.bitexts)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_dossier_is_the_same_bytes(name: str) -> None:
    assert written(name, sample()) == written(name, sample())


@pytest.mark.parametrize("name", FORMATS)
def test_a_dossier_without_languages_or_title_is_published(name: str) -> None:
    article = dataclasses.replace(sample().article, title=None)
    assert isinstance(written(name, Dossier("bare", article, ())), bytes)


def test_files_are_named_after_the_dossier(tmp_path: Path) -> None:
    made = publish(sample(), tmp_path, FORMATS)
    assert [path.name for path in made] == [
        "hanoi.jsonl",
        "hanoi.tsv",
        "hanoi.tmx",
        "hanoi.mt.tmx",
        "hanoi.html",
        "hanoi.md",
    ]
    assert sorted(made) == sorted(tmp_path.iterdir())


def test_an_unknown_format_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no format is called 'pdf'"):
        publish(sample(), tmp_path, ["tsv", "pdf"])
    assert not list(tmp_path.iterdir())


def test_jsonl_holds_the_full_row() -> None:
    lines = written("jsonl", sample()).decode().split("\n")[:-1]
    row = json.loads(lines[13 + 5])
    assert list(row) == sorted(row)
    assert row["article_ids"] == ["pl-0004", "pl-0005"]
    assert row["hops"][0] == "The Convention is a historic and strategic step. It serves peace."
    assert row["page"] == "Công ước là bước đi chiến lược, lịch sử, phục vụ hòa bình."
    assert (row["dossier"], row["similarity"], row["score"]) == ("hanoi", 0.52, -0.5)
    assert json.loads(lines[0])["similarity"] is None


def test_tsv_has_one_row_a_bead_and_leaves_the_unknown_empty() -> None:
    found = table(sample())
    assert tuple(found[0]) == COLUMNS
    assert len(found) == 13 + 13
    assert (found[13]["similarity"], found[14]["similarity"], found[14]["article"]) == (
        "0.61",
        "",
        "",
    )
    assert found[13]["pivot"] == "Agreement signed in Hanoi"
    assert found[13]["score"] == "-0.5"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r@x"])
def test_a_cell_never_begins_like_a_formula(text: str) -> None:
    assert cell(text).startswith("'")


def test_tmx_pairs_the_article_with_the_page_only() -> None:
    memory = etree.fromstring(written("tmx", sample()))
    assert dict(memory.find("header").attrib) == {
        "creationtool": "kladka",
        "creationtoolversion": "0.1.0",
        "segtype": "sentence",
        "o-tmf": "kladka",
        "adminlang": "en",
        "srclang": "pl",
        "datatype": "plaintext",
    }
    units = memory.findall("body/tu")
    assert len(units) == 9
    assert [s.text for s in units[0].iter("seg")] == [ARTICLE[0][1], PAGE[0][1]]
    assert {p.get("type"): p.text for p in units[0].iter("prop")} == {
        "x-similarity": "0.61",
        "x-confidence": "0.97",
        "x-kind": "title",
    }
    assert not {s.text for s in memory.iter("seg")} & {*ENGLISH[:2], *VIETNAMESE}


def test_machine_translations_are_marked_as_such() -> None:
    memory = etree.fromstring(written("mt.tmx", sample()))
    units = memory.findall("body/tu")
    assert len(units) == 11 + 11
    assert {(u.get("creationid"), u.get("changeid")) for u in units} == {("MT", "MT")}
    assert {u.find("prop[@type='x-mt']").text for u in units} == {sample().bitexts[0].engine}


@pytest.mark.parametrize("name", ["tmx", "mt.tmx"])
@pytest.mark.parametrize("hurt", ["", "\x00\x1f<&\ud800\uffff", BREAKS])
def test_tmx_is_valid(name: str, hurt: str) -> None:
    rules = etree.DTD(io.StringIO(TMX_DTD))
    assert rules.validate(etree.fromstring(written(name, sample(hurt)))), rules.error_log


@pytest.mark.parametrize("hurt", [*BREAKS, BREAKS, '"', '\t"\n', "\x00\x1b[31m\x9b\ud800\ufffe"])
def test_no_character_changes_the_number_of_rows(hurt: str) -> None:
    dossier = sample(hurt)
    assert len(table(dossier)) == count(dossier) == 26
    assert len(written("tsv", dossier).decode().splitlines()) == 27
    assert len(written("jsonl", dossier).decode().splitlines()) == 26
    page = html.document_fromstring(written("html", dossier).decode())
    assert len(page.xpath("//tr[@data-bead]")) == 26


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec=None), min_size=1, max_size=12))
def test_any_text_comes_back_out_of_every_format(hurt: str) -> None:
    dossier = sample(hurt)
    said = printable(ARTICLE[1][1] + hurt)
    assert [json.loads(x)["article"] for x in written("jsonl", dossier).split(b"\n")[:-1]][
        1
    ] == said
    assert table(dossier)[1]["article"] == cell(ARTICLE[1][1] + hurt)
    seg = etree.fromstring(written("tmx", dossier)).findall("body/tu")[1].find("tuv/seg")
    assert seg.text == said
    written("mt.tmx", dossier)
    written("md", dossier)


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
    ours, theirs = ([n.tag for n in t.find("body/main").iter()] for t in (tree, plain))
    assert ours == theirs
    assert "49" not in tree.xpath("string(//h1)")


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
    assert page.xpath("count(//td[@class='gap']/span[text()='no counterpart on the page'])") == 3
    assert page.xpath("count(//td[@class='gap']/span[text()='not in the article'])") == 1
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
