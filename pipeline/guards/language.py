"""Is a translation in the language that was asked for, as a whole and in every word of it?"""

from __future__ import annotations

import math
import re

from ..languages import LANGUAGES, common, identifier
from ..text import ADDRESS
from .pair import Pair

_WORD = re.compile(r"[^\W\d_]+")
LEAST = 3  # words that say something about their language
FEW = 8  # words of English of which none need be a common one
MARGIN = 10.0  # between the log-probabilities of two languages
LOWEST = 1e-300
# Letters that hardly another language has, and the share of words with them that says enough.
_LETTERS = {
    "pl": (re.compile(r"[ąćęłńśźż]"), 0.15),
    "vi": (re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]"), 0.3),
}


def astray(pair: Pair) -> bool:
    """It reads as another language than the one asked for.

    Names say little about the language that they stand in: capitalised words do not count, nor do
    addresses and file names.
    """
    first, *rest = _WORD.findall(ADDRESS.sub(" ", pair.said)) or [""]
    words = [first.lower(), *(word for word in rest if word == word.lower())]
    if len(words) < LEAST or pair.target not in LANGUAGES:
        return False
    counts = common(words)
    mine = counts.pop(pair.target)
    others, enough = max(counts.values()), mine >= 0.12 * len(words)
    if (mine > others and enough) or _written(words, pair.target):
        return False
    if mine >= (others if len(words) <= FEW else max(others, 1)) and _plain(words, pair.target):
        return False
    return _heard(" ".join(words), pair.target)


def strayed(pair: Pair) -> bool:
    """A word in small letters has those of another language, and is no word of the source."""
    known = frozenset(_WORD.findall(pair.source.lower()))
    others = [own for code, (own, _) in _LETTERS.items() if code != pair.target]
    words = (word for word in _WORD.findall(pair.said) if word == word.lower())
    return any(own.search(word) and word not in known for word in words for own in others)


def _written(words: list[str], target: str) -> bool:
    """Has the target letters of its own, and are they here? That spares py3langid's model, which
    takes half a second to load."""
    if target not in _LETTERS:
        return False
    own, least = _LETTERS[target]
    return sum(bool(own.search(word)) for word in words) >= least * len(words)


def _plain(words: list[str], target: str) -> bool:
    """English, and not a letter beyond a-z."""
    return target == "en" and all(word.isascii() for word in words)


def _heard(text: str, target: str) -> bool:
    """Named by py3langid among the languages at hand, by a clear margin."""
    ranked = dict(identifier(every=False).rank(text))
    best = max(ranked, key=lambda code: ranked[code])
    odds = math.log(ranked[best]) - math.log(max(ranked[target], LOWEST))
    # Its probabilities are tempered by the root of the text's length in bytes.
    return best != target and odds * math.sqrt(len(text.encode())) > MARGIN
