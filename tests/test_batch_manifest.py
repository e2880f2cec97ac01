"""Every kind of manifest says the same, and shards are cut by content."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.batch.articles import Article, from_line, to_line
from pipeline.batch.check import Bad, Defaults
from pipeline.batch.manifest import BadManifest, open_manifest
from pipeline.batch.shards import cut
from pipeline.batch.spool import Planned, Spool, sketch
from pipeline.errors import MissingFile, UnknownName

ROOT = Path(__file__).parent.parent
ROWS = [
    {"id": "one", "text": "Ala ma kota.", "targets": ["vi"], "metadata": {"desk": "home"}},
    {"id": "two", "path": "two.txt", "pages": {"vi": "two.vi.txt"}, "url": "https://a.example/2"},
]


def read(words: Path | str) -> list[Article | Bad]:
    return list(open_manifest(str(words), Defaults()).rows())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("two.txt", "two.vi.txt"):
        (tmp_path / name).write_text("Tekst.", "utf-8")
    return tmp_path


def test_tables_of_every_kind_hold_the_same_articles(folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    pyarrow = pytest.importorskip("pyarrow")
    (folder / "m.jsonl").write_text("\ufeff" + "\r\n".join(map(json.dumps, ROWS)), "utf-8")
    tsv = "id\ttext\tpath\ttargets\tpage.vi\turl\tmetadata.desk\n"
    tsv += 'one\t"Ala ma kota."\t\tvi\t\t\thome\n'
    tsv += "two\t\ttwo.txt\t\ttwo.vi.txt\thttps://a.example/2\t\n"
    (folder / "m.tsv").write_text(tsv, "utf-8")
    columns = {key: None for row in ROWS for key in row}
    table = pyarrow.Table.from_pylist([{**columns, **row} for row in ROWS])
    parquet.write_table(table, folder / "m.parquet")
    wanted = [
        Article("one", "pl", ("vi",), text="Ala ma kota.", metadata={"desk": "home"}),
        Article(
            "two",
            "pl",
            ("en", "vi"),
            path="two.txt",
            source="https://a.example/2",
            pages={"vi": "two.vi.txt"},
        ),
    ]
    for kind in ("jsonl", "tsv", "parquet"):
        assert read(folder / f"m.{kind}") == wanted, kind


def test_a_folder_of_corpora_and_a_corpus_are_manifests() -> None:
    alone = read(ROOT / "corpora" / "newsroom")
    assert len(alone) == 24
    assert all(isinstance(one, Article) and {"en", "vi"} == one.pages.keys() for one in alone)
    names = {one.id for one in read(ROOT / "corpora") if isinstance(one, Article)}
    assert "newsroom.a04-storm-nghe-an-floods" in names


def test_a_pattern_takes_each_file_it_fits(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "Three.txt").write_text("Tekst.", "utf-8")
    found = read(f"{folder}/**/*.txt")
    assert [one.id for one in found] == ["deep-three", "two", "two-vi"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id\ttext\na\tb\tc\n", "3 cells under 2 columns"),
        ('id\ttext\na\t"b\n', "is no TSV"),
        ("id\ttext\na\t\udcff\n", "not UTF-8"),
    ],
)
def test_a_broken_line_of_tsv_is_named(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "m.tsv"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    (bad,) = read(path)
    assert isinstance(bad, Bad)
    assert why in bad.why


def test_what_is_no_manifest_is_refused_by_name(tmp_path: Path) -> None:
    for name, data in (("a.csv", b"x"), ("b.tsv", b"colour\nred\n"), ("c.parquet", b"PAR1")):
        (tmp_path / name).write_bytes(data)
    with pytest.raises(UnknownName, match=r"\.csv"):
        read(tmp_path / "a.csv")
    with pytest.raises(BadManifest, match="colour"):
        read(tmp_path / "b.tsv")
    with pytest.raises(BadManifest, match="no Parquet"):
        read(tmp_path / "c.parquet")
    with pytest.raises(MissingFile):
        read(tmp_path / "nothing")


def test_an_article_survives_its_line_of_json() -> None:
    whole = Article("a", "pl", ("vi",), text="x\u2028y", notes=("n",), metadata={"k": "v"})
    assert from_line(to_line(whole)) == whole


def test_the_digest_follows_every_field_and_no_folder() -> None:
    base = Article("a", "pl", ("vi",), path="in/x.txt", sums={"in/x.txt": "0"})
    moved = Article("a", "pl", ("vi",), path="out/x.txt", sums={"out/x.txt": "0"})
    assert base.digest == moved.digest
    others = [
        Article("b", "pl", ("vi",), path="in/x.txt", sums={"in/x.txt": "0"}),
        Article("a", "en", ("vi",), path="in/x.txt", sums={"in/x.txt": "0"}),
        Article("a", "pl", ("en",), path="in/x.txt", sums={"in/x.txt": "0"}),
        Article("a", "pl", ("vi",), path="in/x.txt", sums={"in/x.txt": "1"}),
        Article("a", "pl", ("vi",), path="in/x.txt", sums={"in/x.txt": "0"}, title="t"),
        Article("a", "pl", ("vi",), path="in/x.txt", sums={"in/x.txt": "0"}, notes=("n",)),
        Article("a", "pl", ("vi",), text="x"),
    ]
    assert len({base.digest, *(one.digest for one in others)}) == len(others) + 1


def _planned(numbers: range) -> list[Planned]:
    return [Planned(Article(f"a{n}", "pl", ("vi",), text=f"Tekst {n}"), n, 2) for n in numbers]


def test_cuts_follow_the_content_so_a_new_row_moves_few_of_them() -> None:
    before = [[one.article.id for one in some] for some in cut(_planned(range(2000)))]
    after = [[one.article.id for one in some] for some in cut(_planned(range(-1, 2000)))]
    assert [name for some in before for name in some] == [f"a{n}" for n in range(2000)]
    assert all(16 <= len(some) <= 96 for some in before[:-1])
    assert len([some for some in before if some in after]) >= len(before) - 3


def test_near_duplicates_come_to_stand_together() -> None:
    agency = [f"Zdanie numer {n} z depeszy agencji, długie jak trzeba." for n in range(10)]
    texts = {
        "first": " ".join(agency),
        "other": "Zupełnie inny tekst o czymś innym, który też jest dość długi.",
        "copy": " ".join(agency),
        "edited": " ".join([*agency[1:9], "Nowe zdanie redakcji, dodane na samym końcu tekstu."]),
    }
    with Spool() as spool:
        for name, text in texts.items():
            assert spool.add(Article(name, "pl", ("vi",), text=text), name, text) is None
        order = [(one.article.id, one.group) for one in spool.planned()]
        again = spool.add(Article("copy", "pl", ("vi",), text="x"), "row 9", "x")
    assert order == [("first", 0), ("copy", 0), ("edited", 0), ("other", 1)]
    assert again == "its id stands in copy already"


def test_other_targets_are_no_duplicates() -> None:
    assert not set(sketch("pl>vi", "To samo zdanie.")) & set(sketch("pl>en", "To samo zdanie."))
