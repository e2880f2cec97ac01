"""What a translation must keep (numbers, names) and must not do (vanish, loop, copy, run short)."""

from __future__ import annotations

from .found import GUARDS, VERSION, found
from .guarded import Guarded
from .pair import Guard, Pair

__all__ = ["GUARDS", "VERSION", "Guard", "Guarded", "Pair", "found"]
