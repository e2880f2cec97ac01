"""A connection to an address already vetted, with the host's own name on the outside."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, IncompleteRead, ProtocolError

from ..version import VERSION
from .addresses import Target
from .refusals import BadAnswer, CutShort, NoCertificate, Refusal, TooLate, Unreachable

HEADERS = {
    "User-Agent": f"kladka/{VERSION}",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}
FAILURES = (HTTPError, http.client.HTTPException, OSError, ValueError)


class Clock:
    """The one deadline of a fetch. When it is over, the open connection is cut from outside.

    A socket's own timeout starts anew with every byte, so a server that trickles never meets it.
    """

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._held: socket.socket | None = None
        self._over = False
        self._lock = threading.Lock()
        self.peer = ""  # the address of the connection in hand

    def left(self, url: str) -> float:
        """Seconds. Raises TooLate when there are none."""
        left = self._until - time.monotonic()
        if left <= 0 or self._over:
            raise TooLate(url, "did not finish in time")
        return left

    def hold(self, line: socket.socket) -> None:
        """A second handle on the connection, which lives on when TLS takes over the first."""
        with self._lock:
            if self._held:
                self._held.close()
            self._held = line.dup()
        if self._over:
            self.cut()

    def cut(self) -> None:
        with self._lock:
            self._over = True
            held, self._held = self._held, None
        if held:
            try:
                held.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other side was quicker
            finally:
                held.close()


class _Plain(HTTPConnection):
    pinned: socket.socket

    def _new_conn(self) -> socket.socket:
        return self.pinned


class _Secure(HTTPSConnection):
    pinned: socket.socket

    def _new_conn(self) -> socket.socket:
        return self.pinned


def ask(there: Target, addresses: list[str], clock: Clock) -> Any:
    """The answer to a GET, its body not yet read. Raises the refusals of `named`."""
    pinned = _connect(there, addresses, clock)
    wait = clock.left(there.url)
    line: _Plain | _Secure
    if there.secure:
        line = _Secure(there.host, there.port, timeout=wait, ssl_context=_trust())
    else:
        line = _Plain(there.host, there.port, timeout=wait)
    line.pinned = pinned
    try:
        line.request(
            "GET", there.path, headers=HEADERS, preload_content=False, decode_content=False
        )
        answer: Any = line.getresponse()
    except FAILURES as error:
        line.close()
        pinned.close()
        raise named(error, there.url) from None
    return answer


def _trust() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _connect(there: Target, addresses: list[str], clock: Clock) -> socket.socket:
    failed: OSError | None = None
    for address in addresses:
        try:
            line = socket.create_connection((address, there.port), clock.left(there.url))
        except OSError as error:
            failed = error
            continue
        clock.hold(line)
        clock.peer = address
        return line
    raise named(failed or OSError(), there.url)


def named(error: BaseException, url: str) -> Refusal:
    """A library's exception as one of ours."""
    words = str(error).lower()
    if isinstance(error, TimeoutError) or "timed out" in words:
        return TooLate(url, "did not answer in time")
    if isinstance(error, ssl.SSLError) or "certificate" in words or "ssl" in words:
        return NoCertificate(url, "its certificate does not hold")
    if isinstance(error, IncompleteRead | http.client.IncompleteRead) or "incompleteread" in words:
        return CutShort(url, "is cut short")
    if isinstance(error, ProtocolError | http.client.HTTPException | HTTPError | ValueError):
        return BadAnswer(url, "does not answer as a web server does")
    return Unreachable(url, "cannot be reached")
