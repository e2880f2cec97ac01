"""kladka show: one article of a run side by side, wrapped to the window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from ..records import Bitext, Dossier, Row

NARROW = 60  # columns; below it the texts of a bead stand one under the other


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", metavar="RUN", type=Path)
    parser.add_argument("article", nargs="?", help="the article's name (the first one)")
    parser.add_argument("--to", help="one target language (all)")


def run(options: argparse.Namespace) -> int:
    from rich.console import Console

    from ..errors import UnknownName
    from ..store import open_run

    dossiers = {d.name: d for d in open_run(options.run_folder).dossiers}
    name = options.article or next(iter(dossiers), "")
    if name not in dossiers:
        raise UnknownName("article of this run", name, dossiers)
    languages = {bitext.language: bitext for bitext in dossiers[name].bitexts}
    if options.to and options.to not in languages:
        raise UnknownName("language of this article", options.to, languages)
    console = Console()
    for bitext in [languages[options.to]] if options.to else languages.values():
        _show(console, dossiers[name], bitext)
    return 0


def _show(console: Console, dossier: Dossier, bitext: Bitext) -> None:
    """A table with a column a side; a list where the window is narrow."""
    from rich.table import Table

    from ..records import rows

    title = f"{dossier.name}: {dossier.article.language} → {bitext.language}"
    sides = [dossier.article.language, bitext.language, *(["page"] if bitext.page else [])]
    if console.width < NARROW:
        console.print(title, style="bold", markup=False)
        for row in rows(dossier.article, bitext):
            console.rule(f"{row.number + 1} {_number(row.similarity)}", align="left")
            for side, text in zip(sides, _texts(row), strict=False):
                console.print(f"{side}:", text)
        return
    table = Table(title=title, show_lines=True, width=console.width)
    table.add_column("#", justify="right", no_wrap=True)
    for side in sides:
        table.add_column(side, ratio=1, overflow="fold")
    table.add_column("sim", justify="right", no_wrap=True)
    for row in rows(dossier.article, bitext):
        texts = _texts(row)[: len(sides)]
        table.add_row(str(row.number + 1), *texts, _number(row.similarity))
    console.print(table)


def _texts(row: Row) -> tuple[Text, Text, Text]:
    """Article, machine with its flags, page; a dim dot where there is nothing."""
    from rich.text import Text

    from ..text import terminal

    article, said, page = (
        Text(terminal(text)) if text else Text("·", style="dim")
        for text in (row.article, row.said, row.page)
    )
    if row.flags:
        said.append(f"\n[{', '.join(map(terminal, row.flags))}]", style="red")
    return article, said, page


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
