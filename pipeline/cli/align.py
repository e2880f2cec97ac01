"""kladka align: two files of sentences, one a line, into beads."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..records import Bead, Document
    from ..roles import Aligner, Hints


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, help="sentences, one a line")
    parser.add_argument("target", type=Path, help="sentences, one a line")
    parser.add_argument("--bridge", type=Path, help="the source in the target's language")
    parser.add_argument("--back-bridge", type=Path, help="the target in the source's language")
    parser.add_argument("--from", dest="language", help="source language, to make the bridge here")
    parser.add_argument("--to", help="target language, to make the bridge here")
    parser.add_argument("--models", default="shipped", help="shipped, opus-mt or a model folder")
    parser.add_argument(
        "--aligner", default="bridge", help="bridge, length or embedding:FOLDER of an encoder"
    )
    parser.add_argument(
        "--null-prior",
        type=float,
        default=0.0,
        help="added to the log score of every null bead: above 0 leaves more lines alone",
    )
    parser.add_argument("--fixed", type=Path, help="beads that must stand, as [0, 1]:[2] lines")
    parser.add_argument("--forbidden", type=Path, help="beads that must not stand")
    parser.add_argument("--format", default="ladder", choices=("ladder", "tsv", "json", "tmx"))
    parser.add_argument("--gold", type=Path, help="hand-made beads; print scores, not beads")
    parser.add_argument(
        "--explain",
        metavar="I:J",
        help="why the bead of source line I and target line J was chosen (0-based; I: or :J)",
    )


def run(options: argparse.Namespace) -> int:
    from ..aligners import aligner, crossings
    from .beads import write

    player = aligner(options.aligner, options.null_prior)
    ours, theirs = _document(options.source), _document(options.target)
    bridge, hints = _bridge(options, ours), _hints(options)
    if options.explain:
        _explain(options, player, (ours, bridge, theirs), hints)
        return 0
    beads = player.align(ours, bridge, theirs, hints)
    if options.gold:
        _judge(beads, options.gold)
        return 0
    write(beads, crossings(ours, bridge, theirs, beads), _named(ours, theirs, options), options)
    return 0


def _hints(options: argparse.Namespace) -> Hints:
    from ..aligners.gold import parse_beads
    from ..roles import Hints

    back = options.back_bridge
    return Hints(
        tuple(s.text for s in _document(back).segments) if back else None,
        *(
            parse_beads(_text(path), str(path)) if path else ()
            for path in (options.fixed, options.forbidden)
        ),
    )


def _explain(
    options: argparse.Namespace,
    player: Aligner,
    texts: tuple[Document, list[str] | None, Document],
    hints: Hints,
) -> None:
    from ..aligners.bridge import Bridge
    from ..errors import InputError
    from .beads import show_explanation

    if not isinstance(player, Bridge):
        raise InputError(
            "only the bridge and embedding aligners weigh evidence; leave --aligner out"
        )
    from ..aligners.explain import explain

    ours, bridge, theirs = texts
    at = _place(options.explain)
    show_explanation(explain(player, ours, bridge, theirs, at, hints), ours, theirs)


def _place(text: str) -> tuple[int | None, int | None]:
    from ..errors import InputError

    sides = text.split(":")
    if len(sides) != 2 or not any(sides) or not all(s.isdigit() or not s for s in sides):
        raise InputError(f"--explain {text} names no place; write line numbers like 3:4, 3: or :4")
    ours, theirs = (int(side) if side else None for side in sides)
    return ours, theirs


def _judge(beads: Sequence[Bead], path: Path) -> None:
    """Strict, lax and null-bead precision, recall and F1 as vecalign defines them."""
    from ..aligners.gold import as_pairs, lax, null, parse_pairs, strict

    gold = parse_pairs(_text(path), str(path))
    found = as_pairs(beads)
    print("\tprecision\trecall\tF1")
    for name, score in (("strict", strict), ("lax", lax), ("null", null)):
        print(name, *(f"{share:.4f}" for share in score(found, gold)), sep="\t")


def _text(path: Path) -> str:
    from ..errors import NotText
    from ..files import read_bytes

    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText(path, str(error)) from None


def _document(path: Path) -> Document:
    from ..records import Document, Segment
    from .lines import lines

    made = (Segment(str(i), i, "paragraph", line) for i, line in enumerate(lines(path)))
    return Document("und", None, path.name, "lines", tuple(made))


def _named(
    ours: Document, theirs: Document, options: argparse.Namespace
) -> tuple[Document, Document]:
    """The documents with their languages, where the command line names them."""
    from dataclasses import replace

    return (
        replace(ours, language=options.language or "und"),
        replace(theirs, language=options.to or "und"),
    )


def _bridge(options: argparse.Namespace, ours: Document) -> list[str] | None:
    from ..errors import BrokenConfig

    if options.bridge:
        lines = [s.text for s in _document(options.bridge).segments]
        if len(lines) != len(ours.segments):
            why = f"{len(lines)} lines for {len(ours.segments)} of the source"
            raise BrokenConfig(options.bridge, why)
        return lines
    if options.language and options.to and options.aligner != "length":
        from ..engines import engine

        player = engine(options.language, options.to, options.models)
        return [one.text for one in player.translate([s.text for s in ours.segments])]
    return None
