"""A server on this machine that answers as badly as servers can, and what each answer is called.

.venv/bin/python tests/hostile.py 200      all of it 200 times: hangs, unnamed errors, memory
"""

from __future__ import annotations

import gzip
import resource
import socket
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pipeline.web.fetch import fetch
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
        "F3", packed("gzip", gzip.compress(b"") * 300_000), TooLarge
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


class Hostile:
    """Gives everyone who asks the same bytes, a port for each behaviour."""

    def __init__(self) -> None:
        self._closing = threading.Event()
        self._doors: list[socket.socket] = []
        self._known: dict[Behaviour, str] = {}

    def serve(
        self,
        data: bytes | None,
        slow: float = 0.0,
        first: bytes = b"",
        wrap: Callable[[socket.socket], socket.socket] | None = None,
        heard: list[bytes] | None = None,
    ) -> str:
        """The address of a page; `heard` collects what was asked, `wrap` puts TLS around it."""
        door = socket.create_server(("127.0.0.1", 0))
        self._doors.append(door)
        work = (door, data, slow, first, wrap, heard)
        threading.Thread(target=self._accept, args=work, daemon=True).start()
        return f"http{'s' * bool(wrap)}://127.0.0.1:{door.getsockname()[1]}/page"

    def serve_in_turn(self, *answers: bytes) -> str:
        """The address of a page that answers differently each time it is asked."""
        left = list(answers)
        door = socket.create_server(("127.0.0.1", 0))
        self._doors.append(door)

        def work() -> None:
            while left:
                peer, _ = door.accept()
                self._talk(peer, left.pop(0), 0.0, b"", None, None)

        threading.Thread(target=work, daemon=True).start()
        return f"http://127.0.0.1:{door.getsockname()[1]}/page"

    def behave(self, how: Behaviour) -> str:
        """The address of a behaviour, one however often it is asked for."""
        if how not in self._known:
            self._known[how] = self.serve(how.data, how.slow, how.first)
        return self._known[how]

    def close(self) -> None:
        self._closing.set()
        for door in self._doors:
            door.close()

    def _accept(self, door: socket.socket, *how) -> None:
        while True:
            try:
                peer, _ = door.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(peer, *how), daemon=True).start()

    def _talk(self, peer, data, slow, first, wrap, heard) -> None:
        try:
            with wrap(peer) if wrap else peer as line:
                said = line.recv(65536)
                if heard is not None:
                    heard.append(said)
                line.sendall(first)
                if data is None:
                    self._closing.wait(5)
                elif slow == FOR_EVER:
                    while not self._closing.is_set():
                        line.sendall(data)
                elif not slow:
                    line.sendall(data)
                else:
                    self._trickle(line, data, slow)
        except OSError:
            return

    def _trickle(self, line: socket.socket, data: bytes, slow: float) -> None:
        for byte in data:
            line.sendall(bytes([byte]))
            if self._closing.wait(slow):
                return


@contextmanager
def hostile() -> Iterator[Hostile]:
    server = Hostile()
    try:
        yield server
    finally:
        server.close()


def fault(server: Hostile, name: str, deadline: float) -> str | None:
    """What is wrong with how a behaviour was met: not refused, not by its name, not in time."""
    how = EVERYTHING[name]
    url, begun, told = server.behave(how), time.monotonic(), None
    try:
        fetch(url, loopback=True, deadline=deadline)
        told = f"{name}: taken for a page"
    except Refusal as error:
        if type(error) is not how.refusal:
            told = f"{name}: {type(error).__name__}, not {how.refusal.__name__}"
    except Exception as error:
        told = f"{name}: unnamed {error!r}"
    spent = time.monotonic() - begun
    return f"{name}: took {spent:.1f} s" if spent > deadline + 1 else told


def try_all(server: Hostile) -> list[str]:
    """Every behaviour once, the slow ones side by side: what was wrong."""
    with ThreadPoolExecutor(len(TRICKLES)) as pool:
        slow = [pool.submit(fault, server, name, 0.5) for name in TRICKLES]
        quick = [fault(server, name, 5.0) for name in BEHAVIOURS]
        found = [*quick, *(one.result() for one in slow)]
    return [told for told in found if told]


def memory() -> float:
    """The resident set of this process now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / (1 << 20)


def soak(rounds: int) -> tuple[list[str], float]:
    """What went wrong, and the highest rise of memory in MiB over that of the first round."""
    with hostile() as server:
        wrong = try_all(server)
        before, peak = memory(), 0.0
        for _ in range(rounds - 1):
            wrong += try_all(server)
            peak = max(peak, memory() - before)
    return wrong, peak


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    faults, rise = soak(rounds)
    tried = rounds * len(EVERYTHING)
    print(f"{rounds} rounds, {tried} fetches: {len(faults)} wrong, memory +{rise:.0f} MiB")
    print(*faults[:50], sep="\n")
    sys.exit(bool(faults) or rise > 64)
