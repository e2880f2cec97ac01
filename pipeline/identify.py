"""What language a text is in: a foreign block is marked, an article in the wrong one refused.

Two witnesses have to agree before we contradict what we were told: the words and letters of our own
table (`languages.likeness`), and py3langid's model. The second is asked only where the first has
doubts, so that a text in the language that it should be in costs next to nothing.
"""

from __future__ import annotations

from dataclasses import replace

from .errors import InputError, WrongLanguage
from .languages import LANGUAGES, identifier, likeness
from .records import Block, Kind
from .roles import Blocks
from .text import clean

# What a block needs before anybody may call it foreign.
FEWEST_WORDS = 4  # in small letters: names stay what they are in any language
LIKE = 0.15  # share of words that speak for the other language
MARGIN = 0.1  # and by how much that is more than for its own
SURE = 0.9  # probability by the model
_PROSE: frozenset[Kind] = frozenset({"lead", "paragraph", "caption", "list", "quote", "heading"})
_OPENING = "\"'„“”‘’«»([-–—"
_ENOUGH = 20  # words of an article before its language is judged


class NoLanguage(InputError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} does not show what language it is in; name it with --language")


def identified(found: Blocks, told: str, name: str) -> Blocks:
    """The blocks, those in another language marked with it. Raises WrongLanguage.

    An article is in the wrong language where more than half of its words stand in foreign blocks,
    or where it is too little like its own language and the model is sure of another. A language
    without a row is taken at its word.
    """
    if told not in LANGUAGES:
        return found
    languages = [_foreign(block, told) for block in found.blocks]
    words = [len(block.text.split()) for block in found.blocks]
    strange: dict[str, int] = {}
    for code, count in zip(languages, words, strict=True):
        if code:
            strange[code] = strange.get(code, 0) + count
    most = max(strange, key=lambda code: strange[code], default=None)
    if most and 2 * strange[most] > sum(words) >= _ENOUGH:
        raise WrongLanguage(name, LANGUAGES[most].name, LANGUAGES[told].name)
    if not strange and sum(words) >= _ENOUGH:
        _check(" ".join(block.text for block in found.blocks), told, name)
    marked = tuple(
        replace(block, language=code) if code else block
        for block, code in zip(found.blocks, languages, strict=True)
    )
    return Blocks(found.title, marked)


def language_of(text: str) -> str | None:
    """The language at hand that a text is in, None when unsure."""
    like = likeness(clean(text))
    best = max(like, key=lambda code: like[code])
    others = max(share for code, share in like.items() if code != best)
    if like[best] >= LIKE and like[best] - others >= MARGIN:
        return best
    guess, sure = _guess(text)
    return guess if sure >= SURE and guess == best else None


def _foreign(block: Block, told: str) -> str | None:
    text = clean(block.text)
    small = [word for word in text.split() if word.lstrip(_OPENING)[:1].islower()]
    if block.kind not in _PROSE or len(small) < FEWEST_WORDS:
        return None
    like = likeness(" ".join(small))
    best = max(like, key=lambda code: like[code])
    if best == told or like[best] < LIKE or like[best] - like[told] < MARGIN:
        return None
    guess, sure = _guess(text)
    return best if guess == best and sure >= SURE else None


def _check(text: str, told: str, name: str) -> None:
    """A whole text that is hardly like its language may be in one that has no row here."""
    if likeness(clean(text[:20_000]))[told] >= LIKE / 2:
        return
    guess, sure = _guess(text[:20_000], every=True)
    if guess != told and sure >= SURE:
        named = LANGUAGES[guess].name if guess in LANGUAGES else f"the language {guess}"
        raise WrongLanguage(name, named, LANGUAGES[told].name)


def _guess(text: str, every: bool = False) -> tuple[str, float]:
    code, share = identifier(every).classify(clean(text))
    return str(code), float(share)
