"""Fetching: strangers' servers end in a named error in time, or in the whole page."""

from __future__ import annotations

import gzip
import hashlib
import socket
import threading
import time
import zlib

import pytest
from behaviours import CHUNKED, EVERYTHING, PAGE, TRICKLES, answer, bare, packed, sized, to
from hostile import Hostile, fault, soak

from pipeline.version import VERSION
from pipeline.web import fetch
from pipeline.web.fetch import _onward
from pipeline.web.refusals import BadRedirect, TooLate, Unreachable

mark = pytest.mark.promise


@pytest.mark.parametrize(
    "data",
    [
        sized(PAGE),
        answer(),
        answer(CHUNKED, body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)),
        packed("gzip", gzip.compress(PAGE)),
        packed("gzip", gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:])),
        packed("deflate", zlib.compress(PAGE)),
        packed("deflate", bare(PAGE)),
    ],
)
def test_a_good_page_arrives_whole(server: Hostile, data: bytes) -> None:
    page = fetch(server.serve(data), loopback=True)
    assert (page.data, page.charset) == (PAGE, "utf-8")
    assert page.sha256 == hashlib.sha256(PAGE).hexdigest()


def test_a_redirect_is_followed_and_told(server: Hostile) -> None:
    there = server.serve(sized(PAGE))
    here = server.serve(to(there))
    page = fetch(here, loopback=True)
    assert (page.url, page.final_url) == (here, there)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=mark(EVERYTHING[name].promise)) for name in EVERYTHING]
)
def test_a_hostile_answer_is_named_in_time(server: Hostile, name: str) -> None:
    assert fault(server, name, 0.8 if name in TRICKLES else 5.0) is None


@mark("F3")
@mark("F4")
def test_the_hostile_suite_again_and_again_leaves_no_memory_behind() -> None:
    faults, rise = soak(2)
    assert not faults
    assert rise <= 64


@mark("F4")
def test_the_thread_of_a_slow_page_ends_with_its_deadline(server: Hostile) -> None:
    url = server.serve(sized(PAGE), 0.2)
    with pytest.raises(TooLate):
        fetch(url, loopback=True, deadline=0.5)
    until = time.monotonic() + 2
    while any("_work" in t.name for t in threading.enumerate()):
        assert time.monotonic() < until
        time.sleep(0.02)


@mark("F2")
def test_https_is_not_left_for_http() -> None:
    with pytest.raises(BadRedirect, match="from https to http"):
        _onward("https://example.org/page", "HTTP://example.org/")
    assert _onward("https://example.org/page", "/x") == "https://example.org/x"
    assert _onward("http://example.org/", "https://example.org/") == "https://example.org/"


def test_what_we_say_of_ourselves_is_little(server: Hostile) -> None:
    heard: list[bytes] = []
    url = server.serve(sized(PAGE), heard=heard).replace("127.0.0.1", "localhost")
    fetch(url + "?q=công ước#part", loopback=True, deadline=5)
    lines = heard[0].decode("ascii").rstrip().split("\r\n")
    assert lines[0] == "GET /page?q=c%C3%B4ng%20%C6%B0%E1%BB%9Bc HTTP/1.1"
    assert {line.partition(":")[0] for line in lines[1:]} == {
        *("Host", "User-Agent", "Accept", "Accept-Encoding", "Connection")
    }
    assert f"Host: {url.split('/')[2]}" in lines
    assert f"User-Agent: kladka/{VERSION}" in lines


def test_nobody_at_the_door_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable):
        fetch(f"http://127.0.0.1:{port}/", loopback=True, deadline=5)


@mark("F2")
def test_the_environment_names_no_proxy(monkeypatch, server: Hostile) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch(server.serve(sized(PAGE)), loopback=True, deadline=5).data == PAGE
