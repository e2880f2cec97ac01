"""What tests share: the command, one run of the real article, a hub on this machine."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hostile import Hostile, hostile

pytest_plugins = ["promises"]

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "pipeline" / "weights" / "pl-en-vi"
HELD = tuple(path.name for path in WEIGHTS.iterdir() if path.name != "SHA256SUMS")
Kladka = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the whole session, so that a model is converted once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def kladka(cache: Path) -> Kladka:
    """The installed command, as a user runs it, with a cache of its own and nowhere to phone."""

    def run(*words: object, stdin: str | bytes = "", cwd: Path | None = None, **env: str):
        command = [str(Path(sys.executable).with_name("kladka")), *map(str, words)]
        blind = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            cwd=cwd,
            env={**os.environ, "KLADKA_CACHE": str(cache), **blind, **env},
            timeout=300,
        )
        out, err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
        return subprocess.CompletedProcess(command, done.returncode, out, err)

    return run


@pytest.fixture(scope="session")
def walked_run(kladka: Kladka, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of the real article."""
    runs = tmp_path_factory.mktemp("runs")
    done = kladka("translate", ROOT / "corpora" / "hanoi-convention", "--runs", runs)
    assert done.returncode == 0, done.stderr
    return runs / "hanoi-convention"


@dataclass
class Shelf:
    """A repository of the hub, and what is wrong with its server today."""

    files: dict[str, bytes]
    url: str = ""
    repo: str = "Helsinki-NLP/opus-mt-en-vi"
    revision: str = "0123456789abcdef0123456789abcdef01234567"
    answers: str = ""  # another revision than the one asked for
    status: int = 200  # of every answer
    gone: set[str] = field(default_factory=set)  # listed, yet answered with 404
    swapped: set[str] = field(default_factory=set)  # one byte is not what the hash says
    most: int = 1 << 40  # bytes until a connection is cut
    ranged: bool = True
    asked: list[tuple[str, str, str]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shelf: Shelf

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        shelf = self.shelf
        shelf.asked.append((self.command, self.path, self.headers.get("Range", "")))
        name = self.path.rsplit("/", 1)[-1]
        if shelf.status != 200:
            self._say(shelf.status)
        elif self.path == f"/api/models/{shelf.repo}/revision/{shelf.revision}":
            names = [{"rfilename": name} for name in (*shelf.files, ".gitattributes", "evil.py")]
            said = {"sha": shelf.answers or shelf.revision, "siblings": names}
            self._say(200, json.dumps(said).encode())
        elif name not in shelf.files or name in shelf.gone:
            self._say(404)
        elif self.path in (
            f"/{shelf.repo}/resolve/{shelf.revision}/{name}",
            f"/api/resolve-cache/{name}",
        ):
            self._resolve(name, shelf.files[name])
        elif self.path == f"/cdn/{name}":
            self._bytes(name, shelf.files[name])
        else:
            self._say(404)

    def _resolve(self, name: str, data: bytes) -> None:
        if name.endswith((".safetensors", ".bin")):  # kept beside git: X-Linked-*, a redirect
            elsewhere = self.shelf.url.replace("127.0.0.1", "localhost")
            heads = {"X-Linked-Size": str(len(data)), "X-Linked-ETag": f'"{_sha256(data)}"'}
            away = {"Location": f"{elsewhere}/cdn/{name}", "X-Repo-Commit": self.shelf.revision}
            self._say(302, b"", **heads, **away)
        elif self.path.startswith(f"/{self.shelf.repo}"):
            self._say(307, b"", Location=f"/api/resolve-cache/{name}")
        else:
            git = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
            self._bytes(name, data, ETag=f'W/"{git}"', **{"X-Repo-Commit": self.shelf.revision})

    def _bytes(self, name: str, data: bytes, **heads: str) -> None:
        if name in self.shelf.swapped:
            data = bytes([data[0] ^ 1]) + data[1:]
        asked = self.headers.get("Range", "")
        if asked and self.shelf.ranged:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            heads["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            self._say(206, data[start:], **heads)
        else:
            self._say(200, data, **heads)

    def _say(self, status: int, body: bytes = b"", **heads: str) -> None:
        self.send_response(status)
        for name, value in heads.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body[: self.shelf.most])
            self.close_connection = len(body) > self.shelf.most


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def server() -> Iterator[Hostile]:
    """A server on this machine that says whatever bytes it is told to."""
    with hostile() as started:
        yield started


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    shelf = Shelf({name: (WEIGHTS / name).read_bytes() for name in HELD})
    handler = type("Handler", (_Handler,), {"shelf": shelf})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    shelf.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield shelf
    server.shutdown()
    server.server_close()
