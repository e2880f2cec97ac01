"""The gate on the real article: the shipped model passes, a worse one fails, others are refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import pipeline
from pipeline.compare import compare, freeze
from pipeline.corpus import open_corpus
from pipeline.engines import Recorded
from pipeline.errors import MissingFile, RunError
from pipeline.memory import Memory
from pipeline.records import Said
from pipeline.roles import Engine
from pipeline.run import Kit, kit, translate_corpus
from pipeline.store import Run

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpora" / "hanoi-convention"


@pytest.fixture(scope="module")
def frozen(walked_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("baseline") / "baseline.json"
    freeze(pipeline.open_run(walked_run), path)
    return path


@pytest.fixture(scope="module")
def worse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped model with noise on its attention: 30% of each matrix's own spread."""
    from safetensors.numpy import load_file, save_file

    folder = tmp_path_factory.mktemp("models") / "worse"
    shutil.copytree(ROOT / "pipeline" / "weights" / "pl-en-vi", folder)
    (folder / "SHA256SUMS").unlink()
    weights = load_file(folder / "model.safetensors")
    dice = np.random.default_rng(1)
    for name in sorted(weights):
        if "attn" in name and name.endswith("weight"):
            sound = weights[name].astype(np.float32)
            noise = 0.3 * sound.std() * dice.standard_normal(sound.shape)
            weights[name] = (sound + noise).astype(weights[name].dtype)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def test_the_shipped_model_passes(kladka, walked_run: Path, frozen: Path) -> None:
    done = kladka("compare", walked_run, frozen, "--strict")
    assert done.returncode == 0, done.stdout
    assert "hanoi-convention: nothing fell" in done.stdout


@pytest.mark.slow
def test_a_worse_model_fails_and_the_fallen_segments_are_named(
    kladka, worse: Path, tmp_path: Path
) -> None:
    sound, fallen = tmp_path / "sound", tmp_path / "fallen"
    assert kladka("translate", CORPUS, "--to", "en", "--runs", sound).returncode == 0
    frozen = tmp_path / "baseline.json"
    assert kladka("baseline", sound / CORPUS.name, frozen).returncode == 0
    run = kladka("translate", CORPUS, "--to", "en", "--models", worse, "--runs", fallen)
    assert run.returncode == 0, run.stderr
    told = tmp_path / "told.json"
    done = kladka("compare", fallen / CORPUS.name, frozen, "--json", told, COLUMNS="100")
    assert done.returncode == 1
    assert "hanoi-convention: fell: BLEU (en), chrF (en)" in done.stdout
    found = json.loads(told.read_text("utf-8"))
    assert {v["answer"] for v in found["verdicts"]} == {"fail"}
    first = found["fallen"][0]
    assert first["before"] - first["after"] > 20
    assert first["article"] == "hanoi-convention"
    assert all(first[side] for side in ("source", "then", "now", "page"))
    assert f"hanoi-convention {first['place']}: chrF" in done.stdout


def _changed(frozen: Path, folder: Path, **changes: object) -> Path:
    raw = json.loads(frozen.read_text("utf-8"))
    for name, value in changes.items():
        if name in raw:
            raw[name] = value
        else:
            raw["languages"]["vi"][name] = value
    path = folder / "baseline.json"
    path.write_text(json.dumps(raw), "utf-8")
    return path


def test_a_run_that_says_half_fails_and_the_fallen_segments_are_named(
    walked_run: Path, frozen: Path
) -> None:
    bitext = next(
        b for b in pipeline.open_run(walked_run).dossiers[0].bitexts if b.language == "vi"
    )
    halves = tuple(replace(s, text=s.text[: len(s.text) // 2]) for s in bitext.said)
    found = compare(_run_with(walked_run, said=halves), frozen)
    answers = {(v.name, v.metric): v.answer for v in found.verdicts}
    assert answers == {
        ("en", "BLEU"): "pass",
        ("en", "chrF"): "pass",
        ("vi", "BLEU"): "fail",
        ("vi", "chrF"): "fail",
    }
    first = found.fallen[0]
    assert (first.name, first.article) == ("vi", "hanoi-convention")
    assert first.place.startswith("pl-00")
    assert first.then.startswith(first.now[:5])
    assert first.before > first.after


BASELINES = {
    "an old format": ({"format": 1}, "is of an earlier or later format"),
    "another corpus": ({"corpus": "newsroom"}, "its corpus newsroom is not this run's hanoi"),
    "another ruler": ({"rulers": {"BLEU": "tok:intl"}}, "its ruler for vi tok:intl is not"),
    "another segmenter": ({"segmenter": "rules/0"}, "its vi segmentation rules/0 is not"),
    "edited lines": ({"lines": []}, "its vi lines are not the ones that were frozen"),
    "another article": ({"texts": {}}, "hold vi of hanoi-convention"),
}


@pytest.mark.parametrize("what", BASELINES)
def test_a_baseline_made_otherwise_is_refused_with_the_way_out(
    kladka, walked_run: Path, frozen: Path, tmp_path: Path, what: str
) -> None:
    changes, sentence = BASELINES[what]
    done = kladka("compare", walked_run, _changed(frozen, tmp_path, **changes))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "make baseline" in done.stderr


def test_a_damaged_or_missing_baseline_is_named(walked_run: Path, tmp_path: Path) -> None:
    run = pipeline.open_run(walked_run)
    with pytest.raises(MissingFile, match="make baseline"):
        compare(run, tmp_path / "none.json")
    for text in ("{", "[]", '{"format": 2}', '{"format": 2, "languages": {"vi": 3}}'):
        (tmp_path / "bad.json").write_text(text)
        with pytest.raises(RunError):
            compare(run, tmp_path / "bad.json")


def _run_with(walked_run: Path, **changes: object) -> Run:
    """The run, its Vietnamese bitext changed."""
    run = pipeline.open_run(walked_run)
    dossier = run.dossiers[0]
    made = tuple(replace(b, **changes) if b.language == "vi" else b for b in dossier.bitexts)
    return replace(run, dossiers=(replace(dossier, bitexts=made),))


def test_another_text_cut_or_bead_is_refused_by_name(walked_run: Path, frozen: Path) -> None:
    bitext = next(
        b for b in pipeline.open_run(walked_run).dossiers[0].bitexts if b.language == "vi"
    )
    segments = bitext.page.segments
    reworded = (replace(segments[0], text="khác"), *segments[1:])
    merged = (replace(segments[0], text=f"{segments[0].text} {segments[1].text}"), *segments[2:])
    for changed in (reworded, merged):
        run = _run_with(walked_run, page=replace(bitext.page, segments=changed))
        with pytest.raises(RunError, match="the page of hanoi-convention"):
            compare(run, frozen)
    fewer = [bead for bead in bitext.frozen if not bead.null][1:]
    with pytest.raises(RunError, match="the hand-made beads of hanoi-convention"):
        compare(_run_with(walked_run, frozen=tuple(fewer)), frozen)


def test_without_hand_made_beads_the_baselines_own_hold(walked_run: Path, tmp_path: Path) -> None:
    bare = _run_with(walked_run, frozen=())
    freeze(bare, tmp_path / "b.json")
    raw = json.loads((tmp_path / "b.json").read_text("utf-8"))["languages"]["vi"]
    assert raw["beads"].startswith("bridge/")
    bitext = next(b for b in bare.dossiers[0].bitexts if b.language == "vi")
    other = _run_with(walked_run, frozen=(), beads=bitext.beads[:5])
    found = compare(other, tmp_path / "b.json")
    assert {v.change for v in found.verdicts} == {0.0}


def test_coverage_and_broken_output_fail_whatever_the_scores_say(
    walked_run: Path, frozen: Path
) -> None:
    run = pipeline.open_run(walked_run)
    bitext = next(b for b in run.dossiers[0].bitexts if b.language == "vi")
    broken = tuple(replace(one, flags=("loop",)) for one in bitext.said)
    low = tuple(replace(s, value=50.0) if s.metric == "coverage" else s for s in bitext.scores)
    found = compare(_run_with(walked_run, said=broken, scores=low, beads=()), frozen)
    assert {v.answer for v in found.verdicts} == {"pass"}
    failed = {(r.name, r.what) for r in found.rules if r.answer == "fail"}
    assert failed == {
        ("vi", "hard flags"),
        ("vi", "coverage of the article"),
        ("vi", "coverage of the page"),
        ("vi", "alignment F1 on hand-made beads"),
    }
    assert found.failed


def test_a_run_with_failures_is_not_frozen(walked_run: Path, tmp_path: Path) -> None:
    run = replace(pipeline.open_run(walked_run), failures={"b": "no"})
    with pytest.raises(RunError, match="1 articles failed"):
        freeze(run, tmp_path / "b.json")


class Recording:
    """An engine that keeps what it says."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.signature = engine.signature
        self.kept: dict[str, Said] = {}

    def translate(self, texts: Sequence[str]) -> list[Said]:
        said = self._engine.translate(texts)
        self.kept |= dict(zip(texts, said, strict=True))
        return said


def _replayed(live: Recording) -> Engine:
    return Recorded({text: said.text for text, said in live.kept.items()})


def test_recorded_outputs_give_the_live_runs_scores_byte_for_byte(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLADKA_CACHE", str(cache))
    corpus = open_corpus(CORPUS)
    whole = kit("pl", ("en", "vi"), memory=Memory(cache / "memory.sqlite3"), by="pivot")
    live = {code: Recording(one) for code, one in whole.engines.items()}
    last = Recording(whole.hops["vi"].last)
    hops = {"vi": replace(whole.hops["vi"], last=last)}
    translate_corpus(corpus, Kit(live, whole.aligner, hops=hops), tmp_path / "live")
    said = {code: _replayed(one) for code, one in live.items()}
    hops = {"vi": replace(hops["vi"], last=_replayed(last))}
    for name in ("one", "two"):
        translate_corpus(corpus, Kit(said, whole.aligner, hops=hops), tmp_path / name)
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*.*"))
    assert len(files) > 6
    for path in files:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()
    live_scores = (tmp_path / "live" / "scores.json").read_bytes()
    assert (tmp_path / "one" / "scores.json").read_bytes() == live_scores
