"""What may be wrong with a translation: one row a flag, hard or soft, and why in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple


class Flag(NamedTuple):
    """A hard flag says that the text is broken, a soft one that a person should look at it."""

    hard: bool
    reason: str


FLAGS: Mapping[str, Flag] = MappingProxyType(
    {
        "empty": Flag(True, "words went in, nothing came out"),
        "loop": Flag(True, "the same words stand many times in a row"),
        "copy": Flag(True, "nearly all words are the article's own: not translated"),
        "language": Flag(True, "it reads as another language than the one asked for"),
        "short": Flag(True, "less than half of the length that such a text has"),
        "length limit": Flag(True, "the model stopped at its length limit"),
        "too long": Flag(True, "a run of text with no place to cut was left as it is"),
        "length": Flag(False, "unusually short or long beside the article"),
        "repeat": Flag(False, "the same words stand twice in a row, and not in the article"),
        "stray": Flag(False, "a word of another language stands in it"),
        "numbers": Flag(False, "a number of the article does not come out again"),
        "dates": Flag(False, "a month of the article does not come out again"),
        "addresses": Flag(False, "an address, a hashtag or a file name does not come out again"),
        "names": Flag(False, "a name of the article does not come out again"),
        "brackets": Flag(False, "brackets do not close, or there are fewer or more of them"),
        "quotes": Flag(False, "quotation marks do not close, or there are fewer or more of them"),
        "foreign": Flag(False, "it is in another language than the article and was left as it is"),
        "terms": Flag(False, "a term of the glossary is not used"),
    }
)
REASONS: Mapping[str, str] = {name: flag.reason for name, flag in FLAGS.items()}
HARD = frozenset(name for name, flag in FLAGS.items() if flag.hard)


def hard(flags: Iterable[str]) -> bool:
    """Is one of them hard? A flag that we do not know is soft."""
    return not HARD.isdisjoint(flags)
