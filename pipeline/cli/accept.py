"""kladka accept: what a person corrected in the report becomes a new run, and gold."""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", metavar="RUN", type=Path)
    parser.add_argument(
        "files",
        metavar="FILE",
        type=Path,
        nargs="+",
        help="corrections.json of a report, .xlf, .tmx",
    )
    parser.add_argument("--into", type=Path, help="the new run's folder (RUN-accepted)")


def run(options: argparse.Namespace) -> int:
    from ..corrections import accept
    from ..files import cache_folder
    from ..memory import Memory

    place = options.run_folder.resolve()
    into = options.into or options.run_folder.with_name(f"{place.name}-accepted")
    memory = Memory(cache_folder() / "memory.sqlite3")
    done = accept(options.run_folder, options.files, into, memory)
    names = ["run.json", "scores.json", "index.html", *(f"{d.name}/" for d in done.dossiers)]
    for name in names:
        print(f"{into}/{name}")
    return 0
