"""kladka segment: a file into sentences, one a line."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--language", required=True, help="the language of the text")
    parser.add_argument("--format", default="text", choices=("text", "tsv", "json"))


def run(options: argparse.Namespace) -> int:
    from ..read import read
    from ..segment import segment

    document = segment(read(options.file), options.language, options.file.name)
    for one in document.segments:
        line = " ".join(one.text.split())
        if options.format == "tsv":
            line = f"{one.id}\t{one.kind}\t{line}"
        elif options.format == "json":
            record = {"id": one.id, "block": one.block, "kind": one.kind, "text": one.text}
            line = json.dumps(record, ensure_ascii=False, sort_keys=True)
        sys.stdout.write(line + "\n")
    return 0
