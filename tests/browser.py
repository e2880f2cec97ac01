"""A real browser for the tests of the report: Debian's Chromium, driven by selenium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from samples import sample

from benchmarks.report import SWITCHES
from pipeline.formats import publish

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

    def wait_for(self, path: Path) -> None:
        """Until a download is whole: Chromium first takes the name with an empty file."""
        from selenium.webdriver.support.wait import WebDriverWait

        WebDriverWait(self.driver, 10).until(lambda _: path.exists() and path.stat().st_size)

    def errors(self) -> list[str]:
        """What the browser complains of, but for what it says of pages of its own."""
        said = (line["message"] for line in self.driver.get_log("browser"))
        return [message for message in said if not message.startswith("chrome://")]


@pytest.fixture(scope="session")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory, downloads: Path) -> Iterator:
    """One browser for all tests, with a profile of its own; without one they are skipped."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="pip install 'kladka[browser]'")
    from selenium.webdriver.chrome.service import Service

    names = ("chromium", "google-chrome")
    chromium = next((path for name in names if (path := shutil.which(name))), None)
    chromedriver = shutil.which("chromedriver")
    if not (chromium and chromedriver):
        pytest.skip("no browser here: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for switch in (*SWITCHES.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(switch)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.unhandled_prompt_behavior = "ignore"
    driver = webdriver.Chrome(options=options, service=Service(chromedriver))
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
