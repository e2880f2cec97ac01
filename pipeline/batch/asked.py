"""What signs a result, besides what goes in: who reads, translates and aligns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ..aligners import aligner
from ..segment import SEGMENTER
from .articles import Article
from .work import Crew, Order

FORMAT = 1  # of a shard's result


class Asked(NamedTuple):
    """`engine` maps a pair of languages to the signature of its engine."""

    engine: Callable[[str, str], str]
    rest: dict[str, Any]

    def of(self, articles: Iterable[Article]) -> dict[str, Any]:
        """All that can change the result of these articles."""
        pairs = sorted({(one.language, code) for one in articles for code in one.targets})
        return {**self.rest, "engines": {f"{a}-{b}": self.engine(a, b) for a, b in pairs}}


def asked(order: Order, crew: Crew) -> Asked:
    """Raises UnknownName for an aligner."""
    rest = {
        "aligner": aligner(order.aligner).signature,
        "fetch": order.fetch,
        "result": FORMAT,
        "segmenter": SEGMENTER,
    }
    return Asked(crew.signature, rest)
