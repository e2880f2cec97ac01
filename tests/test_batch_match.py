"""Pages find their articles; what is not clear stays unmatched."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from pipeline.batch.match import Text, match, signs

NEWS = {
    "storm": "Hai Dang widział burzę nad Nghe An. Zginęły 14 osoby, a 2310 domów zalała woda.",
    "coffee": "Eksport kawy z Dak Lak wzrósł o 37 procent, mówi Tran Van Kiet.",
    "metro": "Linia metra nr 2 w mieście Ho Chi Minh ma mieć 11 stacji i kosztować 2094 miliony.",
}
PAGES = {
    "p1": "Hải Đăng thấy cơn bão ở Nghệ An. 14 người chết, 2.310 ngôi nhà ngập nước.",
    "p2": "Xuất khẩu cà phê Đắk Lắk tăng 37 phần trăm, Trần Văn Kiệt nói.",
    "p3": "Tuyến metro số 2 ở Hồ Chí Minh có 11 ga, giá 2.094 triệu.",
    "p4": "Giải bóng đá khai mạc hôm nay tại Hà Nội với 12 đội.",
}
SAID = {NEWS["storm"]: PAGES["p1"], NEWS["coffee"]: PAGES["p2"], NEWS["metro"]: PAGES["p3"]}


def articles(**more: str) -> list[Text]:
    return [Text(name, "pl", text) for name, text in {**NEWS, **more}.items()]


def pages(**more: str) -> list[Text]:
    return [Text(name, "vi", text) for name, text in {**PAGES, **more}.items()]


def pairs(ours: list[Text], theirs: list[Text]) -> dict[str, str]:
    found = match(ours, theirs, lambda some: [SAID.get(text, text) for text in some])
    return {one.article: one.page for one in found}


def test_numbers_and_names_survive_a_translation() -> None:
    shared = signs(NEWS["storm"]).keys() & signs(PAGES["p1"]).keys()
    assert {"#14", "#2310", "@hai", "@dang", "@nghe"} <= shared


def test_content_pairs_articles_with_their_pages() -> None:
    assert pairs(articles(), pages()) == {"storm": "p1", "coffee": "p2", "metro": "p3"}


def test_an_article_without_a_page_and_twins_stay_unmatched() -> None:
    found = pairs(articles(alone="Zupełnie o czymś innym."), pages(twin=PAGES["p2"]))
    assert found == {"storm": "p1", "metro": "p3"}


def test_an_address_decides_however_it_is_spelt() -> None:
    ours = articles(link="Krótko. Source: http://www.news.example/x-1.html?utm=2")
    theirs = [*pages(), Text("p5", "vi", "Gì đó.", "https://news.example/x-1.html#top")]
    assert pairs(ours, theirs)["link"] == "p5"


def test_a_page_of_another_month_is_no_candidate() -> None:
    ours = [one._replace(when=date(2024, 5, 1)) for one in articles()]
    theirs = [one._replace(when=date(2024, 5 if one.id == "p1" else 9, 2)) for one in pages()]
    assert pairs(ours, theirs) == {"storm": "p1"}


def test_the_command_writes_a_manifest_that_batch_reads(kladka, tmp_path: Path) -> None:
    (tmp_path / "pool").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "pool" / f"{name}.txt").write_text(text, "utf-8")
    rows = [json.dumps({"id": name, "text": text}) for name, text in NEWS.items()]
    (tmp_path / "news.jsonl").write_text("\n".join(rows), "utf-8")
    made = kladka("match", tmp_path / "news.jsonl", f"{tmp_path}/pool/*.txt")
    assert made.returncode == 0, made.stderr
    found = {row["id"]: row for row in map(json.loads, made.stdout.splitlines())}
    assert found.keys() == NEWS.keys()
    assert found["storm"]["pages"]["vi"].endswith("pool/p1.txt")
    (tmp_path / "found.jsonl").write_text(made.stdout, "utf-8")
    checked = kladka("batch", tmp_path / "found.jsonl", "--dry-run")
    assert checked.returncode == 0, checked.stderr
