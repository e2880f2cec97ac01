"""Good manners: robots.txt first, a pause between visits, and patience when asked for it."""

from __future__ import annotations

import email.utils
import random
import re
import threading
import time
from collections.abc import Callable
from functools import partial

from .addresses import Target, target
from .fetch import Page, Wish, fetch
from .refusals import BadStatus, CutShort, Refusal, RetryLater, Unreachable
from .robots import Rules, rules

GAP = 1.0  # seconds between two visits to one host, at least
TRIES = 3
QUICK = 3.0  # seconds; a try that failed more slowly is not repeated
ROBOTS = 8.0  # seconds for robots.txt
PATIENCE = 60.0  # seconds; the longest Retry-After that is waited for
_BUSY = (429, 500, 502, 503, 504)
Get = Callable[..., Page]


class Visits:
    """All visits of one run. One connection to a host at a time, whoever asks."""

    def __init__(
        self,
        *,
        loopback: bool = False,
        get: Get = fetch,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._loopback, self._get = loopback, get
        self._now, self._sleep = now, sleep
        self._rules: dict[tuple[bool, str, int], Rules] = {}
        self._last: dict[str, float] = {}
        self._locks: dict[str, threading.Lock] = {}

    def page(self, url: str) -> Page:
        """The page, after at most three tries. Raises a Refusal."""
        there = target(url)
        with self._locks.setdefault(there.host, threading.Lock()):
            for tried in range(1, TRIES + 1):
                self._greet(there)
                begun = self._now()
                try:
                    return self._visit(there)
                except (BadStatus, CutShort, Unreachable) as error:
                    last = tried == TRIES or self._now() - begun > QUICK
                    pause = self._pause(error, last)
                self._sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _visit(self, there: Target) -> Page:
        try:
            return self._get(there.url, wish=Wish(self._loopback, greet=self._greet))
        finally:
            self._last[there.host] = self._now()

    def _greet(self, there: Target) -> None:
        """Ask robots.txt once a site, then keep the distance. Raises Forbidden."""
        site = (there.secure, there.host, there.port)
        if site not in self._rules:
            self._keep_distance(there.host, GAP)
            get = partial(self._get, deadline=ROBOTS, wish=Wish(self._loopback, html=False))
            self._rules[site] = rules(there, get)
            self._last[there.host] = self._now()
        found = self._rules[site]
        found.allow(there.url)
        self._keep_distance(there.host, max(GAP, found.gap))

    def _keep_distance(self, host: str, gap: float) -> None:
        if host in self._last:
            left = self._last[host] + gap - self._now()
            if left > 0:
                self._sleep(min(left, gap))
        self._last[host] = self._now()

    def _pause(self, error: Refusal, last: bool) -> float:
        """Seconds until the next try. Raises the error, or RetryLater, when there is none."""
        wait = error.wait if isinstance(error, BadStatus) else None
        if isinstance(error, BadStatus) and error.status not in _BUSY:
            raise error
        asked = retry_after(wait, self._now())
        if asked is not None and asked > PATIENCE:
            raise RetryLater(error.url, f"asks to come back in {_long(asked)}") from None
        if last and isinstance(error, BadStatus) and error.status in (429, 503):
            raise RetryLater(error.url, error.why) from None
        if last:
            raise error
        return asked if asked is not None else random.uniform(1.0, 3.0)


def _long(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 86400 else "more than a day"


def retry_after(said: str | None, now: float) -> float | None:
    """Seconds from a Retry-After header (RFC 9110, 10.2.3): a count or a date; None for neither.

    `now` is in seconds since 1970.
    """
    text = (said or "").strip()
    if re.fullmatch(r"[0-9]+", text):
        return float(text[:12])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
