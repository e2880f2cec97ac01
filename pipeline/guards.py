"""What a translation must keep (numbers) and must not do (vanish, loop, copy, run short)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from .records import Said
from .roles import Engine
from .text import fold

VERSION = 3
Guard = Callable[[str, str], bool]
_STUTTER = re.compile(r"(\S{1,4}?)\1{9,}")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d{3})*(?:[.,]\d+)?")


def vanished(source: str, said: str) -> bool:
    """Words went in, nothing came out."""
    return bool(re.search(r"\w", source)) and not re.search(r"\w", said)


def looping(source: str, said: str) -> bool:
    """One to four words five times or more in a row, or one character ten times; not so before."""
    words = _longest_run(said.split()) >= 5 > _longest_run(source.split())
    return words or bool(_STUTTER.search(said) and not _STUTTER.search(source))


def _longest_run(words: list[str]) -> int:
    longest = 1
    for size in range(1, 5):
        run = 1
        for i in range(size, len(words) - size + 1, size):
            run = run + 1 if words[i : i + size] == words[i - size : i] else 1
            longest = max(longest, run)
    return longest


def copied(source: str, said: str) -> bool:
    """Five words or more, and nearly all of them are the source's own."""
    ours, theirs = fold(source).split(), Counter(fold(said).split())
    shared = sum((Counter(ours) & theirs).values())
    return len(ours) >= 5 and shared >= 0.8 * len(ours)


def short(source: str, said: str) -> bool:
    """Less than a third of the source's length, which no pair of our languages needs."""
    return len(source) > 40 and len(said) < len(source) / 3


def numbers_lost(source: str, said: str) -> bool:
    """A number of two digits or more does not come out again."""
    return bool(_numbers(source) - _numbers(said))


def _numbers(text: str) -> Counter[str]:
    return Counter(n for n in (re.sub(r"\D", "", m) for m in _NUMBER.findall(text)) if len(n) > 1)


# The flag that a guard raises, and the guard; `flags` says what each one means.
GUARDS: dict[str, Guard] = {
    "empty": vanished,
    "loop": looping,
    "copy": copied,
    "short": short,
    "numbers": numbers_lost,
}
# Flags that say that the text itself is broken, not just doubtful.
HARD = frozenset({"empty", "loop", "copy", "short", "length limit"})


class Guarded:
    """An engine whose every answer is looked at; what a guard finds becomes a flag.

    A text whose answer is broken goes to the second engine once, and the sounder answer stays.
    """

    def __init__(self, engine: Engine, second: Engine | None = None) -> None:
        self._engine, self._second = engine, second

    @property
    def signature(self) -> str:
        second = f" or {self._second.signature}" if self._second else ""
        return f"{self._engine.signature}{second} guards/{VERSION}"

    def translate(self, texts: Sequence[str]) -> list[Said]:
        said = _looked_at(texts, self._engine.translate(texts))
        broken = [i for i, one in enumerate(said) if _faults(one)]
        if self._second is None or not broken:
            return said
        asked = [texts[i] for i in broken]
        for i, other in zip(broken, _looked_at(asked, self._second.translate(asked)), strict=True):
            said[i] = min(said[i], other, key=_faults)
        return said


def _faults(said: Said) -> int:
    """How broken: a text that says nothing or goes round in circles counts twice."""
    worst = {"empty", "loop", "length limit"}
    return sum(2 if flag in worst else 1 for flag in HARD & set(said.flags))


def _looked_at(sources: Sequence[str], said: Sequence[Said]) -> list[Said]:
    return [
        replace(one, flags=tuple(dict.fromkeys(one.flags + found(source, one.text))))
        for source, one in zip(sources, said, strict=True)
    ]


def found(source: str, said: str) -> tuple[str, ...]:
    """The names of the guards that a translation trips."""
    if source == said:
        return ()
    return tuple(name for name, guard in GUARDS.items() if guard(source, said))
