"""kladka fetch: a page as text, or as typed blocks."""

from __future__ import annotations

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url")
    parser.add_argument("--kinds", action="store_true", help="lead each block with its kind")


def run(options: argparse.Namespace) -> int:
    from ..text import printable
    from ..web import fetch_page

    found = fetch_page(options.url)
    for block in found.blocks:
        lead = f"{block.kind}\t" if options.kinds else ""
        end = "\n" if options.kinds else "\n\n"
        sys.stdout.write(lead + " ".join(printable(block.text).split()) + end)
    return 0
