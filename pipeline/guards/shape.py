"""Guards that look at the shape of a translation: vanished, looping, copied, too short or long."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from ..text import fold
from .pair import Pair

_STUTTER = re.compile(r"(\S{1,4}?)\1{9,}")
_WORD = re.compile(r"[^\W\d_]+")
# Characters of a translation per character of its source: 7,000 news-triples (corpora/).
_GROWTH = {("pl", "en"): 1.03, ("en", "vi"): 0.92, ("pl", "vi"): 0.94}
_SPREAD = 2.3  # variance of the length per character of the source, both with FLORES dev
_TOKEN = re.compile(r"[^\W_]+|[.?!:;](?=\s|$)")
_SYLLABLES = frozenset({"vi"})  # written apart, and doubled for good reasons
LONG = (5, 7)  # letters of a word that hardly comes twice in a row, or with one word between
STEM = 4  # letters that all forms of a word share
LEAST = 18  # characters of a source whose length says something


def vanished(pair: Pair) -> bool:
    """Words went in, nothing came out."""
    return bool(re.search(r"\w", pair.source)) and not re.search(r"\w", pair.said)


def looping(pair: Pair) -> bool:
    """One to four words five times or more in a row, or one character ten times; not so before.

    Also where a longer run of words fills most of the text: it stands three times or more.
    """
    return _loops(pair.said) and not _loops(pair.source)


def _loops(text: str) -> bool:
    words = text.lower().split()
    if max(Counter(words).values(), default=0) < 3:
        return bool(_STUTTER.search(text))
    if any(_longest_run(words, size) >= 5 for size in range(1, 5)):
        return True
    if any(_longest_run(words, size) >= 3 for size in range(3, len(words) // 3 + 1)):
        return True
    return bool(_STUTTER.search(text))


def repeating(pair: Pair) -> bool:
    """Two to eight words stand twice in a row, or a long word twice with one or none between.

    Not where the source does so, if in another form: “section by section”, “odcinek po odcinku”.
    """
    if _doubled(pair.said):
        return not _doubled(pair.source)
    if pair.target in _SYLLABLES or not _again(_words(pair.said), *LONG):
        return False
    return not _again([fold(word)[:STEM] for word in _words(pair.source)], STEM, STEM)


def _doubled(text: str) -> bool:
    words = _words(text)
    pairs = list(pairwise(words))
    if len(set(pairs)) == len(pairs):
        return False
    return any(_longest_run(words, size) >= 2 for size in range(2, 9))


def _words(text: str) -> list[str]:
    """Words and numbers in small letters, and the ends of sentences."""
    return _TOKEN.findall(text.lower())


def _again(words: list[str], near: int, far: int) -> bool:
    """Does a word of `near` letters come again next to itself, or one of `far` after another?"""
    return any(
        before == after and len(before) >= least and not before.isdigit()
        for step, least in ((1, near), (2, far))
        for before, after in zip(words, words[step:], strict=False)
    )


def _longest_run(words: list[str], size: int) -> int:
    """How often in a row some `size` words stand, wherever they begin."""
    same = longest = 0
    for before, after in zip(words, words[size:], strict=False):
        same = same + 1 if before == after else 0
        longest = max(longest, same)
    return longest // size + 1


def copied(pair: Pair) -> bool:
    """The source itself, or nearly all of its words where there are three or more.

    Names and numbers aside; a headline of names alone may stay what it is.
    """
    ours = _WORD.findall(fold(_plain_words(pair.source)))
    if len(ours) >= 2 and pair.said == pair.source:
        return True
    if len(ours) < 3:
        return False
    theirs = Counter(_WORD.findall(fold(pair.said)))
    shared = sum((Counter(ours) & theirs).values())
    return shared >= 0.8 * len(ours)


def _plain_words(text: str) -> str:
    """Without the words that a translation may keep: those with a capital inside a sentence."""
    first, *rest = text.split() or [""]
    return " ".join([first, *(word for word in rest if word == word.lower())])


def short(pair: Pair) -> bool:
    """Less than 45% of the length that such a text has."""
    return len(pair.source) >= LEAST and len(pair.said) < 0.45 * _expected(pair)


def unusual(pair: Pair) -> bool:
    """Shorter or longer than 99% of human translations (Gale and Church, 1993)."""
    if len(pair.source) < LEAST:
        return len(pair.said) > 5 * LEAST
    expected = _expected(pair)
    off: float = (len(pair.said) - expected) / (_SPREAD * len(pair.source)) ** 0.5
    return off < -2.7 or off > 3.5 or not 0.6 <= len(pair.said) / expected <= 1.9


def _expected(pair: Pair) -> float:
    return _GROWTH.get((pair.language, pair.target), 1.0) * len(pair.source)
