"""The file of the translation memory: a SQLite base whose every row carries its own sha256."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ..errors import KladkaError
from ..records import Said

SCHEMA = 2
# Who "said" what a person brought in: no engine; these rows come before every engine.
IMPORTED = "imported/1"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS said (key TEXT PRIMARY KEY, engine TEXT NOT NULL,"
    " source TEXT NOT NULL, language TEXT NOT NULL, target TEXT NOT NULL,"
    " said TEXT NOT NULL, sha256 TEXT NOT NULL)"
)
_FIELDS = "engine, source, language, target, said"


class MemoryFault(KladkaError):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"translation memory {path}: {why}; move the file away and run again,"
            " or see what is left with kladka memory verify"
        )


class Kept(NamedTuple):
    """One row: what an engine said of a text, the likeliest hypothesis first."""

    engine: str
    source: str
    language: str
    target: str
    said: tuple[Said, ...]


class Memory:
    """(engine signature, clean text) → hypotheses. Without a path it lives in main memory only.

    One process writes at a time and others wait up to 30 s; a row is there whole or not at all.
    Threads may share it to `recall` and to `put`.
    Raises MemoryFault for a file that is damaged, of a newer kladka or not to be written.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path or Path(":memory:")
        self._one = threading.Lock()
        with self._faults():
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path or ":memory:", timeout=30, check_same_thread=False)
            self._open()

    def _open(self) -> None:
        self._base.execute("PRAGMA journal_mode=DELETE")
        self._base.execute("PRAGMA synchronous=FULL")
        version = self._base.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            raise MemoryFault(self.path, f"is of a newer kladka (schema {version})")
        if version < SCHEMA:  # no engine of today signs like those of an older schema
            self._base.execute("DROP TABLE IF EXISTS said")
            self._base.execute(f"PRAGMA user_version={SCHEMA}")
        self._base.execute(_TABLE)
        self._base.commit()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            raise MemoryFault(self.path, str(error)) from None

    def recall(self, engine: str, texts: Iterable[str]) -> dict[str, tuple[Said, ...]]:
        """What an engine said of these texts; a damaged row is not known."""
        known: dict[str, tuple[Said, ...]] = {}
        with self._one, self._faults():
            for text in dict.fromkeys(texts):
                row = self._base.execute(
                    f"SELECT {_FIELDS}, sha256 FROM said WHERE key=?", (_key(engine, text),)
                ).fetchone()
                kept = _sound(row) if row else None
                if kept and kept.engine == engine and kept.source == text:
                    known[text] = kept.said
        return known

    def keep(
        self, engine: str, said: Mapping[str, Sequence[Said]], language: str, target: str
    ) -> None:
        """All of it or none."""
        self.put(Kept(engine, text, language, target, tuple(some)) for text, some in said.items())

    def put(self, rows: Iterable[Kept]) -> int:
        """Rows in place of those of the same engine and text, all or none; how many."""
        lines = [_line(row) for row in rows]
        with self._one, self._faults(), self._base:
            self._base.executemany(
                "INSERT OR REPLACE INTO said VALUES (?, ?, ?, ?, ?, ?, ?)", lines
            )
        return len(lines)

    def rows(self) -> Iterator[Kept | None]:
        """Every row in the order of its key, None for a damaged one; one at a time."""
        with self._faults():
            for row in self._base.execute(f"SELECT {_FIELDS}, sha256 FROM said ORDER BY key"):
                yield _sound(row)

    def counts(self) -> list[tuple[str, str, str, int]]:
        """Engine, source language, target language and how many rows."""
        with self._faults():
            return self._base.execute(
                "SELECT engine, language, target, COUNT(*) FROM said"
                " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
            ).fetchall()

    def imported(self, language: str, target: str) -> str:
        """A hash over all that a person brought in for a pair; empty where there is nothing."""
        with self._faults():
            sums = self._base.execute(
                "SELECT sha256 FROM said WHERE engine=? ORDER BY key", (imports(language, target),)
            ).fetchall()
        whole = "".join(sum_ for (sum_,) in sums)
        return hashlib.sha256(whole.encode()).hexdigest()[:12] if sums else ""

    def prune(self, words: Sequence[str]) -> int:
        """Forget the rows whose engine's signature has one of the words, and damaged ones."""
        with self._faults():
            keys = [
                key
                for key, *row in self._base.execute(f"SELECT key, {_FIELDS}, sha256 FROM said")
                if not (kept := _sound(row)) or any(word in kept.engine for word in words)
            ]
            with self._base:
                self._base.executemany("DELETE FROM said WHERE key=?", [(key,) for key in keys])
            self._base.execute("VACUUM")
        return len(keys)

    def forget(self) -> None:
        """Everything, so that what comes next depends on nothing that came before."""
        with self._faults(), self._base:
            self._base.execute("DELETE FROM said")

    def faults(self) -> list[str]:
        """What SQLite itself finds wrong with the file, nothing where it is sound."""
        with self._faults():
            said = self._base.execute("PRAGMA integrity_check").fetchall()
        return [str(line) for (line,) in said if line != "ok"]


def imports(language: str, target: str) -> str:
    """The signature under which a pair's imported rows are kept."""
    return f"{IMPORTED} {language}>{target}"


def _key(engine: str, text: str) -> str:
    return hashlib.sha256(f"{engine}\0{text}".encode()).hexdigest()


def seal(fields: Sequence[str]) -> str:
    """The sha256 of a row: engine, source, language, target, said."""
    return hashlib.sha256("\0".join(fields).encode()).hexdigest()


def fields_of(row: Kept) -> tuple[str, str, str, str, str]:
    """A row as its five columns; all hypotheses are one JSON list."""
    some = [[one.text, one.hops, one.score, one.flags] for one in row.said]
    said = json.dumps(some, ensure_ascii=False, separators=(",", ":"))
    return (row.engine, row.source, row.language, row.target, said)


def from_fields(fields: Sequence[str]) -> Kept:
    """Raises ValueError for what fields_of did not make."""
    engine, source, language, target, said = fields
    try:
        some = tuple(
            Said(text, tuple(hops), score, tuple(flags))
            for text, hops, score, flags in json.loads(said)
        )
    except TypeError as error:
        raise ValueError(str(error)) from None
    if not some:
        raise ValueError("no hypothesis")
    return Kept(engine, source, language, target, some)


def _line(row: Kept) -> tuple[str, ...]:
    fields = fields_of(row)
    return (_key(row.engine, row.source), *fields, seal(fields))


def _sound(row: Sequence[object]) -> Kept | None:
    """A row whose hash is its own; None for any other."""
    fields = [value for value in row if isinstance(value, str)]
    if len(fields) != 6 or seal(fields[:5]) != fields[5]:
        return None
    try:
        return from_fields(fields[:5])
    except ValueError:
        return None
