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

Wrap = Callable[[Engine], Engine]

# A new engine is one more row and a file.
ENGINES: dict[str, Callable[[Model, str], Engine]] = {
    "ctranslate2": Marian,
    "transformers": Reference,
}


def engine(
    source: str,
    target: str,
    models: str = "shipped",
    player: str = "ctranslate2",
    wrap: Wrap = lambda hop: hop,
) -> Engine:
    """The engine of a pair, a relay where the route has more than one hop.

    `wrap` dresses each single hop (a memory, for instance). Raises UnknownName, ModelError.
    """
    if player not in ENGINES:
        raise UnknownName("engine", player, ENGINES)
    hops = [wrap(ENGINES[player](model(a, b, models), b)) for a, b in route(source, target)]
    return hops[0] if len(hops) == 1 else Relay(hops)
