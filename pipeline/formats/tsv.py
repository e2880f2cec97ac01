"""Tab-separated values: one row a bead under a header, for spreadsheets and the shell.

White space that would end a cell or a row becomes one space, so a row is always one line. A cell
with a quotation mark in it stands in quotation marks, the inner ones doubled (RFC 4180), because
spreadsheets and pandas read it so. A cell of text that a spreadsheet would take for a formula,
that is one whose first character is = + - @ (or its full-width twin), is led by an apostrophe;
numbers of ours never are. An empty cell is what we do not know. Ids and flags are joined by a
space and by "; ".
"""

from __future__ import annotations

import csv
import io
import re
from typing import BinaryIO

from ..records import Dossier, Row, rows
from ..text import printable

COLUMNS = (
    "number",
    "language",
    "kind",
    "article_ids",
    "article",
    "said",
    "page_ids",
    "page",
    "similarity",
    "confidence",
    "score",
    "flags",
    "pivot",
)
_ENDS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


class Tsv:
    suffix = ".tsv"

    def write(self, dossier: Dossier, stream: BinaryIO) -> None:
        stream.write(_line(COLUMNS))
        for bitext in dossier.bitexts:
            for row in rows(dossier.article, bitext):
                stream.write(_line(_cells(row)))


def _cells(row: Row) -> tuple[str, ...]:
    return (
        str(row.number),
        cell(row.language),
        row.kind,
        cell(" ".join(row.article_ids)),
        cell(row.article),
        cell(row.said),
        cell(" ".join(row.page_ids)),
        cell(row.page or ""),
        *("" if n is None else str(n) for n in (row.similarity, row.confidence, row.score)),
        cell("; ".join(row.flags)),
        cell(" | ".join(row.hops[:-1])),
    )


def cell(text: str) -> str:
    """One line of printable text that no spreadsheet runs."""
    line = flat(printable(text))
    return f"'{line}" if _FORMULA.match(line) else line


def flat(text: str) -> str:
    """Whatever some reader takes for the end of a cell or a line becomes a space."""
    return _ENDS.sub(" ", text)


def _line(cells: tuple[str, ...]) -> bytes:
    line = io.StringIO()
    csv.writer(line, delimiter="\t", lineterminator="\n").writerow(cells)
    return line.getvalue().encode()
