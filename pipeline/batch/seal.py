"""The result of a shard: one Parquet file, and the seal that says that it is whole.

The file's name holds its own hash, and the seal names the file: the seal's rename is the one moment
at which a shard becomes done, or done anew. One row is one article, its dossier in JSON.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import KladkaError, MissingTool, RunError
from ..files import to_json
from ..flags import hard
from ..records import Dossier
from ..store import dossier_record, parse_dossier
from ..version import VERSION
from .articles import from_line, to_line
from .asked import FORMAT
from .outcome import Failure, Outcome
from .places import Place, write
from .shards import Shard

_AGAIN = "run kladka batch with its manifest again"


class Seal(NamedTuple):
    """What stands in a seal; `failures` counts them by kind."""

    shard: str
    file: str
    sha256: str
    rows: int
    done: int
    failed: int
    segments: int
    words: int
    failures: Mapping[str, int]
    asked: Mapping[str, Any]


def packed(outcomes: Iterable[Outcome]) -> bytes:
    """The Parquet file of these outcomes; the same outcomes are the same bytes.

    Raises MissingTool.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise MissingTool("pyarrow", "parquet") from None
    rows = [_row(number, one) for number, one in enumerate(outcomes)]
    table = pyarrow.Table.from_pylist(rows, pyarrow.schema(_columns()))
    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd", compression_level=6)
    return sink.getvalue()


def _columns() -> list[tuple[str, Any]]:
    from pyarrow import int32, list_, string

    texts = ("id", "language", "kind", "why", "article", "dossier")
    numbers = ("number", "segments", "words", "hard", "soft")
    return [
        *((name, string()) for name in texts),
        ("targets", list_(string())),
        *((name, int32()) for name in numbers),
    ]


def _row(number: int, outcome: Outcome) -> dict[str, Any]:
    article, dossier, failure = outcome
    row: dict[str, Any] = {"id": article.id, "language": article.language, "number": number}
    row |= {"targets": list(article.targets), "article": to_line(replace(article, text=None))}
    if failure:
        row |= {"kind": failure.kind, "why": failure.why}
    if dossier:
        record = dossier_record(dossier)
        row["dossier"] = json.dumps(record, ensure_ascii=False, sort_keys=True)
        row |= _counts(dossier)
    return row


def _counts(dossier: Dossier) -> dict[str, int]:
    said = [one for bitext in dossier.bitexts for one in bitext.said]
    broken = sum(1 for one in said if hard(one.flags))
    return {
        "segments": len(dossier.article.segments),
        "words": sum(len(s.text.split()) for s in dossier.article.segments),
        "hard": broken,
        "soft": sum(1 for one in said if one.flags) - broken,
    }


def seal(place: Place, shard: Shard, data: bytes, asked: Mapping[str, Any]) -> Seal:
    """Put a result in its place and seal it. Raises RunError where rows lack, OutputError."""
    hashed = hashlib.sha256(data).hexdigest()
    rows = list(_rows(data, ["kind", "segments", "words"]))
    if len(rows) != shard.articles:
        what = f"holds {len(rows)} rows where {shard.articles} articles went in"
        raise RunError(f"shard {shard.id}", what, _AGAIN)
    kinds = [row["kind"] for row in rows if row["kind"]]
    made = Seal(
        shard=shard.id,
        file=f"{shard.id}-{hashed[:16]}.parquet",
        sha256=hashed,
        rows=len(rows),
        done=len(rows) - len(kinds),
        failed=len(kinds),
        segments=sum(row["segments"] or 0 for row in rows),
        words=sum(row["words"] or 0 for row in rows),
        failures={kind: kinds.count(kind) for kind in sorted(set(kinds))},
        asked=asked,
    )
    write(place, f"shards/{made.file}", data)
    record = {"format": FORMAT, "kladka": VERSION, **made._asdict()}
    write(place, f"shards/{shard.id}.json", to_json(record))
    return made


def sealed(place: Place, shard: Shard) -> Seal | None:
    """The seal of a shard, where it stands and its file is the one that was sealed."""
    try:
        written = place.read(f"shards/{shard.id}.json")
        record = json.loads(written)
        found = Seal(**{name: record[name] for name in Seal._fields})
        data = place.read(f"shards/{found.file}")
    except (KladkaError, ValueError, KeyError, TypeError):
        return None
    sound = to_json(record) == written and record["format"] == FORMAT
    whole = sound and hashlib.sha256(data).hexdigest() == found.sha256
    return found if whole and found.shard == shard.id and found.rows == shard.articles else None


def outcomes(place: Place, made: Seal) -> Iterator[Outcome]:
    """Every article of a sealed shard, in order. Raises RunError for a changed file."""
    where = f"{place.address}/shards/{made.file}"
    data = place.read(f"shards/{made.file}")
    if hashlib.sha256(data).hexdigest() != made.sha256:
        raise RunError(where, "is not the file that was sealed", _AGAIN)
    yield from unpacked(data, where)


def unpacked(data: bytes, where: str) -> Iterator[Outcome]:
    """The outcomes that `packed` packed; `where` is for the error."""
    for row in _rows(data, ["article", "dossier", "kind", "why"]):
        failure = Failure(row["kind"], row["why"]) if row["kind"] else None
        dossier = _dossier(row["dossier"], where) if row["dossier"] else None
        yield Outcome(from_line(row["article"]), dossier, failure)


def _dossier(line: str, where: str) -> Dossier:
    return parse_dossier(json.loads(line), Path(where))


def _rows(data: bytes, columns: list[str]) -> Iterator[dict[str, Any]]:
    from pyarrow import BufferReader
    from pyarrow.parquet import ParquetFile

    for some in ParquetFile(BufferReader(data)).iter_batches(batch_size=16, columns=columns):
        yield from some.to_pylist()


def swept(place: Place, shards: Iterable[Shard], tell: Callable[[str], None]) -> None:
    """Files in shards/ that no seal names, from runs that were cut short, go."""
    keep = {f"{one.id}.json" for one in shards}
    for name in sorted(place.names("shards")):
        if name.endswith(".parquet"):
            stem = name.rpartition("-")[0]
            if f"{stem}.json" in keep and not _names(place, stem, name):
                place.remove(f"shards/{name}")
                tell(name)


def _names(place: Place, shard: str, file: str) -> bool:
    try:
        return bool(json.loads(place.read(f"shards/{shard}.json"))["file"] == file)
    except (KladkaError, ValueError, KeyError, TypeError):
        return False
