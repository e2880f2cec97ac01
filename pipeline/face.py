"""What a notebook asks for: a run, its rows as a table, the similarities as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import MissingTool, UnknownName
from .records import Dossier, rows
from .store import Run, open_run

if TYPE_CHECKING:
    import numpy
    import pandas

__all__ = ["open_run", "similarity_matrix", "to_frame"]


def to_frame(run: Run) -> pandas.DataFrame:
    """One line a bead, the columns of Row, led by the dossier's name. Raises MissingTool."""
    try:
        import pandas
    except ImportError:
        raise MissingTool("pandas", "notebook") from None
    lines: list[dict[str, Any]] = [
        {"dossier": dossier.name, **{name: getattr(row, name) for name in row.__slots__}}
        for dossier in run.dossiers
        for bitext in dossier.bitexts
        for row in rows(dossier.article, bitext)
    ]
    return pandas.DataFrame(lines)


def similarity_matrix(dossier: Dossier, language: str) -> numpy.ndarray[Any, Any]:
    """chrF (0..100) of each machine segment against each page segment: shape (article, page)."""
    import numpy
    from sacrebleu.metrics.chrf import CHRF

    found = {b.language: b for b in dossier.bitexts if b.page}
    if language not in found:
        raise UnknownName("language with a page", language, found)
    bitext = found[language]
    assert bitext.page is not None
    ruler = CHRF()
    return numpy.array(
        [
            [ruler.sentence_score(said.text, [s.text]).score for s in bitext.page.segments]
            for said in bitext.said
        ]
    )
