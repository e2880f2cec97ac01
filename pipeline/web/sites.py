"""What to keep and what to leave out of a page, as data: one row a site, one for all others."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit


def _has(name: str, tag: str = "*") -> str:
    """Elements with this class."""
    return f"//{tag}[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


def _says(words: str) -> str:
    """Elements whose class or id, taken apart at - and _, holds these words side by side."""
    apart = "concat(' ', normalize-space(translate(concat(@class, ' ', @id), '-_', '  ')), ' ')"
    return f"//*[(@class or @id) and contains({apart}, ' {words} ')]"


class Site(NamedTuple):
    """XPath expressions; `lead` and `byline` give the first that has text, `captions` all."""

    lead: tuple[str, ...]
    byline: tuple[str, ...]
    captions: tuple[str, ...]
    prune: tuple[str, ...] = ()


# Furniture of any page.
DROPPED: tuple[str, ...] = (
    "//script | //style | //noscript | //template | //nav | //footer | //form | //iframe | //aside",
    "//button | //select | //textarea | //svg | //*[@hidden]",
    *map(_says, ("related", "breadcrumb", "breadcrumbs", "share", "sharing", "sharebar", "social")),
    *map(_says, ("comment", "comments", "advert", "advertisement", "ads", "banner", "newsletter")),
    *map(
        _says, ("subscribe", "read more", "readmore", "see also", "most read", "tags", "tag list")
    ),
)

# How a paragraph begins that only leads elsewhere, folded, by language.
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "vi": ("xem them", "doc them", "tin lien quan", "bai lien quan", "moi ban doc", ">>"),
    "pl": (
        "czytaj takze",
        "czytaj wiecej",
        "czytaj tez",
        "zobacz takze",
        "zobacz tez",
        "przeczytaj",
    ),
    "en": ("read more", "read also", "see also", "related"),
}

_ANY = Site(
    lead=(_has("sapo"), _has("detail-sapo"), _has("article-lead"), _has("lead"), _has("lede")),
    byline=(
        *(_has("author"), _has("byline"), _has("article-author"), _has("author-name")),
        "//*[@rel='author']",
    ),
    captions=(
        "//figcaption",
        *map(_has, ("caption", "image-caption", "img-caption", "photo-caption", "figure-caption")),
        *map(
            _has, ("caption-text", "wp-caption-text", "PhotoCMS_Caption", "pCaption", "image-desc")
        ),
    ),
)

SITES: dict[str, Site] = {
    "vietnamnet.vn": _ANY._replace(
        lead=(_has("content-detail-sapo"), *_ANY.lead),
        byline=(_has("article-detail-author"), *_ANY.byline),
        prune=(_has("insert-wiki-content"), _has("vnn-template-noneditable")),
    ),
}


def site_of(url: str) -> Site:
    """The row of a page's site, or the row for all others."""
    host = urlsplit(url).hostname or ""
    return SITES.get(host.removeprefix("www."), _ANY)
