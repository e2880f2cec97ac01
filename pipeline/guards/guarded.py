"""An engine whose every answer is looked at; a doubtful one is asked for again, in other ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..files import digest
from ..flags import HARD, hard
from ..glossary import Glossary
from ..records import Said
from ..roles import News, Ranking, Tell, silent
from ..text import clean
from .found import VERSION, found
from .pair import Pair

# A text that says nothing or goes round in circles is worse than one in the wrong words.
_WORST = frozenset({"empty", "loop", "length limit"})


class Guarded:
    """What a guard finds becomes a flag; the soundest hypothesis stays, then the likeliest.

    The hypotheses are the first engine's own, and where they are doubtful those of `retries`:
    the first retry for any flag, the others for hard flags only, until no hard flag is left.
    """

    def __init__(
        self,
        engine: Ranking,
        source: str,
        target: str,
        retries: Sequence[Ranking] = (),
        glossary: Glossary | None = None,
        tell: Tell = silent,
    ) -> None:
        self._engine, self._retries = engine, tuple(retries)
        self._source, self._target = source, target
        self._glossary = glossary or Glossary()
        self._tell = tell

    @property
    def signature(self) -> str:
        retries = digest(one.signature.encode() for one in self._retries)[:8]
        again = f" retries{len(self._retries)}@{retries}" if self._retries else ""
        terms = self._glossary.signature(self._target)
        pair = f"{self._source}>{self._target}"
        return f"{self._engine.signature}{again} guards/{VERSION} {pair} {terms}".rstrip()

    def translate(self, texts: Sequence[str]) -> list[Said]:
        texts = [clean(text) for text in texts]
        some = self._engine.hypotheses(texts)
        said = [self._best(text, heard) for text, heard in zip(texts, some, strict=True)]
        for number, retry in enumerate(self._retries):
            doubted = [
                i for i, one in enumerate(said) if one.flags and (not number or hard(one.flags))
            ]
            if doubted:
                again = retry.hypotheses([texts[i] for i in doubted])
                for i, heard in zip(doubted, again, strict=True):
                    said[i] = min(said[i], self._best(texts[i], heard), key=_doubt)
        self._tell(News("suspect", sum(1 for one in said if one.flags)))
        return said

    def _best(self, text: str, heard: Sequence[Said]) -> Said:
        best: Said | None = None
        for one in heard:
            flags = found(Pair(text, one.text, self._source, self._target), self._glossary)
            looked_at = replace(one, flags=tuple(dict.fromkeys(one.flags + flags)))
            if not looked_at.flags:
                return looked_at
            best = looked_at if best is None else min(best, looked_at, key=_doubt)
        return best if best is not None else Said("", ("",), None, ("empty",))


def _doubt(said: Said) -> tuple[int, int, float]:
    """Hard flags first, then soft ones, then how unlikely the engine itself finds it."""
    flags = set(said.flags)
    broken = len(HARD & flags) + len(_WORST & flags)
    return broken, len(flags - HARD), -(said.score if said.score is not None else -100.0)
