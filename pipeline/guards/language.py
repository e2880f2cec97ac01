"""Is a translation in the language that was asked for? Common words first, py3langid in doubt."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from .pair import Pair

_WORD = re.compile(r"[^\W\d_]+")
LEAST = 3  # words that say something about their language
MARGIN = 10.0  # between the log-probabilities of two languages
# Words in letters that hardly another language has, and how many of them say enough.
_LETTERS = {
    "en": (re.compile(r"^[a-z]+$"), 1.0),
    "pl": (re.compile(r"[ąćęłńśźż]"), 0.15),
    "vi": (re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]"), 0.3),
}
# The commonest little words; a text with enough of one row and few of the others needs no model.
_COMMON = {
    code: frozenset(words.split())
    for code, words in {
        "cs": "a v na je se že s z do o k pro za který jako také byl jsou podle",
        "de": "der die das und in zu den mit von für ist auf dem nicht ein eine im als auch",
        "en": "the of and to in a is that for on with as by at from was are it be has his its this"
        " will had which were he they an not or more after over who also been said but there s",
        "es": "de la que el en y a los se del las un por con una para es al lo como",
        "fr": "de la le et les des en un une du que est dans pour qui par sur pas au plus",
        "is": "og að í á er sem um til var við með fyrir af en það hann ekki frá",
        "it": "di e il la che in un per è una del della con non si i le da dei al",
        "pl": "w i na z do się że nie o jest od po za to dla oraz przez jak który która które był",
        "ru": "и в на с не что по из за к для от о как это его был который при",
        "uk": "і в на з не що до у за для від про та як це його був який при",
        "vi": "và của các là có trong được cho đã với một những người không để này khi về từ tại"
        " năm ngày ông bà nước dân công sẽ bị ra vào trên theo sau do nhà hai đến",
    }.items()
}


def astray(pair: Pair) -> bool:
    """It reads as another language than the one asked for.

    Names say little about the language that they stand in: capitalised words do not count.
    """
    first, *rest = _WORD.findall(pair.said) or [""]
    words = [first.lower(), *(word for word in rest if word == word.lower())]
    if len(words) < LEAST or pair.target not in _COMMON:
        return False
    counts = {code: sum(word in common for word in words) for code, common in _COMMON.items()}
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
    """Named by py3langid (Lui and Baldwin, 2012) among the languages at hand, by a clear margin."""
    ranked = dict(_identifier().rank(text))
    best = max(ranked, key=lambda code: ranked[code])
    margin: float = ranked[best] - ranked[target]
    return best != target and margin > MARGIN


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(sorted(_COMMON))
    return identifier
