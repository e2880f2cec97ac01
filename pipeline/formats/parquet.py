"""Parquet: one row a bead, typed columns, for DuckDB, pandas, Polars and Spark.

The columns are those of `Row`, led by the dossier's name. The schema's metadata holds, under
`kladka`, a JSON object: the version, the article's fingerprint, and for each language its engine,
its aligner and its scores with their signatures.
"""

from __future__ import annotations

import dataclasses
import json
from itertools import islice
from typing import Any, BinaryIO

from ..errors import MissingTool
from ..records import Dossier, rows
from ..text import printable
from ..version import VERSION
from .fingerprint import fingerprint
from .jsonl import plain, record

GROUP = 4096  # rows in memory at a time


class Parquet:
    suffix = ".parquet"

    def write(self, dossier: Dossier, stream: BinaryIO) -> None:
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError:
            raise MissingTool("pyarrow", "parquet") from None
        schema = _schema().with_metadata({"kladka": json.dumps(_facts(dossier), sort_keys=True)})
        lines = (record(dossier, row) for b in dossier.bitexts for row in rows(dossier.article, b))
        with parquet.ParquetWriter(stream, schema, compression="zstd") as file:
            while group := list(islice(lines, GROUP)):
                file.write_table(pyarrow.Table.from_pylist(group, schema=schema))


def _schema() -> Any:
    """Text that may be missing and numbers that may be unknown are null, never zero."""
    import pyarrow as pa

    text, texts, number = pa.string(), pa.list_(pa.string()), pa.float64()
    columns = {
        "dossier": text,
        "number": pa.int32(),
        "language": text,
        "kind": text,
        "article_ids": texts,
        "article": text,
        "said": text,
        "hops": texts,
        "page_ids": texts,
        "page": text,
        "similarity": number,
        "confidence": number,
        "score": number,
        "flags": texts,
    }
    may_lack = {"page", "similarity", "confidence", "score"}
    return pa.schema([pa.field(n, t, nullable=n in may_lack) for n, t in columns.items()])


def _facts(dossier: Dossier) -> dict[str, Any]:
    return {
        "kladka": VERSION,
        "fingerprint": fingerprint(dossier),
        "languages": {
            printable(bitext.language): {
                "engine": printable(bitext.engine),
                "aligner": bitext.aligner,
                "scores": [
                    {k: plain(v) for k, v in dataclasses.asdict(score).items()}
                    for score in bitext.scores
                ],
            }
            for bitext in dossier.bitexts
        },
    }
