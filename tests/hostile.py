"""A server on this machine that answers as badly as servers can.

.venv/bin/python tests/hostile.py 200      all of it 200 times: hangs, unnamed errors, memory
"""

from __future__ import annotations

import resource
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from behaviours import BEHAVIOURS, EVERYTHING, FOR_EVER, TRICKLES, Behaviour

from pipeline.web.fetch import fetch
from pipeline.web.refusals import Refusal


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
        quick = [fault(server, name, 10.0) for name in BEHAVIOURS]
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
