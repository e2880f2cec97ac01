"""Which page of a pool belongs to which article: by address, date, numbers and names, then by MT.

Numbers and names are the same in both languages, nearly; their rarity in the pool weighs them
(TF-IDF). The few pages that are nearest so are held against a machine translation of the article.
A pair is made where each is the other's best, clearly; what is not clear stays unmatched.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from ..text import clean, fold

NEAR = 8  # pages that the translation is held against
LEAST = 0.1  # of the mean of both cosines, 0 to 1
CLEARLY = 1.35  # times the second best
DAYS = 14  # between an article and its page, where both have dates
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d{3})*")
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
Weights = dict[str, float]


class Text(NamedTuple):
    """An article or a page; `when` is its date where that is known."""

    id: str
    language: str
    text: str
    url: str | None = None
    when: date | None = None


class Match(NamedTuple):
    """A pair; `score` is the mean cosine, 1 where the address decides."""

    article: str
    page: str
    score: float
    by: str


# Texts of one language in, their translations out.
Translate = Callable[[Sequence[str]], Sequence[str]]


def match(articles: Sequence[Text], pages: Sequence[Text], translate: Translate) -> list[Match]:
    """At most one page for an article and one article for a page, in the order of the articles."""
    found = _by_address(articles, pages)
    taken = {one.page for one in found}
    rest = [a for a in articles if a.id not in {one.article for one in found}]
    left = [page for page in pages if page.id not in taken]
    found += _by_content(rest, left, translate)
    order = {one.id: number for number, one in enumerate(articles)}
    return sorted(found, key=lambda one: order[one.article])


def _by_address(articles: Sequence[Text], pages: Sequence[Text]) -> list[Match]:
    """The page whose address the article names, if there is one such page only."""
    by_url: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        if page.url:
            by_url[_address(page.url)].append(page.id)
    claims: dict[str, list[str]] = defaultdict(list)
    for one in articles:
        named = {
            _address(u) for u in [*([one.url] if one.url else []), *_ADDRESS.findall(one.text)]
        }
        hits = {page for url in named for page in by_url.get(url, ())}
        if len(hits) == 1:
            claims[hits.pop()].append(one.id)
    return [Match(ids[0], page, 1.0, "address") for page, ids in claims.items() if len(ids) == 1]


def _address(url: str) -> str:
    """Without what differs between spellings of one address."""
    bare = re.sub(r"^https?://(?:www\.|m\.|amp\.)?", "", url.strip().lower())
    return re.split(r"[?#]", bare)[0].rstrip("/.,;")


def _by_content(
    articles: Sequence[Text], pages: Sequence[Text], translate: Translate
) -> list[Match]:
    first = _Index([signs(page.text) for page in pages])
    second = _Index([words(page.text) for page in pages])
    scores: dict[tuple[int, int], float] = {}
    for i, one in enumerate(articles):
        near = first.nearest(signs(one.text), partial(_in_time, one, pages))
        if not near:
            continue
        said = words(" ".join(translate([one.text])))
        for j, likeness in near:
            scores[i, j] = (likeness + second.cosine(said, j)) / 2
    return [
        Match(articles[i].id, pages[j].id, round(scores[i, j], 4), "content")
        for i, j in _clear(scores)
    ]


def _in_time(article: Text, pages: Sequence[Text], number: int) -> bool:
    page = pages[number]
    if article.when is None or page.when is None:
        return True
    return abs((article.when - page.when).days) <= DAYS


def _clear(scores: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Pairs that are each other's best, high enough and clearly above any rival."""
    rows: dict[int, list[float]] = defaultdict(list)
    columns: dict[int, list[float]] = defaultdict(list)
    for (i, j), score in scores.items():
        rows[i].append(score)
        columns[j].append(score)
    return [
        (i, j)
        for (i, j), score in sorted(scores.items())
        if score >= LEAST and _leads(score, rows[i]) and _leads(score, columns[j])
    ]


def _leads(score: float, among: Sequence[float]) -> bool:
    ordered = sorted(among, reverse=True)
    return score == ordered[0] and (len(ordered) == 1 or score >= CLEARLY * ordered[1])


class _Index:
    """Documents as bags, found by what they share; a feature weighs more the fewer have it."""

    def __init__(self, bags: Sequence[Counter[str]]) -> None:
        seen = Counter(feature for bag in bags for feature in bag)
        self._idf = {name: math.log((1 + len(bags)) / count) for name, count in seen.items()}
        self._most = math.log(1 + len(bags))
        self._bags = [self._weighed(bag) for bag in bags]
        self._lists: dict[str, list[int]] = defaultdict(list)
        for number, bag in enumerate(self._bags):
            for feature in bag:
                self._lists[feature].append(number)

    def _weighed(self, bag: Counter[str]) -> Weights:
        weights = {n: (1 + math.log(c)) * self._idf.get(n, self._most) for n, c in bag.items()}
        length = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        return {name: weight / length for name, weight in weights.items()}

    def nearest(self, bag: Counter[str], fits: Callable[[int], bool]) -> list[tuple[int, float]]:
        """The NEAR documents of the highest cosine, best first."""
        totals: dict[int, float] = defaultdict(float)
        for feature, weight in self._weighed(bag).items():
            for number in self._lists.get(feature, ()):
                totals[number] += weight * self._bags[number][feature]
        ranked = sorted(totals.items(), key=lambda one: (-one[1], one[0]))
        return [one for one in ranked if fits(one[0])][:NEAR]

    def cosine(self, bag: Counter[str], number: int) -> float:
        other = self._bags[number]
        return sum(w * other[name] for name, w in self._weighed(bag).items() if name in other)


def signs(text: str) -> Counter[str]:
    """What survives a translation: numbers, and words that begin with a capital, folded."""
    found = Counter(f"#{re.sub(r'[^0-9]', '', n)}" for n in _NUMBER.findall(text))
    for word in _WORD.findall(text):
        if word[0].isupper() and len(word) > 2 and not word.isdigit():
            found[f"@{fold(word)[:6]}"] += 1  # inflected languages change the end of a name
    return found


def words(text: str) -> Counter[str]:
    """Folded words and pairs of words: in Vietnamese a word is often a pair of syllables."""
    plain = _WORD.findall(fold(clean(text)))
    return Counter([*plain, *(f"{a} {b}" for a, b in pairwise(plain))])
