"""What must not be translated: addresses, hashtags, file names and the glossary's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..files import digest
from ..records import Said
from ..roles import Ranking
from ..text import ADDRESS, clean
from .pieces import speaks

VERSION = 1
# Words that Marian carries over whole: 10 of 10 with the shipped model; [1], {0} and @1 are not.
PLACEHOLDERS = ("XXA", "XXB", "XXC", "XXD", "XXE", "XXF")


class _Masked(NamedTuple):
    """A text taken apart: what stands around the protected runs (odd places) and between them."""

    bits: tuple[str, ...]

    @property
    def runs(self) -> tuple[str, ...]:
        return self.bits[1::2]

    @property
    def text(self) -> str:
        named = [*self.bits]
        named[1::2] = PLACEHOLDERS[: len(self.runs)]
        return "".join(named)

    @property
    def fits(self) -> bool:
        """Are there placeholders enough, and none of them in the text itself?"""
        around = "".join(self.bits[::2])
        return len(self.runs) <= len(PLACEHOLDERS) and not any(p in around for p in PLACEHOLDERS)


class Protecting:
    """An engine that sees a placeholder for every protected run and gives the run back.

    Where no answer has all placeholders once, the text is translated around its protected runs.
    """

    def __init__(self, engine: Ranking, keep: Iterable[str] = ()) -> None:
        self._engine = engine
        self._keep = sorted(set(keep), key=lambda word: (-len(word), word))
        words = [rf"\b(?-i:{re.escape(word)})\b" for word in self._keep]
        self._run = re.compile(f"({'|'.join([ADDRESS.pattern, *words])})", re.I)

    @property
    def signature(self) -> str:
        own = f"+{digest(word.encode() for word in self._keep)[:8]}" if self._keep else ""
        return f"{self._engine.signature} protect/{VERSION}{own}"

    def translate(self, texts: Sequence[str]) -> list[Said]:
        return [some[0] for some in self.hypotheses(texts)]

    def hypotheses(self, texts: Sequence[str]) -> list[tuple[Said, ...]]:
        masked = [self._masked(clean(text)) for text in texts]
        heard = self._engine.hypotheses([one.text if one.fits else "" for one in masked])
        return [
            _unmasked(one, some) or (self._around(one),)
            for one, some in zip(masked, heard, strict=True)
        ]

    def _masked(self, text: str) -> _Masked:
        bits = self._run.split(text) if speaks(text) else [text]
        return _Masked(tuple(bits))

    def _around(self, one: _Masked) -> Said:
        """Every stretch between two protected runs by itself."""
        heard = iter(self._engine.translate(one.bits[::2]))
        said = [
            Said(bit, (bit,)) if place % 2 else _spaced(bit, next(heard))
            for place, bit in enumerate(one.bits)
        ]
        whole = "".join(bit.text for bit in said)
        scores = [bit.score for bit in said if bit.score is not None]
        flags = tuple(dict.fromkeys(flag for bit in said for flag in bit.flags))
        return Said(whole, (whole,), min(scores) if scores else None, flags)


def _spaced(bit: str, said: Said) -> Said:
    """With the white space and the marks alone that stood around it."""
    if not speaks(bit):
        return replace(said, text=bit)
    before = bit[: len(bit) - len(bit.lstrip())]
    return replace(said, text=f"{before}{said.text.strip()}{bit[len(bit.rstrip()) :]}")


def _unmasked(one: _Masked, some: tuple[Said, ...]) -> tuple[Said, ...]:
    """The hypotheses that have every placeholder once, with the runs in their places."""
    if not one.fits:
        return ()
    names = dict(zip(PLACEHOLDERS, one.runs, strict=False))
    sound = [said for said in some if all(said.text.count(name) == 1 for name in names)]
    return tuple(_with_runs(said, names) for said in sound)


def _with_runs(said: Said, names: dict[str, str]) -> Said:
    text = said.text
    for name, run in names.items():
        text = text.replace(name, run)
    return replace(said, text=text, hops=(text,))
