"""Learning the aligner's weights: the compiled sweep is the product's, and slopes are slopes."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest

from pipeline.aligners.ladder import SHAPES, Costs, climb, null_runs, posteriors, sums
from pipeline.records import Document, Segment

pytest.importorskip("numba")
pytest.importorskip("scipy")

from training import aligner as learner
from training.aligner_gold import (
    ROOT,
    Example,
    degraded,
    human,
    ladder,
    monolingual,
    newsroom,
    pieces,
    rebroken,
    unbroken,
)
from training.aligner_lattice import Lattice, expected

N, M = 9, 7


def _costs(seed: int) -> Costs:
    rng = np.random.default_rng(seed)
    beads = {(a, b): rng.normal(size=(N - a + 1, M - b + 1)) for a, b in SHAPES}
    return Costs(beads, rng.normal(size=N), rng.normal(size=M), -1.3)


def test_posteriors_of_all_beads_that_hold_a_segment_add_up_to_one() -> None:
    sure = posteriors(_costs(1))
    ours, theirs = sure.article_null.copy(), sure.page_null.copy()
    for (a, b), share in sure.beads.items():
        for (i, j), one in np.ndenumerate(share):
            ours[i : i + a] += one
            theirs[j : j + b] += one
    assert ours == pytest.approx(np.ones(N))
    assert theirs == pytest.approx(np.ones(M))


def test_the_best_ladder_is_never_beaten_by_one_with_a_bead_forced() -> None:
    costs = _costs(2)

    def score(beads) -> float:
        total = costs.opening * null_runs(beads)
        for bead in beads:
            i, j = bead.article.start, bead.page.start
            if bead.null:
                total += costs.article_null[i] if len(bead.article) else costs.page_null[j]
            else:
                total += costs.beads[len(bead.article), len(bead.page)][i, j]
        return float(total)

    best = score(climb(costs))
    for shape in ((1, 1), (2, 1)):
        for place in ((0, 0), (3, 2), (5, 4)):
            beads = {s: table.copy() for s, table in costs.beads.items()}
            beads[shape][place] += 100
            assert score(climb(costs._replace(beads=beads))) <= best + 1e-9
    assert best <= float(sums(costs)[0].all[-1, -1])


def test_the_compiled_sweep_says_what_the_product_says() -> None:
    costs = _costs(3)
    sure = posteriors(costs)
    starts, ends, scores, shares = [], [], [], []
    for (a, b), table in costs.beads.items():
        i, j = (index.ravel() for index in np.indices(table.shape))
        starts.append(i * (M + 1) + j)
        ends.append((i + a) * (M + 1) + j + b)
        scores.append(table.ravel())
        shares.append(sure.beads[a, b].ravel())
    order = np.argsort(np.concatenate(ends), kind="stable")
    start, end, score, share = (np.concatenate(x)[order] for x in (starts, ends, scores, shares))
    whole = Lattice(start, end, np.zeros(N + 1, np.intp), np.full(N + 1, M))
    found = expected(whole, score, (costs.article_null, costs.page_null), costs.opening)
    assert found.whole == pytest.approx(float(sums(costs)[0].all[-1, -1]))
    assert found.beads == pytest.approx(share)
    assert found.nulls[0] == pytest.approx(sure.article_null)
    assert found.nulls[1] == pytest.approx(sure.page_null)
    assert found.opened == pytest.approx(sure.opened)


def _document(lines: list[str]) -> Document:
    made = (Segment(str(i), i, "paragraph", line) for i, line in enumerate(lines))
    return Document("und", None, "test", "lines", tuple(made))


OURS = ["Minister przyjechał do Hanoi.", "Mówił o 72 krajach.", "Potem wyjechał.", "Pada."]
SAID = ["The minister arrived in Hanoi.", "He spoke of 72 states.", "Then he left.", "Rain."]
PAGE = ["The minister came to Hanoi and spoke of 72 states.", "Then he left.", "The end."]
GOLD = [((0, 1), (0,)), ((2,), (1,)), ((3,), ()), ((), (2,))]
EXAMPLE = Example("one", _document(OURS), SAID, _document(PAGE), GOLD, 1.0)


def test_the_slope_of_the_loss_is_the_one_that_differences_show() -> None:
    names = learner.names_of(EXAMPLE)
    sheets = [learner.sheet(EXAMPLE, names)]
    rng = np.random.default_rng(4)
    weights = rng.normal(scale=0.1, size=len(names))
    _, slope = learner.loss(weights, sheets)
    for at in (0, 3, names.index("shape 1-2"), names.index("null length")):
        step = np.zeros(len(names))
        step[at] = 1e-2
        above, below = (learner.loss(weights + s, sheets)[0] for s in (step, -step))
        assert (above - below) / 2e-2 == pytest.approx(slope[at], rel=0.02, abs=0.02)


def test_learning_finds_the_ladder_it_was_shown() -> None:
    from pipeline.aligners.bridge import Bridge
    from pipeline.aligners.gold import format_ladder

    weights = learner.Learner([EXAMPLE]).learn((), 30)
    beads = Bridge(weights).align(EXAMPLE.article, SAID, EXAMPLE.page)
    found = set(format_ladder(beads).splitlines())
    assert found == {"[0, 1]:[0]", "[2]:[1]", "[3]:[]", "[]:[2]"}


def test_each_kind_of_text_has_a_weight_for_every_feature_that_it_can_have() -> None:
    alone = EXAMPLE._replace(name="two", bridge=None)
    weights = learner.Learner([EXAMPLE, alone]).learn((), 5)
    assert list(weights.bridged) == learner.names_of(EXAMPLE)
    assert list(weights.alone) == learner.names_of(alone)
    assert "d cosine" in weights.alone
    assert "t cosine" not in weights.alone


def test_what_bridges_teach_says_nothing_of_texts_alone() -> None:
    alone = EXAMPLE._replace(name="two", bridge=None)
    both = learner.Learner([EXAMPLE, alone])
    assert both.learn(("one",), 5).alone != both.learn(("two",), 5).alone
    only = learner.Learner([EXAMPLE._replace(bridge=SAID[::-1]), alone]).learn(("one",), 5)
    assert only.alone == pytest.approx(both.learn(("one",), 5).alone, abs=1e-3)


def test_degraded_bridges_lose_the_share_that_was_asked_for() -> None:
    long = EXAMPLE._replace(bridge=[" ".join(f"w{i}" for i in range(500))] * 4)
    assert degraded(long, 0.0).bridge == long.bridge
    for share in (0.4, 1.0):
        words = [word for line in degraded(long, share).bridge or [] for word in line.split()]
        assert len(words) == pytest.approx(2000 * (1 - share / 2), rel=0.05)
        kept = sum(int(b[1:]) == int(a[1:]) + 1 for a, b in pairwise(words))
        assert kept < 2000 * (1 - share) + 50


def test_paragraphs_that_moved_are_as_many_as_before() -> None:
    example = next(newsroom(["pl-en"], bridged=False))
    moved = rebroken(example)
    assert example.paragraphs
    assert moved.paragraphs
    before, after = ([s.block for s in e.page.segments] for e in (example, moved))
    assert before == sorted(before)
    assert after == sorted(after)
    assert before != after
    assert len(set(before)) == len(set(after))
    assert moved.article == example.article
    assert not unbroken(example).paragraphs


def test_the_lines_of_newsroom_stand_in_the_paragraphs_of_its_text() -> None:
    held = 0
    for example in newsroom(["pl-vi"], bridged=False):
        for side in (example.article, example.page):
            path = ROOT.glob(f"corpora/*/{example.name}/{side.language}.txt")
            if text := next(path, None):
                found = defaultdict(list)
                for segment in side.segments:
                    found[segment.block] += segment.text.split()
                written = [p.split() for p in text.read_text("utf-8").split("\n\n")]
                assert ["".join(words) for words in found.values()] == ["".join(w) for w in written]
                held += 1
    assert held >= 48


def test_a_human_bridge_shares_out_the_words_of_each_gold_bead() -> None:
    made = human(EXAMPLE).bridge
    assert made is not None
    assert " ".join(made[:2]) == PAGE[0]
    assert made[2:] == [PAGE[1], ""]
    assert [s.text for s in monolingual(human(EXAMPLE)).article.segments] == made


def test_gold_with_gaps_and_crossings_becomes_a_ladder() -> None:
    made = ladder([((0, 2), (0,)), ((1,), (2,)), ((3,), (1,))], 4, 3)
    nulls = [((), (1,)), ((1,), (2,)), ((2,), ()), ((3,), ())]
    assert made == [((0,), (0,)), *nulls]


def test_long_examples_are_cut_between_gold_beads() -> None:
    many = [f"line {i}" for i in range(600)]
    whole = Example(
        "long", _document(many), many, _document(many), [((i,), (i,)) for i in range(600)], 1.0
    )
    parts = list(pieces(whole))
    assert [len(part.gold) for part in parts] == [260, 260, 80]
    assert all(part.gold[0] == ((0,), (0,)) for part in parts)
