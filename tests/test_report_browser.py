"""The report in a real browser: every control used, nothing smuggled in runs, nobody shut out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from samples import long, sample

from pipeline.formats.index import index_page

if TYPE_CHECKING:
    from browser import Open

pytest_plugins = ["browser"]


def test_tabs_filters_kinds_and_search_show_what_they_say(opened: Open) -> None:
    tab = opened()
    assert len(tab.shown()) == 13
    counts = {}
    for name in ("unmatched", "low", "unsure", "suspect", "corrected"):
        tab.click(f"input[value={name}]")
        counts[name] = len(tab.shown())
        assert tab.text(f"input[value={name}] + span i") == str(counts[name])
    assert counts == {"unmatched": 2, "low": 2, "unsure": 1, "suspect": 1, "corrected": 0}
    assert not tab.run("return document.querySelector('#b1 .nothing').hidden")
    tab.click("input[value=all]")
    tab.run("kind.value = 'list'; kind.dispatchEvent(new Event('change'))")
    assert tab.shown() == ["10:11 9:10", "11:12 10:11"]
    tab.run("kind.value = ''; kind.dispatchEvent(new Event('change'))")
    tab.press("/")
    tab.press("luong tam")
    assert tab.shown() == ["3:4 3:4"]
    tab.press("\ue00c")  # Escape
    assert len(tab.shown()) == 13
    tab.click("[data-tab=b0]")
    assert len(tab.shown()) == 13
    assert tab.shown()[0] == "0:1 0:0"
    assert tab.run("return document.querySelector('[data-tab=b0]').getAttribute('aria-current')")
    assert tab.errors() == []


def test_columns_and_marks_can_be_put_away(opened: Open) -> None:
    tab = opened()
    paper = "return getComputedStyle(document.querySelector('#b1 td mark.word')).backgroundColor"
    marked = tab.run(paper)
    other = "return getComputedStyle(document.querySelector('#b1 td.other')).display"
    assert tab.run(other) != "none"
    for name in ("show-others", "show-words", "show-pivot"):
        tab.click(f"[data-toggle={name}]")
    assert tab.run(other) == "none"
    assert tab.run(paper) != marked
    hop = "return getComputedStyle(document.querySelector('#b1 .hop')).display"
    assert tab.run(hop) == "none"


def test_keys_map_and_worst_lead_to_a_bead(opened: Open) -> None:
    tab = opened()
    tab.press("j")
    tab.press("j")
    assert tab.run("return location.hash") == "#b1-1"
    assert tab.text(".desk output") == "Bead 2 of 13"
    tab.press("k")
    assert tab.run("return document.activeElement.closest('tr').id") == "b1-0"
    tab.run(
        "document.querySelector('#b1 .map [data-for=b1-8]').parentNode.dispatchEvent("
        "new MouseEvent('click', {bubbles: true, cancelable: true}))"
    )
    assert "chosen" in tab.run("return document.getElementById('b1-8').className")
    worst = tab.run("return [...document.querySelectorAll('#b1 .worst a')].map((a) => a.hash)")
    assert worst == ["#b1-10", "#b1-9", "#b1-7", "#b1-11", "#b1-5"]
    tab.click("#b1 .worst a")
    assert "chosen" in tab.run("return document.getElementById('b1-10').className")


def test_the_map_moves_with_the_text(opened: Open) -> None:
    tab = opened(long(20))
    framed = """const view = document.querySelector('#b1 .view').getBoundingClientRect();
    return ['b1-0', 'b1-200'].map((id) => {
      const mark = document.querySelector(`#b1 [data-for=${id}]`).getBoundingClientRect();
      return view.height > 0 && view.top <= mark.top + 2 && mark.bottom <= view.bottom + 2; })"""
    wait = "const done = arguments[0]; setTimeout(done, 300)"
    for row, wanted in (
        ("b1-0", [True, False]),
        ("b1-200", [False, True]),
        ("b1-0", [True, False]),
    ):
        tab.run("document.getElementById(arguments[0]).scrollIntoView()", row)
        tab.driver.execute_async_script(wait)
        assert tab.run(framed) == wanted


@pytest.mark.promise("F13")
def test_no_text_runs_in_the_browser(opened: Open, tmp_path: Path) -> None:
    payloads = json.loads((Path(__file__).parent / "payloads.json").read_text())
    assert len(set(payloads)) == 100
    dossiers = {payload: sample(payload) for payload in payloads}
    page = tmp_path / "index.html"
    page.write_bytes(index_page(payloads[0], [*dossiers.values()], {p: p for p in payloads}))
    for tab in (opened(path=page), *(opened(dossier) for dossier in dossiers.values())):
        tab.run(
            "for (const x of document.querySelectorAll('main *, header *'))"
            " for (const e of ['mouseover', 'focus', 'error', 'load', 'toggle'])"
            " x.dispatchEvent(new Event(e))"
        )
        ran = "return [window.ran, document.title === 'ran', document.scripts.length]"
        assert tab.run(ran) == [None, False, 1]
        assert tab.errors() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_nobody_is_shut_out(opened: Open, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_core_python", reason="pip install 'kladka[browser]'")
    rules = (Path(axe.__file__).parent / "axe.min.js").read_text()
    tab = opened()
    emulate = tab.driver.execute_cdp_cmd
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    emulate("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    emulate("Emulation.setEmulatedMedia", {"features": features})
    try:
        tab.choose("4:6 4:5")
        tab.do("right")
        tab.run(rules)
        found = tab.driver.execute_async_script("axe.run().then(arguments[0])")["violations"]
        bad = [v for v in found if v["impact"] in ("serious", "critical")]
        assert not bad, json.dumps([(v["id"], v["nodes"][0]["html"]) for v in bad], indent=1)
        assert tab.run("return document.documentElement.scrollWidth") <= width
    finally:
        tab.do("undo")
        emulate("Emulation.clearDeviceMetricsOverride", {})
        emulate("Emulation.setEmulatedMedia", {"features": []})


def test_two_thousand_beads_can_be_read_and_corrected(opened: Open) -> None:
    dossier = long(154)
    beads = len(dossier.bitexts[1].beads)
    assert beads >= 2000
    tab = opened(dossier)
    tab.run("localStorage.clear()")
    assert len(tab.shown()) == beads
    tab.choose("650:651 550:551")
    tab.do("merge")
    assert len(tab.shown()) == beads - 1
    tab.do("right")
    assert tab.run("return document.querySelectorAll('tr.right').length") == 1
    assert tab.errors() == []
