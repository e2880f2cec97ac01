"""Model folders: fetched from the hub, converted out of pickles, sealed with hashes, examined."""

from __future__ import annotations

from .convert import convert
from .examine import Finding, examine
from .fetch import fetch_model
from .origin import origin

__all__ = ["Finding", "convert", "examine", "fetch_model", "origin"]
