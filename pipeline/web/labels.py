"""Lines that say what they are: "read more", advertisement, more news, an imprint, a bare date."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from ..text import clean, fold
from .furniture import amount, is_frame, names, take
from .sites import BY, BYLINES, ELSEWHERE, IMPRINT, LABELS, MORE
from .tree import links

_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d\d-\d\d|\d{1,2} [a-z]{3,12},? \d{4}|"
    r"ngay \d{1,2} thang \d{1,2}"
)
_TIME = re.compile(r"\d{1,2}[:h]\d\d")
_URL = re.compile(r"(https?://|www\.)\S+")
_LEAVES = "//p | //li | //h3 | //h4 | //blockquote | //div[not(*[not(self::a)])]"
_LINES = "//p | //li | //td | //div | //span | //small | //center | //h3 | //h4 | //h5"
_BOXES = ("p", "div", "ul", "table", "figure")
_INLINE = ("b", "strong", "span")
_SHORT = 200  # characters of a line


def take_lines(tree: Any, most: float, language: str | None) -> None:
    """Take them out, and with a heading of more news what stands below it.

    `most` is half of the amount of the page's text.
    """
    for node in tree.xpath(_LEAVES):
        if _leads_elsewhere(node, language):
            take(node)
    for node in tree.xpath("//h2 | //h3 | //h4 | //h5 | //p | //div | //b | //strong | //span"):
        if _line(node) in _phrases(MORE, language):
            _cut(node, most)
    homes = Counter(n.getparent() for n in tree.iter("p", "div") if len(_line(n, 9999)) > 80)
    for node in tree.xpath(_LINES):
        inside = node.tag == "li" or homes[node.getparent()] > 2
        if _is_label(node, language, inside):
            take(node)


def _line(node: Any, longest: int = _SHORT) -> str:
    """The folded text of a line without a colon at its end; empty where it is longer."""
    text = node.text_content()
    if len(text) > 4 * longest:  # white space aside, far too long
        return ""
    text = fold(clean(text))
    return text.rstrip(": ") if len(text) <= longest else ""


def _phrases(table: dict[str, tuple[str, ...]], language: str | None) -> tuple[str, ...]:
    """Those of a language, or of all where it is not known."""
    return table.get(language or "", ()) or tuple(one for ones in table.values() for one in ones)


def _leads_elsewhere(node: Any, language: str | None) -> bool:
    words = fold(clean(node.text_content()[:1000])).lstrip("» –-")
    return bool(words) and words.startswith(_phrases(ELSEWHERE, language)) and links(node) > 0.5


def _cut(node: Any, most: float) -> None:
    """A heading of more news goes with its box, or where that holds more, with what follows."""
    box = node.getparent()
    while box is not None and clean(box.text_content()) == clean(node.text_content()):
        node, box = box, box.getparent()
    if box is None:
        return
    rest = list(node.itersiblings())
    text = sum(len(one.text_content()) for one in rest)
    linked = text - sum(map(amount, rest))
    if node.tag in _INLINE and (clean(node.tail or "") or linked <= text / 2):
        return  # the first words of a paragraph
    if node.tag not in _INLINE and not is_frame(box) and amount(box) < most / 3:
        take(box)
    elif not any(links(one) < 0.5 and len(one.text_content()) > _SHORT for one in rest):
        for one in (node, *rest):
            take(one)


def _is_label(node: Any, language: str | None, inside: bool) -> bool:
    """An advertiser's label, a bare address or date, and outside the article's text an imprint."""
    text = _line(node)
    if not text or any(child.tag in _BOXES for child in node):
        return False
    if _URL.fullmatch(text) or (not inside and text.startswith(IMPRINT)):
        return True
    if any(text == one or _runs_on(text, one) for one in _phrases(LABELS, language)):
        return True
    if inside and not _TIME.search(text):
        return False  # a heading of a chronicle
    return len(text) <= 80 and bool(_DATE.search(text)) and _is_date(text) and not _signed(node)


def _runs_on(text: str, label: str) -> bool:
    """Labels of several words may go on: "the article goes on below the film"."""
    return " " in label and text.startswith(label) and len(text) < 80


def _is_date(text: str) -> bool:
    """Hardly any words beside a date and a time."""
    rest = _TIME.sub(" ", _DATE.sub(" ", text))
    rest = re.sub(r"gmt[+-]?\d*|[^\w\s]|\d", " ", rest)
    return len(rest.split()) <= 4


def _signed(node: Any) -> bool:
    """An author stands beside the date."""
    text = f" {fold(clean(node.text_content()))}"
    return any(f" {one}" in text for one in BY) or any(
        names(one).intersection(BYLINES) for one in node.iter()
    )
