"""Every sentence already translated, and by whom; the one cache, at the one slow door."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from .errors import KladkaError
from .records import Said
from .roles import Engine, News, Tell, silent
from .text import clean

SCHEMA = 1


class MemoryFault(KladkaError):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"translation memory {path}: {why}; move the file away and run again")


class Memory:
    """A SQLite file of (engine signature, clean text) → Said; each row carries its sha256."""

    def __init__(self, path: Path | None) -> None:
        self._path = path or Path(":memory:")
        try:
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path or ":memory:", timeout=30)
            self._open()
        except (sqlite3.Error, OSError) as error:
            raise MemoryFault(self._path, str(error)) from None

    def _open(self) -> None:
        self._base.execute("PRAGMA journal_mode=DELETE")
        self._base.execute("PRAGMA synchronous=FULL")
        version = self._base.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            raise MemoryFault(self._path, f"is of a newer kladka (schema {version})")
        self._base.execute(
            "CREATE TABLE IF NOT EXISTS said (key TEXT PRIMARY KEY, engine TEXT NOT NULL,"
            " source TEXT NOT NULL, said TEXT NOT NULL, sha256 TEXT NOT NULL)"
        )
        self._base.execute(f"PRAGMA user_version={SCHEMA}")
        self._base.commit()

    def recall(self, engine: str, texts: Sequence[str]) -> dict[str, Said]:
        """What is known of these texts; a damaged row is not known."""
        found: dict[str, Said] = {}
        try:
            for text in dict.fromkeys(texts):
                row = self._base.execute(
                    "SELECT engine, source, said, sha256 FROM said WHERE key=?",
                    (_key(engine, text),),
                ).fetchone()
                if row and row[:2] == (engine, text) and _seal(*row[:3]) == row[3]:
                    found[text] = _said(row[2])
        except sqlite3.Error as error:
            raise MemoryFault(self._path, str(error)) from None
        return found

    def keep(self, engine: str, said: dict[str, Said]) -> None:
        """All of it or none."""
        lines = {text: _line(one) for text, one in said.items()}
        try:
            with self._base:
                self._base.executemany(
                    "INSERT OR REPLACE INTO said VALUES (?, ?, ?, ?, ?)",
                    [
                        (_key(engine, text), engine, text, line, _seal(engine, text, line))
                        for text, line in lines.items()
                    ],
                )
        except sqlite3.Error as error:
            raise MemoryFault(self._path, str(error)) from None

    def forget(self) -> None:
        """Everything, so that what comes next depends on nothing that came before."""
        try:
            with self._base:
                self._base.execute("DELETE FROM said")
        except sqlite3.Error as error:
            raise MemoryFault(self._path, str(error)) from None


class Remembering:
    """An engine that asks the memory first and tells it what was new."""

    def __init__(self, engine: Engine, memory: Memory, tell: Tell = silent) -> None:
        self._engine, self._memory, self._tell = engine, memory, tell

    @property
    def signature(self) -> str:
        return self._engine.signature

    def translate(self, texts: Sequence[str]) -> list[Said]:
        asked = [clean(text) for text in texts]
        known = self._memory.recall(self.signature, asked)
        new = [text for text in dict.fromkeys(asked) if text not in known]
        for start in range(0, len(new), 64):
            some = new[start : start + 64]
            fresh = dict(zip(some, self._engine.translate(some), strict=True))
            self._memory.keep(self.signature, fresh)
            self._tell(News("decoded", len(some)))
            known |= fresh
        return [known[text] for text in asked]


def _key(engine: str, text: str) -> str:
    return hashlib.sha256(f"{engine}\0{text}".encode()).hexdigest()


def _seal(engine: str, text: str, line: str) -> str:
    return hashlib.sha256("\0".join((engine, text, line)).encode()).hexdigest()


def _line(said: Said) -> str:
    return json.dumps([said.text, said.hops, said.score, said.flags], ensure_ascii=False)


def _said(line: str) -> Said:
    text, hops, score, flags = json.loads(line)
    return Said(text, tuple(hops), score, tuple(flags))
