"""Bytes from the web: public addresses only, one deadline, bounded sizes, verified TLS."""

from __future__ import annotations

import contextlib
import hashlib
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from .addresses import Target, resolve, target
from .refusals import BadRedirect, BadStatus, CutShort, NotHtml, TooLate
from .unpack import Body

if TYPE_CHECKING:
    from .wire import Clock

DEADLINE = 20.0  # seconds, over everything
HOPS = 5
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_END = re.compile(rb"</\s*(html|body)\s*>", re.I)


# What of an answer's headers is worth keeping beside its bytes.
KEPT = ("Content-Type", "Content-Language", "Date", "ETag", "Last-Modified", "Link", "Server")


class Page(NamedTuple):
    """What came back: unpacked bytes, where from in the end, the charset that HTTP declared.

    `headers` are those of KEPT that were sent; `peer` is the address that was connected to.
    """

    url: str
    final_url: str
    data: bytes
    charset: str | None
    sha256: str
    headers: tuple[tuple[str, str], ...] = ()
    peer: str = ""


class Wish(NamedTuple):
    """What is asked of a fetch beside its address.

    `loopback` lets this machine's own address through; only tests set it. `html` is false for
    robots.txt alone. `greet` is called before each address that a redirect leads to.
    """

    loopback: bool = False
    html: bool = True
    greet: Callable[[Target], None] | None = None


def fetch(
    url: str, *, loopback: bool = False, deadline: float = DEADLINE, wish: Wish | None = None
) -> Page:
    """One page, redirects followed. Raises a Refusal, which is a PageError, for every failure.

    `deadline` is in seconds, over everything; `wish`, where given, is all that is asked.
    """
    from .wire import Clock

    clock = Clock(deadline)
    done: Future[Page] = Future()
    asked = wish or Wish(loopback)
    worker = threading.Thread(target=_work, args=(done, url, clock, asked), daemon=True)
    worker.start()
    try:
        return done.result(deadline)
    except TimeoutError:
        raise TooLate(url, "did not finish in time") from None
    finally:
        clock.cut()
        del done  # or it and its exception would hold each other, and the body, until gc


def _work(done: Future[Page], url: str, clock: Clock, wish: Wish) -> None:
    try:
        done.set_result(_follow(url, clock, wish))
    except Exception as error:  # handed over whole to the thread that waits
        done.set_exception(error)
    finally:
        del done


def _follow(url: str, clock: Clock, wish: Wish) -> Page:
    from .wire import ask

    here = url
    for hop in range(HOPS + 1):
        there = target(here)
        if hop and wish.greet:
            wish.greet(there)
        answer = ask(there, resolve(there, wish.loopback), clock)
        try:
            if answer.status not in (301, 302, 303, 307, 308):
                return _page(url, here, answer, clock, wish.html)
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


def _page(url: str, here: str, answer: Any, clock: Clock, html: bool) -> Page:
    if answer.status != 200:
        raise BadStatus(here, answer.status, answer.headers.get("Retry-After"))
    kind = answer.headers.get("Content-Type", "text/html")
    if html and "html" not in kind.partition(";")[0].lower():
        raise NotHtml(here, f"is {kind.partition(';')[0][:40]}, not a page")
    data = _body(here, answer, clock, html)
    found = _CHARSET.search(kind)
    kept = tuple((name, answer.headers[name][:500]) for name in KEPT if name in answer.headers)
    charset = found[1] if found else None
    return Page(url, here, data, charset, hashlib.sha256(data).hexdigest(), kept, clock.peer)


def _body(here: str, answer: Any, clock: Clock, html: bool) -> bytes:
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
    if html and not measured and not _END.search(data[-4096:]):
        raise CutShort(here, "has no length and no </html>, so it may be cut short")
    return data
