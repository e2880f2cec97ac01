"""Aligning what is bad on purpose: missing chapters, noise, one line against a thousand."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest

from pipeline.aligners import aligner
from pipeline.aligners.gold import Pair, as_pairs, parse_pairs, strict
from pipeline.records import Document, Segment

NEWSROOM = sorted((Path(__file__).parent.parent / "corpora" / "newsroom").glob("a*"))
Text = tuple[list[str], list[str], list[Pair]]


def _document(lines: list[str]) -> Document:
    made = (Segment(str(i), i, "paragraph", line) for i, line in enumerate(lines))
    return Document("und", None, "test", "lines", tuple(made))


@pytest.fixture(scope="module")
def book() -> Text:
    """Twelve articles one after the other: about 330 Polish and English lines and their beads."""
    ours: list[str] = []
    theirs: list[str] = []
    gold: list[Pair] = []
    for folder in NEWSROOM[:12]:
        i, j = len(ours), len(theirs)
        for a, b in parse_pairs((folder / "pl-en.gold").read_text("utf-8"), folder.name):
            gold.append((tuple(i + k for k in a), tuple(j + k for k in b)))
        for code, side in (("pl", ours), ("en", theirs)):
            kinds = json.loads((folder / "kinds.json").read_text("utf-8"))[code]
            lines = (folder / f"{code}.gold.txt").read_text("utf-8").rstrip("\n").split("\n")
            assert len(kinds) == len(lines)
            side += lines
    return ours, theirs, gold


def _bridge(text: Text, seed: int, harm: float) -> list[str]:
    """The page's words by gold bead as the bridge, a share of them lost or replaced."""
    rng = random.Random(seed)
    ours, theirs, gold = text
    lines = [""] * len(ours)
    every = [word for line in theirs for word in line.split()]
    for a, b in gold:
        words = [word for j in b for word in theirs[j].split()]
        for number, i in enumerate(a):
            some = words[len(words) * number // len(a) : len(words) * (number + 1) // len(a)]
            said = [
                w if rng.random() >= harm else rng.choice(["", rng.choice(every)]) for w in some
            ]
            lines[i] = " ".join(said)
    return lines


def _f1(text: Text, bridge: list[str] | None, name: str = "bridge") -> float:
    ours, theirs, gold = text
    found = aligner(name).align(_document(ours), bridge, _document(theirs))
    return strict(as_pairs(found), gold).f1


@pytest.fixture(scope="module")
def floor(book: Text) -> float:
    return _f1(book, None, "length")


def test_the_worse_the_bridge_the_worse_the_beads_but_never_below_the_length_aligner(
    book: Text, floor: float
) -> None:
    whole, some, most = (_f1(book, _bridge(book, 1, harm)) for harm in (0.0, 0.4, 0.6))
    assert whole >= 0.95
    assert whole + 0.01 >= some >= most - 0.01
    assert most >= 0.85
    assert most > floor


def test_no_bridge_and_a_bridge_of_noise_stay_above_the_length_aligner(
    book: Text, floor: float
) -> None:
    assert _f1(book, None) > floor
    assert _f1(book, _bridge(book, 2, 1.0)) > floor


@pytest.mark.parametrize("share", [0.1, 0.3])
def test_lines_deleted_in_runs_become_null_beads(book: Text, share: float) -> None:
    rng = random.Random(3)
    ours, theirs, gold = book
    gone: set[int] = set()
    while len(gone) < share * len(theirs):
        start = rng.randrange(len(theirs))
        gone |= set(range(start, min(len(theirs), start + rng.randint(3, 9))))
    left = [j for j in range(len(theirs)) if j not in gone]
    place = {j: k for k, j in enumerate(left)}
    cut: list[Pair] = []
    for a, b in gold:
        kept = tuple(place[j] for j in b if j in place)
        cut += [(a, kept)] if kept else [((i,), ()) for i in a]
    text = (ours, [theirs[j] for j in left], cut)
    assert _f1(text, _bridge(book, 4, 0.2)) >= 0.88


def test_a_missing_chapter_is_skipped_on_either_side(book: Text) -> None:
    ours, theirs, gold = book
    bridge = _bridge(book, 5, 0.2)
    first, last = (
        k
        for k in range(0, len(gold), len(gold) // 3)
        if k in (len(gold) // 3, 2 * (len(gold) // 3))
    )
    low = min(j for _, b in gold[first:last] for j in b)
    high = max(j for _, b in gold[first:last] for j in b) + 1
    short = theirs[:low] + theirs[high:]
    beads = aligner("bridge").align(_document(ours), bridge, _document(short))
    middle = {i for a, _ in gold[first:last] for i in a}
    alone = {i for a, b in as_pairs(beads) if not b for i in a}
    assert len(middle & alone) >= 0.95 * len(middle)
    back = aligner("bridge").align(_document(short), None, _document(theirs))
    added = {j for a, b in as_pairs(back) if not a for j in b}
    assert len(added & set(range(low, high))) >= 0.95 * (high - low)


def test_swapped_sides_find_the_same_beads(book: Text) -> None:
    ours, theirs, gold = book
    turned = [(b, a) for a, b in gold]
    assert _f1((theirs, ours, turned), None) == pytest.approx(_f1(book, None), abs=0.03)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (["One line of a text."], [f"Line {i} of the other text." for i in range(1000)]),
        ([f"Line {i} of the other text." for i in range(1000)], ["One line of a text."]),
        ([], ["A line."] * 500),
        (["A line."] * 500, []),
        (["The same line."] * 400, ["The same line."] * 400),
        ([""] * 400, [""] * 400),
    ],
    ids=["1:1000", "1000:1", "0:500", "500:0", "all the same", "all empty"],
)
def test_odd_texts_end_in_a_ladder_within_seconds(ours: list[str], theirs: list[str]) -> None:
    for bridge in (None, ours):
        begun = time.process_time()
        beads = aligner("bridge").align(_document(ours), bridge, _document(theirs))
        assert time.process_time() - begun < 20
        pairs = as_pairs(beads)
        assert [i for a, _ in pairs for i in a] == list(range(len(ours)))
        assert [j for _, b in pairs for j in b] == list(range(len(theirs)))


def test_the_same_text_on_both_sides_is_all_one_to_one(book: Text) -> None:
    ours = book[0]
    beads = aligner("bridge").align(_document(ours), ours, _document(ours))
    assert sum(
        len(b.article) == len(b.page) == 1 and b.article == b.page for b in beads
    ) >= 0.99 * len(ours)
