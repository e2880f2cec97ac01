"""Boxes that surround an article on its page are taken out, by what they are and are called."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from .sites import DROPPED, FURNITURE, HIDDEN, Site, has
from .tree import links

_FRAMES = ("html", "head", "body", "main", "article")
_LEAST = 200  # characters of a text that is worth keeping for its size alone
_SPLIT = re.compile(r"[-_\s]+|(?<=[a-z0-9])(?=[A-Z])")


def prune(tree: Any, site: Site) -> float:
    """Take furniture out, yet never a box that holds the heading or most of the text.

    Such a box loses the name that brought it here, so that trafilatura keeps it too. The answer is
    half of the amount of text.
    """
    for node in tree.xpath(HIDDEN):
        if node.getparent() is not None:
            node.drop_tree()
    most = max(amount(tree) / 2, _LEAST)
    for selector in (*DROPPED, *has(site.prune)):
        for node in tree.xpath(selector):
            _drop(node, most)
    for node in tree.xpath("//*[@class or @id]"):
        if names(node) & FURNITURE:
            _drop(node, most)
    for node in tree.xpath("//h1/preceding::td | //h1/preceding::li"):
        if links(node) > 0.5:
            take(node)
    for node in tree.xpath("//td | //div | //section | //ul"):
        if _is_navigation(node):
            take(node)
    return most


def keep(tree: Any, site: Site) -> None:
    """Take out what stands outside the element that a site's row names as its main text."""
    main = next((n for selector in has(site.main) for n in tree.xpath(selector)), None)
    if main is None or 2 * amount(main) < amount(tree):
        return
    inside = {main, *main.iterancestors()}
    for node in [n for above in main.iterancestors() for n in above if n not in inside]:
        take(node)


def names(node: Any) -> set[str]:
    """The words of an element's class and id, and each two of them side by side, in lower case."""
    found: set[str] = set()
    for name in f"{node.get('class', '')} {node.get('id', '')}".split():
        words = [word.lower() for word in _SPLIT.split(name) if word]
        found.update(words, map("-".join, pairwise(words)))
    return found


def amount(node: Any) -> int:
    """The characters of its text that stand in no link."""
    whole = len(node.text_content())
    return whole - sum(len(a.text_content()) for a in node.iter("a"))


def take(node: Any) -> None:
    """Drop an element, unless it frames the page or holds its heading."""
    if node.getparent() is not None and not is_frame(node):
        node.drop_tree()


def is_frame(node: Any) -> bool:
    return (
        node.tag in _FRAMES or node.getparent() is None or next(node.iter("h1"), None) is not None
    )


def _drop(node: Any, most: float) -> None:
    if node.getparent() is None:
        return
    if not (is_frame(node) or amount(node) > most):
        node.drop_tree()
    elif node.tag not in _FRAMES:
        node.attrib.clear()
        node.tag = "div"


def _is_navigation(node: Any) -> bool:
    """Two links or more, hardly anything but links, and no sentence among them."""
    if next(node.iter("a"), None) is None or len(list(node.iter("a"))) < 2 or is_frame(node):
        return False
    return links(node) > 0.7 and not any(links(p) < 0.5 for p in node.iter("p", "td"))
