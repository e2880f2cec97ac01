"""kladka segment: a file or a page into sentences, one a line."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from . import read

if TYPE_CHECKING:
    from ..records import Segment


def arguments(parser: argparse.ArgumentParser) -> None:
    read.source(parser)
    parser.add_argument("--format", default="text", choices=("text", "tsv", "json"))
    parser.add_argument("--kinds", action="store_true", help="lead each line of text with its kind")


def run(options: argparse.Namespace) -> int:
    from ..documents import document
    from ..identify import NoLanguage

    found, name, how = read.opened(options)
    code = read.spoken(options, found, name)
    if code is None:
        raise NoLanguage(name)
    for one in document(found, code, name, how).segments:
        sys.stdout.write(_line(one, options.format, options.kinds) + "\n")
    return 0


def _line(one: Segment, form: str, kinds: bool) -> str:
    text = read.one_line(one.text)
    if form == "json":
        record = {"id": one.id, "block": one.block, "kind": one.kind, "text": one.text}
        more = {"language": one.language, "time": one.time, "breaks": one.breaks or None}
        more = {name: value for name, value in more.items() if value is not None}
        return json.dumps({**record, **more}, ensure_ascii=False, sort_keys=True)
    if form == "tsv":
        start, end = one.time or ("", "")
        return "\t".join([one.id, one.kind, text, one.language or "", str(start), str(end)])
    return f"{one.kind:10} {text}" if kinds else text
