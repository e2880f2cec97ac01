"""No spelling, redirect or resolver leads into somebody's inside."""

from __future__ import annotations

import socket

import pytest
from behaviours import PAGE, sized
from hostile import Hostile
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.web import fetch
from pipeline.web.addresses import public, target
from pipeline.web.refusals import NotAnAddress, NotPublic, Refusal

pytestmark = pytest.mark.promise("F1")

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


def test_this_machine_is_no_public_address(server: Hostile) -> None:
    heard: list[bytes] = []
    with pytest.raises(NotPublic):
        fetch(server.serve(sized(PAGE), heard=heard))
    assert not heard


def test_a_name_is_resolved_once_and_every_answer_vetted(
    monkeypatch, server: Hostile, record_property
) -> None:
    """A resolver that flips: public when it is vetted, private when it is connected to."""
    asked: list[str] = []
    heard: list[bytes] = []

    def resolver(host: str, port: int, *rest, **more) -> list:
        asked.append(host)
        public_too = ["93.184.216.34", "127.0.0.1"][len(asked) % 2 :]
        return [(2, 1, 6, "", (address, port)) for address in [*public_too, "127.0.0.1"]]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    url = server.serve(sized(PAGE), heard=heard).replace("127.0.0.1", "flip.example")
    for _ in range(1000):
        with pytest.raises(NotPublic):
            fetch(url, deadline=2)
    assert asked == ["flip.example"] * 1000
    assert not heard
    record_property("tried", 1000)


def test_the_connection_goes_to_the_address_that_was_vetted(monkeypatch, server: Hostile) -> None:
    url = server.serve(sized(PAGE))
    answers = iter(["127.0.0.1", "10.0.0.1"])
    honest = socket.getaddrinfo

    def resolver(host: str, port: int, *rest, **more) -> list:
        literal = host[0].isdigit()
        return honest(host if literal else next(answers), port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    page = fetch(url.replace("127.0.0.1", "pinned.example"), loopback=True, deadline=5)
    assert (page.data, page.peer) == (PAGE, "127.0.0.1")
    assert next(answers) == "10.0.0.1"
