"""kladka compare: hold a run against its baseline, or two plain files against a reference."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from ..compare import Comparison, Fallen, Verdict

# How many fallen segments the terminal shows; the files hold more.
SHOWN = 3


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "Exit 0: nothing fell, or nobody can tell. 1: something fell. 2: they cannot be compared."
    )
    parser.add_argument("run_folder", metavar="RUN", type=Path, nargs="?")
    parser.add_argument("baseline", metavar="BASELINE", type=Path, nargs="?")
    parser.add_argument("--hyp", type=Path, help="instead of a run: lines of any system")
    parser.add_argument("--baseline-hyp", type=Path, help="the lines it is held against")
    parser.add_argument("--ref", type=Path, help="the reference of both")
    parser.add_argument("--source", type=Path, help="the source, to show beside what fell")
    parser.add_argument("--articles", type=Path, help="the article of each line, one a line")
    parser.add_argument("--metrics", default="BLEU,chrF", help="BLEU,chrF,chrF++,TER,spBLEU")
    parser.add_argument(
        "--minimum", type=float, default=0.2, help="the drop in points that matters (0.2)"
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 where nobody can tell")
    for form in ("json", "markdown", "junit"):
        parser.add_argument(f"--{form}", type=Path, metavar="FILE", help=f"write {form} too")


def run(options: argparse.Namespace) -> int:
    from ..compare import OUTPUTS
    from ..files import write

    found = _compared(options)
    for form, make in OUTPUTS.items():
        if getattr(options, form):
            write(getattr(options, form), make(found))
    _show(found)
    return int(found.failed or (options.strict and found.unsure))


def _compared(options: argparse.Namespace) -> Comparison:
    from ..compare import compare, compare_texts
    from ..errors import InputError
    from ..store import open_run
    from .lines import lines

    metrics = options.metrics.split(",")
    plain = (options.hyp, options.baseline_hyp, options.ref)
    if options.run_folder and options.baseline and not any(plain):
        return compare(open_run(options.run_folder), options.baseline, metrics, options.minimum)
    if not all(plain) or options.run_folder:
        raise InputError(
            "two ways to compare: kladka compare RUN BASELINE, "
            "or kladka compare --hyp A --baseline-hyp B --ref R"
        )
    now, then, page = map(lines, plain)
    return compare_texts(
        options.hyp.name,
        then,
        now,
        page,
        lines(options.articles) if options.articles else None,
        source=lines(options.source) if options.source else None,
        metrics=metrics,
        least=options.minimum,
    )


def _show(found: Comparison) -> None:
    from rich.console import Console

    from ..compare import headline
    from ..text import printable

    console = Console(highlight=False)
    _scores(console, found)
    if found.rules:
        _limits(console, found)
    if found.failed:
        for one in found.fallen[:SHOWN]:
            _fallen(console, one)
    console.print(printable(headline(found)), markup=False)
    sys.stdout.flush()
    for v in found.verdicts:
        if v.answer == "cannot tell":
            print(f"CANNOT TELL: {printable(v.name)} {v.metric} {_unseen(v)}", file=sys.stderr)


def _scores(console: Console, found: Comparison) -> None:
    from rich import box
    from rich.table import Table

    from ..compare.outputs import change
    from ..text import printable

    table = Table(
        box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), caption_justify="left", caption=_caption(found)
    )
    for column in ("", "metric", "was", "now", "change [95%]", "p", "sees", "answer"):
        right = column in ("was", "now", "sees")
        table.add_column(column, justify="right" if right else "left", no_wrap=True)
    for v in found.verdicts:
        seen = "–" if v.smallest is None else f"{v.smallest:.2f}"
        numbers = f"{v.baseline:.2f}", f"{v.now:.2f}", change(v).replace("[", "\\["), f"{v.p:.4f}"
        table.add_row(printable(v.name), v.metric, *numbers, seen, _coloured(v.answer))
    console.print(table)


def _caption(found: Comparison) -> str:
    per = {
        f"{v.name}: {v.segments} segments"
        + (f" in {v.units} articles" if v.by == "articles" else "")
        for v in found.verdicts
    }
    return f"{'; '.join(sorted(per))}. sees: the drop that 80 of 100 such comparisons would call."


def _limits(console: Console, found: Comparison) -> None:
    from rich import box
    from rich.table import Table

    from ..compare.outputs import limit, number

    table = Table(box=box.SIMPLE_HEAD)
    for column in ("", "limit", "", "now", "answer"):
        table.add_column(column)
    for rule in found.rules:
        cells = rule.name, rule.what, limit(rule), number(rule.now)
        table.add_row(*cells, _coloured(rule.answer))
    console.print(table)


def _fallen(console: Console, one: Fallen) -> None:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    from ..compare.outputs import place, sides
    from ..text import printable

    title = f"{place(one)}: chrF {one.before:.1f} → {one.after:.1f}"
    table = Table(box=box.SIMPLE_HEAD, title=escape(printable(title)), title_justify="left")
    for what, _ in sides(one):
        table.add_column(what, ratio=1)
    table.add_row(*(escape(printable(text)) for _, text in sides(one)))
    console.print(table)


def _unseen(v: Verdict) -> str:
    """Why nobody can tell, in numbers."""
    from ..compare.outputs import change

    seen = "" if v.smallest is None else f"; a drop under {v.smallest:.2f} is not seen here"
    return f"changed by {change(v)} over {v.segments} segments{seen}"


def _coloured(answer: str) -> str:
    colour = {"pass": "green", "fail": "bold red", "cannot tell": "bold yellow"}[answer]
    return f"[{colour}]{answer}[/]"
