"""Which addresses of the web we go to: http(s) alone, and never into somebody's inside."""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

from .refusals import NotAnAddress, NotPublic, Unreachable

# Ranges with a special use, many of which ipaddress.is_global lets through on some Pythons.
# IANA IPv4 and IPv6 Special-Purpose Address Registries; 168.63.129.16 is a cloud's inside.
_SPECIAL = tuple(
    ipaddress.ip_network(net)
    for net in (
        *("0.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "192.0.0.0/24", "192.31.196.0/24"),
        *("192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24", "198.18.0.0/15"),
        *("224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16"),
        *("2620:4f:8000::/48", "3fff::/20"),
    )
)
_OPEN6 = ipaddress.ip_network("2000::/3")  # everything else in IPv6 is reserved or special
_ISATAP = (0x00005EFE, 0x02005EFE)  # the last 32 bits are an IPv4 address in disguise
_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*", re.I)
_SAFE = "%/:=&?~+!$,;'@()*[]|"  # left as they are in a path; the rest is percent-encoded


class Target(NamedTuple):
    """An address taken apart: `host` is ASCII without brackets, `path` holds the query."""

    url: str
    secure: bool
    host: str
    port: int
    path: str


def target(url: str) -> Target:
    """Take an address apart. Raises NotAnAddress."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAnAddress(url, f"is no address ({error})") from None
    if parts.scheme not in ("http", "https"):
        raise NotAnAddress(url, "is not http or https")
    if "@" in parts.netloc:
        raise NotAnAddress(url, "has a user name inside")
    if port == 0:
        raise NotAnAddress(url, "names port 0")
    secure = parts.scheme == "https"
    return Target(url, secure, _host(url, parts), port or (443 if secure else 80), _path(parts))


def _host(url: str, parts: SplitResult) -> str:
    try:
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    if not _NAME.fullmatch(host):
        raise NotAnAddress(url, "has no plain host name")
    return host


def _path(parts: SplitResult) -> str:
    whole = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return quote(whole, safe=_SAFE)


def resolve(there: Target, loopback: bool) -> list[str]:
    """All addresses of a host, asked for once. Raises NotPublic if one of them is no public one."""
    try:
        answers = socket.getaddrinfo(there.host, there.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(there.url, "its host is not found") from None
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    for address in found:
        if not public(address) and not (loopback and _is_loopback(address)):
            raise NotPublic(there.url, f"leads to {address}, which is not a public address")
    return found


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def public(address: str) -> bool:
    """Is this an address of the open internet, and no disguise of another?"""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if found.version == 6 and (found not in _OPEN6 or int(found) >> 32 & 0xFFFFFFFF in _ISATAP):
        return False
    if any(found in net for net in _SPECIAL if net.version == found.version):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved
