"""Parquet as pandas and DuckDB read it; Moses pairs line for line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from samples import ARTICLE, PAGE, sample

from pipeline.errors import MissingTool
from pipeline.formats import publish
from pipeline.formats.fingerprint import fingerprint
from pipeline.records import rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return publish(sample(), tmp_path, ["parquet"])[0]


def test_pandas_reads_types_and_the_unknown(path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    table = pandas.read_parquet(path)
    assert len(table) == 26
    assert table["similarity"].dtype == "float64"
    assert table["number"].dtype == "int32"
    assert table["similarity"].isna().sum() == 13 + 4
    row = table.iloc[13 + 5]
    assert list(row["article_ids"]) == ["pl-0004", "pl-0005"]
    assert row["hops"][0].startswith("The Convention is a historic and strategic step. It")
    assert row["page"] == PAGE[4][1]
    assert table["page"].isna().sum() == 13 + 3


def test_duckdb_reads_the_same(path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as base:
        found = base.execute(
            "SELECT language, count(*), sum(len(flags)), round(min(similarity), 2), max(article)"
            " FROM read_parquet(?) GROUP BY language ORDER BY language",
            [str(path)],
        ).fetchall()
    last = max(row.article for row in rows(sample().article, sample().bitexts[1]))
    assert found[1] == ("vi", 13, 2, 0.18, last)
    assert found[0][:4] == ("en", 13, 2, None)


def test_the_schema_says_what_made_it_and_with_which_rulers(path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    schema = parquet.read_schema(path)
    facts = json.loads(schema.metadata[b"kladka"])
    assert facts["fingerprint"] == fingerprint(sample())
    assert facts["languages"]["vi"]["aligner"] == "bridge/1"
    assert facts["languages"]["vi"]["scores"][0]["signature"] == "nrefs:1|tok:13a"
    assert [field.name for field in schema if field.nullable] == [
        "page",
        "similarity",
        "confidence",
        "score",
    ]


def test_without_pyarrow_the_way_out_is_named_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.formats.find_spec", lambda name: None)
    with pytest.raises(MissingTool, match=r"pip install 'kladka\[parquet\]'"):
        publish(sample(), tmp_path, ["jsonl", "parquet"])
    assert not list(tmp_path.iterdir())


def test_moses_pairs_are_the_human_texts_line_for_line(tmp_path: Path) -> None:
    ours, theirs = publish(sample(), tmp_path, ["moses"])
    assert (ours.name, theirs.name) == ("hanoi.pl-vi.pl", "hanoi.pl-vi.vi")
    left, right = (path.read_text().split("\n") for path in (ours, theirs))
    assert len(left) == len(right) == 9 + 1
    assert (left[0], right[0]) == (ARTICLE[0][1], PAGE[0][1])
    assert left[3] == f"{ARTICLE[4][1]} {ARTICLE[5][1]}"
