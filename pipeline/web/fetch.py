"""Bytes from the web: public addresses only, one deadline, bounded sizes, verified TLS."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
import zlib
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from ..errors import PageError
from ..version import VERSION

DEADLINE = 20.0  # seconds, over everything
LONGEST = 5 * 1024 * 1024  # bytes, decoded
HOPS = 5
# Special ranges that ipaddress.is_global lets through on some Pythons.
_SPECIAL = tuple(
    ipaddress.ip_network(net)
    for net in (
        *("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "::ffff:0:0/96"),
        *("ff00::/8", "fec0::/10", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
        *("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
    )
)


class Page(NamedTuple):
    """What came back: decoded bytes, where from in the end, the charset that HTTP declared."""

    url: str
    final_url: str
    data: bytes
    charset: str | None


def fetch(url: str, *, deadline: float = DEADLINE, loopback: bool = False) -> Page:
    """One page, redirects followed. Raises PageError for every way it can go wrong.

    `loopback` lets this machine's own address through; only tests set it.
    """
    found: list[Page | PageError] = []

    def work() -> None:
        try:
            found.append(_follow(url, time.monotonic() + deadline, loopback))
        except PageError as error:
            found.append(error)

    # A server may trickle headers for ever, which no socket timeout sees: so we wait from outside.
    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(deadline)
    answer = found[0] if found else PageError(url, "did not answer in time")
    if isinstance(answer, PageError):
        raise answer
    return answer


def _follow(url: str, until: float, loopback: bool) -> Page:
    here = url
    for _ in range(HOPS + 1):
        answer = _ask(here, until, loopback)
        if answer.status not in (301, 302, 303, 307, 308):
            return _page(url, here, answer, until)
        target = answer.headers.get("Location")
        answer.close()
        if not target:
            raise PageError(here, "redirects to nowhere")
        here = _onward(here, urljoin(here, target))
    raise PageError(url, f"redirects more than {HOPS} times")


def _onward(here: str, target: str) -> str:
    if urlsplit(here).scheme == "https" and urlsplit(target).scheme == "http":
        raise PageError(here, "redirects from https to http")
    return target


def _ask(url: str, until: float, loopback: bool) -> Any:
    import urllib3

    host, port, secure = _parts(url)
    address = _vetted(url, host, port, loopback)
    kind = urllib3.HTTPSConnectionPool if secure else urllib3.HTTPConnectionPool
    names: dict[str, Any] = {"server_hostname": host, "assert_hostname": host} if secure else {}
    pool = kind(address, port, maxsize=1, retries=False, timeout=_left(url, until), **names)
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Host": parts.netloc.rpartition("@")[2],
        "User-Agent": f"kladka/{VERSION}",
        "Accept": "text/html,application/xhtml+xml",
        "Accept-Encoding": "gzip, deflate",
    }
    try:
        return pool.request(
            "GET",
            path,
            headers=headers,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise PageError(url, _reason(error)) from None


def _parts(url: str) -> tuple[str, int, bool]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise PageError(url, f"is no address ({error})", "check the spelling") from None
    if parts.scheme not in ("http", "https"):
        raise PageError(url, "is not http or https", "give a web address")
    if not host or parts.username or parts.password:
        raise PageError(url, "has no plain host name", "give a web address")
    secure = parts.scheme == "https"
    return host, port or (443 if secure else 80), secure


def _vetted(url: str, host: str, port: int, loopback: bool) -> str:
    """The first address of the host, after every one of them has been looked at."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise PageError(url, f"its host is not found ({error})") from None
    addresses = [str(answer[4][0]) for answer in answers]
    for address in addresses:
        if not public(address) and not (loopback and ipaddress.ip_address(address).is_loopback):
            raise PageError(url, f"leads to {address}, which is not a public address")
    return addresses[0]


def public(address: str) -> bool:
    """Is this an address of the open internet, and no disguise of another?"""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(found in net for net in _SPECIAL if net.version == found.version):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _left(url: str, until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise PageError(url, "did not finish in time")
    return left


def _page(url: str, here: str, answer: Any, until: float) -> Page:
    try:
        if answer.status != 200:
            raise PageError(here, f"answers {answer.status}")
        kind = answer.headers.get("Content-Type", "text/html")
        if "html" not in kind:
            raise PageError(here, f"is {kind.split(';')[0]}, not a page")
        data = _body(here, answer, until)
    finally:
        answer.close()
    charset = kind.partition("charset=")[2].split(";")[0].strip("\"' ") or None
    return Page(url, here, data, charset)


def _body(url: str, answer: Any, until: float) -> bytes:
    import urllib3

    coding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    decoder = _decoder(url, coding)
    body = bytearray()
    try:
        while chunk := answer.read1(65536):
            _left(url, until)
            if decoder is None:
                body += chunk
            else:
                body += decoder.decompress(chunk, LONGEST + 1 - len(body))
            if len(body) > LONGEST:
                raise PageError(url, f"is larger than {LONGEST >> 20} MiB")
            sock = getattr(getattr(answer, "connection", None), "sock", None)
            if sock is not None:
                sock.settimeout(_left(url, until))
    except (urllib3.exceptions.HTTPError, OSError, zlib.error) as error:
        raise PageError(url, _reason(error)) from None
    if decoder is not None and not decoder.eof:
        raise PageError(url, "is cut short")
    return bytes(body)


def _decoder(url: str, coding: str) -> Any:
    if coding == "identity":
        return None
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise PageError(url, f"is packed with {coding}, which was not asked for")
    return zlib.decompressobj(zlib.MAX_WBITS | (16 if "gzip" in coding else 0))


def _reason(error: BaseException) -> str:
    words = str(error).lower()
    if "timed out" in words or isinstance(error, TimeoutError):
        return "did not answer in time"
    if "certificate" in words:
        return "its certificate does not hold"
    if "incompleteread" in words or "connection broken" in words:
        return "is cut short"
    return "cannot be reached"
