"""kladka compare: hold a run against its baseline; the CI gate."""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", metavar="RUN", type=Path)
    parser.add_argument("baseline", metavar="BASELINE", type=Path)


def run(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.table import Table

    from ..compare import compare
    from ..store import open_run

    verdicts = compare(open_run(options.run_folder), options.baseline)
    table = Table(title=f"{options.run_folder} against {options.baseline}")
    for column in ("to", "metric", "baseline", "now", "95% interval", "p", "beads", "answer"):
        table.add_column(column)
    for v in verdicts:
        low, high = v.interval
        numbers = f"{v.baseline:.2f}", f"{v.now:.2f}", f"{low:.2f} … {high:.2f}", f"{v.p:.4f}"
        table.add_row(v.language, v.metric, *numbers, str(v.over), v.answer)
    Console().print(table)
    return 1 if any(v.answer == "fail" for v in verdicts) else 0
