"""HTML becomes typed blocks: trafilatura finds the main text, and we what it drops or misplaces."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..records import Block, Kind
from ..roles import Blocks
from ..text import clean, printable
from .about import About, about, coverage, meta
from .charset import decode
from .furniture import keep, prune
from .labels import take_lines
from .order import in_order
from .places import byline, captions, headings, named
from .sites import LEADS, Site, site_of
from .tree import PART, Layout, parse, solid, words

_COMMENT = re.compile(r"<!--.*?-->", re.S)
_META = re.compile(r"<meta\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.I)
_GENERATOR = re.compile(r"\bname\s*=\s*[\"']?generator\b", re.I)
_CONTENT = re.compile(r"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
_TAGS: dict[str, Kind] = {
    **{"head": "heading", "quote": "quote", "item": "list", "p": "paragraph"},
    **{"cell": "paragraph", "row": "paragraph", "table": "paragraph", "list": "list"},
    **{"code": "paragraph", "main": "paragraph", "div": "paragraph"},
}
_INSIDE: tuple[Kind, ...] = ("quote", "list")  # a paragraph inside one of these is one of these


def notice(data: bytes) -> str | None:
    """What a page says of its own making, where it says that it is a stand-in."""
    for tag in _META.findall(_COMMENT.sub("", data[:20000].decode("utf-8", "replace"))):
        found = _CONTENT.search(tag)
        if found and _GENERATOR.search(tag):
            text = clean(entities.unescape(found[1] or found[2] or ""))
            return text if "stand-in" in text else None
    return None


class Extract(NamedTuple):
    """The text of a page, and what it says of itself."""

    text: Blocks
    about: About


def extract(
    data: bytes, url: str, charset: str | None = None, language: str | None = None
) -> Blocks:
    """Title, lead, headings, paragraphs, lists, quotes, captions and byline in reading order.

    `charset` is what HTTP declared; `language` narrows the charsets that are guessed at and the
    phrases that mark "read more" lines. Raises WrongCharset, Truncated, NoArticle, all of them
    PageErrors.
    """
    return extract_all(data, url, charset, language).text


def extract_all(
    data: bytes, url: str, charset: str | None = None, language: str | None = None
) -> Extract:
    """The blocks and what the page says of itself; raises what `extract` raises."""
    tree = parse(decode(data, url, charset, language), url)
    said, body = about(tree, url)
    found = _blocks(tree, url, language, said)
    return Extract(found, said._replace(coverage=coverage(body, found)))


def _blocks(tree: Any, url: str, language: str | None, said: About) -> Blocks:
    site, title = site_of(url), _title(tree)
    most = prune(tree, site)
    take_lines(tree, most, language)
    headings(tree)
    apart = _apart(tree, site, title, said)
    layout = Layout(tree)
    placed = [(layout.spans[node], Block(kind, words(node))) for node, kind in apart]
    for node, _ in apart:
        _take_out(node)
    keep(tree, site)
    main = list(_main(tree, url))
    body = in_order(tree, layout, placed, main)
    head = [Block("title", title)] if title else []
    return Blocks(title, (*head, *body))


def _take_out(node: Any) -> None:
    """Empty an element where it stands, so that nobody finds it again."""
    tail, node.tail = node.tail, None
    parent = node.getparent()
    if parent is None or node.tag == "body":
        return
    node.tail = f" {tail or ''}"  # what stood apart stays apart
    node.drop_tree()


def _title(tree: Any) -> str | None:
    """The h1 that Open Graph names too, else the first with text, else what the head says.

    Open Graph may add the site's name, which may be an h1 of its own: the longer one at the front.
    """
    headings = [text for node in tree.iter("h1") if (text := words(node))]
    named = meta(tree, "og:title", "twitter:title")
    whole = solid(named or "")
    known = [text for text in headings if solid(text) in whole]
    if known:
        return max(known, key=lambda text: (whole.startswith(solid(text)), len(text)))
    found = next((clean(node.text_content()) for node in tree.iter("title")), "")
    return (headings[0] if headings else None) or named or found or None


def _apart(tree: Any, site: Site, title: str | None, said: About) -> list[tuple[Any, Kind]]:
    """The elements that are not left to trafilatura, none inside another."""
    found: list[tuple[Any, Kind]] = []
    found += [(node, "title") for node in tree.iter("h1") if title and words(node) == title]
    lead = named(tree, site.lead, LEADS)
    lead = _same(tree, said.lead) if lead is None else lead
    found += [(lead, "lead")] if lead is not None else []
    author = byline(tree, site, said.byline)
    found += [(author, "byline")] if author is not None else []
    found += [(node, "caption") for node in captions(tree, site)]
    return _outermost(found)


def _same(tree: Any, text: str | None) -> Any:
    """The one paragraph that says what the head of the page says."""
    if not text:
        return None
    return next(
        (n for n in tree.iter("p", "h2", "div") if solid(n.text_content()) == solid(text)), None
    )


def _outermost(found: list[tuple[Any, Kind]]) -> list[tuple[Any, Kind]]:
    kinds: dict[Any, Kind] = {}
    for node, kind in found:
        kinds.setdefault(node, kind)
    return [
        (node, kind)
        for node, kind in kinds.items()
        if not any(above in kinds for above in node.iterancestors())
    ]


def _main(tree: Any, url: str) -> Iterator[Block]:
    """The main text as trafilatura sees it; given a string, it fetches nothing."""
    import logging

    import trafilatura
    from lxml import etree, html

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    for node in tree.xpath("//q"):
        node.drop_tag()  # trafilatura would make a block of it
    made = trafilatura.extract(
        html.tostring(tree, encoding="unicode"),
        url=url if url.startswith("http") else None,
        output_format="xml",
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        deduplicate=False,
    )
    root: Any = etree.fromstring(made.encode()) if made else None
    main = root.find("main") if root is not None else None
    return _leaves(main, "paragraph") if main is not None else iter(())


def _leaves(node: Any, kind: Kind) -> Iterator[Block]:
    """Each run of text once, however deep: a quote's paragraphs are quotes, not both."""
    text = node.text or ""
    for child in node:
        if child.tag in _TAGS:
            yield from _block(text, kind)
            yield from _leaves(child, kind if kind in _INSIDE else _TAGS[child.tag])
            text = child.tail or ""
        else:
            inner = " " if child.tag == "lb" else "".join(child.itertext())
            text += inner + (child.tail or "")
    yield from _block(text, kind)


def _block(text: str, kind: Kind) -> Iterator[Block]:
    for part in text.split(PART):
        said = clean(printable(part))
        if said:
            yield Block(kind, said)
