"""The face of the package: what a notebook asks for does what its name says."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

import pipeline
from pipeline.errors import BrokenConfig, UnknownName

ROOT = Path(__file__).parent.parent


def test_align_walks_two_lists_of_sentences() -> None:
    beads = pipeline.align(["Hanoi 1950.", "Warszawa 13."], ["Hanoi 1950.", "x", "Warsaw 13."])
    assert (beads[0].article, beads[0].page) == (pipeline.Span(0, 1), pipeline.Span(0, 1))
    assert (beads[-1].article.end, beads[-1].page.end) == (2, 3)
    with pytest.raises(BrokenConfig, match="1 sentences for 2 of the article"):
        pipeline.align(["a", "b"], ["a"], bridge=["a"])


def test_measure_gives_value_interval_and_signature() -> None:
    texts = ["The minister spoke in Hanoi.", "Nothing else happened there today."]
    value, (low, high), signature = pipeline.measure("chrF", texts, texts)
    assert (value, low, high) == (100.0, 100.0, 100.0)
    assert "nc:6" in signature
    with pytest.raises(UnknownName, match="no metric is called 'COMET'"):
        pipeline.measure("COMET", texts, texts)


def test_a_run_becomes_a_table_a_matrix_and_verdicts(walked_run: Path) -> None:
    run = pipeline.open_run(walked_run)
    (dossier,) = run.dossiers
    table = pipeline.to_frame(run)
    assert len(table) == sum(len(pipeline.rows(dossier.article, b)) for b in dossier.bitexts)
    page = next(b.page for b in dossier.bitexts if b.language == "vi")
    assert pipeline.similarity_matrix(dossier, "vi").shape == (
        len(dossier.article.segments),
        len(page.segments),
    )
    with pytest.raises(UnknownName):
        pipeline.similarity_matrix(dossier, "fr")
    made = pipeline.compare(run, ROOT / "corpora" / "hanoi-convention" / "baseline.json")
    assert {(v.name, v.metric) for v in made.verdicts} == set(
        itertools.product(("en", "vi"), ("BLEU", "chrF"))
    )
    assert {v.answer for v in made.verdicts} <= {"pass", "fail", "cannot tell"}


def test_translate_article_takes_a_file_and_writes_nothing(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLADKA_CACHE", str(cache))
    path = tmp_path / "umowa.txt"
    path.write_text("Umowa podpisana w Hanoi.\n", "utf-8")
    dossier = pipeline.translate_article(path, targets=["en"])
    assert (dossier.name, [b.language for b in dossier.bitexts]) == ("umowa", ["en"])
    assert dossier.bitexts[0].said[0].text
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(BrokenConfig, match="24 articles where one was asked for"):
        pipeline.translate_article(ROOT / "corpora" / "newsroom")
