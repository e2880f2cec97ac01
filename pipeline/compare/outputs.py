"""A comparison for machines and for people elsewhere: JSON, Markdown, JUnit."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree as Xml

from ..files import to_json
from ..text import printable
from .comparison import Comparison
from .judge import Fallen, Verdict
from .limits import Rule

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&!:@])")
_SIGNS = {"pass": "✅", "fail": "❌", "cannot tell": "⚠️"}


def headline(found: Comparison) -> str:
    """One sentence: what fell, what is broken, what nobody can tell."""
    fell = [f"{v.metric} ({v.name})" for v in found.verdicts if v.answer == "fail"]
    unsure = [f"{v.metric} ({v.name})" for v in found.verdicts if v.answer == "cannot tell"]
    broken = [f"{r.what} ({r.name})" for r in found.rules if r.answer == "fail"]
    parts = [
        f"{word} {', '.join(names)}"
        for word, names in (("fell:", fell), ("past its limit:", broken), ("cannot tell:", unsure))
        if names
    ]
    return f"{found.name}: " + ("; ".join(parts) if parts else "nothing fell")


def as_json(found: Comparison) -> bytes:
    """Everything, with the p values and signatures."""
    record: dict[str, Any] = dataclasses.asdict(found)
    record["rules"] = [{**dataclasses.asdict(r), "answer": r.answer} for r in found.rules]
    return to_json({"format": 1, "failed": found.failed, "unsure": found.unsure, **record})


def as_markdown(found: Comparison) -> bytes:
    """Tables for a pull request, the fallen segments folded away."""
    return ("\n".join(_markdown(found)) + "\n").encode()


def _markdown(found: Comparison) -> Iterator[str]:
    yield f"### kladka: {_plain(headline(found))}\n"
    yield "| | metric | baseline | now | change [95%] | p | smallest drop seen | segments |  |"
    yield "|---|---|--:|--:|---|--:|--:|--:|---|"
    for v in found.verdicts:
        yield f"| {' | '.join(_cells(v))} |"
    if found.rules:
        yield "\n| | limit | | now |  |\n|---|---|--:|--:|---|"
    for rule in found.rules:
        cells = (_plain(rule.name), _plain(rule.what), limit(rule), number(rule.now))
        yield f"| {' | '.join(cells)} | {_SIGNS[rule.answer]} {rule.answer} |"
    if found.fallen:
        yield f"\n<details><summary>The {len(found.fallen)} segments that fell most</summary>\n"
        for one in found.fallen:
            yield from _fallen(one)
        yield "</details>"
    tests = len(found.verdicts)
    yield f"\nA drop of {found.least} or more counts; p is corrected for {tests} tests."


def _cells(v: Verdict) -> tuple[str, ...]:
    return (
        _plain(v.name),
        _plain(v.metric),
        f"{v.baseline:.2f}",
        f"{v.now:.2f}",
        change(v),
        f"{v.p:.4f}",
        "–" if v.smallest is None else f"{v.smallest:.2f}",
        f"{v.segments} in {v.units} articles" if v.by == "articles" else f"{v.segments}",
        f"{_SIGNS[v.answer]} {v.answer}",
    )


def _fallen(one: Fallen) -> Iterator[str]:
    yield f"**{_plain(place(one))}** chrF {one.before:.1f} → {one.after:.1f}\n"
    yield "| | |\n|---|---|"
    for what, text in sides(one):
        yield f"| {what} | {_plain(text)} |"
    yield ""


def as_junit(found: Comparison) -> bytes:
    """One case a metric and a limit; cannot tell is skipped, with its sentence."""
    suite = Xml.Element("testsuite", name=f"kladka {printable(found.name)}")
    for v in found.verdicts:
        seen = "" if v.smallest is None else f", smallest drop seen {v.smallest:.2f}"
        _case(
            suite, v.name, v.metric, v.answer, f"{v.baseline:.2f} → {v.now:.2f}, {change(v)}{seen}"
        )
    for rule in found.rules:
        told = f"{number(rule.now)} where {limit(rule)} was asked"
        _case(suite, rule.name, rule.what, rule.answer, told)
    answers = [*(v.answer for v in found.verdicts), *(r.answer for r in found.rules)]
    suite.set("tests", str(len(answers)))
    suite.set("failures", str(answers.count("fail")))
    suite.set("skipped", str(answers.count("cannot tell")))
    return bytes(Xml.tostring(suite, encoding="utf-8", xml_declaration=True)) + b"\n"


def _case(suite: Xml.Element, room: str, name: str, answer: str, told: str) -> None:
    case = Xml.SubElement(suite, "testcase", classname=printable(room), name=printable(name))
    if answer != "pass":
        kind = "failure" if answer == "fail" else "skipped"
        Xml.SubElement(case, kind, message=printable(f"{answer}: {told}"))


def change(v: Verdict) -> str:
    """-1.20 [-1.90, -0.50]"""
    low, high = v.interval
    return f"{v.change:+.2f} [{low:+.2f}, {high:+.2f}]"


def limit(rule: Rule) -> str:
    """≥ 97.0 for a floor, ≤ 8 for a ceiling."""
    return f"{'≥' if rule.kind == 'least' else '≤'} {rule.limit:g}"


def number(value: float | None) -> str:
    """A dash for what could not be measured."""
    return "–" if value is None else f"{value:g}"


def place(one: Fallen) -> str:
    """Where a segment stands, for a person to find it."""
    return " ".join(filter(None, (one.name, one.article, f"segment {one.number}")))


def sides(one: Fallen) -> list[tuple[str, str]]:
    """The texts of a fallen segment, each with its name."""
    source = [("source", one.source)] if one.source is not None else []
    return [*source, ("baseline", one.then), ("now", one.now), ("reference", one.page)]


def _plain(text: str) -> str:
    """Text that Markdown shows and does not obey, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(printable(text).split()))


# What a file may hold; a new form is one more row.
OUTPUTS: dict[str, Callable[[Comparison], bytes]] = {
    "json": as_json,
    "markdown": as_markdown,
    "junit": as_junit,
}
