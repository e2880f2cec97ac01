"""Bytes from the web: public addresses only, one deadline, bounded sizes, verified TLS."""

from __future__ import annotations

import contextlib
import hashlib
import re
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from .addresses import resolve, target
from .refusals import BadRedirect, BadStatus, CutShort, NotHtml, TooLate
from .unpack import Body

if TYPE_CHECKING:
    from .wire import Clock

DEADLINE = 20.0  # seconds, over everything
HOPS = 5
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_END = re.compile(rb"</\s*(html|body)\s*>", re.I)


class Page(NamedTuple):
    """What came back: unpacked bytes, where from in the end, the charset that HTTP declared."""

    url: str
    final_url: str
    data: bytes
    charset: str | None
    sha256: str


def fetch(url: str, *, loopback: bool = False, deadline: float = DEADLINE) -> Page:
    """One page, redirects followed. Raises a Refusal, which is a PageError, for every failure.

    `loopback` lets this machine's own address through; only tests set it.
    """
    from .wire import Clock

    clock = Clock(deadline)
    done: Future[Page] = Future()
    worker = threading.Thread(target=_work, args=(done, url, clock, loopback), daemon=True)
    worker.start()
    try:
        return done.result(deadline)
    except TimeoutError:
        raise TooLate(url, "did not finish in time") from None
    finally:
        clock.cut()
        del done  # or it and its exception would hold each other, and the body, until gc


def _work(done: Future[Page], url: str, clock: Clock, loopback: bool) -> None:
    try:
        done.set_result(_follow(url, clock, loopback))
    except Exception as error:  # handed over whole to the thread that waits
        done.set_exception(error)
    finally:
        del done


def _follow(url: str, clock: Clock, loopback: bool) -> Page:
    from .wire import ask

    here = url
    for _ in range(HOPS + 1):
        there = target(here)
        answer = ask(there, resolve(there, loopback), clock)
        try:
            if answer.status not in (301, 302, 303, 307, 308):
                return _page(url, here, answer, clock)
            here = _onward(here, answer.headers.get("Location"))
        finally:
            answer.close()
    raise BadRedirect(url, f"redirects more than {HOPS} times")


def _onward(here: str, location: str | None) -> str:
    if not location:
        raise BadRedirect(here, "redirects to nowhere")
    with contextlib.suppress(UnicodeError):
        # HTTP headers are read as latin-1, while addresses that are not ASCII are sent in UTF-8.
        location = location.encode("latin-1").decode("utf-8")
    try:
        there = urljoin(here, location)
    except ValueError:
        raise BadRedirect(here, "redirects to nowhere") from None
    if here.lower().startswith("https:") and there.lower().startswith("http:"):
        raise BadRedirect(here, "redirects from https to http")
    return there


def _page(url: str, here: str, answer: Any, clock: Clock) -> Page:
    if answer.status != 200:
        raise BadStatus(here, f"answers {answer.status}")
    kind = answer.headers.get("Content-Type", "text/html")
    if "html" not in kind.partition(";")[0].lower():
        raise NotHtml(here, f"is {kind.partition(';')[0][:40]}, not a page")
    data = _body(here, answer, clock)
    found = _CHARSET.search(kind)
    return Page(url, here, data, found[1] if found else None, hashlib.sha256(data).hexdigest())


def _body(here: str, answer: Any, clock: Clock) -> bytes:
    from .wire import FAILURES, named

    coding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    body = Body(here, coding)
    try:
        while chunk := answer.read1(65536):
            clock.left(here)
            body.add(chunk)
    except FAILURES as error:
        raise named(error, here) from None
    data = body.end()
    measured = body.packed or "Content-Length" in answer.headers or answer.chunked
    if not measured and not _END.search(data[-4096:]):
        raise CutShort(here, "has no length and no </html>, so it may be cut short")
    return data
