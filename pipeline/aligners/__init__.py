"""Which segments of the article and of its page say the same: one program, three players."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import UnknownName
from ..roles import Aligner
from .bridge import Bridge
from .crossing import crossings
from .embedding import Embedding
from .length import Length

__all__ = ["ALIGNERS", "aligner", "crossings"]

# A new aligner is one more row and a file; each is told its model, if any, and the null prior.
ALIGNERS: dict[str, Callable[[str, float], Aligner]] = {
    "bridge": lambda model, null_prior: Bridge(null_prior=null_prior),
    "length": lambda model, null_prior: Length(),
    "embedding": lambda model, null_prior: Embedding(Path(model) if model else None, null_prior),
}


def aligner(name: str, null_prior: float = 0.0) -> Aligner:
    """The aligner of that name; `embedding:FOLDER` also names the model it reads with.

    `null_prior` is added to the log score of every null bead. Raises UnknownName, and InputError
    where the model is missing.
    """
    kind, _, model = name.partition(":")
    if kind not in ALIGNERS:
        raise UnknownName("aligner", name, ALIGNERS)
    return ALIGNERS[kind](model, null_prior)
