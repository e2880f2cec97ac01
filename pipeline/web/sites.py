"""What to keep and what to leave out of a page, as data: one row a site, one for all others."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit


def _has(name: str, tag: str = "*") -> str:
    return f"//{tag}[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


class Site(NamedTuple):
    """XPath expressions."""

    lead: tuple[str, ...]
    byline: tuple[str, ...]
    captions: tuple[str, ...]
    prune: tuple[str, ...] = ()


# Furniture of any page.
DROPPED: tuple[str, ...] = (
    "//script | //style | //noscript | //template | //nav | //footer | //form | //iframe | //aside",
    *(
        f"//*[contains(concat(' ', translate(@class, '_', '-'), ' '), '{part}')]"
        for part in (
            "related",
            "breadcrumb",
            "share",
            "social",
            "comment",
            "advert",
            " ads",
            "banner",
            "newsletter",
            "read-more",
            "most-read",
            " tags",
            "tag-list",
        )
    ),
)

_ANY = Site(
    lead=(_has("sapo"), _has("lead"), _has("article-lead"), _has("content-detail-sapo")),
    byline=(_has("author"), _has("byline"), _has("article-author"), "//*[@rel='author']"),
    captions=(
        "//figcaption",
        _has("caption", "td"),
        _has("image-caption"),
        _has("wp-caption-text"),
        _has("photo-caption"),
    ),
)

SITES: dict[str, Site] = {
    "vietnamnet.vn": _ANY._replace(
        lead=(_has("content-detail-sapo"), *_ANY.lead),
        byline=(_has("article-detail-author"), *_ANY.byline),
        captions=(*_ANY.captions, _has("image-desc")),
        prune=(_has("insert-wiki-content"), _has("vnn-template-noneditable")),
    ),
}


def site_of(url: str) -> Site:
    """The row of a page's site, or the row for all others."""
    host = urlsplit(url).hostname or ""
    return SITES.get(host.removeprefix("www."), _ANY)
