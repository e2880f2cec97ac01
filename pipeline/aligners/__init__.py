"""Which segments of the article and of its page say the same: one dynamic program, two players."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import UnknownName
from ..roles import Aligner
from .bridge import Bridge
from .length import Length

__all__ = ["ALIGNERS", "aligner"]

# A new aligner is one more row and a file.
ALIGNERS: dict[str, Callable[[], Aligner]] = {"bridge": Bridge, "length": Length}


def aligner(name: str) -> Aligner:
    """The aligner of that name. Raises UnknownName."""
    if name not in ALIGNERS:
        raise UnknownName("aligner", name, ALIGNERS)
    return ALIGNERS[name]()
