"""kladka: an article and the page it came from become a translated, aligned, scored bitext."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from .face import open_run, similarity_matrix, to_frame
    from .records import Bead, Bitext, Block, Document, Dossier, Row, Said, Score, Segment, rows

__all__ = [
    "Bead",
    "Bitext",
    "Block",
    "Document",
    "Dossier",
    "Row",
    "Said",
    "Score",
    "Segment",
    "__version__",
    "open_run",
    "rows",
    "similarity_matrix",
    "to_frame",
]


def __getattr__(name: str) -> Any:
    """The face wakes a room only when it is asked for something from it (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    room = "face" if name in ("open_run", "similarity_matrix", "to_frame") else "records"
    return getattr(import_module(f".{room}", __name__), name)
