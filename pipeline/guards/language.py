"""Is a translation in the language that was asked for? Common words first, py3langid in doubt."""

from __future__ import annotations

import math
import re

from ..languages import LANGUAGES, common, identifier
from .pair import Pair

_WORD = re.compile(r"[^\W\d_]+")
LEAST = 3  # words that say something about their language
MARGIN = 10.0  # between the log-probabilities of two languages
LOWEST = 1e-300
# Words in letters that hardly another language has, and how many of them say enough.
_LETTERS = {
    "en": (re.compile(r"^[a-z]+$"), 1.0),
    "pl": (re.compile(r"[ąćęłńśźż]"), 0.15),
    "vi": (re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]"), 0.3),
}


def astray(pair: Pair) -> bool:
    """It reads as another language than the one asked for.

    Names say little about the language that they stand in: capitalised words do not count.
    """
    first, *rest = _WORD.findall(pair.said) or [""]
    words = [first.lower(), *(word for word in rest if word == word.lower())]
    if len(words) < LEAST or pair.target not in LANGUAGES:
        return False
    counts = common(words)
    mine = counts.pop(pair.target)
    others, enough = max(counts.values()), mine >= 0.12 * len(words)
    if (mine > others and enough) or (mine >= max(others, 1) and _written(words, pair.target)):
        return False
    return _heard(" ".join(words), pair.target)


def _written(words: list[str], target: str) -> bool:
    """Are the letters those of the target? Sparing py3langid saves a second of a short run."""
    if target not in _LETTERS:
        return False
    own, least = _LETTERS[target]
    return sum(bool(own.search(word)) for word in words) >= least * len(words)


def _heard(text: str, target: str) -> bool:
    """Named by py3langid among the languages at hand, by a clear margin."""
    ranked = dict(identifier().rank(text))
    best = max(ranked, key=lambda code: ranked[code])
    odds = math.log(ranked[best]) - math.log(max(ranked[target], LOWEST))
    # Its probabilities are tempered by the root of the text's length in bytes.
    return best != target and odds * math.sqrt(len(text.encode())) > MARGIN
