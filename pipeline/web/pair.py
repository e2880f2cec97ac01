"""Is a page the source of an article? Its language, their names and numbers, their lengths."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..languages import common, language
from ..records import Document
from ..text import clean, fold
from .refusals import NotTheSource

_NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d{3})*")
_NAME = re.compile(r"[^\W\d_][\w'’-]*")
_STEM = 4  # letters of a folded name that survive a Polish ending
_CYRILLIC = ("ru", "uk")
_WORD = re.compile(r"[^\W\d_]+")
HEARD = 20  # common words of a language before it is named, and
AHEAD = 1.2  # times as many as of the next one
ENOUGH = 6  # shared things an article must offer before their absence says anything
# A third of them, or a dozen and a seventh, is common ground. Measured on corpora/newsroom.
SHARE, DOZEN, SEVENTH = 0.33, 12, 0.15
SHORTEST, LONGEST = 0.25, 4.0  # characters of the page over those of the article


class Evidence(NamedTuple):
    """`shared` of `offered` names and numbers of the article are on the page.

    `speaks` is the page's language by its commonest words, None where it is too short to tell;
    `ratio` is the page's length over the article's, in characters.
    """

    speaks: str | None
    shared: int
    offered: int
    ratio: float

    @property
    def _common_ground(self) -> bool:
        share = self.shared / self.offered
        return share >= SHARE or (self.shared >= DOZEN and share >= SEVENTH)

    def against(self, wanted: str) -> str | None:
        """What speaks against a page that should be in a language, in words."""
        said = f"{self.shared} of the article's {self.offered} names and numbers are in it"
        if self.speaks not in (None, wanted):
            return f"is in {language(self.speaks or wanted).name}, not {language(wanted).name}"
        if self.offered >= ENOUGH and not self._common_ground:
            return f"does not say what the article says: {said}"
        if not SHORTEST <= self.ratio <= LONGEST:
            return f"is {self.ratio:.2g} times as long as the article ({said})"
        return None


def check(article: Document, page: Document) -> None:
    """Raises NotTheSource, with the evidence, for a page that is not the article's source."""
    why = evidence(article, page).against(page.language)
    if why:
        raise NotTheSource(page.origin, why)


def evidence(article: Document, page: Document) -> Evidence:
    """What an article and a page have in common."""
    ours, theirs = (" ".join(s.text for s in d.segments) for d in (article, page))
    wanted = _things(article) if _one_script(article, page) else _all_numbers(article)
    found = _stems(_NAME.findall(clean(theirs))) | _numbers(theirs)
    ratio = len(theirs) / len(ours) if ours else 1.0
    return Evidence(spoken(theirs), len(wanted & found), len(wanted), ratio)


def spoken(text: str) -> str | None:
    """The language whose commonest words are most frequent; None where none stands out."""
    found = common(_WORD.findall(clean(text).lower()))
    first, second = sorted(found.values(), reverse=True)[:2]
    if first < HEARD or first < AHEAD * second:
        return None
    return max(found, key=lambda code: found[code])


def _things(article: Document) -> set[str]:
    """Numbers of two digits or more, and the stems of names, which stand inside sentences."""
    inside = (word for s in article.segments for word in _NAME.findall(clean(s.text))[1:])
    return _stems(inside) | _all_numbers(article)


def _all_numbers(article: Document) -> set[str]:
    return {number for s in article.segments for number in _numbers(s.text)}


def _one_script(article: Document, page: Document) -> bool:
    """Names are compared letter by letter, which says nothing across scripts."""
    return len({d.language in _CYRILLIC for d in (article, page)}) == 1


def _stems(words: Iterable[str]) -> set[str]:
    return {fold(word)[:_STEM] for word in words if word[0].isupper() and len(word) >= 3}


def _numbers(text: str) -> set[str]:
    bare = (re.sub(r"\D", "", number) for number in _NUMBER.findall(text))
    return {number for number in bare if len(number) > 1}
