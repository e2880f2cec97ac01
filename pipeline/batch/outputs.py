"""What a merge writes: lines, translation memories, the parts of a data set, a report."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any, BinaryIO, Protocol
from xml.sax.saxutils import quoteattr

from ..formats.html import Html
from ..formats.jsonl import Jsonl
from ..formats.pages import render
from ..formats.tmx import MachineTmx, Tmx
from ..records import Dossier, Row, rows
from ..roles import Writer
from ..version import VERSION
from .articles import Article
from .outcome import Outcome
from .places import Place, write
from .spread import Spreads

# The formats whose files of many dossiers can be joined.
JOINED: dict[str, Writer] = {"jsonl": Jsonl(), "tmx": Tmx(), "mt.tmx": MachineTmx()}
_NUMBERS = {"number": "int32", "similarity": "float64", "confidence": "float64", "score": "float64"}
_LISTS = ("article_ids", "hops", "page_ids", "flags")


class Output(Protocol):
    """A file of the merge: it is given every outcome in order, and then ends."""

    def add(self, outcome: Outcome) -> None: ...

    def end(self) -> None: ...


class Files:
    """What is written below merged/, each with its hash."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.sums: dict[str, str] = {}

    def write(self, name: str, data: bytes) -> None:
        write(self._place, f"merged/{name}", data)
        self.sums[name] = hashlib.sha256(data).hexdigest()

    def stream(self, name: str) -> AbstractContextManager[BinaryIO]:
        return self._place.writing(f"merged/{name}")

    def forget_others(self) -> None:
        """Files of an earlier merge that this one has not made go."""
        for folder in ("", "data", "articles"):
            for name in self._place.names(f"merged/{folder}".rstrip("/")):
                whole = f"{folder}/{name}".lstrip("/")
                if whole not in self.sums and "." in name and name != "merged.json":
                    self._place.remove(f"merged/{whole}")


def opened(kind: str, name: str, files: Files, stack: ExitStack) -> Output:
    """The output of one format, open on `stack`."""
    if kind == "html":
        return _Report(name, files)
    return (_Tmx if kind.endswith("tmx") else _Lines)(kind, name, files, stack)


class _Stream:
    """A file that grows dossier by dossier, and its hash with it."""

    def __init__(self, kind: str, name: str, files: Files, stack: ExitStack) -> None:
        self._writer, self._files = JOINED[kind], files
        self._file = f"{name}{self._writer.suffix}"
        self._stream = stack.enter_context(files.stream(self._file))
        self._sum = hashlib.sha256()

    def _put(self, data: bytes) -> None:
        self._sum.update(data)
        self._stream.write(data)

    def end(self) -> None:
        self._files.sums[self._file] = self._sum.hexdigest()


def _written(writer: Writer, dossier: Dossier) -> bytes:
    stream = io.BytesIO()
    writer.write(dossier, stream)
    return stream.getvalue()


class _Lines(_Stream):
    def add(self, outcome: Outcome) -> None:
        if outcome.dossier:
            self._put(_written(self._writer, outcome.dossier))


class _Tmx(_Stream):
    """One header, that of the first dossier, and the units of all, their ids led by the article's.

    Source languages may differ from unit to unit, which TMX says as `*all*`.
    """

    _foot = b""

    def add(self, outcome: Outcome) -> None:
        if not outcome.dossier:
            return
        head, _, rest = _written(self._writer, outcome.dossier).partition(b"<body>")
        units, _, foot = rest.rpartition(b"</body>")
        if not self._foot:
            self._foot = b"</body>" + foot
            language = quoteattr(outcome.article.language).encode()
            self._put(head.replace(b"srclang=" + language, b'srclang="*all*"') + b"<body>\n")
        lead = f'<tu tuid="{outcome.article.id}/'.encode()
        self._put(units.lstrip(b"\n").replace(b'<tu tuid="', lead))

    def end(self) -> None:
        self._put(self._foot)
        super().end()


class _Report:
    """The report of the batch, and those of the articles that lie furthest out."""

    def __init__(self, name: str, files: Files) -> None:
        self._name, self._files = name, files
        self._spreads = Spreads()
        self._failures: Counter[str] = Counter()
        self._failed: dict[str, tuple[str, str]] = {}
        self._done = self._segments = self._words = 0
        self._outliers: dict[str, Dossier] = {}

    def add(self, outcome: Outcome) -> None:
        dossier = outcome.dossier
        if outcome.failure:
            self._failures[outcome.failure.kind] += 1
            self._failed.setdefault(outcome.failure.kind, (outcome.article.id, outcome.failure.why))
        if dossier is None:
            return
        self._spreads.add(dossier)
        self._done += 1
        self._segments += len(dossier.article.segments)
        self._words += sum(len(s.text.split()) for s in dossier.article.segments)
        furthest = self._spreads.outliers
        if dossier.name in furthest:
            self._outliers[dossier.name] = dossier
        for name in self._outliers.keys() - furthest:
            del self._outliers[name]

    def end(self) -> None:
        for name, dossier in sorted(self._outliers.items()):
            self._files.write(f"articles/{name}.html", _written(Html(), dossier))
        failures = [(kind, n, *self._failed[kind]) for kind, n in self._failures.most_common()]
        page = render(
            "batch.html",
            "report.css",
            ("index.js",),
            name=self._name,
            done=self._done,
            segments=self._segments,
            words=self._words,
            failures=failures,
            spreads=sorted(self._spreads.of.items()),
            version=VERSION,
        )
        self._files.write("index.html", page)


def beads(done: Sequence[Outcome]) -> bytes:
    """A part of the data set: one row a bead, the columns of Row and those of its article."""
    import pyarrow
    from pyarrow import parquet

    lines = [line for one in done if one.dossier for line in _beads_of(one.article, one.dossier)]
    table = pyarrow.Table.from_pylist(lines, schema=_schema())
    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd", compression_level=6)
    return sink.getvalue()


def _beads_of(article: Article, dossier: Dossier) -> Iterator[dict[str, Any]]:
    of_article = {
        "dossier": dossier.name,
        "source_language": dossier.article.language,
        "source": article.source,
        "metadata": sorted(article.metadata.items()),
    }
    for bitext in dossier.bitexts:
        for row in rows(dossier.article, bitext):
            yield {**of_article, **{name: getattr(row, name) for name in Row.__slots__}}


def _schema() -> Any:
    import pyarrow

    text = pyarrow.string()
    make: dict[str, Callable[[], Any]] = {"int32": pyarrow.int32, "float64": pyarrow.float64}
    kinds: list[tuple[str, Any]] = [(name, text) for name in ("dossier", "source_language")]
    kinds += [("source", text), ("metadata", pyarrow.map_(text, text))]
    for name in Row.__slots__:
        kind = make[_NUMBERS[name]]() if name in _NUMBERS else text
        kinds.append((name, pyarrow.list_(text) if name in _LISTS else kind))
    return pyarrow.schema(kinds)
