"""Who translates: marian on CTranslate2, marian on transformers, recorded, and the relay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from ..errors import UnknownName
from ..models import BEST, Model, model, route
from ..roles import Engine, Ranking
from .marian import Marian
from .protect import Protecting
from .recorded import Recorded
from .reference import Reference
from .relay import Relay
from .search import PLAIN, RETRIES, Search

__all__ = [
    "ENGINES",
    "TOGETHER",
    "Hop",
    "Marian",
    "Protecting",
    "Recorded",
    "Reference",
    "Relay",
    "engine",
]

# A new engine is one more row and a file.
ENGINES: dict[str, Callable[[Model, str, Search], Ranking]] = {
    "ctranslate2": Marian,
    "ctranslate2-float32": partial(Marian, compute="float32"),
    "transformers": Reference,
    "transformers-bfloat16": partial(Reference, compute="bfloat16"),
}
# Those that take batches of several languages at a time, from several threads.
TOGETHER = frozenset({"ctranslate2", "ctranslate2-float32"})


class Hop(NamedTuple):
    """One model from one language to another, and the same one seeking harder."""

    source: str
    target: str
    plain: Ranking
    retries: tuple[Ranking, ...]


def engine(
    source: str,
    target: str,
    models: str = "shipped",
    player: str = "ctranslate2",
    wrap: Callable[[Hop], Engine] = lambda hop: hop.plain,
    by: str = BEST,
    keep: Sequence[str] = (),
) -> Engine:
    """The engine of a pair, a relay where the route has more than one hop.

    `wrap` dresses each single hop (with a memory or guards); `by` is a route of models.ROUTES;
    `keep` are words that stay as they are. Raises UnknownName, ModelError.
    """
    if player not in ENGINES:
        raise UnknownName("engine", player, ENGINES)
    rows = [(a, b, model(a, b, models)) for a, b in route(source, target, models, by)]
    hops = [wrap(_hop(a, b, row, player, keep)) for a, b, row in rows]
    return hops[0] if len(hops) == 1 else Relay(hops)


def _hop(source: str, target: str, row: Model, player: str, keep: Sequence[str]) -> Hop:
    def made(search: Search) -> Ranking:
        return Protecting(ENGINES[player](row, target, search), keep)

    return Hop(source, target, made(PLAIN), tuple(made(search) for search in RETRIES))
