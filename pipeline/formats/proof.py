"""Every file is read again, and its rows counted, before it is put in its place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import OutputError
from ..records import Dossier, rows


def prove(path: Path, suffix: str, data: bytes, dossier: Dossier) -> None:
    """Raises OutputError where what was written does not read back as it should."""
    try:
        PROOFS.get(suffix, _as_text)(data, dossier)
    except (ValueError, SyntaxError) as error:  # lxml's XMLSyntaxError is a SyntaxError
        raise OutputError(path, f"what was written does not read back: {error}") from None


def _as_text(data: bytes, dossier: Dossier) -> None:
    data.decode()


def _as_jsonl(data: bytes, dossier: Dossier) -> None:
    _same_count(len([json.loads(line) for line in data.splitlines()]), _beads(dossier))


def _as_tsv(data: bytes, dossier: Dossier) -> None:
    lines = list(csv.reader(io.StringIO(data.decode(), newline="\n"), delimiter="\t", strict=True))
    if any(len(line) != len(lines[0]) for line in lines):
        raise ValueError("a row is not as wide as the header")
    _same_count(len(lines) - 1, _beads(dossier))


def _as_xml(data: bytes, dossier: Dossier) -> None:
    from lxml import etree

    etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _as_html(data: bytes, dossier: Dossier) -> None:
    from lxml import html

    page: Any = html.document_fromstring(data.decode(), parser=html.HTMLParser(huge_tree=True))
    scripts = len(list(page.iter("script")))
    if scripts != 1:
        raise ValueError(f"{scripts} scripts where one should be")
    found = sum(1 for row in page.iter("tr") if "data-bead" in row.attrib)
    _same_count(found, _beads(dossier))


def _beads(dossier: Dossier) -> int:
    return sum(len(rows(dossier.article, bitext)) for bitext in dossier.bitexts)


def _same_count(found: int, wanted: int) -> None:
    if found != wanted:
        raise ValueError(f"{found} rows where {wanted} should be")


PROOFS: dict[str, Callable[[bytes, Dossier], None]] = {
    ".jsonl": _as_jsonl,
    ".tsv": _as_tsv,
    ".tmx": _as_xml,
    ".mt.tmx": _as_xml,
    ".html": _as_html,
}
