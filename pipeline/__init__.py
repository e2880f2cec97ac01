"""kladka: an article and the page it came from become a translated, aligned, scored bitext."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from .face import (
        Verdict,
        align,
        compare,
        measure,
        open_run,
        similarity_matrix,
        to_frame,
        translate_article,
    )
    from .records import (
        Bead,
        Bitext,
        Block,
        Document,
        Dossier,
        Row,
        Said,
        Score,
        Segment,
        Span,
        rows,
    )
    from .store import Run

__all__ = [
    "Bead",
    "Bitext",
    "Block",
    "Document",
    "Dossier",
    "Row",
    "Run",
    "Said",
    "Score",
    "Segment",
    "Span",
    "Verdict",
    "__version__",
    "align",
    "compare",
    "measure",
    "open_run",
    "rows",
    "similarity_matrix",
    "to_frame",
    "translate_article",
]
_FACE = ("align", "compare", "measure", "open_run")
_ROOMS = dict.fromkeys((*_FACE, "similarity_matrix", "to_frame", "translate_article"), "face")
_ROOMS |= {"Run": "store", "Verdict": "face"}


def __getattr__(name: str) -> Any:
    """The face wakes a room only when it is asked for something from it (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    room = import_module(f".{_ROOMS.get(name, 'records')}", __name__)
    if _ROOMS.get(name) == "face":  # `compare` is a room's name as well: here it is the function
        globals().update({given: getattr(room, given) for given in room.__all__})
    return getattr(room, name)
