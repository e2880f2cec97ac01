"""The report in a real browser: every control used, nothing smuggled in runs, nobody shut out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from samples import long, sample

from pipeline.formats import publish
from pipeline.formats.index import index_page

webdriver = pytest.importorskip(
    "selenium.webdriver", reason="selenium: pip install 'kladka[browser]'"
)
CHROMIUM = next((p for name in ("chromium", "google-chrome") if (p := shutil.which(name))), None)
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="no browser here: apt-get install chromium chromium-driver"
)
SWITCHES = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update"
)
Open = Callable[..., "Tab"]


class Tab:
    """A page in the browser, and the words a test asks it with."""

    def __init__(self, driver) -> None:
        self.driver = driver

    def run(self, script: str, *values):
        return self.driver.execute_script(script, *values)

    def click(self, selector: str) -> None:
        self.run("document.querySelector(arguments[0]).click()", selector)

    def press(self, keys: str) -> None:
        self.run("document.activeElement.blur()") if keys == "/" else None
        self.driver.switch_to.active_element.send_keys(keys)

    def do(self, *words: str) -> None:
        for word in words:
            self.click(f'[data-do="{word}"]')

    def text(self, selector: str) -> str:
        return self.run("return document.querySelector(arguments[0])?.textContent", selector)

    def shown(self) -> list[str]:
        """The beads that the table shows, by their spans."""
        return self.run(
            "return [...document.querySelectorAll('main > section:not([hidden]) tr[data-bead]')]"
            ".filter((row) => !row.hidden).map((row) => row.dataset.bead)"
        )

    def choose(self, bead: str) -> None:
        self.click(f'main > section:not([hidden]) tr[data-bead="{bead}"] th a')

    def errors(self) -> list[str]:
        return [line["message"] for line in self.driver.get_log("browser")]


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory, downloads: Path) -> Iterator:
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for switch in (*SWITCHES.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(switch)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.unhandled_prompt_behavior = "ignore"
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_window_size(1440, 1000)
    yield driver
    driver.quit()


@pytest.fixture
def opened(driver, tmp_path: Path) -> Open:
    def open_it(dossier=None, path: Path | None = None) -> Tab:
        if path is None:
            path = publish(dossier or sample(), tmp_path, ["html"])[0]
        driver.get("about:blank")
        driver.get(path.as_uri())
        return Tab(driver)

    return open_it


def test_tabs_filters_kinds_and_search_show_what_they_say(opened: Open) -> None:
    tab = opened()
    assert len(tab.shown()) == 13
    counts = {}
    for name in ("unmatched", "low", "unsure", "suspect", "corrected"):
        tab.click(f"input[value={name}]")
        counts[name] = len(tab.shown())
        assert tab.text(f"input[value={name}] + span i") == str(counts[name])
    assert counts == {"unmatched": 4, "low": 2, "unsure": 1, "suspect": 1, "corrected": 0}
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
    paper = "return getComputedStyle(document.querySelector('#b1 mark.word')).backgroundColor"
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
    here = "return [...document.querySelectorAll('#b1 .map .here')].map((m) => m.dataset.for)"
    wait = "const done = arguments[0]; setTimeout(done, 300)"
    tab.driver.execute_async_script(wait)
    first = tab.run(here)
    tab.run("document.getElementById('b1-200').scrollIntoView()")
    tab.driver.execute_async_script(wait)
    then = tab.run(here)
    assert first
    assert "b1-200" in then
    assert not set(first) & set(then)


def test_every_correction_can_be_made_and_undone(opened: Open) -> None:
    tab = opened()
    tab.run("localStorage.clear()")
    found = tab.shown()
    tab.choose("4:6 4:5")
    tab.do("split")
    assert tab.shown()[5:7] == ["4:5 4:5", "5:6 5:5"]
    tab.choose("4:5 4:5")
    tab.do("merge")
    assert tab.shown() == found
    tab.do("article -1")
    assert tab.shown()[5:7] == ["4:5 4:5", "5:7 5:6"]
    tab.do("article 1", "page -1")
    assert tab.shown()[5:7] == ["4:6 4:4", "6:7 4:6"]
    tab.do("page 1", "right")
    assert tab.shown() == found
    assert tab.run("return document.querySelector('tr.right').dataset.bead") == "4:6 4:5"
    tab.do("wrong")
    assert tab.run("return document.querySelectorAll('tr.right, tr.wrong').length") == 1
    tab.do("edit")
    tab.run(
        "document.querySelectorAll('dialog textarea')[0].value = 'Một bản dịch mới.';"
        "note.value = 'A note'; document.querySelector('[value=keep]').click()"
    )
    assert tab.text("#b1 .edited .text") == "Một bản dịch mới."
    assert "note: A note" in tab.text("tr.wrong th")
    tab.do("edit")
    tab.run("note.value = 'x'; document.querySelector('[value=cancel]').click()")
    assert "note: A note" in tab.text("tr.wrong th")
    tab.click("input[value=corrected]")
    assert tab.shown() == ["4:6 4:5"]
    tab.click("input[value=all]")
    tab.do("rest")
    assert tab.run("return document.querySelectorAll('tr.right').length") == 12
    tab.do(*["undo"] * 12)
    assert tab.shown() == found
    assert tab.run("return document.querySelectorAll('.badge, .edited').length") == 0
    assert tab.errors() == []


def test_the_keyboard_alone_corrects(opened: Open) -> None:
    tab = opened()
    tab.run("localStorage.clear()")
    for key in "jjjr":
        tab.press(key)
    assert tab.run("return document.querySelector('tr.right').id") == "b1-2"
    tab.press("m")
    assert "1:3 2:3" in tab.shown()
    tab.press("u")
    tab.press("u")
    assert tab.run("return document.querySelectorAll('.badge').length") == 0


def test_corrections_outlive_a_reload_and_are_exported(opened: Open, downloads: Path) -> None:
    from selenium.webdriver.support.wait import WebDriverWait

    tab = opened()
    tab.run("localStorage.clear()")
    tab.choose("8:9 8:8")
    tab.do("merge", "wrong")
    tab.driver.refresh()
    assert "8:10 8:9" in tab.shown()
    assert tab.run("return document.querySelector('tr.wrong').dataset.bead") == "8:10 8:9"
    tab.do("export")
    path = downloads / "corrections.json"
    WebDriverWait(tab.driver, 10).until(lambda _: path.exists())
    made = json.loads(path.read_text())
    path.unlink()
    assert made["article"] == "hanoi"
    assert "8:10 8:9" in made["languages"]["vi"]["beads"]
    assert made["languages"]["vi"]["marks"] == {"8:10 8:9": {"mark": "wrong"}}
    tab.run("localStorage.clear()")


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


def test_edited_text_is_text(opened: Open) -> None:
    tab = opened()
    tab.run("localStorage.clear()")
    tab.choose("4:6 4:5")
    tab.do("edit")
    tab.run(
        "document.querySelector('dialog textarea').value = '<img src=x onerror=ran=1>';"
        "note.value = '<script>ran=1</script>'; document.querySelector('[value=keep]').click()"
    )
    tab.driver.refresh()
    assert tab.text("#b1 .edited .text") == "<img src=x onerror=ran=1>"
    assert tab.run("return [window.ran, document.images.length]") == [None, 0]
    tab.run("localStorage.clear()")


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
        wide = tab.run("return [document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1]
    finally:
        tab.do("undo")
        emulate("Emulation.clearDeviceMetricsOverride", {})
        emulate("Emulation.setEmulatedMedia", {"features": []})


def test_two_thousand_beads_open_within_a_second_of_work(opened: Open) -> None:
    """Seconds of the browser's main thread: what else the machine does is not counted."""
    dossier = long(154)
    assert len(dossier.bitexts[1].beads) >= 2000
    tab = opened(dossier)
    measure = tab.driver.execute_cdp_cmd
    measure("Performance.enable", {"timeDomain": "threadTicks"})

    def work() -> float:
        found = measure("Performance.getMetrics", {})["metrics"]
        return {one["name"]: one["value"] for one in found}["TaskDuration"]

    times = []
    for _ in range(3):
        before = work()
        tab.driver.refresh()
        times.append(work() - before)
    assert min(times) <= 1.0, times
    before = work()
    tab.choose("650:651 550:551")
    tab.do("merge")
    assert work() - before <= 0.5
    measure("Performance.disable", {})
