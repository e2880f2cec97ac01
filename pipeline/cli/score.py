"""kladka score: BLEU and chrF of a file against a reference, one sentence a line."""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("hypothesis", type=Path)
    parser.add_argument("reference", type=Path)


def run(options: argparse.Namespace) -> int:
    from ..errors import BrokenConfig, EmptyArticle
    from ..metrics import METRICS, measure
    from .align import _document

    ours, theirs = (
        [s.text for s in _document(path).segments]
        for path in (options.hypothesis, options.reference)
    )
    if not theirs:
        raise EmptyArticle(options.reference)
    if len(ours) != len(theirs):
        raise BrokenConfig(options.hypothesis, f"{len(ours)} lines for {len(theirs)} references")
    for name in METRICS:
        value, (low, high), signature = measure(name, ours, theirs)
        print(f"{name}\t{value:.2f}\t[{low:.2f}, {high:.2f}]\t{len(ours)} lines\t{signature}")
    return 0
