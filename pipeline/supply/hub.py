"""The hub's protocol: what a repository holds at a revision, and a file of it from a byte on."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from ..errors import ModelError
from ..version import VERSION

HOME = "https://huggingface.co"
_LOCAL = ("localhost", "127.0.0.1", "::1")
_MOVED = (301, 302, 303, 307, 308)
_HOPS = 5
_SHA256 = re.compile(r"[0-9a-f]{64}")
_GIT = re.compile(r"[0-9a-f]{40}")


class Facts(NamedTuple):
    """What the hub says of a file: bytes, and its sha256 or the sha1 that git knows it by."""

    size: int
    sha256: str | None
    git: str | None


class Cut(Exception):
    """The connection ended early; what came is kept."""


class Hub:
    """One repository at one revision, asked anonymously, and nothing told about who asks."""

    def __init__(self, repo: str, revision: str) -> None:
        self.repo, self.revision = repo, revision
        self.endpoint = _endpoint(repo)
        self._pool: Any = None

    def names(self) -> list[str]:
        """The files of the repository. Raises ModelError."""
        url = f"{self.endpoint}/api/models/{self.repo}/revision/{self.revision}"
        try:
            with self._answer("GET", url, {}, f"revision {self.revision}", onward=True) as answer:
                data = b"".join(islice(_chunks(answer), 1000))
            said = json.loads(data)
            names = [str(one["rfilename"]) for one in said["siblings"]]
            found = str(said["sha"])
        except (Cut, ValueError, KeyError, TypeError):
            raise self._fail("does not answer as the hub does", "check HF_ENDPOINT") from None
        if found != self.revision:
            raise self._fail(f"gives revision {found[:40]}, not the one asked for", "try again")
        return names

    def facts(self, name: str) -> Facts:
        """Raises ModelError where a file is missing or has neither size nor hash."""
        with self._answer("HEAD", self._url(name), {}, name, onward=False) as answer:
            heads = answer.headers
        commit = heads.get("X-Repo-Commit", self.revision)
        size = heads.get("X-Linked-Size") or heads.get("Content-Length", "")
        tag = (heads.get("X-Linked-ETag") or heads.get("ETag", "")).removeprefix("W/").strip('"')
        sha256, git = (tag if kind.fullmatch(tag) else None for kind in (_SHA256, _GIT))
        if commit != self.revision or not size.isdigit() or not (sha256 or git):
            why = f"gives no size and hash for {name} at this revision"
            raise self._fail(why, "check HF_ENDPOINT")
        return Facts(int(size), sha256, git)

    @contextmanager
    def bytes_of(self, name: str, start: int) -> Iterator[tuple[int, Iterator[bytes]]]:
        """The place the bytes begin at (0 where the server cannot go on), and the bytes."""
        heads = {"Range": f"bytes={start}-"} if start else {}
        with self._answer("GET", self._url(name), heads, name, onward=True) as answer:
            partly = answer.headers.get("Content-Range", "").startswith(f"bytes {start}-")
            yield (start if answer.status == 206 and partly else 0), _chunks(answer)

    def _url(self, name: str) -> str:
        return f"{self.endpoint}/{self.repo}/resolve/{self.revision}/{quote(name)}"

    @contextmanager
    def _answer(
        self, method: str, url: str, heads: dict[str, str], what: str, onward: bool
    ) -> Iterator[Any]:
        answer = self._ask(method, url, heads)
        try:
            for _ in range(_HOPS):
                known = not onward and "X-Linked-ETag" in answer.headers
                if answer.status not in _MOVED or known:
                    break
                answer.close()
                url = self._onward(url, answer.headers.get("Location", ""))
                answer = self._ask(method, url, heads)
            self._refuse(answer.status, what, onward)
            yield answer
        finally:
            answer.close()

    def _onward(self, here: str, location: str) -> str:
        there = urljoin(here, location)
        weaker = here.startswith("https:") and not there.startswith("https:")
        if not location or weaker or not _safe(there):
            raise self._fail("sends us to an unsafe address", "check HF_ENDPOINT")
        return there

    def _ask(self, method: str, url: str, heads: dict[str, str]) -> Any:
        from urllib3.exceptions import HTTPError

        if self._pool is None:
            self._pool = _pool(self.endpoint)
        asked = {"User-Agent": f"kladka/{VERSION}", "Accept-Encoding": "identity", **heads}
        try:
            return self._pool.request(
                method, url, headers=asked, preload_content=False, redirect=False, retries=False
            )
        except (HTTPError, OSError) as error:
            why = f"cannot be reached at {self.endpoint} ({_reason(error)})"
            raise self._fail(why, "check the network and HF_ENDPOINT, then try again") from None

    def _refuse(self, status: int, what: str, onward: bool) -> None:
        if status in (200, 206) or (status in _MOVED and not onward):
            return
        if status == 404:
            raise self._fail(f"has no {what} (404)", "check --revision and HF_ENDPOINT")
        if status in (401, 403):
            why = f"does not exist or wants a login for {what} ({status})"
            raise self._fail(why, "kladka sends none; check the name and HF_ENDPOINT")
        raise self._fail(f"answers {status} for {what}", "try again later")

    def _fail(self, why: str, hint: str) -> ModelError:
        return ModelError(self.repo, why, hint)


def _endpoint(repo: str) -> str:
    endpoint = (os.environ.get("HF_ENDPOINT") or HOME).rstrip("/")
    if not _safe(endpoint):
        why = f"HF_ENDPOINT is {endpoint}, which is not https"
        raise ModelError(repo, why, "give an https address")
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE"):
        raise ModelError(repo, "HF_HUB_OFFLINE is set", "unset it for this one command")
    return endpoint


def _safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
        )
    except ValueError:
        return False


def _pool(endpoint: str) -> Any:
    """Connections, through the proxy of the environment where it names one for this host."""
    from urllib.request import getproxies, proxy_bypass

    from urllib3 import PoolManager, ProxyManager, Timeout

    parts = urlsplit(endpoint)
    patience = Timeout(connect=15, read=60)
    proxy = getproxies().get(parts.scheme)
    if proxy and not proxy_bypass(parts.hostname or ""):
        return ProxyManager(proxy, timeout=patience)
    return PoolManager(timeout=patience)


def _chunks(answer: Any) -> Iterator[bytes]:
    from urllib3.exceptions import HTTPError

    try:
        while chunk := answer.read1(1 << 16, decode_content=False):
            yield chunk
    except (HTTPError, OSError):
        raise Cut from None


def _reason(error: Exception) -> str:
    words = f"{type(error).__name__} {error}".lower()
    reasons = {
        "certificate": "its certificate does not hold",
        "timed out": "no answer in time",
        "proxy": "the proxy does not answer",
        "resolve": "its host is not found",
        "refused": "connection refused",
    }
    return next((said for sign, said in reasons.items() if sign in words), "the connection failed")
