"""Scores of an article and a corpus: levels, kinds, the document, the hops, spBLEU."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import pipeline
from pipeline import metrics
from pipeline.corpus import open_corpus
from pipeline.engines import Recorded
from pipeline.errors import MissingFile, ModelError
from pipeline.memory import Memory
from pipeline.metrics.spbleu import place
from pipeline.records import Bead, Bitext, Document, Said, Segment, Span
from pipeline.run import kit, translate_article

ROOT = Path(__file__).parent.parent


def _document(language: str, *texts: str) -> Document:
    made = (Segment(f"{language}-{i}", i, "paragraph", text) for i, text in enumerate(texts))
    return Document(language, None, "here", "hand/1", tuple(made))


def _beads(*ends: tuple[int, int]) -> tuple[Bead, ...]:
    starts = [(0, 0), *ends[:-1]]
    return tuple(Bead(Span(a, c), Span(b, d)) for (a, b), (c, d) in zip(starts, ends, strict=True))


def test_an_article_is_scored_by_metric_door_kind_and_bead(walked_run: Path) -> None:
    dossier = pipeline.open_run(walked_run).dossiers[0]
    bitext = next(one for one in dossier.bitexts if one.language == "vi")
    names = {score.metric for score in bitext.finer}
    assert {"chrF++", "TER", "BLEU raw", "chrF raw", "BLEU tones placed", "chrF document"} <= names
    assert {"chrF paragraph", "chrF caption"} <= names
    pairs = metrics.pairs(dossier.name, dossier.article, bitext, frozen=True)
    assert [(one.article, one.page) for one in bitext.bead_scores] == [
        (p.bead.article, p.bead.page) for p in pairs
    ]
    made = metrics.METRICS["chrF"].make().sentence_score(pairs[0].said, [pairs[0].page]).score
    assert bitext.bead_scores[0].scores["chrF"] == pytest.approx(made, abs=0.2)


def test_the_losses_of_both_hops_and_the_score_make_a_hundred(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLADKA_CACHE", str(cache))
    memory = Memory(cache / "memory.sqlite3")
    (task,) = open_corpus(ROOT / "corpora" / "hanoi-convention").tasks
    dossier = translate_article(task, kit("pl", ("en", "vi"), memory=memory, by="pivot"))
    bitext = next(one for one in dossier.bitexts if one.language == "vi")
    loss = {s.metric: s for s in bitext.finer if s.metric.startswith("loss")}
    assert loss["loss pl-en"].over.endswith("by reference")
    groups = [(one.article, one.page) for one in bitext.losses]
    said = [" ".join(s.text for s in bitext.said[a.start : a.end]) for a, _ in groups]
    page = [" ".join(bitext.page.segments[i].text for i in some) for _, some in groups]
    through = metrics.measure("chrF", said, page)[0]
    total = through + sum(score.value for score in loss.values())
    assert total == pytest.approx(100, abs=0.001)


def test_a_perfect_first_hop_loses_nothing_by_reference() -> None:
    article = _document("pl", "Dzień dobry", "Kot śpi")
    english = Bitext("en", "e/1", (Said("Good day"), Said("The cat sleeps")))
    english = replace(
        english, page=_document("en", "Good day", "The cat sleeps"), beads=_beads((1, 1), (2, 2))
    )
    said = (Said("Chào", ("Good day", "Chào")), Said("Mèo chạy", ("The cat runs", "Mèo chạy")))
    page = _document("vi", "Chào", "Mèo ngủ")
    target = Bitext("vi", "e/1", said, page=page, beads=_beads((1, 1), (2, 2)))
    last = Recorded({"Good day": "Chào", "The cat sleeps": "Mèo ngủ"})
    made = metrics.by_reference(article, english, target, last)
    assert made.losses[0].points == (0.0, 0.0)
    first, second = made.losses[1].points
    assert first > 20
    assert second == 0.0
    assert made.losses[1].heard == ("Mèo ngủ",)


def test_losses_are_measured_where_both_ladders_end() -> None:
    article = _document("pl", "a", "b", "c")
    page = _document("vi", "x", "y")
    english = Bitext("en", "e/1", (Said("a"), Said("b"), Said("c")))
    english = replace(english, page=_document("en", "A B", "C"), beads=_beads((2, 1), (3, 2)))
    target = Bitext("vi", "e/1", (Said("x"), Said("y"), Said("z")), page=page)
    target = replace(target, beads=_beads((1, 1), (2, 2), (3, 2)))
    made = metrics.by_reference(article, english, target, Recorded({"A B": "x y", "C": "z"}))
    assert [(one.article, one.page) for one in made.losses] == [(Span(0, 2), (0, 1))]


def test_a_round_trip_shows_which_hop_lost_the_sentence() -> None:
    article = _document("pl", "Kot śpi na dachu", "zdjęcie.jpg")
    image = replace(article.segments[1], kind="image")
    article = replace(article, segments=(article.segments[0], image))
    hops = ("The cat sleeps on the roof", "Chó chạy")
    target = Bitext("vi", "e/1", (Said(hops[1], hops), Said("zdjęcie.jpg", ("zdjęcie.jpg",))))
    back = (Recorded({hops[0]: "Kot śpi na dachu"}), Recorded({hops[1]: "A dog runs"}))
    made = metrics.by_round_trip(article, target, back)
    assert [one.article for one in made.losses] == [Span(0, 1)]
    assert made.losses[0].points[0] == 0.0
    assert made.losses[0].points[1] > 70
    pooled = metrics.pooled_losses([(article, made)], ("pl-en", "en-vi"))
    assert [(s.metric, s.over) for s in pooled] == [
        ("loss pl-en", "1 segments, by round trip"),
        ("loss en-vi", "1 segments, by round trip"),
    ]
    assert pooled[0].value == 0.0


def test_text_that_only_the_page_has_lowers_the_document_score() -> None:
    words = [f"word{i}" for i in range(600)]
    texts = [" ".join(words[i : i + 20]) for i in range(0, 600, 20)]
    article = _document("pl", *texts)
    said = tuple(Said(text) for text in texts)
    same = metrics.apart(article, Bitext("en", "e/1", said, page=_document("en", *texts)))
    more = _document("en", *["something else entirely " * 40], *texts)
    longer = metrics.apart(article, Bitext("en", "e/1", said, page=more))
    assert same[0].value == 100.0
    assert same[0].over == "6 equal parts of the text, no beads"
    assert longer[0].value < 80


def _placed(monkeypatch, folder: Path) -> Path:
    monkeypatch.setenv("KLADKA_CACHE", str(folder))
    place().parent.mkdir(parents=True)
    shutil.copy(ROOT / "pipeline" / "weights" / "pl-en-vi" / "source.spm", place())
    return place()


def test_spbleu_is_bleu_over_the_pieces_of_the_model_in_place(monkeypatch, tmp_path: Path) -> None:
    import sentencepiece
    from sacrebleu.metrics.bleu import BLEU

    path = _placed(monkeypatch, tmp_path)
    seal = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name("SHA256SUMS").write_text(f"{seal}  {path.name}\n")
    said, page = ["Minister mówił dziś w Hanoi."], ["Minister mówił wczoraj w Hanoi o pokoju."]
    value, _, signature = metrics.measure("spBLEU", said, page)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(path))
    cut = [[" ".join(pieces.encode(text, out_type=str)) for text in side] for side in (said, page)]
    theirs = BLEU(tokenize="none").corpus_score(cut[0], [cut[1]]).score
    assert value == pytest.approx(theirs, abs=1e-4)
    assert f"|tok:spm@{seal[:12]}|" in signature


def test_spbleu_wants_its_model_and_its_hash(monkeypatch, tmp_path: Path) -> None:
    path = _placed(monkeypatch, tmp_path)
    with pytest.raises(MissingFile, match="sha256sum"):
        metrics.measure("spBLEU", ["a"], ["a"])
    path.with_name("SHA256SUMS").write_text(f"{'0' * 64}  {path.name}\n")
    with pytest.raises(ModelError, match="is not the file that SHA256SUMS names"):
        metrics.measure("spBLEU", ["a"], ["a"])
    path.unlink()
    with pytest.raises(MissingFile, match="put the FLORES-200"):
        metrics.measure("spBLEU", ["a"], ["a"])


def test_a_dossier_of_an_earlier_version_still_reads(walked_run: Path, tmp_path: Path) -> None:
    import json

    from pipeline.store import load_dossier

    path = walked_run / "hanoi-convention" / "dossier.json"
    raw = json.loads(path.read_text("utf-8"))
    for bitext in raw["bitexts"]:
        for name in ("finer", "bead_scores", "losses"):
            del bitext[name]
    (tmp_path / "dossier.json").write_text(json.dumps(raw), "utf-8")
    old, new = load_dossier(tmp_path / "dossier.json"), load_dossier(path)
    assert [b.losses for b in old.bitexts] == [(), ()]
    assert [b.scores for b in old.bitexts] == [b.scores for b in new.bitexts]
