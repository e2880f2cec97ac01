"""A stranger's page is read in a child process that can be killed: 10 seconds, 1.5 GB.

The child is a fresh interpreter (`-I`: no working folder on its path, no PYTHON* variables), not a
fork: the parent may hold a model and its threads, and starting costs about a quarter second of CPU.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..records import Block
from ..roles import Blocks
from .about import About
from .refusals import NoArticle, Refusal, TooHard, Truncated, WrongCharset

if TYPE_CHECKING:
    from .extract import Extract

SECONDS = 10.0
MEMORY = 1_500_000_000  # bytes of address space
_PACKAGE = (__package__ or "").partition(".")[0]
_ROOT = str(Path(__file__).resolve().parents[2])
_CODE = f"""\
import sys
if sys.argv[1] not in sys.path: sys.path.insert(0, sys.argv[1])
from {_PACKAGE}.web.child import answer
answer(int(sys.argv[2]), float(sys.argv[3]))
"""
_KNOWN = {kind.__name__: kind for kind in (NoArticle, TooHard, Truncated, WrongCharset)}
_KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")  # no secret reaches the child


def extract_safely(
    data: bytes,
    url: str,
    charset: str | None = None,
    language: str | None = None,
    *,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Blocks:
    """`extract` within bounds. Raises TooHard beyond them, and whatever `extract` raises."""
    return extract_all_safely(data, url, charset, language, seconds=seconds, memory=memory).text


def extract_all_safely(
    data: bytes,
    url: str,
    charset: str | None = None,
    language: str | None = None,
    *,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Extract:
    """`extract_all` within bounds of seconds and bytes. Raises as `extract_safely` does."""
    asked = json.dumps({"url": url, "charset": charset, "language": language}).encode()
    command = [sys.executable, "-I", "-c", _CODE, _ROOT, str(memory), str(seconds)]
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        done = subprocess.run(
            command, input=asked + b"\n" + data, capture_output=True, timeout=seconds, env=kept
        )
    except subprocess.TimeoutExpired:
        raise TooHard(url, f"takes more than {seconds:g} s to read") from None
    if done.returncode:
        raise TooHard(url, _ending(done))
    return _extract(json.loads(done.stdout), url)


def _ending(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().split("\n")
    what = lines[-1][:200] or f"ended with {done.returncode}"
    if "MemoryError" in what or done.returncode < 0:
        return "takes more memory or time to read than a page may"
    return f"cannot be read: {what}"


def _extract(said: dict[str, Any], url: str) -> Extract:
    from .extract import Extract

    if "refused" in said:
        raise _KNOWN[said["refused"]](url, said["why"])
    found = tuple(Block(kind, text) for kind, text in said["blocks"])
    told = About(**{**said["about"], "alts": tuple(said["about"]["alts"])})
    return Extract(Blocks(said["title"], found), told)


def answer(memory: int, seconds: float) -> None:
    """What the child does: bytes on standard input, JSON on standard output."""
    _bound(memory, seconds)
    from .extract import extract_all

    asked = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    said: dict[str, Any]
    try:
        text, about = extract_all(data, **asked)
        blocks = [[block.kind, block.text] for block in text.blocks]
        said = {"title": text.title, "blocks": blocks, "about": about._asdict()}
    except Refusal as error:
        said = {"refused": type(error).__name__, "why": error.why}
    sys.stdout.write(json.dumps(said))


def _bound(memory: int, seconds: float) -> None:
    try:
        import resource
    except ImportError:  # no such bounds on this system: the parent's clock alone holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
