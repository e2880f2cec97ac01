"""TLS is verified, or there is no page."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from behaviours import PAGE, sized
from hostile import Hostile

from pipeline.web import fetch
from pipeline.web.refusals import NoCertificate

pytestmark = pytest.mark.promise("F9")
Certify = Callable[..., tuple[Path, Path]]


@pytest.fixture
def certify(tmp_path: Path) -> Certify:
    """A certificate for localhost and its key; `days` is how long it holds."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")

    def make(days: int = 1) -> tuple[Path, Path]:
        key, cert, request = (tmp_path / name for name in ("key.pem", "cert.pem", "asked.pem"))
        names = tmp_path / "names"
        names.write_text("subjectAltName=DNS:localhost\n")
        new = f"openssl req -new -newkey rsa:2048 -nodes -subj /CN=x -keyout {key} -out {request}"
        sign = f"openssl x509 -req -in {request} -signkey {key} -days {days} -extfile {names}"
        for command in (new, f"{sign} -out {cert}"):
            subprocess.run(command.split(), check=True, capture_output=True)
        return cert, key

    return make


def _behind(server: Hostile, pair: tuple[Path, Path], change=lambda context: None) -> str:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    change(context)
    url = server.serve(sized(PAGE), wrap=lambda peer: context.wrap_socket(peer, server_side=True))
    return url.replace("127.0.0.1", "localhost")


def test_a_certificate_of_nobody_we_know_is_refused(server: Hostile, certify: Certify) -> None:
    with pytest.raises(NoCertificate):
        fetch(_behind(server, certify()), loopback=True, deadline=5)


def test_a_certificate_holds_for_its_own_host_alone(
    server: Hostile, certify: Certify, monkeypatch
) -> None:
    asked: list[str] = []

    def listen(context: ssl.SSLContext) -> None:
        context.sni_callback = lambda line, name, _: asked.append(name)

    pair = certify()
    url = _behind(server, pair, listen)
    monkeypatch.setenv("SSL_CERT_FILE", str(pair[0]))
    assert fetch(url, loopback=True, deadline=5).data == PAGE
    assert asked == ["localhost"]
    with pytest.raises(NoCertificate):
        fetch(url.replace("localhost", "127.0.0.1"), loopback=True, deadline=5)


def test_a_certificate_that_has_expired_is_refused(
    server: Hostile, certify: Certify, monkeypatch
) -> None:
    pair = certify(days=-1)
    monkeypatch.setenv("SSL_CERT_FILE", str(pair[0]))
    with pytest.raises(NoCertificate):
        fetch(_behind(server, pair), loopback=True, deadline=5)


def test_an_old_tls_is_refused(server: Hostile, certify: Certify, monkeypatch) -> None:
    def age(context: ssl.SSLContext) -> None:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1

    pair = certify()
    monkeypatch.setenv("SSL_CERT_FILE", str(pair[0]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        url = _behind(server, pair, age)
    with pytest.raises(NoCertificate):
        fetch(url, loopback=True, deadline=5)


def test_a_server_without_tls_is_no_https(server: Hostile) -> None:
    with pytest.raises(NoCertificate):
        fetch(server.serve(sized(PAGE)).replace("http:", "https:"), loopback=True, deadline=5)
