"""Where the lead, the byline and the captions of a page stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..text import clean, fold
from .furniture import names
from .sites import BY, BYLINES, CAPTIONS, CREDITS, Site, has
from .tree import solid, words

_LONGEST = 1000  # characters of a caption
_SHORT = 60  # characters of a byline
_HEADING = 100  # characters
# A table of few cells with a picture in it: what is written there is the picture's caption.
_PICTURE_TABLE = (
    "//table[.//img][count(.//td[normalize-space()]) <= 2]//td[normalize-space() and not(.//img)]"
)
_BELOW_PICTURE = (
    "//p[preceding-sibling::*[1][descendant-or-self::img][not(normalize-space())]]"
    " | //div[not(*[self::p or self::div])]"
    "[preceding-sibling::*[1][descendant-or-self::img][not(normalize-space())]] | //p[.//img]"
)
_CREDITED = 400  # characters of a caption that nothing but its place makes one
_RIGHT = (
    "//*[self::p or self::div or self::td][@align='right' or @align='RIGHT' or"
    " contains(translate(@style, ' ', ''), 'text-align:right')]"
)


def named(tree: Any, own: tuple[str, ...], general: tuple[str, ...]) -> Any:
    """The first element whose class is one of a site's own names, else says a general one."""
    for selector in has(own):
        for node in tree.xpath(selector):
            if _fits(node):
                return node
    nodes = [(node, names(node)) for node in tree.xpath("//body//*[@class or @id]")]
    for name in general:
        for node, said in nodes:
            if name in said and _fits(node):
                return node
    return None


def _fits(node: Any) -> bool:
    text = words(node)
    return bool(text) and node.tag != "body" and len(text) <= 2 * _LONGEST and not _headed(node)


def _headed(node: Any) -> bool:
    return next(node.iter("h1"), None) is not None


def byline(tree: Any, site: Site, said: str | None) -> Any:
    """The smallest element that names the author; what the head of the page says counts first."""
    lines = [(n, _line(n)) for n in tree.iter("p", "span", "div", "a", "strong", "b")]
    for text in (said, *(said or "").split(", ")):
        for node, line in reversed(lines):
            if text and line and solid(line) == solid(text):
                return node
    node = named(tree, site.byline, BYLINES)
    if node is not None and len(words(node)) <= _SHORT:
        return _bare(node)
    for node, line in lines:
        if len(line) <= _SHORT and fold(line).startswith(BY):
            return _bare(node)
    aligned = [node for node in tree.xpath(_RIGHT) if _is_name(words(node))]
    return aligned[-1] if aligned else None


def _line(node: Any) -> str:
    """The words of an element that may be one line; empty for a box of many."""
    return words(node) if len(node.text_content()) <= 4 * _CREDITED else ""


def _bare(node: Any) -> Any:
    """The name alone, where something stands before it: "Author: Anna"."""
    inside = [one for one in node.iterdescendants() if names(one).intersection(BYLINES)]
    if fold(words(node)).startswith(BY):
        inside += node.iterdescendants("a", "b", "strong", "span")
    for one in inside:
        if words(one) and not fold(words(one)).startswith(BY):
            return one
    text = words(node)
    start = next((one for one in BY if fold(text).startswith(one)), None)
    if start and not len(node) and node.text:
        node.text = clean(text[len(start) :])
    return node


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _SHORT and not text.endswith((".", "!", "?", ":"))


def captions(tree: Any, site: Site) -> Iterator[Any]:
    """Figure captions, cells beside a picture, and whatever is called a caption."""
    for selector in ("//figcaption", *has(site.captions)):
        yield from (node for node in tree.xpath(selector) if _is_caption(node))
    for node in tree.xpath(_PICTURE_TABLE):
        if 0 < len(_line(node)) <= _CREDITED and _is_caption(node):
            yield node
    for node in tree.xpath("//body//*[@class]"):
        if names(node).intersection(CAPTIONS) and _is_caption(node):
            yield node
    for node in tree.xpath(_BELOW_PICTURE):
        if _is_credited(node) and _is_caption(node):
            yield node


def _is_credited(node: Any) -> bool:
    """A line right below a picture that names its maker, or stands in italics or in the middle."""
    text = words(node)
    slanted = "".join(solid(one.text_content()) for one in node if one.tag in ("i", "em"))
    centred = "center" in (node.get("style", "") + node.get("align", "")).lower()
    credited = any(one in fold(text) for one in CREDITS)
    return len(text) <= _CREDITED and (credited or centred or slanted == solid(text) != "")


def _is_caption(node: Any) -> bool:
    """A class may say caption of a box that holds far more than one."""
    more = len(list(node.iter("p"))) > 2 or next(node.iter("h1", "h2", "h3"), None) is not None
    return not more and 0 < len(words(node)) <= _LONGEST


def headings(tree: Any) -> None:
    """A short paragraph in bold, no sentence, above another paragraph, is a heading."""
    for node in tree.xpath("//p[b or strong]"):
        text = words(node)
        bold = "".join(solid(one.text_content()) for one in node if one.tag in ("b", "strong"))
        below = node.getnext()
        above = any(one.tag in ("p", "h2", "h3") for one in node.itersiblings(preceding=True))
        if (
            bold == solid(text)
            and 0 < len(text) <= _HEADING
            and len(text.split()) > 2
            and not text.rstrip('"”’»').endswith((".", "!", "?", ":", ",", ";", "…", ")"))
            and above
            and below is not None
            and below.tag in ("p", "ul", "ol", "div", "figure", "table", "blockquote")
        ):
            node.tag = "h3"
