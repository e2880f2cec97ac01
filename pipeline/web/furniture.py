"""What surrounds an article on its page is taken out, by what it is, is called and says."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from ..text import clean, fold
from .sites import BY, BYLINES, DROPPED, ELSEWHERE, FURNITURE, IMPRINT, LABELS, MORE, Site, has
from .tree import links

_FRAMES = ("html", "head", "body", "main", "article")
_SPLIT = re.compile(r"[-_\s]+|(?<=[a-z0-9])(?=[A-Z])")
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d\d-\d\d|\d{1,2} [a-z]{3,12},? \d{4}|"
    r"ngay \d{1,2} thang \d{1,2}"
)
_URL = re.compile(r"(https?://|www\.)\S+")
_LEAVES = "//p | //li | //h3 | //h4 | //blockquote | //div[not(*[not(self::a)])]"
_LINES = "//p | //li | //td | //div | //span | //small | //center | //h3 | //h4 | //h5"


def prune(tree: Any, site: Site, language: str | None) -> None:
    """Take furniture out, yet never a box that holds the heading or most of the text.

    Such a box loses the name that brought it here, so that trafilatura keeps it too.
    """
    most = amount(tree) / 2
    for selector in (*DROPPED, *has(site.prune)):
        for node in tree.xpath(selector):
            _drop(node, most)
    for node in tree.xpath("//*[@class or @id]"):
        if names(node) & FURNITURE:
            _drop(node, most)
    for node in tree.xpath(_LEAVES):
        if _leads_elsewhere(node, language):
            _take(node)
    for node in tree.xpath("//h2 | //h3 | //h4 | //h5 | //p | //div | //b | //strong | //span"):
        if _begins_more(node, language):
            _cut(node, most)
    for node in tree.xpath("//h1/preceding::td | //h1/preceding::li"):
        if links(node) > 0.5:
            _take(node)
    for node in tree.xpath("//td | //div | //section | //ul"):
        if _is_navigation(node):
            _take(node)
    for node in tree.xpath(_LINES):
        if _is_label(node, language):
            _take(node)


def _phrases(table: dict[str, tuple[str, ...]], language: str | None) -> tuple[str, ...]:
    """Those of a language, or of all where it is not known."""
    return table.get(language or "", ()) or tuple(one for ones in table.values() for one in ones)


def _begins_more(node: Any, language: str | None) -> bool:
    text = node.text_content()
    return len(text) < 60 and fold(clean(text)).rstrip(":. ") in _phrases(MORE, language)


def _cut(node: Any, most: float) -> None:
    """Take out a heading of furniture with its box, or where that holds more, with what follows."""
    box = node.getparent()
    while box is not None and clean(box.text_content()) == clean(node.text_content()):
        node, box = box, box.getparent()
    if box is None:
        return
    if not _is_frame(box) and amount(box) < most / 3:
        _take(box)
        return
    rest = list(node.itersiblings())
    if not any(links(one) < 0.5 and len(one.text_content()) > 200 for one in rest):
        for one in (node, *rest):
            _take(one)


def names(node: Any) -> set[str]:
    """The words of an element's class and id, and each two of them side by side, in lower case."""
    found: set[str] = set()
    for name in f"{node.get('class', '')} {node.get('id', '')}".split():
        words = [word.lower() for word in _SPLIT.split(name) if word]
        found.update(words, map("-".join, pairwise(words)))
    return found


def _drop(node: Any, most: float) -> None:
    if node.getparent() is None:
        return
    hidden = node.tag in ("script", "style", "template")
    if hidden or not (_is_frame(node) or amount(node) > most):
        node.drop_tree()
    elif node.tag not in _FRAMES:
        node.attrib.clear()
        node.tag = "div"


def _take(node: Any) -> None:
    if node.getparent() is not None and not _is_frame(node):
        node.drop_tree()


def amount(node: Any) -> int:
    """The characters of its paragraphs."""
    return sum(len(p.text_content()) for p in node.iter("p"))


def _is_frame(node: Any) -> bool:
    return (
        node.tag in _FRAMES or node.getparent() is None or next(node.iter("h1"), None) is not None
    )


def _leads_elsewhere(node: Any, language: str | None) -> bool:
    words = fold(clean(node.text_content())).lstrip("» –-")
    return bool(words) and words.startswith(_phrases(ELSEWHERE, language)) and links(node) > 0.5


def _is_navigation(node: Any) -> bool:
    """Two links or more, hardly anything but links, and no sentence among them."""
    if len(list(node.iter("a"))) < 2 or _is_frame(node):
        return False
    return links(node) > 0.7 and not any(links(p) < 0.5 for p in node.iter("p", "td"))


def _is_label(node: Any, language: str | None) -> bool:
    """A short line that is an advertiser's label, an imprint, a bare date or a bare address."""
    if len(node) and any(child.tag in ("p", "div", "ul", "table", "figure") for child in node):
        return False
    text = fold(clean(node.text_content()))
    if not text or len(text) > 200 or _URL.fullmatch(text):
        return bool(text) and len(text) <= 200
    labels = _phrases(LABELS, language)
    if text.startswith(IMPRINT) or any(text == one or _runs_on(text, one) for one in labels):
        return True
    return len(text) <= 80 and bool(_DATE.search(text)) and _is_date(text) and not _signed(node)


def _runs_on(text: str, label: str) -> bool:
    """Labels of several words may go on: "the article goes on below the film"."""
    return " " in label and text.startswith(label) and len(text) < 80


def _is_date(text: str) -> bool:
    """Hardly any words beside a date and a time."""
    rest = _DATE.sub(" ", text)
    rest = re.sub(r"\d{1,2}:\d\d|gmt[+-]?\d*|[^\w\s]|\d", " ", rest)
    return len(rest.split()) <= 4


def _signed(node: Any) -> bool:
    """An author stands beside the date."""
    text = f" {fold(clean(node.text_content()))}"
    return any(f" {one}" in text for one in BY) or any(
        names(one).intersection(BYLINES) for one in node.iter()
    )


def keep(tree: Any, site: Site) -> None:
    """Take out what stands outside the element that a site's row names as its main text."""
    main = next((n for selector in has(site.main) for n in tree.xpath(selector)), None)
    if main is None or 2 * amount(main) < amount(tree):
        return
    inside = {main, *main.iterancestors()}
    for node in [n for above in main.iterancestors() for n in above if n not in inside]:
        _take(node)
