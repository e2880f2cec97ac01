"""What a site asks of robots (RFC 9309), asked once a run and held to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .addresses import Target
from .fetch import Page
from .refusals import BadRedirect, BadStatus, Forbidden, Refusal

NAME = "kladka"
SLOWEST = 30.0  # seconds; a longer Crawl-delay is held to be meant for crawlers of whole sites


class Rules(NamedTuple):
    """The answer of one site; `failed` is why there is none, which forbids all of it."""

    parsed: Any = None
    failed: Refusal | None = None

    def allow(self, url: str) -> None:
        """Raises Forbidden, or what went wrong when the rules were asked for."""
        if isinstance(self.failed, BadStatus):
            raise Forbidden(url, f"its robots.txt {self.failed.why}, which means no")
        if self.failed:
            raise type(self.failed)(url, f"{self.failed.why} (asked for robots.txt)")
        if self.parsed is not None and not self.parsed.can_fetch(url, NAME):
            raise Forbidden(url, "its robots.txt asks robots to leave this page alone")

    @property
    def gap(self) -> float:
        """Seconds between two visits that the site asks for."""
        asked = self.parsed.crawl_delay(NAME) if self.parsed is not None else None
        return min(float(asked or 0.0), SLOWEST)


def rules(there: Target, get: Callable[[str], Page]) -> Rules:
    """The rules of a target's site: 4xx means yes, 5xx and silence mean no (RFC 9309, 2.3.1)."""
    host = f"[{there.host}]" if ":" in there.host else there.host
    where = f"{'https' if there.secure else 'http'}://{host}:{there.port}/robots.txt"
    try:
        data = get(where).data
    except BadStatus as error:
        refused = 400 <= error.status < 500 and error.status != 429
        return Rules() if refused else Rules(failed=error)
    except BadRedirect:
        return Rules()  # beyond five redirects it counts as missing
    except Refusal as error:
        return Rules(failed=error)
    return Rules(_parse(data))


def _parse(data: bytes) -> Any:
    from protego import Protego

    return Protego.parse(data.decode("utf-8", "replace").removeprefix("\ufeff"))
