"""HTML becomes typed blocks: trafilatura finds the main text, and a caption pass what it drops."""

from __future__ import annotations

import re
from typing import Any

from ..errors import PageError
from ..records import Block, Kind
from ..roles import Blocks
from ..text import clean, fold
from .sites import DROPPED, Site, site_of

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.I)
_GENERATOR = re.compile(rb"<meta\s+name=[\"']generator[\"']\s+content=\"([^\"]+)\"", re.I)
_TAGS: dict[str, Kind] = {"head": "heading", "quote": "quote", "item": "list", "p": "paragraph"}


def notice(data: bytes) -> str | None:
    """What a page says of its own making, where it says that it is a stand-in."""
    found = _GENERATOR.search(data[:20000])
    text = found[1].decode("utf-8", "replace") if found else ""
    return text if "stand-in" in text else None


def extract(data: bytes, url: str, charset: str | None = None) -> Blocks:
    """Title, lead, headings, paragraphs, lists, quotes, captions and byline in reading order.

    Raises PageError for an unreadable charset and for a page that the parser cut short.
    """
    tree = _tree(_text(data, url, charset), url)
    site = site_of(url)
    title = _title(tree)
    lead = _first(tree, site.lead)
    byline = _first(tree, site.byline)
    _prune(tree, site)
    captions = _captions(tree, site)
    main = [b for b in _main(tree, url) if fold(b.text) not in _said(title, lead, byline)]
    lead_block = [Block("lead", lead)] if lead else []
    body = _in_order(tree, [*main, *[Block("caption", c) for c in captions]])
    head = [Block("title", title)] if title else []
    tail = [Block("byline", byline)] if byline else []
    return Blocks(title, (*head, *lead_block, *body, *tail))


def _said(*texts: str | None) -> set[str]:
    return {fold(text) for text in texts if text}


def _text(data: bytes, url: str, charset: str | None) -> str:
    declared = _CHARSET.search(data[:4096])
    meta = declared[1].decode("ascii") if declared else None
    name = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else charset or meta or "utf-8"
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        raise PageError(url, f"is not the {name} it claims to be") from None


def _tree(text: str, url: str) -> Any:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        tree = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise PageError(url, "holds no page") from None
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise PageError(url, "cannot be read to its end")
    return tree


def _title(tree: Any) -> str | None:
    found = tree.xpath("//h1") or tree.xpath("//title")
    named = tree.xpath("//meta[@property='og:title']/@content")
    return clean(found[0].text_content() if found else named[0] if named else "") or None


def _first(tree: Any, selectors: tuple[str, ...]) -> str | None:
    for selector in selectors:
        for node in tree.xpath(selector):
            text = clean(node.text_content())
            if text:
                return text
    return None


def _prune(tree: Any, site: Site) -> None:
    for selector in (*DROPPED, *site.prune):
        for node in tree.xpath(selector):
            parent = node.getparent()
            if parent is None:
                continue
            if node.tail:
                before = node.getprevious()
                if before is not None:
                    before.tail = (before.tail or "") + node.tail
                else:
                    parent.text = (parent.text or "") + node.tail
            parent.remove(node)


def _captions(tree: Any, site: Site) -> list[str]:
    """Captions in page order; each is taken out of the tree, a marked paragraph stays in place."""
    found = []
    for selector in site.captions:
        for node in tree.xpath(selector):
            text = clean(node.text_content())
            if text and text not in found:
                found.append(text)
    return found


def _main(tree: Any, url: str) -> list[Block]:
    """The main text as trafilatura sees it."""
    import logging

    import trafilatura
    from lxml import etree, html

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    source = html.tostring(tree, encoding="unicode")
    made = trafilatura.extract(
        source,
        url=url if url.startswith("http") else None,
        output_format="xml",
        include_comments=False,
        include_tables=False,
        favor_recall=True,
        deduplicate=False,
    )
    if not made:
        return []
    root: Any = etree.fromstring(made.encode())
    nodes = root.find("main") if root.find("main") is not None else root
    return [
        Block(_TAGS[node.tag], text)
        for node in nodes.iter("head", "quote", "item", "p")
        if (text := clean(" ".join(node.itertext())))
    ]


def _solid(text: str) -> str:
    """Folded, without white space, which markup adds and drops at will."""
    return "".join(fold(text).split())


def _in_order(tree: Any, blocks: list[Block]) -> list[Block]:
    """Blocks by where their text stands in the page; each once, a caption before a paragraph."""
    whole = _solid("".join(tree.itertext()))
    placed: dict[str, tuple[int, Block]] = {}
    reached = 0
    for block in blocks:
        key = _solid(block.text)
        found = whole.find(key, 0 if block.kind == "caption" else reached)
        if found < 0:
            found = whole.find(key)
        place = found if found >= 0 else reached
        reached = place if block.kind != "caption" else reached
        if key not in placed or block.kind == "caption":
            placed[key] = (place, block)
    return [block for _, block in sorted(placed.values(), key=lambda pair: pair[0])]
