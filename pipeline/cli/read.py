"""kladka read: a file or a page as typed blocks."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..roles import Blocks, Reading


def arguments(parser: argparse.ArgumentParser) -> None:
    source(parser)
    parser.add_argument("--format", default="text", choices=("text", "tsv", "json"))


def source(parser: argparse.ArgumentParser) -> None:
    """What to read and how: the same words for every verb that reads a text."""
    parser.add_argument("file", metavar="FILE|URL")
    parser.add_argument("--language", help="of the text (by its file name, or what it looks like)")
    parser.add_argument("--encoding", help="of the file, where it is not UTF-8 and does not say so")
    parser.add_argument("--off", default="", metavar="RULE,…", help="reading rules not to be asked")
    parser.add_argument("--no-identify", action="store_true", help="look at no block's language")


def run(options: argparse.Namespace) -> int:
    from ..identify import identified

    found, name, how = opened(options)
    code = spoken(options, found, name)
    if how.identify and code:
        found = identified(found, code, name)
    for number, block in enumerate(found.blocks):
        cues = [[cue.at, cue.start, cue.end] for cue in block.cues]
        times = {"cues": cues} if cues else {}
        record = {"block": number, "kind": block.kind, "text": block.text}
        _put(options.format, {**record, "language": block.language, **times})
    return 0


def opened(options: argparse.Namespace) -> tuple[Blocks, str, Reading]:
    """The blocks of what was asked for, its name, and how it was read."""
    from ..documents import fetch, read
    from ..roles import Reading

    off = frozenset(filter(None, options.off.split(",")))
    how = Reading(encoding=options.encoding, off=off, identify=not options.no_identify)
    if options.file.startswith(("http://", "https://")):
        return fetch(options.file, how), options.file, how
    path = Path(options.file)
    return read(path, how), path.name, how


def spoken(options: argparse.Namespace, found: Blocks, name: str) -> str | None:
    """The language that was named, else that of the file's name, else what the text looks like."""
    from ..identify import language_of
    from ..languages import LANGUAGES

    stem = Path(name).name.partition(".")[0]
    named = options.language or (stem if stem in LANGUAGES else None)
    return named or language_of(" ".join(block.text for block in found.blocks))


def _put(form: str, record: dict[str, Any]) -> None:
    line = one_line(record["text"])
    if form == "json":
        line = json.dumps(record, ensure_ascii=False, sort_keys=True)
    elif form == "tsv":
        line = "\t".join([str(record["block"]), record["kind"], line, record["language"] or ""])
    else:
        foreign = f"[{record['language']}] " if record["language"] else ""
        line = f"{record['kind']:10} {foreign}{line}"
    sys.stdout.write(line + "\n")


def one_line(text: str) -> str:
    """Text as one printable line without tabs."""
    from ..text import printable

    return " ".join(printable(text).split())
