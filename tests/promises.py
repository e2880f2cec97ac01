"""What kladka promises when things go wrong, and how often the tests of a run tried each promise.

A test that carries `@pytest.mark.promise("F4")` counts once, or as often as its `tried` says:
`record_property("tried", 1000)`. `make test ARGS="-m promise"` runs these tests alone.
"""

from __future__ import annotations

from collections import Counter

import pytest

PROMISES = {
    "F1": "private addresses and rebinding are never reached",
    "F2": "redirects: http(s) only, at most 5, no downgrade",
    "F3": "decompression bombs: 5 MiB, one coding, checked each step",
    "F4": "one deadline over everything, whatever the server does",
    "F5": "a body cut short is an error and never stored",
    "F6": "three tries, Retry-After up to 60 s, else retry later",
    "F7": "robots.txt, one connection and 1 s between visits to a host",
    "F8": "charset by evidence: right or refused",
    "F9": "TLS is verified",
    "F10": "a rotten snapshot is a miss",
    "F11": "a page that the parser would shorten is refused",
    "F12": "a page too hard to read ends with its child",
    "F13": "nothing from a page runs in the report",
}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "promise(name): a promise of docs/web.md that it tries")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = (yield).get_result()
    report.promises = [mark.args[0] for mark in item.iter_markers("promise")]


def pytest_terminal_summary(terminalreporter) -> None:
    tried: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, []):
            weight = int(dict(getattr(report, "user_properties", ())).get("tried", 1))
            for name in getattr(report, "promises", ()):
                tried[name] += weight
                kept[name] += weight if outcome == "passed" else 0
    if not tried:
        return
    terminalreporter.section("promises: tried and kept")
    for name in sorted(tried, key=lambda name: int(name[1:])):
        what = PROMISES.get(name, "")
        terminalreporter.write_line(f"{name:4}{tried[name]:7} {kept[name]:7}  {what}")
