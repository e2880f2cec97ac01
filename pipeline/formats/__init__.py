"""How a dossier is published: one literal table of formats, and the door they all go through."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

from ..errors import MissingTool, UnknownName
from ..files import placing
from ..records import Dossier
from ..roles import Writer
from . import pages
from .html import Html
from .jsonl import Jsonl
from .md import Markdown
from .moses import Moses, sides
from .parquet import Parquet
from .proof import prove
from .tmx import MachineTmx, Tmx
from .tsv import Tsv
from .xliff import Xliff

# The files that a format makes of a dossier: one, or some for each of its languages.
FORMATS: dict[str, Callable[[Dossier], tuple[Writer, ...]]] = {
    "jsonl": lambda dossier: (Jsonl(),),
    "tsv": lambda dossier: (Tsv(),),
    "parquet": lambda dossier: (Parquet(),),
    "moses": lambda dossier: tuple(Moses(*side) for side in sides(dossier)),
    "tmx": lambda dossier: (Tmx(),),
    "mt.tmx": lambda dossier: (MachineTmx(),),
    "xliff": lambda dossier: tuple(Xliff(bitext.language) for bitext in dossier.bitexts),
    "html": lambda dossier: (Html(),),
    "md": lambda dossier: (Markdown(),),
}


def check(names: Iterable[str]) -> None:
    """Can these formats be written here? Raises UnknownName, MissingTool."""
    for name in names:
        if name not in FORMATS:
            raise UnknownName("format", name, FORMATS)
        if name == "parquet" and find_spec("pyarrow") is None:
            raise MissingTool("pyarrow", "parquet")


def publish(dossier: Dossier, folder: Path, formats: Iterable[str]) -> list[Path]:
    """Write `<name><suffix>` per file, each read again before it takes its place.

    Raises UnknownName and MissingTool before anything is written, OutputError.
    """
    names = tuple(formats)
    check(names)
    made = []
    for writer in [writer for name in names for writer in writers(name, dossier)]:
        path = folder / f"{dossier.name}{writer.suffix}"
        with placing(path) as stream:
            writer.write(dossier, stream)
            stream.seek(0)
            prove(path, writer.suffix, stream, dossier)
        made.append(path)
    return made


def warm(formats: Iterable[str]) -> None:
    """What these formats and an index take time to load."""
    pages.warm(["index.html", *(["report.html"] if "html" in formats else [])])


def writers(name: str, dossier: Dossier) -> tuple[Writer, ...]:
    """Who writes a known format of a dossier."""
    return FORMATS[name](dossier)
