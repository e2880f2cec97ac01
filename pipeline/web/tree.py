"""The text of a page becomes a tree that is whole, without its furniture, and measured."""

from __future__ import annotations

from typing import Any

from ..text import clean, compose, fold, printable
from .refusals import NoArticle, Truncated
from .sites import DROPPED, ELSEWHERE, Site

_END = "kladka-end-of-page"
PART = "\u241e"  # set where two line breaks part paragraphs; printable, or trafilatura drops it
_FRAMES = ("html", "head", "body", "main", "article")
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


def prune(tree: Any, site: Site, language: str | None) -> None:
    """Take furniture out, yet never a box that holds the heading or most of the text.

    Such a box loses the name that brought it here, so that trafilatura keeps it too.
    """
    most = _amount(tree) / 2
    for selector in (*DROPPED, *site.prune):
        for node in tree.xpath(selector):
            hidden = node.tag in ("script", "style", "template")
            if hidden or not (_is_frame(node) or _amount(node) > most):
                node.drop_tree()
            elif node.getparent() is not None and node.tag not in _FRAMES:
                node.attrib.clear()
                node.tag = "div"
    for node in tree.xpath("//p | //li | //h3 | //h4 | //div[not(*[not(self::a)])]"):
        if _leads_elsewhere(node, language):
            node.drop_tree()
    for node in tree.xpath("//h1/preceding::td | //h1/preceding::li"):
        if links(node) > 0.5 and node.getparent() is not None:
            node.drop_tree()  # navigation


def _amount(node: Any) -> int:
    return sum(len(p.text_content()) for p in node.iter("p"))


def _is_frame(node: Any) -> bool:
    return (
        node.tag in _FRAMES or node.getparent() is None or next(node.iter("h1"), None) is not None
    )


def _leads_elsewhere(node: Any, language: str | None) -> bool:
    words = fold(clean(node.text_content())).lstrip("» –-")
    starts = ELSEWHERE.get(language or "", ()) or tuple(w for ws in ELSEWHERE.values() for w in ws)
    return bool(words) and words.startswith(starts) and links(node) > 0.5


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
