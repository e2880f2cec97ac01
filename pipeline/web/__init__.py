"""A URL becomes bytes we may trust, and a page becomes titled, typed blocks."""

from __future__ import annotations

from pathlib import Path

from ..errors import EmptyArticle, NotText
from ..files import read_bytes
from ..roles import Blocks
from .child import extract_safely
from .extract import extract, notice
from .fetch import Page, fetch
from .refusals import NoArticle, Refusal, WrongCharset

__all__ = [
    "Page",
    "Refusal",
    "extract",
    "extract_safely",
    "fetch",
    "fetch_page",
    "notice",
    "read_page",
    "stored_page",
]


def read_page(path: Path, url: str | None = None) -> Blocks:
    """The blocks of a stored page. Raises MissingFile, NotText, EmptyArticle, PageError."""
    return stored_page(read_bytes(path), str(path), url)


def stored_page(
    data: bytes, name: str, url: str | None = None, charset: str | None = None
) -> Blocks:
    """The same for its bytes; `charset` is what somebody declares. All but MissingFile."""
    try:
        found = extract_safely(data, url or name.rsplit("/", 1)[-1], charset)
    except WrongCharset as error:
        raise NotText(name, error.why) from None
    except NoArticle:
        raise EmptyArticle(name) from None
    except Refusal as error:
        raise type(error)(name, error.why) from None
    if not _has_text(found):
        raise EmptyArticle(name)
    return found


def fetch_page(url: str, *, loopback: bool = False) -> Blocks:
    """The blocks of a page on the web. Raises a Refusal, which is a PageError."""
    page = fetch(url, loopback=loopback)
    found = extract_safely(page.data, page.final_url, page.charset)
    if not _has_text(found):
        raise NoArticle(url, "holds no article")
    return found


def _has_text(found: Blocks) -> bool:
    return any(block.kind in ("paragraph", "list", "quote") for block in found.blocks)
