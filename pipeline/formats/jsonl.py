"""JSON Lines: one row a bead, the full record, for programs.

Every line is one object with sorted keys: the fields of `Row` and the name of the `dossier`.
`null` is what we do not know. A line never holds a character at which some reader would break it:
the Unicode line separators are written as JSON escapes.
"""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from ..records import Dossier, Row, rows
from ..text import printable

_BREAKS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029"})


class Jsonl:
    suffix = ".jsonl"

    def write(self, dossier: Dossier, stream: BinaryIO) -> None:
        for bitext in dossier.bitexts:
            for row in rows(dossier.article, bitext):
                line = json.dumps(record(dossier, row), ensure_ascii=False, sort_keys=True)
                stream.write((line.translate(_BREAKS) + "\n").encode())


def record(dossier: Dossier, row: Row) -> dict[str, Any]:
    """A row and the name of its dossier as plain, printable values."""
    fields = {name: plain(getattr(row, name)) for name in Row.__slots__}
    return {"dossier": printable(dossier.name), **fields}


def plain(value: Any) -> Any:
    """Text printable, tuples as lists, the rest as it is."""
    if isinstance(value, str):
        return printable(value)
    return [plain(part) for part in value] if isinstance(value, tuple) else value
