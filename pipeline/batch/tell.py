"""What a batch tells while it goes on: to a terminal, a log of JSON lines, a file of gauges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Event(NamedTuple):
    """Something that happened, and its facts."""

    what: str
    facts: Mapping[str, Any] = {}


Tell = Callable[[Event], None]


def silent(event: Event) -> None:
    """Tell nobody."""
