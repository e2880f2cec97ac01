"""Does a text read like its language? A wrong character set gives words that nobody writes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from ..text import clean

_TOKEN = re.compile(r"[^\s!-/:-@\[-`{-~\u2010-\u2027\u2030-\u205e\u00a0«»°·§]+")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_STOPPED = ("\u0301", "\u0323")  # the two tones of syllables that end in c, ch, p or t
_ONSET = "(?:ngh|gh|k)(?=[eêiy])|(?:ng|g|c)(?![eêy])|nh|ch|gi|kh|ph|qu|th|tr|[bdđhlmnprstvx]"
_OPEN = (
    "[aeêioôơuưy]|[aâou]y|[aâeêi]u|[aeo]o|[aoôơuư]i|[iuư]a|o[ae]|oa[ioy]|oeo|iêu|yêu|uê|uơ|uy|uya|"
    "uyu|uây|uôi|ươi|ươu|ưu"
)
_CLOSED = "(?:[aăâeêioôơuưy]|o[aăeo]|u[âêôơy]|iê|yê|ươ|uyê)(?:ch|ng|nh|[ckmnpt])"
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_OPEN}|{_CLOSED})")
_POLISH = re.compile(r"[A-ZĄĆĘŁŃÓŚŹŻ]*[a-ząćęłńóśźżäöüéèáíç]*\d*|[A-Za-zĄĆĘŁŃÓŚŹŻąćęłńóśźż]{2,}")
ENOUGH = 5  # words
_LOOK = 200_000  # characters
_OPENING = re.compile(rb"<html[^>]*\blang\s*=\s*[\"']?([a-z]{2})\b", re.I)


class Reading(NamedTuple):
    """`good` of `seen` words with a letter beyond ASCII are words that the language could have."""

    good: int
    seen: int

    @property
    def fits(self) -> bool:
        return self.good >= 0.9 * self.seen

    @property
    def sure(self) -> bool:
        """Enough was seen to hold the text against a claim, or to do without one."""
        return self.fits and self.seen >= ENOUGH


def reading(text: str, language: str) -> Reading:
    """How much of a page's text could be Polish or Vietnamese; markup is ASCII and not seen."""
    words = [word for word in _TOKEN.findall(clean(text[:_LOOK])) if not word.isascii()]
    fits = _vietnamese if language == "vi" else _polish
    return Reading(sum(map(fits, words)), len(words))


@lru_cache(1 << 15)
def _vietnamese(word: str) -> bool:
    """One syllable: its case, its letters and its one tone go together."""
    whole = unicodedata.normalize("NFD", word)
    tones = [c for c in whole if ord(c) in _TONES]
    bare = unicodedata.normalize("NFC", whole.translate(_TONES))
    cased = bare.islower() or bare.isupper() or bare.istitle()
    stopped = bare.lower().endswith(("c", "ch", "p", "t")) and tones and tones[0] not in _STOPPED
    fits = _SYLLABLE.fullmatch(bare.lower())
    return cased and len(tones) <= 1 and not stopped and bool(fits)


def _polish(word: str) -> bool:
    return bool(_POLISH.fullmatch(word))


def named(data: bytes) -> str | None:
    """The language that the html element of a page names."""
    found = _OPENING.search(data[:4096])
    return found[1].decode().lower() if found else None
