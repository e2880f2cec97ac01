"""An engine that replays what another once said; for byte-for-byte tests of everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import ModelError
from ..files import digest
from ..records import Said


class Recorded:
    """Says what it was given, and refuses a text it has never heard."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self._said = dict(said)
        parts = [part.encode() for pair in sorted(self._said.items()) for part in pair]
        self.signature = f"recorded/{digest(parts)[:12]}"

    def translate(self, texts: Sequence[str]) -> list[Said]:
        return [some[0] for some in self.hypotheses(texts)]

    def hypotheses(self, texts: Sequence[str]) -> list[tuple[Said, ...]]:
        for text in texts:
            if text not in self._said:
                raise ModelError("recorded", f"never heard {text[:60]!r}", "record it first")
        return [(Said(self._said[text], (self._said[text],)),) for text in texts]
