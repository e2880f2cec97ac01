"""kladka import: translations that a CAT tool changed in our XLIFF or TMX become a new run."""

from __future__ import annotations

from .accept import arguments, run

__all__ = ["arguments", "run"]
