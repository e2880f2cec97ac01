"""kladka show: one article of a run side by side in the terminal."""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", metavar="RUN", type=Path)
    parser.add_argument("article", nargs="?", help="the article's name (the first one)")
    parser.add_argument("--to", help="one target language (all)")


def run(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.table import Table

    from ..errors import UnknownName
    from ..records import rows
    from ..store import open_run
    from ..text import printable

    dossiers = {d.name: d for d in open_run(options.run_folder).dossiers}
    name = options.article or next(iter(dossiers), "")
    if name not in dossiers:
        raise UnknownName("article of this run", name, dossiers)
    dossier = dossiers[name]
    console = Console()
    for bitext in dossier.bitexts:
        if options.to and bitext.language != options.to:
            continue
        table = Table(
            title=f"{name}: {dossier.article.language} → {bitext.language}", show_lines=True
        )
        for column in (dossier.article.language, bitext.language, "page"):
            table.add_column(column, ratio=1)
        table.add_column("sim", justify="right")
        for row in rows(dossier.article, bitext):
            cells = (row.article, row.said, row.page or "·")
            shown = "" if row.similarity is None else f"{row.similarity:.2f}"
            table.add_row(*(_plain(printable(cell)) for cell in cells), shown)
        console.print(table)
    return 0


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
