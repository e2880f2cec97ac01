"""Which of our languages a text is in, by the commonest words of each."""

from __future__ import annotations

import re
from collections import Counter

from ..text import clean

_WORD = re.compile(r"[^\W\d_]+")
ENOUGH = 20  # words of the table before an answer is given
# The commonest function words; a word that two languages share counts for both.
WORDS: dict[str, str] = {
    "cs": "a se v na je že s z do o k i za by pro jsou jako po tak ale nebo podle také jeho když",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch",
    "en": "the of and to in a is that for it as was with be on by at from this are were which",
    "es": "de la que el en y a los del se las por un para con no una su al lo como más pero",
    "fr": "de la le et les des en un du une que est pour qui dans par sur plus au ne se ce avec",
    "is": "og að í á sem er til um við var með fyrir af ekki en það hann frá hefur eru þess",
    "it": "di e che la il un a per in una sono non del con si da come le al dei più nel della",
    "pl": "w i na z się do nie że to o jest od po za jak przez dla oraz są by ale który roku tym",
    "ru": "в и на не что с по а как это он из к за от для о его но был также года которые",
    "uk": "в і на не що з у та до за як це він по від про для його але був також року які є",
    "vi": "và của là có không được cho các với những một người trong đã này khi đến ở về ra từ",
}
_TABLE = {code: frozenset(words.split()) for code, words in WORDS.items()}


def tongue(text: str) -> str | None:
    """The code of the language whose common words are most frequent; None where none stands out."""
    counts = Counter(_WORD.findall(clean(text).lower()))
    found = {code: sum(counts[word] for word in words) for code, words in _TABLE.items()}
    first, second = sorted(found.values(), reverse=True)[:2]
    if first < ENOUGH or first < 1.2 * second:
        return None
    return max(found, key=lambda code: found[code])
