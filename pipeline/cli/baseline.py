"""kladka baseline: freeze a run as what later runs are held against."""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", metavar="RUN", type=Path)
    parser.add_argument("baseline", metavar="BASELINE", type=Path)


def run(options: argparse.Namespace) -> int:
    from ..compare import freeze
    from ..store import open_run

    freeze(open_run(options.run_folder), options.baseline)
    print(options.baseline)
    return 0
