"""A URL becomes bytes we may trust, and a page becomes titled, typed blocks."""

from __future__ import annotations

from pathlib import Path

from ..errors import EmptyArticle
from ..files import read_bytes
from ..roles import Blocks
from .extract import extract, notice
from .fetch import fetch

__all__ = ["fetch_page", "notice", "read_page"]


def read_page(path: Path, url: str | None = None) -> Blocks:
    """The blocks of a stored page. Raises MissingFile, PageError, EmptyArticle."""
    found = extract(read_bytes(path), url or path.name)
    if not found.blocks:
        raise EmptyArticle(path)
    return found


def fetch_page(url: str) -> Blocks:
    """The blocks of a page on the web. Raises PageError."""
    page = fetch(url)
    found = extract(page.data, page.final_url, page.charset)
    if not found.blocks:
        raise EmptyArticle(url)
    return found
