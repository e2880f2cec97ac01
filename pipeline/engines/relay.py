"""A translation through one or more languages; the text of every hop is kept."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import Said
from ..roles import Engine


class Relay:
    """Engines in a row; the score of a text is that of its worst hop."""

    def __init__(self, engines: Sequence[Engine]) -> None:
        self._engines = tuple(engines)

    @property
    def signature(self) -> str:
        return " > ".join(engine.signature for engine in self._engines)

    def translate(self, texts: Sequence[str]) -> list[Said]:
        said = [Said(text) for text in texts]
        for engine in self._engines:
            step = engine.translate([one.text for one in said])
            said = [_joined(before, after) for before, after in zip(said, step, strict=True)]
        return said


def _joined(before: Said, after: Said) -> Said:
    scores = [score for score in (before.score, after.score) if score is not None]
    return Said(
        text=after.text,
        hops=before.hops + (after.hops or (after.text,)),
        score=min(scores) if scores else None,
        flags=tuple(dict.fromkeys(before.flags + after.flags)),
    )
