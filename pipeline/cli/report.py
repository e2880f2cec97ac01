"""kladka report: publish the report of a run again, no model needed."""

from __future__ import annotations

import argparse
from pathlib import Path

from .export import run

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", metavar="RUN", type=Path)
    parser.add_argument("--format", default="html", help="as in kladka export (html)")
    parser.add_argument("--into", type=Path, required=True, help="where to put the files")
