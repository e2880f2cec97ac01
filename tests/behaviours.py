"""What a hostile server answers, byte for byte, and what each answer is to be called."""

from __future__ import annotations

import gzip
import zlib
from typing import NamedTuple

from pipeline.web.refusals import (
    BadAnswer,
    BadCoding,
    BadRedirect,
    BadStatus,
    CutShort,
    NotAnAddress,
    NotHtml,
    NotPublic,
    Refusal,
    TooLarge,
    TooLate,
)

PAGE = "<html><body><article><h1>Tin</h1><p>Xin chào các bạn.</p></article></body></html>".encode()
FOR_EVER = -1.0  # as `slow`: the same bytes without end


class Behaviour(NamedTuple):
    """`first` at once, then `data` byte by byte with `slow` seconds between; None is silence."""

    promise: str
    data: bytes | None
    refusal: type[Refusal]
    slow: float = 0.0
    first: bytes = b""


def answer(*headers: str, status: str = "200 OK", body: bytes = PAGE) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def sized(body: bytes, *headers: str) -> bytes:
    return answer(f"Content-Length: {len(body)}", *headers, body=body)


def to(location: str, status: str = "302 Found") -> bytes:
    return answer(f"Location: {location}", "Content-Length: 0", status=status, body=b"")


def packed(coding: str, body: bytes) -> bytes:
    return sized(body, f"Content-Encoding: {coding}")


def bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


ZEROS = b"\0" * (64 << 20)
EMPTY = "Content-Length: 0"
CHUNKED = "Transfer-Encoding: chunked"


def _status(status: str) -> Behaviour:
    return Behaviour("F4", answer(EMPTY, status=status, body=b""), BadStatus)


def _redirects() -> dict[str, Behaviour]:
    """18 ways to send somebody on who should not go."""
    where: dict[str, tuple[str, type[Refusal]]] = {
        "a loop": ("/again", BadRedirect),
        "no address": ("http://[::1", BadRedirect),
        "a file": ("file:///etc/passwd", NotAnAddress),
        "a script": ("javascript:alert(1)", NotAnAddress),
        "data": ("data:text/html,x", NotAnAddress),
        "ftp": ("ftp://example.org/x", NotAnAddress),
        "gopher": ("gopher://127.0.0.1:70/x", NotAnAddress),
        "a password": ("http://a:b@example.org/", NotAnAddress),
        "port 0": ("http://example.org:0/", NotAnAddress),
        "a port beyond": ("http://example.org:99999/", NotAnAddress),
        "a host with a space": ("http://exa mple.org/", NotAnAddress),
        "the cloud's inside": ("http://169.254.169.254/meta", NotPublic),
        "the same in hex": ("//0xa9fea9fe/meta", NotPublic),
        "another's house": ("http://10.0.0.1/", NotPublic),
        "a mapped address": ("http://[::ffff:10.0.0.1]/", NotPublic),
        "a tunnel": ("http://[64:ff9b::7f00:1]/", NotPublic),
    }
    made = {f"to {name}": Behaviour("F2", to(url), kind) for name, (url, kind) in where.items()}
    return made | {
        "to nowhere": Behaviour("F2", answer(status="301 Moved", body=b""), BadRedirect),
        "to itself for ever, 308": Behaviour("F2", to("/x", "308 There"), BadRedirect),
    }


BEHAVIOURS: dict[str, Behaviour] = {
    **{
        f"status {status[:3]}": _status(status)
        for status in ("400 Bad", "401 Who", "403 No", "404 Not Found", "410 Gone", "418 Teapot")
    },
    **{
        f"status {status[:3]}": _status(status)
        for status in ("429 Slowly", "500 Oops", "503 Busy", "304 Same", "300 Many", "999 What")
    },
    "status 204": Behaviour("F4", answer(status="204 No Content", body=b""), BadStatus),
    "status 206": Behaviour("F5", answer(status="206 Partial Content"), BadStatus),
    **_redirects(),
    "short": Behaviour("F5", answer("Content-Length: 9999"), CutShort),
    "short by one": Behaviour("F5", answer(f"Content-Length: {len(PAGE) + 1}"), CutShort),
    "no length, no end": Behaviour("F5", answer(body=PAGE[:-20]), CutShort),
    "chunk cut": Behaviour("F5", answer(CHUNKED, body=b"ff\r\nabc"), CutShort),
    "last chunk missing": Behaviour("F5", answer(CHUNKED, body=b"3\r\nabc\r\n"), CutShort),
    "bad chunk": Behaviour("F5", answer(CHUNKED, body=b"zz\r\nabc\r\n0\r\n\r\n"), CutShort),
    "cut gzip": Behaviour("F5", packed("gzip", gzip.compress(PAGE)[:-9]), CutShort),
    "cut deflate": Behaviour("F5", packed("deflate", zlib.compress(PAGE)[:-5]), CutShort),
    "no gzip at all": Behaviour("F5", packed("gzip", b""), CutShort),
    "bomb": Behaviour("F3", packed("gzip", gzip.compress(ZEROS)), TooLarge),
    "bomb in deflate": Behaviour("F3", packed("deflate", zlib.compress(ZEROS)), TooLarge),
    "bomb in bare deflate": Behaviour("F3", packed("deflate", bare(ZEROS)), TooLarge),
    "bomb in members": Behaviour(
        "F3", packed("gzip", gzip.compress(ZEROS[: 3 << 20]) * 2), TooLarge
    ),
    "endless empty members": Behaviour(
        "F3", packed("gzip", gzip.compress(b"") * 300_000), BadCoding
    ),
    "large": Behaviour("F3", sized(b"a" * (6 << 20)), TooLarge),
    "brotli": Behaviour("F3", packed("br", PAGE), BadCoding),
    "zstd": Behaviour("F3", packed("zstd", PAGE), BadCoding),
    "a chain of codings": Behaviour("F3", packed(", ".join(["gzip"] * 200), PAGE), BadCoding),
    "two codings": Behaviour("F3", packed("gzip, br", gzip.compress(PAGE)), BadCoding),
    "not gzip": Behaviour("F3", packed("gzip", PAGE), BadCoding),
    "more behind": Behaviour("F3", packed("deflate", zlib.compress(PAGE) + b"more"), BadCoding),
    "a header that lies": Behaviour(
        "F3", answer("Content-Encoding: gzip", EMPTY, body=gzip.compress(ZEROS)), CutShort
    ),
    "not HTTP": Behaviour("F4", b"SSH-2.0-OpenSSH\r\n", BadAnswer),
    "nothing": Behaviour("F4", b"", BadAnswer),
    "HTTP/0.9": Behaviour("F4", PAGE, BadAnswer),
    "half a status": Behaviour("F4", b"HTTP/1.1 2", BadAnswer),
    "a status in words": Behaviour("F4", b"HTTP/1.1 OK OK\r\n\r\n", BadAnswer),
    "huge header": Behaviour("F4", answer("X: " + "x" * 100_000), BadAnswer),
    "huge status": Behaviour("F4", answer(status="200 " + "x" * 100_000), BadAnswer),
    "many headers": Behaviour("F4", answer(*["X: x"] * 200), BadAnswer),
    "two lengths": Behaviour("F4", answer("Content-Length: 5", "Content-Length: 6"), BadAnswer),
    "endless 103s": Behaviour("F4", b"HTTP/1.1 103 Early Hints\r\n\r\n", BadStatus, FOR_EVER),
    "a picture": Behaviour("F4", sized(PAGE).replace(b"text/html", b"image/png"), NotHtml),
    "a PDF": Behaviour("F4", sized(PAGE).replace(b"text/html", b"application/pdf"), NotHtml),
    "JSON": Behaviour("F4", sized(b"{}").replace(b"text/html", b"application/json"), NotHtml),
}
TRICKLES: dict[str, Behaviour] = {
    "silent": Behaviour("F4", None, TooLate),
    "silent after the status": Behaviour("F4", None, TooLate, first=b"HTTP/1.1 200 OK\r\n"),
    "silent after the headers": Behaviour("F4", None, TooLate, first=sized(PAGE)[: -len(PAGE)]),
    "slow status": Behaviour("F4", sized(PAGE), TooLate, 0.2),
    "slow body": Behaviour("F4", PAGE, TooLate, 0.2, sized(PAGE)[: -len(PAGE)]),
    "slow header": Behaviour("F4", PAGE, TooLate, 0.2, b"HTTP/1.1 200 OK\r\nX: "),
    "slow chunk size": Behaviour("F4", b"0" * 99, TooLate, 0.2, answer(CHUNKED, body=b"")),
    "slow chunks": Behaviour("F4", b"1\r\n\0\r\n" * 50, TooLate, 0.2, answer(CHUNKED, body=b"")),
    "endless 100s": Behaviour("F4", b"HTTP/1.1 100 Continue\r\n\r\n", TooLate, FOR_EVER),
}
EVERYTHING = {**BEHAVIOURS, **TRICKLES}
