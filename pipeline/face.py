"""What a notebook asks for: runs, their rows as a table, and the trip's steps one by one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .compare import Comparison, Verdict
from .compare import compare as judged
from .errors import BrokenConfig, MissingTool, UnknownName
from .records import Bead, Document, Dossier, Segment, rows
from .store import Run, open_run

if TYPE_CHECKING:
    import numpy
    import pandas

__all__ = [
    "Comparison",
    "Verdict",
    "align",
    "compare",
    "measure",
    "open_run",
    "similarity_matrix",
    "to_frame",
    "translate_article",
]


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
    """chrF (0..100) of each machine segment against each page segment: shape (article, page).

    Raises UnknownName where the language has no page.
    """
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


def translate_article(
    path: Path | str,
    source: str = "pl",
    targets: Sequence[str] = ("en", "vi"),
    models: str = "shipped",
    aligner: str = "bridge",
) -> Dossier:
    """A file, or an article's folder with its pages, through the whole trip; nothing is written.

    What the translation memory knows is not decoded again. Raises InputError, ModelError.
    """
    from .corpus import open_corpus
    from .files import cache_folder
    from .memory import Memory
    from .run import kit
    from .run import translate_article as trip

    corpus = open_corpus(Path(path), source)
    if len(corpus.tasks) != 1:
        raise BrokenConfig(path, f"{len(corpus.tasks)} articles where one was asked for")
    task = corpus.tasks[0]
    memory = Memory(cache_folder() / "memory.sqlite3")
    crew = kit(task.language, tuple(targets), models=models, aligner_name=aligner, memory=memory)
    return trip(task, crew)


def align(
    article: Sequence[str],
    page: Sequence[str],
    bridge: Sequence[str] | None = None,
    aligner: str = "bridge",
) -> list[Bead]:
    """Beads of two lists of sentences; `bridge` is the first list in the language of the second.

    Raises BrokenConfig where the bridge is not as long as the article, UnknownName.
    """
    from .aligners import aligner as named

    if bridge is not None and len(bridge) != len(article):
        why = f"{len(bridge)} sentences for {len(article)} of the article"
        raise BrokenConfig("the bridge", why)
    return list(named(aligner).align(_lines(article), bridge, _lines(page)))


def _lines(texts: Sequence[str]) -> Document:
    made = (Segment(str(i), i, "paragraph", text.strip()) for i, text in enumerate(texts))
    return Document("und", None, "notebook", "lines", tuple(made))


def compare(run: Run, baseline: Path | str) -> Comparison:
    """The run against a frozen baseline: `verdicts` by language and metric, `rules`, what fell.

    Raises RunError where the two were not measured over the same references.
    """
    return judged(run, Path(baseline))


def measure(
    metric: str, hypotheses: Sequence[str], references: Sequence[str]
) -> tuple[float, tuple[float, float], str]:
    """BLEU or chrF (0..100) over paired texts, its 95% interval and its signature."""
    from .metrics import METRICS
    from .metrics import measure as measured

    if metric not in METRICS:
        raise UnknownName("metric", metric, METRICS)
    return measured(metric, list(hypotheses), list(references))
