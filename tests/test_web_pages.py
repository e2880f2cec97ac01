"""Extraction over the page set: what it must find, and what it must not let in."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parent.parent / "benchmarks" / "extraction.py"
_SPEC = importlib.util.spec_from_file_location("extraction", BENCH)
extraction = importlib.util.module_from_spec(_SPEC)
sys.modules["extraction"] = extraction
_SPEC.loader.exec_module(extraction)
PAGES = {page.name: page for page in extraction.pages()}


@pytest.fixture(scope="module")
def found() -> dict[str, list[tuple[str, str]]]:
    return {name: extraction.ours(page) for name, page in PAGES.items()}


def test_the_set_is_large_and_of_both_languages() -> None:
    assert len(PAGES) >= 30
    assert {page.language for page in PAGES.values()} == {"pl", "vi"}
    assert all(len(page.gold) >= 8 for page in PAGES.values())
    assert not any(b"{{" in page.data for page in PAGES.values())


def test_blocks_captions_and_furniture(found: dict[str, list[tuple[str, str]]]) -> None:
    total = extraction.Count()
    for name, page in PAGES.items():
        total = total.plus(extraction.count(page, found[name]))
    assert total.both / total.found >= 0.98
    assert total.both / total.gold >= 0.98
    assert total.captioned / total.captions >= 0.95
    assert total.leaked / total.found <= 0.01
    assert total.kinds / total.both >= 0.97


def test_a_caption_is_known_as_one(found: dict[str, list[tuple[str, str]]]) -> None:
    captions = [(name, one) for name, page in PAGES.items() for one in page.gold]
    captions = [(name, one) for name, one in captions if one[0] == "caption"]
    assert sum(one in found[name] for name, one in captions) >= 0.95 * len(captions)


@pytest.mark.parametrize("name", PAGES)
def test_blocks_stand_in_the_order_of_the_page(
    found: dict[str, list[tuple[str, str]]], name: str
) -> None:
    gold = [text for kind, text in PAGES[name].gold if kind != "title"]
    ours = [text for kind, text in found[name] if kind != "title" and text in gold]
    assert ours == [text for text in gold if text in ours]
    assert found[name][0][0] == "title"


def test_the_count_sees_what_is_missed_and_what_leaks() -> None:
    page = PAGES["vi-amp"]._replace(gold=[("title", "A"), ("caption", "B"), ("paragraph", "C")])
    made = extraction.count(page, [("title", "A"), ("paragraph", "B"), ("paragraph", "an ad")])
    assert made == extraction.Count(3, 3, 2, 1, 1, 1, 1)
