"""kladka export: a run in the formats of other tools, no model needed."""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", metavar="RUN", type=Path)
    parser.add_argument(
        "--format",
        required=True,
        help="one or more of html, jsonl, md, moses, mt.tmx, parquet, tmx, tsv, xliff",
    )
    parser.add_argument("--into", type=Path, default=Path(), help="where to put the files (here)")


def run(options: argparse.Namespace) -> int:
    from ..formats import publish, writers
    from ..store import open_run

    names = options.format.split(",")
    dossiers = open_run(options.run_folder).dossiers
    for name in names:
        for dossier in dossiers[:1]:
            writers(name, dossier)
    for dossier in dossiers:
        for path in publish(dossier, options.into / dossier.name, names):
            print(path)
    return 0
