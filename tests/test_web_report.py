"""What a page says never runs in the report, seen in a real browser where there is one."""

from __future__ import annotations

import shutil
import subprocess
from itertools import product
from pathlib import Path

import pytest

from pipeline.formats import publish
from pipeline.records import KINDS, Bead, Bitext, Document, Dossier, Said, Segment, Span

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))), None)
_HIT = "document.documentElement.setAttribute('data-hit',1)"
_ACTIVE = (
    "<script>{}</script>",
    "<img src=x onerror={}>",
    "<svg onload={}>",
    "<body onload={}>",
    "<details open ontoggle={}>",
    "<iframe srcdoc='<script>parent.{}</script>'></iframe>",
    "<input autofocus onfocus={}>",
    "<video><source onerror={}>",
    "<math><mtext><style><img src=x onerror={}></style></mtext></math>",
    "<a href='javascript:{}' id=x>x</a><script>x.click()</script>",
)
_OUT_OF = ("", '">', "'>", "-->", "</script>", "</style>", "</title>", "</textarea>", "]]>", "`}}")
PAYLOADS = [before + active.format(_HIT) for before, active in product(_OUT_OF, _ACTIVE)]


def _document(code: str, title: str) -> Document:
    kinds = [KINDS[number % len(KINDS)] for number in range(len(PAYLOADS))]
    segments = tuple(
        Segment(f"{code}-{number:04}", number, kind, text)
        for number, (kind, text) in enumerate(zip(kinds, PAYLOADS, strict=True))
    )
    return Document(code, title, title, title, segments)


def _dossier(title: str) -> Dossier:
    said = tuple(Said(text, (text, text), -1.0, (text,)) for text in PAYLOADS)
    beads = tuple(Bead(Span(n, n + 1), Span(n, n + 1), 0.5, 0.5) for n in range(len(PAYLOADS)))
    page = _document("vi", title)
    bitext = Bitext("vi", title, said, page, title, beads, snapshot=title)
    return Dossier("attacked", _document("pl", title), (bitext,), tuple(PAYLOADS))


def _seen(path: Path) -> str:
    command = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=2000",
    ]
    done = subprocess.run(
        [*command, "--dump-dom", path.as_uri()], capture_output=True, timeout=120, check=True
    )
    return done.stdout.decode()


@pytest.mark.promise("F13")
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_hundred_payloads_in_every_field_run_nowhere(tmp_path: Path, record_property) -> None:
    assert len(set(PAYLOADS)) == 100
    bait = tmp_path / "bait.html"
    bait.write_text(f"<p>{PAYLOADS[0]}", "utf-8")
    assert "data-hit" in _seen(bait).partition(">")[0]
    for number, title in enumerate(PAYLOADS[::50]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (report,) = publish(_dossier(title), folder, ("html",))
        found = _seen(report)
        assert "data-hit" not in found.partition(">")[0] + found.partition("<html")[2][:200]
        assert "<iframe" not in found
    record_property("tried", len(PAYLOADS))
