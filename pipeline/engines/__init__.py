"""Who translates: marian on CTranslate2, marian on transformers, recorded, and the relay."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import UnknownName
from ..models import Model, model, route
from ..roles import Engine
from .marian import Marian
from .recorded import Recorded
from .reference import Reference
from .relay import Relay

__all__ = ["ENGINES", "Marian", "Recorded", "Reference", "Relay", "engine"]

# Given an engine and the same one decoding more carefully; gives the engine to use.
Wrap = Callable[[Engine, Engine], Engine]

# A new engine is one more row and a file.
ENGINES: dict[str, Callable[[Model, str, bool], Engine]] = {
    "ctranslate2": Marian,
    "transformers": Reference,
}


def engine(
    source: str,
    target: str,
    models: str = "shipped",
    player: str = "ctranslate2",
    wrap: Wrap = lambda hop, careful: hop,
) -> Engine:
    """The engine of a pair, a relay where the route has more than one hop.

    `wrap` dresses each single hop (with a memory or guards). Raises UnknownName, ModelError.
    """
    if player not in ENGINES:
        raise UnknownName("engine", player, ENGINES)
    make = ENGINES[player]
    rows = [(model(a, b, models), b) for a, b in route(source, target)]
    hops = [wrap(make(row, to, False), make(row, to, True)) for row, to in rows]
    return hops[0] if len(hops) == 1 else Relay(hops)
