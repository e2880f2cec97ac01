"""One article of a batch: where its text and its pages are, and the hash of all that goes in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any

from ..files import digest


@dataclass(frozen=True, slots=True)
class Article:
    """Either `text` or `path` is there; paths are relative to the folder of the manifest.

    `sums` holds the sha256 of every file named, so that a file that changes later is noticed.
    """

    id: str
    language: str
    targets: tuple[str, ...]
    text: str | None = None
    path: str | None = None
    title: str | None = None
    source: str | None = None
    pages: Mapping[str, str] = field(default_factory=dict)
    gold: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    sums: Mapping[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file that the article needs, its own text first."""
        own = (self.path,) if self.path else ()
        return (*own, *self.pages.values(), *self.gold.values())

    @property
    def digest(self) -> str:
        """What goes in, by content: a folder that moves changes nothing, a byte that does, does."""
        record = asdict(self)
        del record["sums"]
        record["path"] = self._content(self.path) if self.path else None
        for kind in ("pages", "gold"):
            record[kind] = {code: self._content(path) for code, path in record[kind].items()}
        return digest([json.dumps(record, sort_keys=True, ensure_ascii=False).encode()])

    def _content(self, path: str) -> str:
        return f"{PurePosixPath(path).name}@{self.sums[path]}"


def to_line(article: Article) -> str:
    """One line of JSON, the same for the same article."""
    return json.dumps(asdict(article), ensure_ascii=False, sort_keys=True)


def from_line(line: str) -> Article:
    """The article that `to_line` wrote."""
    raw: dict[str, Any] = json.loads(line)
    lists = {key: tuple(raw[key]) for key in ("targets", "notes")}
    return Article(**{**raw, **lists})
