"""What a person corrected becomes a new run; what is stale, broken or in conflict is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from samples import ARTICLE, PAGE, sample

from pipeline import store
from pipeline.corrections import Conflict, Stale, accept
from pipeline.errors import BrokenConfig, InputError, MissingFile, OutputError, UnknownName
from pipeline.formats import publish
from pipeline.formats.fingerprint import fingerprint, spans
from pipeline.memory import Memory, imports
from pipeline.records import Bead, Dossier, Span

DOSSIER = sample()
FOUND = [spans(bead) for bead in DOSSIER.bitexts[1].beads]
MERGED = [*FOUND[:5], "4:7 4:6", *FOUND[7:]]
Write = Callable[..., Path]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A sealed run of the sample."""
    folder = tmp_path / "run"
    files = [store.save_dossier(DOSSIER, folder / "hanoi")]
    files += publish(DOSSIER, folder / "hanoi", ["jsonl", "mt.tmx", "xliff"])
    asked = {"engines": {"en": "e", "vi": "v"}, "formats": ["jsonl"]}
    scores = {"en": (), "vi": ()}
    store.seal(store.Run("news", (DOSSIER,), {}, asked, scores), folder, files)
    return folder


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A corrections.json of the sample, by default of its Vietnamese."""

    def make(name: str = "corrections.json", **sheet) -> Path:
        top = {"format": 1, "article": "hanoi", "fingerprint": fingerprint(DOSSIER)}
        for key in ("format", "article", "fingerprint", "languages"):
            if key in sheet:
                top[key] = sheet.pop(key)
        path = tmp_path / name
        path.write_text(json.dumps({"languages": {"vi": sheet}, **top}))
        return path

    return make


def accepted(run: Path, *paths: Path, memory: Memory | None = None) -> Dossier:
    into = run.with_name("new")
    accept(run, paths, into, memory or Memory(None))
    (dossier,) = store.open_run(into).dossiers
    return dossier


def test_an_edited_translation_is_a_persons(run: Path, write: Write) -> None:
    memory = Memory(None)
    new = accepted(run, write(said={"pl-0004": " Công ước  lịch sử. "}), memory=memory)
    said = new.bitexts[1].said[4]
    assert (said.text, said.human, said.score) == ("Công ước lịch sử.", True, None)
    assert said.hops == ("The Convention is a historic and strategic step.", "Công ước lịch sử.")
    assert new.bitexts[1].engine.startswith(f"{DOSSIER.bitexts[1].engine} human/")
    assert new.bitexts[1].beads == DOSSIER.bitexts[1].beads
    assert new.bitexts[1].frozen == ()
    kept = memory.recall(imports("pl", "vi"), [ARTICLE[4][1]])
    assert [some[0].text for some in kept.values()] == ["Công ước lịch sử."]


def test_beads_made_by_hand_replace_the_found_ones(run: Path, write: Write) -> None:
    new = accepted(run, write(beads=MERGED)).bitexts[1]
    assert [spans(bead) for bead in new.beads] == MERGED
    assert new.beads[5] == Bead(Span(4, 7), Span(4, 6), None, 1.0)
    assert new.beads[4] == DOSSIER.bitexts[1].beads[4]
    assert new.aligner is not None
    assert new.aligner.startswith("bridge/1 hand/")
    assert {score.over for score in new.scores if score.metric == "BLEU"} == {"8 found beads"}
    memory = etree.parse(run.with_name("new") / "hanoi" / "hanoi.tmx")
    pairs = [[seg.text for seg in unit.iter("seg")] for unit in memory.iter("tu")]
    assert [" ".join(t for _, t in ARTICLE[4:7]), " ".join(t for _, t in PAGE[4:6])] in pairs


def test_a_wrong_bead_comes_apart_and_a_right_one_is_certain(run: Path, write: Write) -> None:
    marks = {"0:1 0:1": {"mark": "right"}, "3:4 3:4": {"mark": "wrong", "note": "who?"}}
    new = accepted(run, write(marks=marks))
    beads = new.bitexts[1].beads
    assert beads[0] == Bead(Span(0, 1), Span(0, 1), 0.61, 1.0)
    assert [spans(bead) for bead in beads[4:6]] == ["3:4 3:3", "4:4 3:4"]
    assert new.notes[-1] == "vi pl-0003: who?"
    assert new.bitexts[1].frozen == ()


def test_only_an_alignment_judged_throughout_becomes_gold(run: Path, write: Write) -> None:
    marks = {name: {"mark": "right"} for name in MERGED if name in FOUND}
    new = accepted(run, write(beads=MERGED, marks=marks))
    place = run.with_name("new") / "hanoi"
    assert [spans(bead) for bead in new.bitexts[1].frozen] == MERGED
    lines = (place / "pl-vi.gold").read_text().splitlines()
    assert lines[5] == "[4, 5, 6]:[4, 5]"
    assert (place / "vi.gold.txt").read_text().split("\n")[:-1] == [text for _, text in PAGE]
    assert {s.over for s in new.bitexts[1].scores if s.metric == "BLEU"} >= {"8 hand-made beads"}


def test_the_new_run_is_sealed_and_says_what_it_came_from(run: Path, write: Write) -> None:
    path = write(beads=MERGED)
    accepted(run, path)
    new = store.open_run(run.with_name("new"))
    assert list(new.asked["corrections"]) == ["corrections.json"]
    assert new.asked["engines"] == {"en": "e", "vi": "v"}
    with pytest.raises(OutputError, match="--into"):
        accept(run, [path], run.with_name("new"), Memory(None))


def test_after_a_pulled_plug_the_same_command_goes_on(
    run: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(beads=MERGED)
    with monkeypatch.context() as patch:
        patch.setattr(store, "seal", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            accept(run, [path], run.with_name("new"), Memory(None))
    again = accepted(run, path)
    accept(run, [path], run.with_name("other"), Memory(None))
    files = {p.relative_to(run.with_name("new")) for p in run.with_name("new").rglob("*.*")}
    assert all(
        (run.with_name("new") / name).read_bytes() == (run.with_name("other") / name).read_bytes()
        for name in files
    )
    assert again.bitexts[1].beads[5].confidence == 1.0


def test_corrections_of_a_corrected_run_are_stale(run: Path, write: Write) -> None:
    path = write(said={"pl-0004": "Khác."})
    accepted(run, path)
    with pytest.raises(Stale, match=r"corrections.json was made for another state of hanoi"):
        accept(run.with_name("new"), [path], run.with_name("newer"), Memory(None))
    assert not run.with_name("newer").exists()


def test_two_reviewers_who_do_not_meet_are_both_heard(run: Path, write: Write) -> None:
    split = [*FOUND[:10], "10:11 9:9", "11:11 9:10", *FOUND[11:]]
    one = write("a.json", beads=MERGED, said={"pl-0000": "Một"})
    two = write("b.json", beads=split, marks={"0:1 0:1": {"mark": "right"}})
    new = accepted(run, one, two).bitexts[1]
    assert [spans(bead) for bead in new.beads] == [
        *FOUND[:5], "4:7 4:6", *FOUND[7:10], "10:11 9:9", "11:11 9:10", *FOUND[11:]
    ]  # fmt: skip
    assert new.said[0].text == "Một"


@pytest.mark.parametrize(
    ("ours", "theirs", "what"),
    [
        ({"said": {"pl-0000": "A"}}, {"said": {"pl-0000": "B"}}, "the vi translation of pl-0000"),
        (
            {"marks": {"0:1 0:1": {"mark": "right"}}},
            {"marks": {"0:1 0:1": {"mark": "wrong"}}},
            "the vi bead at pl-0000: right or wrong",
        ),
        (
            {"beads": MERGED},
            {"beads": [*FOUND[:6], "6:8 5:8", *FOUND[8:]]},
            "the vi beads around segment 5 of the article",
        ),
        ({"marks": {"4:6 4:5": {"mark": "right"}}}, {"beads": MERGED}, "the vi bead at pl-0004"),
    ],
)
def test_a_conflict_names_both_files_and_the_place(
    run: Path, write: Write, ours: dict, theirs: dict, what: str
) -> None:
    paths = [write("anna.json", **ours), write("binh.json", **theirs)]
    with pytest.raises(Conflict, match=rf"anna.json and binh.json disagree on {what}"):
        accepted(run, *paths)
    assert not run.with_name("new").exists()


@pytest.mark.parametrize(
    ("sheet", "error", "why"),
    [
        ({"fingerprint": "0" * 64}, Stale, "another state of hanoi"),
        ({"article": "elsewhere"}, UnknownName, "'elsewhere'; known: hanoi"),
        ({"format": 2}, BrokenConfig, "format 2"),
        ({"languages": {"fr": {}}}, BrokenConfig, "no such language"),
        ({"languages": []}, BrokenConfig, "no corrections.json of a report"),
        ({"beads": FOUND[1:]}, BrokenConfig, "do not cover both sides"),
        ({"beads": ["0:1"]}, BrokenConfig, "is not a bead like"),
        ({"beads": ["1:1 2:2"]}, BrokenConfig, "is an empty bead"),
        ({"marks": {"0:2 0:1": {"mark": "right"}}}, BrokenConfig, "which is no bead"),
        ({"marks": {"0:1 0:1": {"mark": "fine"}}}, BrokenConfig, "neither right nor wrong"),
        ({"said": {"pl-9999": "x"}}, BrokenConfig, "no segment is called pl-9999"),
        ({"said": {"pl-0002": "x.jpg"}}, BrokenConfig, "of kind image, which is not translated"),
        ({"said": {"pl-0000": " \u200b "}}, BrokenConfig, "a translation is empty"),
        ({"said": {"pl-0000": 7}}, BrokenConfig, "7 is not text"),
        ({"languages": {"en": {"beads": FOUND}}}, BrokenConfig, "no page to align with"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    run: Path, write: Write, sheet: dict, error: type[InputError], why: str
) -> None:
    with pytest.raises(error, match=why):
        accepted(run, write(**sheet))
    assert not run.with_name("new").exists()


def test_no_file_and_no_json_are_refused_by_name(run: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingFile):
        accepted(run, tmp_path / "nowhere.json")
    (tmp_path / "x.json").write_bytes(b"{")
    with pytest.raises(BrokenConfig, match=r"x\.json"):
        accepted(run, tmp_path / "x.json")


@pytest.mark.parametrize("name", ["hanoi.vi.xlf", "hanoi.mt.tmx"])
def test_a_cat_tools_changes_come_back(run: Path, name: str, tmp_path: Path) -> None:
    text = (run / "hanoi" / name).read_text()
    path = tmp_path / name
    path.write_text(text.replace("Nó phục vụ hòa bình.", "Vì hòa bình &amp; tự do."))
    new = accepted(run, path).bitexts[1]
    assert [(i, s.text) for i, s in enumerate(new.said) if s.human] == [(5, "Vì hòa bình & tự do.")]


def test_a_cat_tools_file_is_held_against_the_run(run: Path, tmp_path: Path) -> None:
    text = (run / "hanoi" / "hanoi.vi.xlf").read_text()
    path = tmp_path / "back.xlf"
    for changed, error, why in (
        (text, InputError, "changes no translation"),
        (text.replace("Służy pokojowi.", "Służy wojnie."), Stale, "the source of pl-0005 differs"),
        (text.replace('original="hanoi"', 'original="x"'), BrokenConfig, "the article 'x'"),
        (text.replace('id="pl-', 'id="de-'), BrokenConfig, "no unit of it"),
        (text[:-9], BrokenConfig, "not well-formed"),
    ):
        path.write_text(changed)
        with pytest.raises(error, match=why):
            accepted(run, path)


def test_old_dossiers_read_as_nobody_having_mended_them(tmp_path: Path) -> None:
    path = store.save_dossier(DOSSIER, tmp_path)
    raw = json.loads(path.read_text())
    for bitext in raw["bitexts"]:
        for said in bitext["said"]:
            del said["human"]
    path.write_text(json.dumps(raw))
    assert store.load_dossier(path) == DOSSIER


def test_the_fingerprint_sees_texts_and_beads_and_nothing_else() -> None:
    english, vietnamese = DOSSIER.bitexts
    assert fingerprint(replace(DOSSIER, notes=("x",))) == fingerprint(DOSSIER)
    fewer = replace(vietnamese, beads=vietnamese.beads[:-1])
    for other in (
        replace(DOSSIER, bitexts=(english, fewer)),
        replace(DOSSIER, bitexts=(vietnamese, english)),
        replace(DOSSIER, article=replace(DOSSIER.article, segments=DOSSIER.article.segments[1:])),
    ):
        assert fingerprint(other) != fingerprint(DOSSIER)
