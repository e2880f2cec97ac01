"""A manifest is read row by row: a folder of corpora, JSON Lines, TSV, Parquet or a pattern."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ..corpus import Task, open_corpus
from ..errors import InputError, KladkaError, MissingFile, MissingTool, UnknownName
from .articles import Article
from .check import KEYS, Bad, Defaults, checked, shaped

__all__ = ["KINDS", "BadManifest", "Manifest", "open_manifest"]

KINDS = (".jsonl", ".ndjson", ".tsv", ".parquet")
_PATTERN = re.compile(r"[*?\[]")
csv.field_size_limit(1 << 26)  # an article may stand in one cell


class BadManifest(InputError):
    def __init__(self, manifest: str, why: str) -> None:
        super().__init__(f"{manifest}: {why}; mend it and try again")


class Manifest(NamedTuple):
    """`name` names the run, `root` is the folder that paths are relative to.

    In a `pool` the rows are pages, which may be HTML.
    """

    name: str
    kind: str
    path: Path
    root: Path
    defaults: Defaults
    pool: bool = False

    def rows(self) -> Iterator[Article | Bad]:
        """Each row as an article, or what is wrong with it; never more than one in memory."""
        readers = {"folder": _folder, "pattern": _pattern, ".tsv": _tsv, ".parquet": _parquet}
        for where, raw in readers.get(self.kind, _jsonl)(self):
            if isinstance(raw, Bad):
                yield raw
            elif isinstance(raw, Article):
                yield checked(raw, where, self.root, self.pool)
            else:
                article = shaped(raw, where, self.defaults)
                if not isinstance(article, Bad):
                    article = checked(article, where, self.root, self.pool)
                yield article


_Rows = Iterator[tuple[str, Any]]


def open_manifest(words: str, defaults: Defaults) -> Manifest:
    """The manifest of that name, its rows not yet read. Raises MissingFile, UnknownName."""
    path = Path(words)
    if path.is_dir():
        return Manifest(_name(path.resolve().name), "folder", path, path, defaults)
    if path.is_file():
        if path.suffix not in KINDS:
            raise UnknownName("kind of manifest", path.suffix or path.name, KINDS)
        return Manifest(_name(path.stem), path.suffix, path, path.parent, defaults)
    if _PATTERN.search(words):
        fixed = Path(*_before(path.parts))
        return Manifest(_name(fixed.resolve().name), "pattern", path, fixed, defaults)
    raise MissingFile(words, "a manifest is a folder, a .jsonl, .tsv or .parquet, or a pattern")


def _before(parts: tuple[str, ...]) -> list[str]:
    """The parts of a pattern in front of its first wild card."""
    plain = [bool(_PATTERN.search(part)) for part in parts]
    return list(parts[: plain.index(True)])


def _name(text: str) -> str:
    return re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-")[:64] or "batch"


def _folder(manifest: Manifest) -> _Rows:
    """A corpus, or a folder of corpora; an article is named `<corpus>.<article>` in the latter."""
    path, language = manifest.path, manifest.defaults.language
    try:
        tasks = open_corpus(path, language).tasks
    except InputError as alone:
        corpora = [p for p in sorted(path.iterdir()) if p.is_dir() and not p.name.startswith(".")]
        if not corpora:
            raise alone from None
        for corpus in corpora:
            try:
                for task in open_corpus(corpus, language).tasks:
                    article = _of_task(task, f"{corpus.name}.{task.name}", manifest)
                    yield str(corpus.name), article
            except KladkaError as error:
                yield corpus.name, Bad(corpus.name, "", str(error))
        return
    for task in tasks:
        yield task.name, _of_task(task, task.name, manifest)


def _of_task(task: Task, name: str, manifest: Manifest) -> Article:
    def inside(path: Path) -> str:
        return path.relative_to(manifest.root).as_posix()

    wanted = manifest.defaults.targets
    return Article(
        id=name,
        language=task.language,
        targets=wanted,
        path=inside(task.article),
        title=task.title,
        source=task.source,
        pages={code: inside(path) for code, path in task.pages.items() if code in wanted},
        gold={code: inside(path) for code, path in task.gold.items() if code in wanted},
        notes=task.notes,
    )


def _pattern(manifest: Manifest) -> _Rows:
    """Each file is an article of the default language, named by its path without its suffix."""
    pattern = str(manifest.path.relative_to(manifest.root))
    for path in sorted(manifest.root.glob(pattern)):
        if not path.is_file():
            continue
        inside = path.relative_to(manifest.root)
        raw = {"id": _name("-".join(inside.with_suffix("").parts)), "path": inside.as_posix()}
        yield inside.as_posix(), raw


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines, ended by a newline only; bytes that are no UTF-8 stay to be refused."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            text = line.decode("utf-8", "surrogateescape")
            yield number, text.removeprefix("\ufeff") if number == 1 else text


def _jsonl(manifest: Manifest) -> _Rows:
    for number, line in _lines(manifest.path):
        where = f"line {number}"
        if not line.strip():
            continue
        try:
            yield where, json.loads(line)
        except (ValueError, RecursionError) as error:
            yield where, Bad(where, "", f"is no JSON ({error})")


def _tsv(manifest: Manifest) -> _Rows:
    rows = csv.reader((line for _, line in _lines(manifest.path)), delimiter="\t", strict=True)
    header = next(rows, [])
    unknown = [name for name in header if not KEYS.fullmatch(name)]
    if unknown or not header:
        why = f"its first line must name the columns, and {unknown or header} are none of ours"
        raise BadManifest(str(manifest.path), why)
    while True:
        where = f"line {rows.line_num + 1}"
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield where, Bad(where, "", f"is no TSV ({error})")
            continue
        if len(cells) != len(header):
            yield where, Bad(where, "", f"has {len(cells)} cells under {len(header)} columns")
        else:
            yield where, {k: v for k, v in zip(header, cells, strict=True) if v}


def _parquet(manifest: Manifest) -> _Rows:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        raise MissingTool("pyarrow", "parquet") from None
    try:
        file = parquet.ParquetFile(manifest.path)
        number = 0
        for some in file.iter_batches(batch_size=64):
            for raw in some.to_pylist():
                number += 1
                yield f"row {number}", {k: v for k, v in raw.items() if v is not None}
    except (ArrowException, OSError) as error:
        raise BadManifest(str(manifest.path), f"is no Parquet file ({error})") from None
