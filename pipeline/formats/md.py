"""Markdown: every language as one table, for a wiki, a mail or a code review."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ..records import Bitext, Dossier, Row, rows
from .shown import name_of, number, title_of
from .tsv import cell

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&!:@])")


class Markdown:
    suffix = ".md"

    def write(self, dossier: Dossier, stream: BinaryIO) -> None:
        stream.write(("\n".join(_lines(dossier)) + "\n").encode())


def _lines(dossier: Dossier) -> Iterator[str]:
    yield f"# {_plain(title_of(dossier))}"
    for note in dossier.notes:
        yield f"\n> {_plain(note)}"
    for bitext in dossier.bitexts:
        yield from _section(dossier, bitext)


def _section(dossier: Dossier, bitext: Bitext) -> Iterator[str]:
    yield f"\n## {_plain(name_of(bitext.language))}\n"
    for score in bitext.scores:
        low_high = (
            "" if score.interval is None else " [{}, {}]".format(*map(number, score.interval))
        )
        what = f"{score.metric} {number(score.value)}{low_high} over {score.over}"
        yield f"- {_plain(what)} ({_plain(score.signature)})"
    yield "\n| # | article | machine text | page | similarity | flags |"
    yield "|--:|---|---|---|--:|---|"
    for row in rows(dossier.article, bitext):
        yield f"| {' | '.join(_cells(row))} |"


def _cells(row: Row) -> tuple[str, ...]:
    texts = (row.article or "–", row.said or "–", row.page or "–")
    return (
        str(row.number),
        *(_plain(text) for text in texts),
        number(row.similarity),
        _plain(", ".join(row.flags)),
    )


def _plain(text: str) -> str:
    """Text that Markdown shows and does not obey."""
    return _MARKS.sub(r"\\\1", cell(text))
