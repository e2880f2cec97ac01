"""The text of a page becomes a tree that is whole, and measured."""

from __future__ import annotations

from typing import Any

from ..text import clean, compose, fold, printable
from .refusals import NoArticle, Truncated

_END = "kladka-end-of-page"
PART = "\u241e"  # set where two line breaks part paragraphs; printable, or trafilatura drops it
PARAGRAPHS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote")


def solid(text: str) -> str:
    """Folded, without white space, which markup adds and drops at will."""
    return "".join(fold(compose(text)).replace(PART, "").split())


def parse(text: str, url: str) -> Any:
    """The tree. Raises Truncated where the parser lost the rest of a page.

    libxml2 stops silently at a depth of 256 and at 10 MB of text; and a page that breaks off
    inside a tag, a comment or a script takes the mark at the end with it.
    """
    from lxml import etree, html

    if not text.strip():
        raise NoArticle(url, "is empty")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    marked = f"{text}<i id='{_END}'></i>".encode()
    try:
        tree: Any = html.document_fromstring(marked, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise Truncated(url, "parse truncated") from None
    end: Any = tree.xpath(f"//i[@id='{_END}']")
    if not end or any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise Truncated(url, "parse truncated")
    end[-1].drop_tree()
    _part_lines(tree)
    return tree


def _part_lines(tree: Any) -> None:
    """What stands on two lines is two words; two line breaks in a row part paragraphs."""
    for node in tree.iter("br", "tr", "td", "div", *PARAGRAPHS):
        node.tail = f" {node.tail or ''}"
    for node in tree.iter("br"):
        below = node.getnext()
        if below is not None and below.tag == "br" and not node.tail.strip():
            node.tail = f" {PART} "


def words(node: Any) -> str:
    """The text of an element as one reads it."""
    return clean(printable(node.text_content().replace(PART, " ")))


def links(node: Any) -> float:
    """The share of a box's text that stands in links."""
    whole = len(solid(node.text_content()))
    return sum(len(solid(a.text_content())) for a in node.iter("a")) / whole if whole else 0.0


class Layout:
    """The solid text of a tree, and the half-open run of it that each element holds."""

    def __init__(self, tree: Any) -> None:
        from lxml import etree

        parts: list[str] = []
        starts: dict[Any, int] = {}
        self.spans: dict[Any, tuple[int, int]] = {}
        reached = 0
        for event, node in etree.iterwalk(tree, events=("start", "end")):
            if event == "start":
                starts[node] = reached
                more = node.text
            else:
                self.spans[node] = (starts[node], reached)
                more = node.tail
            if more:
                parts.append(solid(more))
                reached += len(parts[-1])
        self.text = "".join(parts)
