"""kladka mt: translate lines, standard input to standard output."""

from __future__ import annotations

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", required=True, help="language of the input")
    parser.add_argument("--to", required=True, help="language of the output")
    parser.add_argument("--models", default="shipped", help="shipped, opus-mt or a model folder")
    parser.add_argument(
        "--engine", default="ctranslate2", help="ctranslate2 or transformers (docs/engines.md)"
    )
    parser.add_argument("--route", default="best", help="best, direct or pivot (best)")


def run(options: argparse.Namespace) -> int:
    from ..errors import NotText
    from ..languages import language
    from ..memory import Memory
    from ..run import dressed

    pair = language(options.source).code, language(options.to).code
    player = dressed(*pair, options.models, options.engine, Memory(None), by=options.route)
    try:
        whole = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText("standard input", str(error)) from None
    lines = whole.split("\n")
    if lines[-1] == "":
        lines.pop()
    for start in range(0, len(lines), 512):
        some = lines[start : start + 512]
        for source, said in zip(some, player.translate(some), strict=True):
            line = said.text.replace("\n", " ") if source.strip() else ""
            sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()
    return 0
