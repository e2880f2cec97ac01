"""Engines that look into the memory first."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from ..records import Said
from ..roles import Engine, News, Ranking, Tell, silent
from ..text import clean
from .base import Memory, imports

# What a stopped run loses at most; enough for batches of like length.
AT_ONCE = 256


class Remembering:
    """An engine that asks the memory first and tells it what was new."""

    def __init__(
        self, engine: Ranking, memory: Memory, source: str, target: str, tell: Tell = silent
    ) -> None:
        self._engine, self._memory, self._tell = engine, memory, tell
        self._source, self._target = source, target

    @property
    def signature(self) -> str:
        return self._engine.signature

    def translate(self, texts: Sequence[str]) -> list[Said]:
        return [some[0] for some in self.hypotheses(texts)]

    def hypotheses(self, texts: Sequence[str]) -> list[tuple[Said, ...]]:
        asked = [clean(text) for text in texts]
        signature = self.signature
        known = self._memory.recall(signature, asked)
        new = [text for text in dict.fromkeys(asked) if text not in known]
        self._tell(News("known", len(asked) - len(new), len(asked)))
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            begun = time.process_time()
            fresh = dict(zip(some, self._engine.hypotheses(some), strict=True))
            self._tell(News("decoding", round(1000 * (time.process_time() - begun))))
            self._memory.keep(signature, fresh, self._source, self._target)
            self._tell(News("words", sum(len(text.split()) for text in some)))
            self._tell(News("decoded", len(some), len(new)))
            known |= fresh
        return [known[text] for text in asked]


class Imported:
    """What a person brought into the memory for a pair comes before what an engine would say."""

    def __init__(self, engine: Engine, memory: Memory, source: str, target: str) -> None:
        self._engine, self._memory = engine, memory
        self._key = imports(source, target)
        self._hash = memory.imported(source, target)

    @property
    def signature(self) -> str:
        return f"{self._key}@{self._hash} else {self._engine.signature}"

    def translate(self, texts: Sequence[str]) -> list[Said]:
        asked = [clean(text) for text in texts]
        recalled = self._memory.recall(self._key, asked)
        known = {text: replace(some[0], human=True) for text, some in recalled.items()}
        new = [text for text in dict.fromkeys(asked) if text not in known]
        fresh = dict(zip(new, self._engine.translate(new), strict=True)) if new else {}
        return [known.get(text) or fresh[text] for text in asked]
