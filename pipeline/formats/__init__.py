"""How a dossier is published: one literal table of writers, and the door they all go through."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from .. import files
from ..errors import UnknownName
from ..records import Dossier
from ..roles import Writer
from .html import Html
from .jsonl import Jsonl
from .md import Markdown
from .proof import prove
from .tmx import MachineTmx, Tmx
from .tsv import Tsv

FORMATS: dict[str, Writer] = {
    "jsonl": Jsonl(),
    "tsv": Tsv(),
    "tmx": Tmx(),
    "mt.tmx": MachineTmx(),
    "html": Html(),
    "md": Markdown(),
}


def publish(dossier: Dossier, folder: Path, formats: Iterable[str]) -> list[Path]:
    """Write `<name><suffix>` per format, each read again first. Raises UnknownName, OutputError."""
    made = []
    for writer in [_writer(name) for name in formats]:
        path = folder / f"{dossier.name}{writer.suffix}"
        stream = io.BytesIO()
        writer.write(dossier, stream)
        data = stream.getvalue()
        prove(path, writer.suffix, data, dossier)
        files.write(path, data)
        made.append(path)
    return made


def _writer(name: str) -> Writer:
    if name not in FORMATS:
        raise UnknownName("format", name, FORMATS)
    return FORMATS[name]
