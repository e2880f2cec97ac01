"""The trip: one article through every room, then a corpus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import metrics, store
from .aligners import aligner, crossings
from .aligners.gold import parse_ladder
from .corpus import Corpus, Task
from .engines import engine
from .errors import EmptyArticle, KladkaError, ModelError, OutputError, PageError
from .files import read_bytes, write
from .formats import publish
from .formats.index import index_page
from .guards import Guarded
from .memory import Memory, Remembering
from .read import read
from .records import UNTRANSLATED, Bead, Bitext, Document, Dossier, Said, Score
from .roles import Aligner, Engine, News, Tell, silent
from .segment import segment
from .text import compose
from .web import fetch_page, notice, read_page

FORMATS = ("html", "jsonl", "tsv", "tmx")


@dataclass(frozen=True, slots=True)
class Kit:
    """Who does what on one trip: an engine per target language, the aligner, the formats."""

    engines: Mapping[str, Engine]
    aligner: Aligner
    formats: tuple[str, ...] = FORMATS
    fetch: bool = False
    tell: Tell = silent

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked, in the words that the seal keeps."""
        return {
            "engines": {code: one.signature for code, one in self.engines.items()},
            "aligner": self.aligner.signature,
            "formats": list(self.formats),
            "fetch": self.fetch,
        }


def kit(
    source: str,
    targets: tuple[str, ...],
    *,
    models: str = "shipped",
    player: str = "ctranslate2",
    aligner_name: str = "bridge",
    formats: tuple[str, ...] = FORMATS,
    memory: Memory | None = None,
    fetch: bool = False,
    tell: Tell = silent,
) -> Kit:
    """Everybody called by name; raises UnknownName and ModelError before any work is done."""
    kept = memory or Memory(None)
    engines = {code: dressed(source, code, models, player, kept, tell) for code in targets}
    return Kit(engines, aligner(aligner_name), formats, fetch, tell)


def dressed(
    source: str, target: str, models: str, player: str, memory: Memory, tell: Tell = silent
) -> Engine:
    """The engine of a pair, each hop with a memory and guards. Raises UnknownName, ModelError."""

    def dress(hop: Engine, careful: Engine) -> Engine:
        return Guarded(Remembering(hop, memory, tell), Remembering(careful, memory, tell))

    return engine(source, target, models, player, dress)


def translate_article(task: Task, kit: Kit) -> Dossier:
    """One article: read, segmented, translated, held against its pages, scored."""
    article = _titled(segment(read(task.article), task.language, task.article.name), task.title)
    if not article.segments:
        raise EmptyArticle(task.article)
    notes = list(task.notes)
    bitexts = []
    for code, player in kit.engines.items():
        kit.tell(News(f"{task.name}: {task.language} → {code}"))
        page, said_of_page = _page(task, code, kit)
        notes += [note for note in said_of_page if note not in notes]
        bitexts.append(_bitext(article, code, player, page, task, kit))
    return Dossier(task.name, article, tuple(bitexts), tuple(notes))


def _bitext(
    article: Document, code: str, player: Engine, page: Document | None, task: Task, kit: Kit
) -> Bitext:
    said = translate(article, player)
    bitext = Bitext(code, player.signature, said, page)
    if page is None:
        return bitext
    bridge = [one.text for one in said]
    beads = tuple(kit.aligner.align(article, bridge, page))
    moved = tuple(crossings(article, bridge, page, beads))
    frozen = _frozen(task.gold.get(code), article, page)
    bitext = replace(bitext, aligner=kit.aligner.signature, beads=beads, crossing=moved)
    bitext = replace(bitext, frozen=frozen)
    return replace(bitext, scores=metrics.scores(article, bitext))


def translate(article: Document, player: Engine) -> tuple[Said, ...]:
    """One Said a segment; image names and source lines pass through untouched."""
    spoken = [s for s in article.segments if s.kind not in UNTRANSLATED]
    said = dict(
        zip(
            (s.id for s in spoken),
            player.translate([s.text for s in spoken]) if spoken else [],
            strict=True,
        )
    )
    return tuple(said.get(s.id, Said(s.text, (s.text,))) for s in article.segments)


def _titled(document: Document, title: str | None) -> Document:
    return replace(document, title=document.title or title)


def _page(task: Task, code: str, kit: Kit) -> tuple[Document | None, list[str]]:
    """The text that a person wrote in the target language, and what must be said of it."""
    path = task.pages.get(code)
    if kit.fetch and task.source and (path is None or path.suffix in (".html", ".htm")):
        try:
            return segment(fetch_page(task.source), code, task.source), []
        except PageError as error:
            if path is None:
                raise
            return _stored(path, code, task.source, [f"The stored page was used: {error}."])
    return _stored(path, code, task.source, []) if path else (None, [])


def _stored(path: Path, code: str, url: str | None, notes: list[str]) -> tuple[Document, list[str]]:
    if path.suffix not in (".html", ".htm"):
        return segment(read(path), code, path.name), notes
    what = notice(read_bytes(path))
    told = [*notes, f"{path.name} is a {what}"] if what else notes
    return segment(read_page(path, url), code, path.name), told


def _frozen(gold: Path | None, article: Document, page: Document) -> tuple[Bead, ...]:
    """The hand-made beads, where our segments are the lines that the hand saw."""
    if gold is None:
        return ()
    lines = (
        gold.with_name(f"{article.language}.gold.txt"),
        gold.with_name(f"{page.language}.gold.txt"),
    )
    for path, document in zip(lines, (article, page), strict=True):
        seen = compose(read_bytes(path).decode()).rstrip("\n").split("\n")
        if [" ".join(line.split()) for line in seen] != [
            " ".join(s.text.split()) for s in document.segments
        ]:
            return ()
    return tuple(parse_ladder(read_bytes(gold).decode(), str(gold)))


def translate_corpus(corpus: Corpus, kit: Kit, folder: Path) -> store.Run:
    """Every article of a corpus into one run folder; one that fails fails alone."""
    dossiers: list[Dossier] = []
    failures: dict[str, str] = {}
    files: list[Path] = []
    for number, task in enumerate(corpus.tasks):
        kit.tell(News("article", number, len(corpus.tasks)))
        try:
            dossier = translate_article(task, kit)
        except (ModelError, OutputError):
            raise
        except KladkaError as error:
            if len(corpus.tasks) == 1:
                raise
            failures[task.name] = str(error)
            continue
        files += _put(dossier, kit, folder / task.name)
        dossiers.append(dossier)
    write(folder / "index.html", index_page(corpus.name, dossiers, failures))
    scores = {code: pooled(dossiers, code) for code in kit.engines}
    run = store.Run(corpus.name, tuple(dossiers), failures, kit.asked, scores)
    store.seal(run, folder, [*files, folder / "index.html"])
    return run


def _put(dossier: Dossier, kit: Kit, folder: Path) -> list[Path]:
    return [store.save_dossier(dossier, folder), *publish(dossier, folder, kit.formats)]


def pooled(dossiers: list[Dossier], code: str) -> tuple[Score, ...]:
    """The scores of a whole corpus, its beads taken together."""
    mine = [(d.article, b) for d in dossiers for b in d.bitexts if b.language == code and b.page]
    made: tuple[Score, ...] = ()
    for frozen, over in ((False, "found beads"), (True, "hand-made beads")):
        lines = [pair for _, bitext in mine for pair in metrics.pairs(bitext, frozen)]
        if lines:
            article, bitext = mine[0]
            beads = "hand" if frozen else bitext.aligner
            ruler = f"segments:{article.segmenter}|beads:{beads}"
            made += metrics.measured(lines, over, ruler)
    return made
