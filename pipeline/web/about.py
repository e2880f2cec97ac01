"""What a page says of itself: Open Graph, JSON-LD and the head, one answer for each question."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin

from ..roles import Blocks
from ..text import clean, fold, printable

_TYPES = re.compile(r"\w*Article|\w*BlogPosting")
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^>]*>")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=$|[-_])", re.I)


class About(NamedTuple):
    """None for what a page does not say. `date` is as written there, mostly ISO 8601.

    `alts` are the texts that stand in for images: not part of the article's text. `coverage` is
    the share of the words of JSON-LD's articleBody that are in the blocks, 0 to 1.
    """

    title: str | None = None
    lead: str | None = None
    byline: str | None = None
    date: str | None = None
    language: str | None = None
    site: str | None = None
    canonical: str | None = None
    amp: str | None = None
    alts: tuple[str, ...] = ()
    coverage: float | None = None


def about(tree: Any, url: str) -> tuple[About, str | None]:
    """What the tree of a whole page says, scripts included, and its articleBody."""
    said = _linked(tree)
    found = About(
        title=meta(tree, "og:title", "twitter:title") or _text(said.get("headline")),
        lead=meta(tree, "og:description", "description") or _text(said.get("description")),
        byline=_people(said.get("author")) or _author(tree),
        date=_text(said.get("datePublished")) or _date(tree),
        language=_language(tree, said),
        site=meta(tree, "og:site_name") or _people(said.get("publisher")),
        canonical=_link(tree, "canonical", url) or _http(meta(tree, "og:url")),
        amp=_link(tree, "amphtml", url),
        alts=_alts(tree),
    )
    return found, _text(said.get("articleBody"))


def coverage(body: str | None, found: Blocks) -> float | None:
    """The share of a body's words that the blocks hold; None where there is no body to ask."""
    ours = Counter(_WORD.findall(fold(clean(_TAG.sub(" ", body or "")))))
    if not ours:
        return None
    theirs = Counter(w for b in found.blocks for w in _WORD.findall(fold(b.text)))
    return round((ours & theirs).total() / ours.total(), 4)


def meta(tree: Any, *names: str) -> str | None:
    """The first of the names that a meta element answers."""
    for name in names:
        for text in tree.xpath("//meta[@property=$n or @name=$n or @itemprop=$n]/@content", n=name):
            if clean(text):
                return clean(printable(text))
    return None


def _linked(tree: Any) -> dict[str, Any]:
    """The article among a page's JSON-LD, the fullest where there are several."""
    known = [
        node
        for script in tree.xpath("//script[@type='application/ld+json']")
        for node in _nodes(_loaded(script.text or ""))
        if _is_article(node.get("@type"))
    ]
    return max(known, key=len, default={})


def _loaded(text: str) -> Any:
    """JSON as sites write it: wrapped in comments or CDATA, with line breaks inside strings."""
    bare = re.sub(
        r"^\s*(<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(-->|//\s*\]\]>|\]\]>)\s*;?\s*$", "", text
    )
    try:
        return json.loads(bare.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value[:100]:
            yield from _nodes(one, depth)
    elif isinstance(value, dict) and depth < 4:
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(value.get(key), depth + 1)


def _is_article(kind: Any) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(one, str) and _TYPES.fullmatch(one) for one in kinds)


def _text(value: Any) -> str | None:
    return clean(printable(value)) or None if isinstance(value, str) else None


def _people(value: Any) -> str | None:
    """The names of an author field, which may be a text, a person or a list of either."""
    several = value if isinstance(value, list) else [value]
    names = [_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in several]
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _author(tree: Any) -> str | None:
    named = meta(tree, "author", "article:author")
    return None if named and named.startswith(("http:", "https:")) else named


def _date(tree: Any) -> str | None:
    said = meta(tree, "article:published_time", "datePublished", "pubdate", "date", "DC.date")
    times = tree.xpath("//time/@datetime")
    return said or (_text(times[0]) if times else None)


def _language(tree: Any, said: dict[str, Any]) -> str | None:
    answers = (
        *tree.xpath("/html/@lang"),
        *tree.xpath("/html/@*[local-name()='lang' or name()='xml:lang']"),
        _text(said.get("inLanguage")),
        meta(tree, "og:locale"),
        *tree.xpath("//meta[translate(@http-equiv,'CL','cl')='content-language']/@content"),
    )
    codes = (_LANGUAGE.match(clean(one)) for one in answers if one)
    return next((code[0].lower() for code in codes if code), None)


def _link(tree: Any, relation: str, url: str) -> str | None:
    for there in tree.xpath("//link[@rel=$r]/@href", r=relation):
        try:
            return _http(urljoin(url, there.strip()))
        except ValueError:
            continue
    return None


def _http(url: str | None) -> str | None:
    return printable(url) if url and url.startswith(("http://", "https://")) else None


def _alts(tree: Any) -> tuple[str, ...]:
    found = (_text(one) for one in tree.xpath("//article//img/@alt | //figure//img/@alt"))
    return tuple(dict.fromkeys(one for one in found if one))
