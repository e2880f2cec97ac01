"""Every file is read again, and its rows counted, before it is put in its place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import OutputError
from ..records import Dossier, rows


def prove(path: Path, suffix: str, stream: BinaryIO, dossier: Dossier) -> None:
    """Raises OutputError where what was written does not read back as it should."""
    kind = suffix if suffix in PROOFS else "." + suffix.rsplit(".", 1)[-1]
    try:
        PROOFS.get(kind, _as_text)(stream, dossier)
    except (ValueError, SyntaxError) as error:  # lxml's XMLSyntaxError is a SyntaxError
        raise OutputError(path, f"what was written does not read back: {error}") from None


def _as_text(stream: BinaryIO, dossier: Dossier) -> None:
    for line in stream:
        line.decode()


def _as_jsonl(stream: BinaryIO, dossier: Dossier) -> None:
    _same_count(sum(1 for line in stream if json.loads(line)), _beads(dossier))


def _as_tsv(stream: BinaryIO, dossier: Dossier) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n")
    widths = [len(line) for line in csv.reader(text, delimiter="\t", strict=True)]
    text.detach()
    if len(set(widths)) != 1:
        raise ValueError("a row is not as wide as the header")
    _same_count(len(widths) - 1, _beads(dossier))


def _as_xml(stream: BinaryIO, dossier: Dossier) -> None:
    from lxml import etree

    for _, element in etree.iterparse(stream, resolve_entities=False, huge_tree=True):
        element.clear()


def _as_xliff(stream: BinaryIO, dossier: Dossier) -> None:
    from lxml import etree

    found = 0
    for _, element in etree.iterparse(stream, resolve_entities=False, huge_tree=True):
        found += etree.QName(element).localname == "unit"
        element.clear()
    _same_count(found, len(dossier.article.segments))


def _as_parquet(stream: BinaryIO, dossier: Dossier) -> None:
    from pyarrow import parquet

    file = parquet.ParquetFile(stream)
    _same_count(sum(batch.num_rows for batch in file.iter_batches()), _beads(dossier))


def _as_html(stream: BinaryIO, dossier: Dossier) -> None:
    from lxml import html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    page: Any = html.parse(stream, parser=parser).getroot()
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


PROOFS: dict[str, Callable[[BinaryIO, Dossier], None]] = {
    ".jsonl": _as_jsonl,
    ".tsv": _as_tsv,
    ".parquet": _as_parquet,
    ".tmx": _as_xml,
    ".xlf": _as_xliff,
    ".html": _as_html,
}
