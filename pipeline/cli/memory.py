"""kladka memory: show, export, import, prune and verify the translation memory."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ..files import cache_folder

if TYPE_CHECKING:
    from ..memory import Memory

ROWS = 20  # of a search, at most


def arguments(parser: argparse.ArgumentParser) -> None:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--file", type=Path, help="the memory's file (memory.sqlite3 of the cache)")
    todo = parser.add_subparsers(dest="todo", metavar="show|export|import|prune|verify")
    show = todo.add_parser("show", parents=[shared], help="what is remembered, and of whom")
    show.add_argument("text", nargs="?", help="rows with this text, up to 20")
    export = todo.add_parser("export", parents=[shared], help="all of it as TMX")
    export.add_argument("out", type=Path, help="the file to write, - for standard output")
    import_ = todo.add_parser("import", parents=[shared], help="TMX into the memory")
    import_.add_argument("tmx", type=Path)
    prune = todo.add_parser("prune", parents=[shared], help="forget engines, and damaged rows")
    prune.add_argument("engine", nargs="*", help="forget rows of engines with this in their name")
    todo.add_parser("verify", parents=[shared], help="check every row; 1 where one is damaged")


def run(options: argparse.Namespace) -> int:
    from ..errors import MissingFile
    from ..memory import Memory

    path = getattr(options, "file", None) or cache_folder() / "memory.sqlite3"
    if not path.is_file() and options.todo != "import":
        raise MissingFile(path, "kladka translate makes it")
    memory = Memory(path)
    match options.todo:
        case "export":
            return _export(memory, options.out)
        case "import":
            return _import(memory, options.tmx)
        case "prune":
            print(f"{memory.prune(options.engine)} rows forgotten")
            return 0
        case "verify":
            return _verify(memory)
    return _show(memory, getattr(options, "text", None))


def _show(memory: Memory, text: str | None) -> int:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from ..text import printable

    names = ("from", "to", "source", "said", "score") if text else ("from", "to", "rows", "engine")
    table = Table(title=Text(f"{memory.path}, {memory.path.stat().st_size:,} bytes"))
    for name in names:
        table.add_column(name, justify="right" if name in ("rows", "score") else "left")
    for cells in _found(memory, text) if text else _counted(memory):
        table.add_row(*(Text(printable(cell)) for cell in cells))
    Console().print(table)
    return 0


def _counted(memory: Memory) -> Iterator[tuple[str, ...]]:
    for engine, source, target, rows in memory.counts():
        yield source, target, f"{rows:,}", engine


def _found(memory: Memory, text: str) -> Iterator[tuple[str, ...]]:
    fitting = (
        row
        for row in memory.rows()
        if row and any(text in part for part in (row.source, row.said[0].text))
    )
    for row in islice(fitting, ROWS):
        best = row.said[0]
        score = "" if best.score is None else f"{best.score:.2f}"
        yield row.language, row.target, row.source, best.text, score


def _export(memory: Memory, out: Path) -> int:
    from io import BytesIO

    from ..files import write
    from ..memory import export

    if str(out) == "-":
        export(memory, sys.stdout.buffer)
        return 0
    stream = BytesIO()
    count = export(memory, stream)
    write(out, stream.getvalue())
    print(f"{out}: {count} units")
    return 0


def _import(memory: Memory, tmx: Path) -> int:
    from ..memory import import_

    brought = import_(memory, tmx)
    print(f"{brought.engines} rows of engines, {brought.people} of people, {brought.left} left out")
    return 0


def _verify(memory: Memory) -> int:
    faults = memory.faults()
    for fault in faults:
        print(f"SQLite: {fault}")
    rows = list(map(bool, memory.rows()))
    print(f"{sum(rows)} rows sound, {len(rows) - sum(rows)} damaged")
    if faults or not all(rows):
        print("Damaged rows are never served; kladka memory prune forgets them.")
    return int(bool(faults) or not all(rows))
