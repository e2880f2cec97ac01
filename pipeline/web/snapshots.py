"""Pages as they were fetched, kept by what they hold and checked on every reading.

<folder>/<first two digits>/<sha256>      the bytes of a page, unpacked
<folder>/urls/<sha256 of the address>     a line a visit, the newest last: its own sha256, then JSON
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import InputError
from ..files import cache_folder, read_bytes, write
from ..roles import News, Tell, silent
from .fetch import Page
from .refusals import NoSnapshot


class Snapshot(NamedTuple):
    """A page and when it was fetched (UTC, ISO 8601)."""

    page: Page
    fetched: str


class Snapshots:
    """A folder of pages; `tell` hears of entries that are no longer what they were."""

    def __init__(self, folder: Path | None = None, tell: Tell = silent) -> None:
        self._folder = folder or cache_folder() / "pages"
        self._tell = tell

    def dated(self, page: Page) -> Snapshot:
        """A page as of now, not put down."""
        return Snapshot(page, datetime.now(UTC).isoformat(timespec="seconds"))

    def keep(self, page: Page) -> Snapshot:
        """Put a page down. Raises OutputError."""
        kept = self.dated(page)
        place = self._bytes_of(page.sha256)
        if self._sound(page.sha256) is None:
            write(place, page.data)
        record = {name: getattr(page, name) for name in Page._fields if name != "data"}
        text = json.dumps(record | {"fetched": kept.fetched}, sort_keys=True).encode()
        line = hashlib.sha256(text).hexdigest().encode() + b" " + text + b"\n"
        diary = self._diary(page.url)
        known = diary.read_bytes() if diary.is_file() else b""
        if known and not known.endswith(b"\n"):
            known += b"\n"
        write(diary, known + line)
        return kept

    def latest(self, url: str) -> Snapshot | None:
        """The newest snapshot of an address that is still sound."""
        return next((kept for kept in self._backwards(url)), None)

    def need(self, url: str) -> Snapshot:
        """Raises NoSnapshot."""
        found = self.latest(url)
        if found is None:
            raise NoSnapshot(url, "no sound snapshot of it is kept")
        return found

    def _backwards(self, url: str) -> Iterator[Snapshot]:
        diary = self._diary(url)
        if not diary.is_file():
            return
        for line in reversed(diary.read_bytes().rstrip(b"\n").split(b"\n")):
            record = _record(line)
            data = self._sound(record["sha256"]) if record else None
            if record and data is not None:
                yield _snapshot(record, data)
            else:
                self._tell(News(f"warning: a damaged snapshot of {url} is left aside"))

    def _sound(self, sha256: str) -> bytes | None:
        place = self._bytes_of(sha256)
        if not place.is_file():
            return None
        try:
            data = read_bytes(place)
        except InputError:
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def _bytes_of(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def _diary(self, url: str) -> Path:
        return self._folder / "urls" / hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()


def _record(line: bytes) -> dict[str, Any] | None:
    """A visit as it was written down, or None for a line that has changed since."""
    seal, _, text = line.partition(b" ")
    if hashlib.sha256(text).hexdigest().encode() != seal:
        return None
    record: dict[str, Any] = json.loads(text)
    return record


def _snapshot(record: dict[str, Any], data: bytes) -> Snapshot:
    headers = tuple((name, value) for name, value in record["headers"])
    fields = {name: record[name] for name in Page._fields if name not in ("data", "headers")}
    return Snapshot(Page(**fields, data=data, headers=headers), record["fetched"])
