"""What a translation must keep (numbers) and must not do (vanish, loop, copy, run short)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from .records import Said
from .roles import Engine
from .text import fold

VERSION = 1
Guard = Callable[[str, str], bool]
_NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d{3})*(?:[.,]\d+)?")


def vanished(source: str, said: str) -> bool:
    """Words went in, nothing came out."""
    return bool(re.search(r"\w", source)) and not re.search(r"\w", said)


def looping(source: str, said: str) -> bool:
    """One run of one to four words stands five times or more in a row, and not in the source."""
    return _longest_run(said.split()) >= 5 > _longest_run(source.split())


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


# The flag that a guard raises, and the guard.
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
    """An engine whose every answer has been looked at; what a guard finds becomes a flag."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def signature(self) -> str:
        return f"{self._engine.signature} guards/{VERSION}"

    def translate(self, texts: Sequence[str]) -> list[Said]:
        said = self._engine.translate(texts)
        return [_looked_at(text, one) for text, one in zip(texts, said, strict=True)]


def _looked_at(source: str, said: Said) -> Said:
    if source == said.text:
        return said
    found = tuple(name for name, guard in GUARDS.items() if guard(source, said.text))
    return replace(said, flags=tuple(dict.fromkeys(said.flags + found)))
