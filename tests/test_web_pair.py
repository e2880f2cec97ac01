"""A page that is not the article's source is refused, with the evidence."""

from __future__ import annotations

from itertools import permutations, product
from pathlib import Path

import pytest

from pipeline.documents import read
from pipeline.languages import LANGUAGES
from pipeline.records import Document, Segment
from pipeline.segment import segment
from pipeline.web import check, read_page
from pipeline.web.pair import evidence, spoken
from pipeline.web.refusals import NotTheSource

CORPORA = Path(__file__).parent.parent / "corpora"
ARTICLE = CORPORA / "hanoi-convention" / "hanoi-convention"
NEWSROOM = sorted((CORPORA / "newsroom").glob("a*"))
TEXTS = {
    (folder.name, code): segment(read(folder / f"{code}.txt"), code, f"{code}.txt")
    for folder in NEWSROOM
    for code in ("pl", "en", "vi")
}


def _refused(article: Document, page: Document) -> bool:
    return evidence(article, page).against(page.language) is not None


def test_every_pair_of_the_newsroom_is_let_through() -> None:
    for folder, (ours, theirs) in product(NEWSROOM, permutations(("pl", "en", "vi"), 2)):
        check(TEXTS[folder.name, ours], TEXTS[folder.name, theirs])


def test_another_article_is_refused_nearly_always() -> None:
    pairs = list(permutations([folder.name for folder in NEWSROOM], 2))
    kept = [
        (one, other)
        for one, other in pairs
        for ours, theirs in (("pl", "vi"), ("pl", "en"))
        if not _refused(TEXTS[one, ours], TEXTS[other, theirs])
    ]
    assert len(kept) <= 0.01 * 2 * len(pairs)


def test_the_real_article_is_let_through_and_says_why_another_is_not() -> None:
    article = segment(read(ARTICLE / "pl.txt"), "pl", "pl.txt")
    check(article, segment(read_page(ARTICLE / "vi.html"), "vi", "vi.html"))
    with pytest.raises(NotTheSource, match=r"of the article's \d+ names and numbers .*--force"):
        check(article, TEXTS[NEWSROOM[3].name, "vi"])


def test_a_page_in_another_language_is_refused_whatever_it_says() -> None:
    name = NEWSROOM[0].name
    with pytest.raises(NotTheSource, match="is in English, not Vietnamese"):
        check(TEXTS[name, "pl"], _as(TEXTS[name, "en"], "vi"))


def test_a_page_six_times_as_long_is_refused() -> None:
    name = NEWSROOM[0].name
    page = TEXTS[name, "vi"]
    names = " ".join(s.text for s in page.segments)
    long = _document("vi", names * 6)
    with pytest.raises(NotTheSource, match="times as long"):
        check(TEXTS[name, "pl"], long)


def test_an_article_without_names_and_numbers_is_given_the_benefit_of_the_doubt() -> None:
    check(
        _document("pl", "Dzień dobry, jak się masz?"), _document("vi", "Xin chào, bạn khỏe không?")
    )


def test_names_are_not_compared_across_scripts() -> None:
    article = _document("pl", "Wczoraj w Hanoi 72 państwa, a Lam, Tran, Nguyen, Pham, Bui i Hoang.")
    assert evidence(article, _document("ru", "В Ханое 72 страны, и Лам.")).offered == 1


def _document(code: str, text: str) -> Document:
    return Document(code, None, "x", "none", (Segment("x-0000", 0, "paragraph", text),))


def _as(document: Document, code: str) -> Document:
    return Document(code, None, "x", "none", document.segments)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_is_known_by_its_commonest_words(code: str) -> None:
    assert spoken((LANGUAGES[code].words + " ") * 3) == code


def test_a_few_words_are_no_language() -> None:
    assert spoken("và của là") is None
    assert {spoken(" ".join(s.text for s in d.segments)) == d.language for d in TEXTS.values()} == {
        True
    }
