"""The web: strangers' pages end in a named error or in the right blocks, never in a hang."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import EmptyArticle, MissingFile, NotText, PageError
from pipeline.segment import segment
from pipeline.version import VERSION
from pipeline.web import extract, extract_safely, fetch, fetch_page, notice, read_page
from pipeline.web.addresses import public, target
from pipeline.web.fetch import _onward
from pipeline.web.refusals import (
    BadAnswer,
    BadCoding,
    BadRedirect,
    BadStatus,
    CutShort,
    NoArticle,
    NoCertificate,
    NotAnAddress,
    NotHtml,
    NotPublic,
    Refusal,
    TooHard,
    TooLarge,
    TooLate,
    Truncated,
    Unreachable,
    WrongCharset,
)

ARTICLE = Path(__file__).parent.parent / "corpora" / "hanoi-convention" / "hanoi-convention"
PAGE = "<html><body><article><h1>Tin</h1><p>Xin chào các bạn.</p></article></body></html>".encode()
Serve = Callable[..., str]


def _answer(*headers: str, status: str = "200 OK", body: bytes = PAGE) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def _sized(body: bytes, *headers: str) -> bytes:
    return _answer(f"Content-Length: {len(body)}", *headers, body=body)


def _to(location: str) -> bytes:
    return _answer(f"Location: {location}", "Content-Length: 0", status="302 Found", body=b"")


def _packed(coding: str, body: bytes) -> bytes:
    return _sized(body, f"Content-Encoding: {coding}")


def _bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


BOMB = gzip.compress(b"\0" * (64 << 20))
EMPTY = "Content-Length: 0"
CHUNKED = "Transfer-Encoding: chunked"
BEHAVIOURS: dict[str, tuple[bytes, type[Refusal]]] = {
    "missing": (_answer(EMPTY, status="404 Not Found", body=b""), BadStatus),
    "broken": (_answer(EMPTY, status="500 Oops", body=b""), BadStatus),
    "nothing to say": (_answer(status="204 No Content", body=b""), BadStatus),
    "a part": (_answer(status="206 Partial Content"), BadStatus),
    "short": (_answer("Content-Length: 9999"), CutShort),
    "short by one": (_answer(f"Content-Length: {len(PAGE) + 1}"), CutShort),
    "no length, no end": (_answer(body=PAGE[:-20]), CutShort),
    "chunk cut": (_answer(CHUNKED, body=b"ff\r\nabc"), CutShort),
    "last chunk missing": (_answer(CHUNKED, body=b"3\r\nabc\r\n"), CutShort),
    "cut gzip": (_packed("gzip", gzip.compress(PAGE)[:-9]), CutShort),
    "cut deflate": (_packed("deflate", zlib.compress(PAGE)[:-5]), CutShort),
    "no gzip at all": (_packed("gzip", b""), CutShort),
    "bomb": (_packed("gzip", BOMB), TooLarge),
    "bomb in deflate": (_packed("deflate", zlib.compress(b"\0" * (64 << 20))), TooLarge),
    "bomb in members": (_packed("gzip", gzip.compress(b"\0" * (3 << 20)) * 2), TooLarge),
    "large": (_sized(b"a" * (6 << 20)), TooLarge),
    "endless empty members": (_packed("gzip", gzip.compress(b"") * 300_000), TooLarge),
    "brotli": (_packed("br", PAGE), BadCoding),
    "zstd": (_packed("zstd", PAGE), BadCoding),
    "chain": (_packed(", ".join(["gzip"] * 200), PAGE), BadCoding),
    "not gzip": (_packed("gzip", PAGE), BadCoding),
    "more behind": (_packed("deflate", zlib.compress(PAGE) + b"more"), BadCoding),
    "loop": (_to("/again"), BadRedirect),
    "nowhere": (_answer(status="301 Moved", body=b""), BadRedirect),
    "to no address": (_to("http://[::1"), BadRedirect),
    "to a file": (_to("file:///etc/passwd"), NotAnAddress),
    "to a script": (_to("javascript:alert(1)"), NotAnAddress),
    "to a password": (_to("http://a:b@example.org/"), NotAnAddress),
    "to the inside": (_to("http://169.254.169.254/meta"), NotPublic),
    "to the inside in hex": (_to("//0xa9fea9fe/meta"), NotPublic),
    "to another's house": (_to("http://10.0.0.1/"), NotPublic),
    "not HTTP": (b"SSH-2.0-OpenSSH\r\n", BadAnswer),
    "nothing": (b"", BadAnswer),
    "huge header": (_answer("X: " + "x" * 100_000), BadAnswer),
    "many headers": (_answer(*["X: x"] * 200), BadAnswer),
    "two lengths": (_answer("Content-Length: 5", "Content-Length: 6"), BadAnswer),
    "bad chunk": (_answer(CHUNKED, body=b"zz\r\nabc\r\n0\r\n\r\n"), CutShort),
    "a picture": (
        b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 1\r\n\r\nx",
        NotHtml,
    ),
}
FOR_EVER = -1.0
TRICKLES: dict[str, tuple[bytes | None, float]] = {
    "silent": (None, 0.0),
    "slow status": (_sized(PAGE), 0.2),
    "slow body": (PAGE, 0.2),
    "slow header": (PAGE, 0.2),
    "endless 100s": (b"HTTP/1.1 100 Continue\r\n\r\n", FOR_EVER),
    "endless body in chunks": (b"1\r\n\0\r\n" * 50, 0.2),
}

HEADS = {
    "slow body": _sized(PAGE)[: -len(PAGE)],
    "slow header": b"HTTP/1.1 200 OK\r\nX: ",
    "endless body in chunks": _answer(CHUNKED, body=b""),
}


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Give the same bytes to everyone who asks; with `slow`, one by one after `first`."""
    closing = threading.Event()
    servers: list[socket.socket] = []

    def start(
        data: bytes | None, slow: float = 0.0, first: bytes = b"", wrap=None, heard=None
    ) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        work = (server, data, slow, first, wrap, heard, closing)
        threading.Thread(target=_serve, args=work, daemon=True).start()
        return f"http{'s' * bool(wrap)}://127.0.0.1:{server.getsockname()[1]}/page"

    yield start
    closing.set()
    for server in servers:
        server.close()


def _serve(server: socket.socket, *how) -> None:
    while True:
        try:
            peer, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_talk, args=(peer, *how), daemon=True).start()


def _talk(peer, data, slow, first, wrap, heard, closing) -> None:
    try:
        with wrap(peer) if wrap else peer as line:
            said = line.recv(65536)
            if heard is not None:
                heard.append(said)
            line.sendall(first)
            if data is None:
                closing.wait(5)
            elif slow == FOR_EVER:
                while not closing.is_set():
                    line.sendall(data)
            elif not slow:
                line.sendall(data)
            else:
                for byte in data:
                    line.sendall(bytes([byte]))
                    if closing.wait(slow):
                        return
    except OSError:
        return


@pytest.mark.parametrize(
    "data",
    [
        _sized(PAGE),
        _answer(),
        _answer(CHUNKED, body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)),
        _packed("gzip", gzip.compress(PAGE)),
        _packed("gzip", gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:])),
        _packed("deflate", zlib.compress(PAGE)),
        _packed("deflate", _bare(PAGE)),
    ],
)
def test_a_good_page_arrives_whole(serve: Serve, data: bytes) -> None:
    page = fetch(serve(data), loopback=True)
    assert (page.data, page.charset) == (PAGE, "utf-8")
    assert page.sha256 == hashlib.sha256(PAGE).hexdigest()


def test_a_redirect_is_followed_and_told(serve: Serve) -> None:
    there = serve(_sized(PAGE))
    here = serve(_to(there))
    page = fetch(here, loopback=True)
    assert (page.url, page.final_url) == (here, there)


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_a_hostile_answer_is_named(serve: Serve, name: str) -> None:
    data, kind = BEHAVIOURS[name]
    with pytest.raises(Refusal) as caught:
        fetch(serve(data), loopback=True, deadline=5)
    assert type(caught.value) is kind, caught.value


@pytest.mark.parametrize("name", TRICKLES)
def test_a_silent_or_slow_server_is_left_at_the_deadline(serve: Serve, name: str) -> None:
    data, slow = TRICKLES[name]
    first = HEADS.get(name, b"")
    begun = time.monotonic()
    with pytest.raises(TooLate):
        fetch(serve(data, slow, first), loopback=True, deadline=0.8)
    assert time.monotonic() - begun < 1.8


def test_the_thread_of_a_slow_page_ends_with_its_deadline(serve: Serve) -> None:
    url = serve(_sized(PAGE), 0.2)
    with pytest.raises(TooLate):
        fetch(url, loopback=True, deadline=0.5)
    until = time.monotonic() + 2
    while any("_work" in t.name for t in threading.enumerate()):
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture
def secure(tmp_path: Path, serve: Serve) -> tuple[str, Path, list[str]]:
    """A page of https://localhost, its certificate, and the names it was asked for by TLS."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=x -addext"
    command = ["openssl", *words.split(), "subjectAltName=DNS:localhost", "-keyout", key]
    subprocess.run([*command, "-out", cert], check=True, capture_output=True)
    asked: list[str] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    context.sni_callback = lambda line, name, _: asked.append(name)
    url = serve(_sized(PAGE), wrap=lambda peer: context.wrap_socket(peer, server_side=True))
    return url.replace("127.0.0.1", "localhost"), cert, asked


def test_a_certificate_of_nobody_we_know_is_refused(secure) -> None:
    with pytest.raises(NoCertificate):
        fetch(secure[0], loopback=True, deadline=5)


def test_a_certificate_holds_for_its_own_host_alone(secure, monkeypatch) -> None:
    url, cert, asked = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    assert fetch(url, loopback=True, deadline=5).data == PAGE
    assert asked == ["localhost"]
    with pytest.raises(NoCertificate):
        fetch(url.replace("localhost", "127.0.0.1"), loopback=True, deadline=5)


def test_https_is_not_left_for_http() -> None:
    with pytest.raises(BadRedirect, match="from https to http"):
        _onward("https://example.org/page", "HTTP://example.org/")
    assert _onward("https://example.org/page", "/x") == "https://example.org/x"
    assert _onward("http://example.org/", "https://example.org/") == "https://example.org/"


def test_what_we_say_of_ourselves_is_little(serve: Serve) -> None:
    heard: list[bytes] = []
    url = serve(_sized(PAGE), heard=heard).replace("127.0.0.1", "localhost")
    fetch(url + "?q=công ước#part", loopback=True, deadline=5)
    lines = heard[0].decode("ascii").rstrip().split("\r\n")
    assert lines[0] == "GET /page?q=c%C3%B4ng%20%C6%B0%E1%BB%9Bc HTTP/1.1"
    assert {line.partition(":")[0] for line in lines[1:]} == {
        *("Host", "User-Agent", "Accept", "Accept-Encoding", "Connection")
    }
    assert f"Host: {url.split('/')[2]}" in lines
    assert f"User-Agent: kladka/{VERSION}" in lines


def test_a_server_without_tls_is_no_https(serve: Serve) -> None:
    with pytest.raises(NoCertificate):
        fetch(serve(_sized(PAGE)).replace("http:", "https:"), loopback=True, deadline=5)


def test_nobody_at_the_door_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable):
        fetch(f"http://127.0.0.1:{port}/", loopback=True, deadline=5)


def test_this_machine_is_no_public_address(serve: Serve) -> None:
    with pytest.raises(NotPublic):
        fetch(serve(_sized(PAGE)))


def test_a_name_is_resolved_once_and_every_answer_vetted(monkeypatch, serve: Serve) -> None:
    asked: list[str] = []

    def resolver(host: str, port: int, *rest, **more) -> list:
        asked.append(host)
        answers = ["93.184.216.34", "127.0.0.1"]
        return [(2, 1, 6, "", (address, port)) for address in answers]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with pytest.raises(NotPublic):
        fetch(serve(_sized(PAGE)).replace("127.0.0.1", "flip.example"), deadline=2)
    assert asked == ["flip.example"]


def test_the_environment_names_no_proxy(monkeypatch, serve: Serve) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch(serve(_sized(PAGE)), loopback=True, deadline=5).data == PAGE


# fmt: off
INSIDE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200",
    "127.0.0.1", "127.1.2.3", "169.254.169.254", "168.63.129.16", "172.16.0.1", "172.31.255.255",
    "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.168.0.1", "192.88.99.1", "198.18.0.1",
    "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
    "::ffff:0:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:20::1",
    "2001:db8::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1", "ff05::2", "100::1", "2606:4700::5efe:7f00:1", "not-an-address",
]
SPELLINGS = {
    "http://127.0.0.1/": NotPublic, "http://127.1/": NotPublic, "http://0x7f000001/": NotPublic,
    "http://0x7f.1/": NotPublic, "http://017700000001/": NotPublic, "http://0177.0.0.1/": NotPublic,
    "http://2130706433/": NotPublic, "http://0/": NotPublic, "http://[::1]/": NotPublic,
    "http://[::ffff:127.0.0.1]/": NotPublic, "http://[0:0:0:0:0:ffff:7f00:1]/": NotPublic,
    "http://localhost/": NotPublic, "http://LOCALHOST:8080/": NotPublic,
    "http://①②⑦.⓪.⓪.①/": NotPublic, "http://127。0。0。1/": NotPublic,
    "http://169.254.169.254/latest": NotPublic, "http://10.0.0.1/": NotPublic,
    "hTTp://127.0.0.1\\@example.org/": NotAnAddress, "http://127.0.0.1:80@127.0.0.1/": NotAnAddress,
    "http://user:pass@example.org/": NotAnAddress, "http://@example.org/": NotAnAddress,
    "ftp://example.org/": NotAnAddress, "file:///etc/passwd": NotAnAddress,
    "javascript:alert(1)": NotAnAddress, "data:text/html,x": NotAnAddress,
    "gopher://x/": NotAnAddress, "http://": NotAnAddress, "http:///x": NotAnAddress,
    "//example.org/x": NotAnAddress, "http://[::1": NotAnAddress, "": NotAnAddress,
    "http://[fe80::1%25eth0]/": NotAnAddress, "http://127.0.0.1:99999/": NotAnAddress,
    "http://example.org:0/": NotAnAddress, "http://exa mple.org/": NotAnAddress,
    "http://example.org\x00.vn/": NotAnAddress,
}
# fmt: on


@pytest.mark.parametrize("address", INSIDE)
def test_a_special_address_is_not_public(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "2a00:1450::8a"])
def test_an_address_of_the_open_internet_is(address: str) -> None:
    assert public(address)


@pytest.mark.parametrize("url", SPELLINGS)
def test_no_spelling_leads_inside(url: str) -> None:
    with pytest.raises(Refusal) as caught:
        fetch(url, deadline=5)
    assert type(caught.value) is SPELLINGS[url], caught.value


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_an_address_or_a_named_error(text: str) -> None:
    for url in (text, f"http://{text}", f"https://example.org/{text}"):
        try:
            there = target(url)
        except NotAnAddress:
            continue
        assert there.host.isascii()
        assert there.path.isascii()
        assert not set(there.path + there.host) & set(" \r\n\0")


LONG = (
    "Một câu đủ dài để ai cũng thấy đó là nội dung của bài, chứ không phải đồ trang trí của trang. "
)
BODY = "".join(f"<p>Đoạn {n}. {LONG}</p>" for n in ("một", "hai", "ba", "bốn"))
REST = BODY.replace("Đoạn", "Phần")


def _page(body: str, head: str = "") -> bytes:
    return f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


def _short(body: str, head: str = "") -> list[tuple[str, str]]:
    """Kinds and texts without the eight paragraphs of BODY and REST, whose place is a dot."""
    kept: list[tuple[str, str]] = []
    for block in extract(_page(body, head), "https://tin.example/x.html").blocks:
        if block.text.startswith(("Đoạn ", "Phần ")):
            kept += [] if kept and kept[-1][1] == "." else [("paragraph", ".")]
        else:
            kept.append((block.kind, block.text))
    return kept


TITLE, DOT = ("title", "Tít"), ("paragraph", ".")
# What stands between BODY and REST, and what is found there.
BETWEEN: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "figcaption": (
        "<figure><img alt=x><figcaption>Ảnh: A</figcaption></figure>",
        [("caption", "Ảnh: A")],
    ),
    "caption table": (
        "<table><tr><td><img></td></tr><tr><td class=caption>Ảnh: A</td></tr></table>",
        [("caption", "Ảnh: A")],
    ),
    "caption class": ("<div><img><p class=image-caption>Ảnh</p></div>", [("caption", "Ảnh")]),
    "two alike": ("<figure><img><figcaption>A</figcaption></figure>" * 2, [("caption", "A")] * 2),
    "alt text": ("<img alt='Không ai đọc'>", []),
    "heading": ("<h2><b>Mục</b></h2>", [("heading", "Mục")]),
    "list": ("<ul><li>Một</li><li><p>Hai</p></li></ul>", [("list", "Một"), ("list", "Hai")]),
    "quote": (
        "<blockquote><p>Một lời.</p><p>Hai lời.</p></blockquote>",
        [("quote", "Một lời."), ("quote", "Hai lời.")],
    ),
    "repeated": ("<p>Vâng.</p><p>Vâng.</p>", [("paragraph", "Vâng.")] * 2),
    "inline": (
        "<p>Bộ (<a href=/x>UNODC</a>) ở <b>Hà</b>nội,<br><q>nói</q>.</p>",
        [("paragraph", "Bộ (UNODC) ở Hànội, nói.")],
    ),
    "what trafilatura drops": (
        "<p class=promo>Lời cuối.</p><p class=sidebar>Lời sau.</p>",
        [("paragraph", "Lời cuối."), ("paragraph", "Lời sau.")],
    ),
    "a widget": ("<div class=widget><p>Đăng ký nhận tin.</p></div>", []),
    "mostly links": (
        "<p><a href=/a>Bộ Công an</a> và <a href=/b>Bộ Ngoại giao</a> dự.</p>",
        [("paragraph", "Bộ Công an và Bộ Ngoại giao dự.")],
    ),
    "related": (
        "<div class=related-inline__box><ul><li><a href=/a>Bài khác</a></li></ul></div>",
        [],
    ),
    "read more": ("<p>Xem thêm: <a href=/a>Một bài khác rất hay và rất dài</a></p>", []),
    "share, ads, tags": (
        "<ul class=share-bar><li>Zalo</li></ul><p class=ads>Mua</p><p id=tags>x</p>",
        [],
    ),
    "comments": ("<section class=comments><p>Hay quá, tôi thích lắm.</p></section>", []),
    "script": ("<script>var x='<p>no</p>'</script><style>p{}</style><!-- <p>no</p> -->", []),
}


@pytest.mark.parametrize("name", BETWEEN)
def test_what_stands_between_paragraphs_keeps_kind_and_place(name: str) -> None:
    markup, found = BETWEEN[name]
    whole = _short(f"<article><h1>Tít</h1>{BODY}{markup}{REST}</article>")
    assert whole == ([TITLE, DOT, *found, DOT] if found else [TITLE, DOT])


@pytest.mark.parametrize(
    "body",
    [
        f"<form class='share'><div class='comment-wrap'><h1>Tít</h1>{BODY}</div></form>",
        f"<main class=related><h1>Tít</h1><div class=social>{BODY}</div></main>",
        f"<table><tr><td><a href=/>menu</a></td><td><h1>Tít</h1>{BODY}</td></tr></table>",
    ],
)
def test_a_box_with_most_of_the_text_stays_whatever_its_name(body: str) -> None:
    assert _short(body) == [TITLE, DOT]


def test_two_line_breaks_part_paragraphs() -> None:
    found = _short(f"<div><h1>Tít</h1>Ý một. {LONG}<br><br>Ý hai. {LONG}<br>Ý ba. {LONG}</div>")
    assert [text[:5] for _, text in found[1:]] == ["Ý một", "Ý hai"]


def test_lead_and_byline_are_known_by_what_the_head_says() -> None:
    head = (
        "<meta property=og:description content='Tóm tắt.'><meta name=author content='Lê A'>"
        "<meta property=og:title content='Tít - Báo'>"
    )
    body = f"<h1>Báo</h1><article><h1>Tít</h1><p>Tóm tắt.</p>{BODY}<p><b>Lê A</b></p></article>"
    assert _short(body, head) == [TITLE, ("lead", "Tóm tắt."), DOT, ("byline", "Lê A")]


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 300 + BODY + "</div>" * 300,
        f"<p>{'a' * (11 << 20)}</p><p>the rest</p>",
        f"{BODY}<script>var x = 1; <p>the rest</p>",
        f"{BODY}<!-- never closed <p>the rest</p>",
        f"{BODY}<p class='never closed>the rest</p>",
        f"{BODY}<textarea>never closed <p>the rest</p>",
    ],
)
def test_a_page_that_the_parser_would_shorten_is_refused(page: str) -> None:
    with pytest.raises(Truncated, match="parse truncated"):
        extract(page.encode(), "x.html")


POLISH, VIETNAMESE = "Zażółć gęślą jaźń", "Công ước Hà Nội soi đường"
VIET_1258 = b"H\xe0 N\xf4\xf2i"  # windows-1258: the dot below is a sign of its own


@pytest.mark.parametrize(
    ("data", "declared", "found"),
    [
        (POLISH.encode(), None, POLISH),
        (b"<meta charset=iso-8859-2>" + POLISH.encode("iso8859-2"), None, POLISH),
        (b"<meta charset=utf-8>" + POLISH.encode("cp1250"), "windows-1250", POLISH),
        (b"\xef\xbb\xbf" + VIETNAMESE.encode(), "iso-8859-1", VIETNAMESE),
        (b"\xff\xfe" + VIETNAMESE.encode("utf-16-le"), None, VIETNAMESE),
        (b"<meta charset=windows-1258>" + VIET_1258, None, "Hà Nội"),
        (b"<!-- <meta charset=cp1250> -->" + POLISH.encode(), None, POLISH),
        (VIETNAMESE.encode(), "iso-8859-1", VIETNAMESE),
        (POLISH.encode("cp1250"), None, None),
        (b"<meta charset=iso-8859-2>" + POLISH.encode("cp1250"), None, None),
        (b"<meta charset=utf-8>" + POLISH.encode("iso8859-2"), None, None),
        (VIETNAMESE.encode(), "viscii", None),
        (b"abc", "unicode_escape", None),
        (b"abc", "punycode", None),
    ],
)
def test_a_charset_is_right_or_refused(
    data: bytes, declared: str | None, found: str | None
) -> None:
    if found is None:
        with pytest.raises(WrongCharset):
            extract(data, "x.html", declared)
    else:
        assert found in [b.text for b in extract(data, "x.html", declared).blocks]


def test_the_child_reads_as_the_parent_does() -> None:
    data = (ARTICLE / "vi.html").read_bytes()
    for url in ("https://vietnamnet.vn/x.html", "vi.html"):
        assert extract_safely(data, url, None, "vi") == extract(data, url, None, "vi")


def test_a_page_too_hard_to_read_is_left_and_the_next_is_read() -> None:
    begun = time.monotonic()
    with pytest.raises(TooHard, match=r"more than 1\.5 s"):
        extract_safely(_page("<p>" * 60_000), "x.html", seconds=1.5)
    assert time.monotonic() - begun < 2.5
    assert extract_safely(PAGE, "x.html").title == "Tin"


def test_a_page_that_needs_too_much_memory_is_left() -> None:
    with pytest.raises(TooHard):
        extract_safely(PAGE, "x.html", memory=60_000_000)


def test_the_childs_refusals_keep_their_names() -> None:
    with pytest.raises(WrongCharset, match=r"^x\.html: is not the utf-8 it claims to be"):
        extract_safely(b"\xb1", "x.html")


def test_the_stored_page_gives_title_lead_captions_and_no_furniture() -> None:
    gold = (ARTICLE / "vi.gold.txt").read_text("utf-8").rstrip("\n").split("\n")
    kinds = json.loads((ARTICLE / "kinds.json").read_text())["vi"]
    for url in ("https://vietnamnet.vn/x.html", None):
        found = read_page(ARTICLE / "vi.html", url)
        segments = segment(found, "vi", "vi.html").segments
        assert [(s.kind, s.text) for s in segments] == list(zip(kinds, gold, strict=True))


def test_the_page_from_the_web_is_the_stored_page(serve: Serve) -> None:
    url = serve(_packed("gzip", gzip.compress((ARTICLE / "vi.html").read_bytes())))
    assert fetch_page(url, loopback=True) == read_page(ARTICLE / "vi.html")


def test_a_page_from_the_web_without_text_is_refused(serve: Serve) -> None:
    with pytest.raises(NoArticle):
        fetch_page(serve(_sized(b"<title>App</title><div id=root></div>")), loopback=True)


def test_the_stand_in_says_that_it_is_one() -> None:
    assert "not VietNamNet's text" in (notice((ARTICLE / "vi.html").read_bytes()) or "")
    assert notice(b"<META content='a stand-in &amp; more' NAME=generator>") == "a stand-in & more"
    assert notice(b"<!-- <meta name=generator content='stand-in'> -->") is None
    assert notice(b"<meta name=generator content='WordPress'>") is None


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (None, MissingFile),
        (b"", EmptyArticle),
        (b"<html><body><nav>menu</nav></body></html>", EmptyArticle),
        (b"<h1>Only a title</h1>", EmptyArticle),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe", NotText),
        (b"<p>x</p><!-- cut", PageError),
    ],
)
def test_a_bad_stored_page_is_named(tmp_path: Path, data: bytes | None, kind: type) -> None:
    path = tmp_path / "vi.html"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(kind, match=r"vi\.html"):
        read_page(path, "https://tin.example/x")
