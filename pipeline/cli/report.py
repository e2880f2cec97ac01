"""kladka report: publish a run again, no model needed."""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", metavar="RUN", type=Path)
    parser.add_argument("--format", default="html", help="one or more of html,jsonl,tsv,tmx,…")
    parser.add_argument("--into", type=Path, required=True, help="where to put the files")


def run(options: argparse.Namespace) -> int:
    from ..formats import publish
    from ..store import open_run

    for dossier in open_run(options.run_folder).dossiers:
        for path in publish(dossier, options.into / dossier.name, options.format.split(",")):
            print(path)
    return 0
