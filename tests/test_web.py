"""The web: strangers' pages end in a named error or in the right blocks, never in a hang."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import EmptyArticle, PageError
from pipeline.segment import segment
from pipeline.web import notice, read_page
from pipeline.web.extract import extract
from pipeline.web.fetch import fetch, public

ARTICLE = Path(__file__).parent.parent / "corpora" / "hanoi-convention" / "hanoi-convention"
PAGE = "<html><body><article><h1>Tin</h1><p>Xin chào các bạn.</p></article></body></html>".encode()


def _answer(*headers: str, status: str = "200 OK", body: bytes = PAGE) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def _sized(body: bytes, *headers: str) -> bytes:
    return _answer(f"Content-Length: {len(body)}", *headers, body=body)


BOMB = gzip.compress(b"\0" * (32 << 20))
BEHAVIOURS: dict[str, tuple[bytes, str]] = {
    "missing": (_answer("Content-Length: 0", status="404 Not Found", body=b""), "answers 404"),
    "broken": (_answer("Content-Length: 0", status="500 Oops", body=b""), "answers 500"),
    "short": (_answer("Content-Length: 9999"), "cut short"),
    "bomb": (_sized(BOMB, "Content-Encoding: gzip"), "larger than 5 MiB"),
    "large": (_sized(b"a" * (6 << 20)), "larger than 5 MiB"),
    "brotli": (_sized(PAGE, "Content-Encoding: br"), "packed with br"),
    "chain": (_sized(PAGE, "Content-Encoding: gzip, gzip"), "packed with gzip, gzip"),
    "not gzip": (_sized(PAGE, "Content-Encoding: gzip"), "cannot be reached"),
    "cut gzip": (_sized(gzip.compress(PAGE)[:-9], "Content-Encoding: gzip"), "cut short"),
    "loop": (_answer("Location: /again", status="302 Found", body=b""), "redirects more than"),
    "nowhere": (_answer(status="301 Moved", body=b""), "redirects to nowhere"),
    "to a file": (_answer("Location: file:///etc/passwd", status="302 F", body=b""), "not http"),
    "to the inside": (
        _answer("Location: http://169.254.169.254/meta", status="302 F", body=b""),
        "not a public address",
    ),
    "not HTTP": (b"SSH-2.0-OpenSSH\r\n", "cannot be reached"),
    "a picture": (
        b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 1\r\n\r\nx",
        "is image/png, not a page",
    ),
}


@pytest.fixture
def serve() -> Iterator:
    """Give the same bytes to everyone who asks; `slow` sends them one by one."""
    closing = threading.Event()
    servers: list[socket.socket] = []

    def start(data: bytes | None, slow: float = 0.0) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        threading.Thread(target=_serve, args=(server, data, slow, closing), daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/page"

    yield start
    closing.set()
    for server in servers:
        server.close()


def _serve(server: socket.socket, data: bytes | None, slow: float, closing) -> None:
    while True:
        try:
            peer, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_talk, args=(peer, data, slow, closing), daemon=True).start()


def _talk(peer: socket.socket, data: bytes | None, slow: float, closing) -> None:
    with peer:
        try:
            peer.recv(65536)
            if data is None:
                closing.wait(5)
            elif not slow:
                peer.sendall(data)
            else:
                for byte in data:
                    peer.sendall(bytes([byte]))
                    if closing.wait(slow):
                        return
        except OSError:
            return


def test_a_good_page_arrives_whole(serve) -> None:
    plain, packed = _sized(PAGE), _sized(gzip.compress(PAGE), "Content-Encoding: gzip")
    for data in (plain, packed):
        page = fetch(serve(data), loopback=True)
        assert page.data == PAGE
        assert page.charset == "utf-8"


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_a_hostile_answer_is_named(serve, name: str) -> None:
    data, sentence = BEHAVIOURS[name]
    with pytest.raises(PageError, match=sentence):
        fetch(serve(data), loopback=True, deadline=5)


@pytest.mark.parametrize(("data", "slow"), [(None, 0.0), (_sized(PAGE), 0.2)])
def test_a_silent_or_slow_server_is_left_at_the_deadline(serve, data, slow: float) -> None:
    begun = time.monotonic()
    with pytest.raises(PageError, match="in time"):
        fetch(serve(data, slow), loopback=True, deadline=1.0)
    assert time.monotonic() - begun < 2.5


def test_this_machine_is_no_public_address(serve) -> None:
    with pytest.raises(PageError, match="not a public address"):
        fetch(serve(_sized(PAGE)))


# fmt: off
INSIDE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "127.0.0.1", "127.1.2.3",
    "169.254.169.254", "168.63.129.16", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1",
    "192.168.0.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1",
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::",
    "2001::1", "2001:db8::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
    "ff05::2", "100::1", "not-an-address",
]
# fmt: on


@pytest.mark.parametrize("address", INSIDE)
def test_a_special_address_is_not_public(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111"])
def test_an_address_of_the_open_internet_is(address: str) -> None:
    assert public(address)


# fmt: off
SPELLINGS = [
    "http://127.0.0.1/", "http://127.1/", "http://0x7f000001/", "http://017700000001/",
    "http://2130706433/", "http://0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
    "http://localhost/", "http://127.0.0.1:80@127.0.0.1/", "http://user:pass@example.org/",
    "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x",
    "gopher://x/", "http://", "http:///x", "//example.org/x", "http://[::1",
    "http://127.0.0.1:99999/", "http://169.254.169.254/latest", "http://10.0.0.1/",
]
# fmt: on


@pytest.mark.parametrize("url", SPELLINGS)
def test_no_spelling_leads_inside(url: str) -> None:
    with pytest.raises(PageError):
        fetch(url, deadline=2)


def test_the_stored_page_gives_title_lead_captions_and_no_furniture() -> None:
    found = read_page(ARTICLE / "vi.html", "https://vietnamnet.vn/x.html")
    segments = segment(found, "vi", "vi.html").segments
    gold = (ARTICLE / "vi.gold.txt").read_text("utf-8").rstrip("\n").split("\n")
    kinds = json.loads((ARTICLE / "kinds.json").read_text())["vi"]
    assert [(s.kind, s.text) for s in segments] == list(zip(kinds, gold, strict=True))


def test_the_stand_in_says_that_it_is_one() -> None:
    assert "not VietNamNet's text" in (notice((ARTICLE / "vi.html").read_bytes()) or "")


def test_a_page_without_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "vi.html").write_text("<html><body><nav>menu</nav></body></html>")
    with pytest.raises((EmptyArticle, PageError)):
        read_page(tmp_path / "vi.html")


def test_a_wrong_charset_is_an_error_and_no_mojibake() -> None:
    page = "<meta charset='utf-8'><p>Zażółć gęślą jaźń</p>".encode("iso-8859-2")
    with pytest.raises(PageError, match="claims to be"):
        extract(page, "x.html")
