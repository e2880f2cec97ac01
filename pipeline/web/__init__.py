"""A URL becomes bytes we may trust, and a page becomes titled, typed blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ..errors import EmptyArticle, NotText
from ..files import read_bytes
from ..roles import Blocks
from .about import About
from .changes import changes
from .child import extract_all_safely, extract_safely
from .extract import Extract, extract, notice
from .fetch import Page, fetch
from .pair import check
from .refusals import NoArticle, NotTheSource, Refusal, WrongCharset
from .snapshots import Snapshot, Snapshots
from .visits import Visits

__all__ = [
    "About",
    "Fetched",
    "NotTheSource",
    "Page",
    "Refusal",
    "Snapshot",
    "Snapshots",
    "Visits",
    "Web",
    "changes",
    "check",
    "extract",
    "extract_safely",
    "fetch",
    "kept_page",
    "notice",
    "read_page",
    "stored_page",
]


def read_page(path: Path, url: str | None = None, language: str | None = None) -> Blocks:
    """The blocks of a stored page. Raises MissingFile, NotText, EmptyArticle, PageError."""
    return stored_page(read_bytes(path), str(path), url, None, language)


def stored_page(
    data: bytes,
    name: str,
    url: str | None = None,
    charset: str | None = None,
    language: str | None = None,
) -> Blocks:
    """The same for its bytes; `charset` is what somebody declares. All but MissingFile."""
    try:
        found = extract_safely(data, url or name.rsplit("/", 1)[-1], charset, language)
    except WrongCharset as error:
        raise NotText(name, error.why) from None
    except NoArticle:
        raise EmptyArticle(name) from None
    except Refusal as error:
        raise type(error)(name, error.why) from None
    if not _has_text(found):
        raise EmptyArticle(name)
    return found


class Fetched(NamedTuple):
    """A page of the web as blocks, the snapshot it came from, and how it differs from the last.

    `changed` holds the lines of a diff of blocks; empty where there is nothing to compare with.
    """

    blocks: Blocks
    about: About
    snapshot: Snapshot
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Web:
    """The way to pages: by a polite visit, each kept as a snapshot, or `offline` by those alone."""

    snapshots: Snapshots = field(default_factory=Snapshots)
    visits: Visits = field(default_factory=Visits)
    offline: bool = False

    def page(self, url: str, language: str | None = None, *, keep: bool = True) -> Fetched:
        """The page of an address now, or its latest snapshot when offline. Raises a Refusal."""
        before = self.snapshots.latest(url)
        if self.offline:
            return kept_page(before or self.snapshots.need(url), language)
        page = self.visits.page(url)
        text, about = _read(page, language)
        changed = _since(before, page, text, language)
        kept = self.snapshots.keep(page) if keep else self.snapshots.dated(page)
        return Fetched(text, about, kept, changed)


def kept_page(kept: Snapshot, language: str | None = None) -> Fetched:
    """A snapshot as blocks. Raises a Refusal."""
    text, about = _read(kept.page, language)
    return Fetched(text, about, kept)


def _since(
    before: Snapshot | None, page: Page, found: Blocks, language: str | None
) -> tuple[str, ...]:
    if before is None or before.page.sha256 == page.sha256:
        return ()
    try:
        return tuple(changes(_read(before.page, language).text, found))
    except Refusal:  # it could not be read then, so there is nothing to compare with
        return ()


def _read(page: Page, language: str | None) -> Extract:
    found = extract_all_safely(page.data, page.final_url, page.charset, language)
    if not _has_text(found.text):
        raise NoArticle(page.url, "holds no article")
    return found


def _has_text(found: Blocks) -> bool:
    return any(block.kind in ("paragraph", "list", "quote") for block in found.blocks)
