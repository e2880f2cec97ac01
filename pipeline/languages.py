"""The languages we know, one row each; a new language is one new row."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Sequence
from copy import copy
from functools import cache, lru_cache
from typing import Any, NamedTuple

from .errors import UnknownName


class Language(NamedTuple):
    """`splits_like` is the language whose sentence rules apply where there are none of its own.

    `letters` are those beyond a–z, `words` its commonest words: what a text of it is known by.
    `legacy` are the one-byte sets it was written in before UTF-8, by Python's own names.
    """

    code: str
    name: str
    three: str
    splits_like: str | None = None
    letters: str = ""
    words: str = ""
    legacy: tuple[str, ...] = ()


_CENTRAL = ("cp1250", "iso8859-2")
_WESTERN = ("cp1252",)
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_VOWELS = "aăâeêioôơuưy"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VIETNAMESE = "ăâêôơưđ" + unicodedata.normalize(
    "NFC", " ".join(vowel + tone for vowel in _VOWELS for tone in _TONES)
).replace(" ", "")

LANGUAGES: dict[str, Language] = {
    row.code: row
    for row in (
        Language(
            *("cs", "Czech", "ces", None, "áčďéěíňóřšťúůýž"),
            "a v se na je že to s z do o jsou i k ve by pro za od jako ale po který podle však",
            _CENTRAL,
        ),
        Language(
            *("de", "German", "deu", None, "äöüß"),
            "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch "
            "es an werden aus er hat",
            _WESTERN,
        ),
        Language(
            *("en", "English", "eng", None, ""),
            "the of and to in a is that for it was on with as at by from has he his be are this "
            "have not an which will its their had were said been who they or more after over also "
            "but there",
            _WESTERN,
        ),
        Language(
            *("es", "Spanish", "spa", None, "áéíñóúü"),
            "de la que el en y a los se del las un por con una su para es al lo como más o pero "
            "sus le ha",
            _WESTERN,
        ),
        Language(
            *("fr", "French", "fra", None, "àâæçéèêëîïôœùûüÿ"),
            "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce "
            "il sont avec ont aux",
            _WESTERN,
        ),
        Language(
            *("is", "Icelandic", "isl", "en", "áæðéíóöþúý"),
            "og í að á er sem til við um var með af en það fyrir hann ekki því frá eru hafa hefur",
            _WESTERN,
        ),
        Language(
            *("it", "Italian", "ita", None, "àèéìíîòóùú"),
            "di e che la il in a per un del non è una i le della con da si al dei nel gli alla ha "
            "sono anche più",
            _WESTERN,
        ),
        Language(
            *("pl", "Polish", "pol", None, "ąćęłńóśźż"),
            "w i na z się do nie że to jest o a od po przez za jak przy dla są ze oraz który która "
            "które już ale tym był była tego",
            _CENTRAL,
        ),
        Language(
            *("ru", "Russian", "rus", None, _CYRILLIC),
            "и в на не что с по это как из а за от но для он его было к до у так о при также",
        ),
        Language(
            *("uk", "Ukrainian", "ukr", "ru", re.sub("[ёъыэ]", "", _CYRILLIC) + "ґєії"),
            "і в на не що з по це як із а за від але для він його було до у так про при також та й",
        ),
        Language(
            *("vi", "Vietnamese", "vie", None, _VIETNAMESE),
            "và của là có cho được trong không với các một những người này đã khi từ năm đến về "
            "tại ra để cũng sẽ trên theo như vào ông bà ngày nước dân công bị sau do nhà hai",
            ("cp1258",),
        ),
    )
}


def language(code: str) -> Language:
    """The row of a language. Raises UnknownName."""
    if code not in LANGUAGES:
        raise UnknownName("language", code, LANGUAGES)
    return LANGUAGES[code]


def any_language(code: str) -> Language:
    """The row of a language, or a plain one for a code of two or three letters (ISO 639).

    Raises UnknownName for what is no such code.
    """
    if code not in LANGUAGES and re.fullmatch("[a-z]{2,3}", code):
        return Language(code, code, code)
    return language(code)


_WORD = re.compile(r"[^\W\d_]+")
WORDS = {code: frozenset(row.words.split()) for code, row in LANGUAGES.items()}
_LETTERS = {code: frozenset(row.letters) for code, row in LANGUAGES.items()}


def likeness(text: str) -> dict[str, float]:
    """How much a text (NFC) looks like each language: the share of its words that speak for it.

    A word speaks for a language where it is one of its commonest or has letters beyond a–z that
    are all its own; one with letters that it does not have speaks against it. From -1 to 1.
    """
    words = Counter(_WORD.findall(text.lower()))
    votes = [[vote * count for vote in _votes(word)] for word, count in words.items()]
    total = max(1, words.total())
    sums = map(sum, zip(*votes, strict=True)) if votes else [0] * len(LANGUAGES)
    return {code: share / total for code, share in zip(LANGUAGES, sums, strict=True)}


@lru_cache(maxsize=1 << 14)
def _votes(word: str) -> tuple[int, ...]:
    """What a word says of each language: 1 for it, -1 against it, 0 nothing."""
    letters = frozenset(letter for letter in word if letter > "z")
    if letters:
        return tuple(1 if letters <= own else -1 for own in _LETTERS.values())
    return tuple(int(word in own) for own in WORDS.values())


def common(words: Sequence[str]) -> dict[str, int]:
    """How many of the words, in small letters, are among the commonest of each language."""
    counted = Counter(words)
    return {
        code: sum(count for word, count in counted.items() if word in known)
        for code, known in WORDS.items()
    }


def identifier(every: bool) -> Any:
    """py3langid's model (Lui and Baldwin, 2012), with probabilities: of the languages at hand, or
    of every one that it knows. It takes half a second to load, once: ask the words first.
    """
    with _LOADING:
        whole, ours = _identifiers()
    return whole if every else ours


_LOADING = threading.Lock()


@cache
def _identifiers() -> tuple[Any, Any]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    ours = copy(whole)
    ours.set_languages(list(LANGUAGES))
    return whole, ours
