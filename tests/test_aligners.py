"""Aligning: every segment stands in one bead, and the beads are the ones a person would make."""

from __future__ import annotations

import lzma
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.aligners import ALIGNERS, aligner, anchors
from pipeline.aligners import gold as gold_of
from pipeline.aligners.bridge import Bridge, Sets
from pipeline.aligners.evidence import gather
from pipeline.aligners.features import of_bead, of_null, spread
from pipeline.aligners.ladder import SHAPES
from pipeline.aligners.marks import ends, marks
from pipeline.aligners.windows import windowed
from pipeline.errors import BrokenConfig, UnknownName
from pipeline.records import Bead, Document, Segment, Span

ROOT = Path(__file__).parent.parent
HERE = [name for name in sorted(ALIGNERS) if name != "embedding"]  # that one wants a model
NEWSROOM = sorted((ROOT / "corpora" / "newsroom").glob("a*"))


def _document(
    lines: list[str], kinds: list[str] | None = None, blocks: Sequence[int] | None = None
) -> Document:
    named = kinds or ["paragraph"] * len(lines)
    numbered = blocks or range(len(lines))
    segments = (
        Segment(str(i), block, kind, line)  # type: ignore[arg-type]
        for i, (line, kind, block) in enumerate(zip(lines, named, numbered, strict=True))
    )
    return Document("und", None, "test", "lines", tuple(segments))


lines = st.lists(st.text(alphabet="ab 12.ż", max_size=12), max_size=9)


@settings(max_examples=150, deadline=None)
@given(lines, lines, st.sampled_from(HERE), st.booleans())
def test_beads_cover_both_sides_once_and_in_order(ours, theirs, name, bridged) -> None:
    bridge = [line.upper() for line in ours] if bridged else None
    beads = aligner(name).align(_document(ours), bridge, _document(theirs))
    assert [i for a, _ in gold_of.as_pairs(beads) for i in a] == list(range(len(ours)))
    assert [j for _, b in gold_of.as_pairs(beads) for j in b] == list(range(len(theirs)))
    assert all(bead.confidence is None or 0 <= bead.confidence <= 1 for bead in beads)


ENGLISH = ["The minister came to Hanoi.", "He spoke of 72 states.", "Then he left for Warsaw."]


def test_the_same_text_aligns_one_to_one() -> None:
    beads = aligner("bridge").align(_document(ENGLISH), ENGLISH, _document(ENGLISH))
    assert gold_of.format_ladder(beads) == "[0]:[0]\n[1]:[1]\n[2]:[2]\n"
    assert all(bead.similarity == 1.0 for bead in beads)


def test_two_sentences_that_became_one() -> None:
    page = [f"{ENGLISH[0]} {ENGLISH[1]}", ENGLISH[2]]
    beads = aligner("bridge").align(_document(ENGLISH), ENGLISH, _document(page))
    assert gold_of.format_ladder(beads) == "[0, 1]:[0]\n[2]:[1]\n"


def test_an_image_line_has_no_counterpart() -> None:
    ours = [ENGLISH[0], "z715_a.jpg", *ENGLISH[1:]]
    document = _document(ours, ["paragraph", "image", "paragraph", "paragraph"])
    beads = aligner("bridge").align(document, ours, _document(ENGLISH))
    assert "[1]:[]" in gold_of.format_ladder(beads).split("\n")


@pytest.mark.parametrize("bridge", [ENGLISH, None], ids=["bridge", "alone"])
def test_the_shipped_weights_know_every_feature_of_a_text(bridge: list[str] | None) -> None:
    long = _document([line for line in ENGLISH for _ in range(3)])
    found = gather(long, bridge and [line for line in bridge for _ in range(3)], long)
    names = {name for shape in SHAPES for name, _ in spread(of_bead(found, shape))}
    names |= {name for side in (0, 1) for name, _ in spread(of_null(found, side))}
    assert names <= Bridge().weights.of(found).keys()


@pytest.mark.parametrize("bridge", [ENGLISH, None], ids=["bridge", "alone"])
def test_weights_of_the_other_kind_of_text_change_nothing(bridge: list[str] | None) -> None:
    ours, theirs = _document(ENGLISH), _document([ENGLISH[0], f"{ENGLISH[1]} {ENGLISH[2]}"])
    known = Bridge().weights
    other = Sets(known.bridged, {}) if bridge else Sets({}, known.alone)
    assert Bridge(other).align(ours, bridge, theirs) == Bridge().align(ours, bridge, theirs)
    assert Bridge(other).signature != Bridge().signature


def test_names_and_numbers_carry_an_alignment_without_a_bridge() -> None:
    polish = ["Generał Luong Tam Quang mówił o 72 krajach.", "John Brandolino podziękował Hanoi."]
    page = [
        "Đại tướng Lương Tam Quang nói về 72 nước.",
        "Trời mưa rất to ở miền Trung suốt hai ngày cuối tuần.",
        "Ông John Brandolino cảm ơn.",
    ]
    beads = aligner("bridge").align(_document(polish), None, _document(page))
    found = {(i, j) for a, b in gold_of.as_pairs(beads) for i in a for j in b}
    assert found >= {(0, 0), (1, 2)}
    assert not found & {(0, 2), (1, 0)}


@pytest.mark.parametrize(
    ("begins", "ladder"),
    [
        ([0, 0, 1, 1, 2, 2], "[0]:[0, 1]\n[1]:[2]\n[2]:[3]\n[3]:[4]\n[4]:[5]\n"),
        ([0, 1, 1, 1, 2, 2], "[0]:[0]\n[1]:[1, 2]\n[2]:[3]\n[3]:[4]\n[4]:[5]\n"),
    ],
)
def test_paragraphs_say_where_a_line_belongs(begins: list[int], ladder: str) -> None:
    ours = [*ENGLISH, "A storm hit the coast near Hue.", "Coffee from Dak Lak was dear in 2024."]
    page = [ours[0], "It was a day like any other.", *ours[1:]]
    article = _document(ours, blocks=[0, 1, 1, 2, 2])
    player = aligner("bridge", null_prior=-10)
    beads = player.align(article, ours, _document(page, blocks=begins))
    assert gold_of.format_ladder(beads) == ladder


def test_a_likeness_is_trusted_as_far_as_its_best_pairs_are_in_order() -> None:
    lines = [f"Line of the {word}." for word in ("storm", "coffee", "minister", "ship", "field")]
    said, shuffled = _document(lines), _document([lines[k] for k in (4, 3, 2, 1, 0)])
    whole, none = (gather(said, None, page).measures[0].trust for page in (said, shuffled))
    assert whole == 5 / 8
    assert none == 1 / 8


def test_questions_carry_an_alignment_without_a_bridge() -> None:
    polish = [
        "Rada obradowała wczoraj.",
        "Kto ma za to zapłacić?",
        "Nikt nie chciał odpowiedzieć.",
        "Czy to już koniec?",
        "Pytania zostały bez odpowiedzi.",
    ]
    page = [
        "Hội đồng đã họp hôm qua.",
        "Trời mưa suốt cả buổi chiều.",
        "Ai sẽ trả tiền cho việc này?",
        "Không ai muốn trả lời cả.",
        "Đã kết thúc rồi ư?",
        "Các câu hỏi vẫn bỏ ngỏ.",
    ]
    beads = aligner("bridge").align(_document(polish), None, _document(page))
    assert {((1,), (2,)), ((2,), (3,)), ((3,), (4,))} <= set(gold_of.as_pairs(beads))


@pytest.mark.parametrize(
    ("text", "inside", "around"),
    [
        ("„Co?” – spytał.", '"?"-', '".'),
        ("« Quoi ? » demanda-t-il.", '"?"', '".'),
        ("He said: “Go!”", ':"!"', "A!"),
        ("• Has deepened (see 3%)", "(%)", "-%"),
        ("Let’s go, well-known ‘x’ ...", ',""…', "A."),
        ("3. Abc", "", "0a"),
        ("  ", "", ""),
        ('"', '"', '"'),
    ],
)
def test_marks_are_one_in_all_languages(text: str, inside: str, around: str) -> None:
    assert "".join(name[1:] for (name,) in marks(text)) == inside
    assert "".join(name[1:].strip("^$") for (name,) in ends(text)) == around


@settings(max_examples=60, deadline=None)
@given(lines, lines, st.sampled_from(HERE), st.integers(2, 6))
def test_windows_of_any_size_cover_both_sides_once(ours, theirs, name, whole) -> None:
    player = aligner(name)
    beads = windowed(_document(ours), None, _document(theirs), player._align, whole)
    assert [i for a, _ in gold_of.as_pairs(beads) for i in a] == list(range(len(ours)))
    assert [j for _, b in gold_of.as_pairs(beads) for j in b] == list(range(len(theirs)))


NUMBERED = [f"Line {i * i + 7} of {i}." for i in range(450)]


@pytest.mark.parametrize(("ours", "theirs"), [(1, 1500), (1500, 1), (0, 1500), (700, 700)])
def test_one_line_again_and_again_never_needs_more_than_a_window(ours, theirs) -> None:
    seen: list[int] = []
    player = aligner("length")

    def by(article, bridge, page, hints):
        seen.append(max(len(article.segments), len(page.segments)))
        return player._align(article, bridge, page, hints)

    same = "The same line."
    beads = windowed(_document([same] * ours), None, _document([same] * theirs), by, 300)
    assert sum(len(bead.article) for bead in beads) == ours
    assert sum(len(bead.page) for bead in beads) == theirs
    assert max(seen) <= 120


def test_a_long_text_without_anchors_goes_through_windows_and_comes_out_in_order() -> None:
    page = ["".join(chr(0x4E00 + ord(c)) if c.isalpha() else c for c in text) for text in NUMBERED]
    beads = windowed(_document(NUMBERED), None, _document(page), aligner("bridge")._align, 100)
    right = sum(bead.article == bead.page and len(bead.page) == 1 for bead in beads)
    assert right >= 430


def test_wide_beads_are_never_likelier_than_the_narrow_ones_they_are_made_of() -> None:
    ours = [f"{'word ' * (5 + i % 4)}." for i in range(12)]
    beads = aligner("length").align(_document(ours), None, _document(ours))
    assert [(len(b.article), len(b.page)) for b in beads] == [(1, 1)] * 12


def test_an_unknown_aligner_is_named() -> None:
    with pytest.raises(UnknownName, match="known: bridge, embedding, length"):
        aligner("magic")


@pytest.mark.parametrize("text", ["nonsense", "[0]:[1]", "[1]:[0]", "[0, 2]:[0]"])
def test_a_broken_ladder_is_refused(text: str) -> None:
    with pytest.raises(BrokenConfig):
        gold_of.parse_ladder(text, "x.gold")


def test_a_ladder_comes_back_as_it_went() -> None:
    beads = [Bead(Span(0, 2), Span(0, 1)), Bead(Span(2, 3), Span(1, 1))]
    text = gold_of.format_ladder(beads)
    assert text == "[0, 1]:[0]\n[2]:[]\n"
    assert gold_of.parse_ladder(text) == beads


def test_scores_of_a_written_out_example() -> None:
    gold = gold_of.parse_pairs("[0]:[0]\n[1, 2]:[1]\n[3]:[]\n", "g")
    found = gold_of.parse_pairs("[0]:[0]\n[1]:[1]\n[2]:[]\n[3]:[]\n", "f")
    # two of four found beads stand in gold; one of gold's two full beads was found
    assert gold_of.strict(found, gold) == (0.5, 0.5, 0.5)
    assert gold_of.lax(found, gold).recall == 1.0
    assert gold_of.null(found, gold) == (0.5, 1.0, pytest.approx(2 / 3))


def _gold_document(folder: Path, language: str) -> Document:
    import json

    kinds = json.loads((folder / "kinds.json").read_text())[language]
    text = (folder / f"{language}.gold.txt").read_text("utf-8").rstrip("\n")
    return _document(text.split("\n"), kinds)


@pytest.mark.parametrize("pair", ["pl-vi", "pl-en"])
def test_the_newsroom_aligns_without_any_translation(pair: str) -> None:
    source, target = pair.split("-")
    found, gold = [], []
    for number, folder in enumerate(NEWSROOM):
        ours, theirs = _gold_document(folder, source), _gold_document(folder, target)
        far = 1000 * number
        for side, pairs in (
            (found, gold_of.as_pairs(aligner("bridge").align(ours, None, theirs))),
            (gold, gold_of.parse_pairs((folder / f"{pair}.gold").read_text(), pair)),
        ):
            side += [(tuple(i + far for i in a), tuple(j + far for j in b)) for a, b in pairs]
    assert gold_of.strict(found, gold).f1 >= 0.96


TRIPLES = ROOT / "corpora" / "news-triples" / "news-triples.tsv.xz"


def _long_pair(pairs: int) -> tuple[Document, Document, dict[int, int]]:
    """Polish and Vietnamese lines; every eleventh is on one side only, a chapter is missing."""
    with lzma.open(TRIPLES, "rt", encoding="utf-8") as stream:
        rows = [
            line.rstrip("\n").split("\t") for _, line in zip(range(pairs), stream, strict=False)
        ]
    ours, theirs, gold = [], [], {}
    for number, (polish, _, vietnamese) in enumerate(rows):
        if 400 <= number < 520 or number % 11 == 5:
            ours.append(polish)
        elif number % 11 == 9:
            theirs.append(vietnamese)
        else:
            gold[len(ours)] = len(theirs)
            ours.append(polish)
            theirs.append(vietnamese)
    return _document(ours), _document(theirs), gold


def test_a_long_document_is_cut_only_where_both_texts_agree() -> None:
    ours, theirs, gold = _long_pair(2000)
    cuts = anchors.parts(ours, None, theirs)
    assert len(cuts) > 5
    assert [part.article[0] for part in cuts[1:]] == [part.article[1] for part in cuts[:-1]]
    assert [part.page[0] for part in cuts[1:]] == [part.page[1] for part in cuts[:-1]]
    wrong = [part for part in cuts[1:] if gold.get(part.article[0]) != part.page[0]]
    assert not wrong


def test_two_long_texts_with_nothing_in_common_stay_in_one_part() -> None:
    ours, theirs = (
        _document([f"a{i}" for i in range(400)]),
        _document([f"b{i}" for i in range(400)]),
    )
    assert anchors.parts(ours, None, theirs) == [((0, 400), (0, 400))]
