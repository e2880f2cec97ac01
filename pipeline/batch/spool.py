"""Planned articles wait in a file, not in memory, and near-duplicates come to stand together.

A sketch of an article is the smallest of the hashes of its sentences (bottom-k, after Broder 1997:
"On the resemblance and containment of documents"). Two articles that share enough of their
sketches are near-duplicates, and one shard translates what they have in common once.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from heapq import nsmallest
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from ..errors import OutputError
from .articles import Article, from_line, to_line

SKETCH = 6  # hashes an article
ALIKE = 2  # of them shared: near-duplicates
LEAST = 40  # characters of a sentence that says something
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


_TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
CREATE TABLE article (
    place INTEGER PRIMARY KEY, id TEXT UNIQUE, first TEXT, line TEXT, words INTEGER, near INTEGER
);
CREATE TABLE sketch (hash INTEGER PRIMARY KEY, near INTEGER) WITHOUT ROWID;
"""


class Planned(NamedTuple):
    """An article in its place; `group` is the position of the first of its near-duplicates."""

    article: Article
    group: int
    words: int


class Spool:
    """A SQLite file that lives as long as the planning does."""

    def __init__(self) -> None:
        with _named():
            self._folder = tempfile.TemporaryDirectory(
                prefix="kladka-plan-", ignore_cleanup_errors=True
            )
            self._base = sqlite3.connect(Path(self._folder.name) / "spool.sqlite3")
            self._base.executescript(_TABLES)
        self.articles = self.words = self.near = 0

    def add(self, article: Article, where: str, text: str) -> str | None:
        """Take one more; where its id has been seen before, say so instead."""
        place = self.articles
        with _named():
            words, group = len(text.split()), self._group(article, text, place)
        row = (place, article.id, where, to_line(article), words, group)
        with _named():
            try:
                self._base.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?)", row)
            except sqlite3.IntegrityError:
                query = "SELECT first FROM article WHERE id=?"
                first = self._base.execute(query, (article.id,)).fetchone()[0]
                return f"its id stands in {first} already"
        self.articles += 1
        self.words += words
        self.near += group != place
        return None

    def _group(self, article: Article, text: str, place: int) -> int:
        hashes = sketch(f"{article.language}>{','.join(article.targets)}", text)
        marks = ",".join("?" * len(hashes))
        query = f"SELECT near FROM sketch WHERE hash IN ({marks})"
        votes = Counter(near for (near,) in self._base.execute(query, hashes))
        best, shared = max(votes.items(), key=lambda vote: (vote[1], -vote[0]), default=(place, 0))
        group: int = best if shared >= min(ALIKE, len(hashes)) else place
        rows = [(one, group) for one in hashes]
        self._base.executemany("INSERT OR IGNORE INTO sketch VALUES (?, ?)", rows)
        return group

    def planned(self) -> Iterator[Planned]:
        """Every article once: in the manifest's order, near-duplicates behind their first."""
        query = "SELECT line, near, words FROM article ORDER BY near, place"
        with _named():
            rows = self._base.execute(query)
        for line, near, words in rows:
            yield Planned(from_line(line), near, words)

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._base.close()
        self._folder.cleanup()


@contextmanager
def _named() -> Iterator[None]:
    """A scratch disk that is full or broken is an error of ours."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise OutputError(tempfile.gettempdir(), why, "free it, or set TMPDIR") from None


def sketch(kind: str, text: str) -> list[int]:
    """The SKETCH smallest hashes of the sentences that say something; of the text, failing those.

    `kind` is hashed with them: only articles that ask for the same translation are alike.
    """
    sentences = {" ".join(s.split()) for s in _SENTENCE.split(text)}
    told = [s for s in sentences if len(s) >= LEAST] or [" ".join(text.split())]
    return nsmallest(SKETCH, (_hash(f"{kind}\0{s}") for s in told))


def _hash(text: str) -> int:
    hashed = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(hashed.digest(), "big", signed=True)
