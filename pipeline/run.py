"""The trip: one article through every room, then a corpus."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from . import metrics, store
from .aligners import aligner, crossings
from .aligners.gold import parse_ladder
from .corpus import Corpus, Task
from .documents import document, read
from .engines import TOGETHER, Hop, engine
from .errors import EmptyArticle, KladkaError, ModelError, OutputError
from .files import locked, read_bytes, write
from .formats import publish, warm
from .formats.index import index_page
from .glossary import Glossary
from .guards import Guarded
from .memory import Imported, Memory, Remembering
from .models import BEST, route, translates
from .pages import Found, page_of
from .records import Bead, Bitext, Document, Dossier, Said, Score, Segment
from .roles import AS_FOUND, Aligner, Engine, News, Tell, silent
from .text import compose
from .web import Web

FORMATS = ("html", "jsonl", "tsv", "tmx")
# Articles of a corpus: while one is scored and published, the next is decoded.
UNDER_WAY = 2


class Arrived(NamedTuple):
    """An article at the end of its trip, and what was written of it."""

    dossier: Dossier
    files: list[Path]


@dataclass(frozen=True, slots=True)
class Hops:
    """A relay of two hops taken apart: the language between, the last hop alone, the ways back."""

    names: tuple[str, ...]
    pivot: str
    last: Engine
    back: tuple[Engine, ...] = ()


class Stopped(Exception):
    """Work that nobody waits for any more."""


class Ear:
    """Passes news on, one at a time; once closed, whoever tells it anything stops there."""

    def __init__(self, tell: Tell = silent) -> None:
        self._tell, self._one, self._closed = tell, threading.Lock(), False

    def __call__(self, news: News) -> None:
        with self._one:
            if self._closed:
                raise Stopped
            self._tell(news)

    def close(self) -> None:
        self._closed = True


class AtOnce(Executor):
    """Does at once what it is given: who has nothing to wait for saves the thread."""

    def submit(self, do: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(do(*given, **named))
        except Exception as error:
            done.set_exception(error)
        return done


@dataclass(frozen=True, slots=True)
class Kit:
    """Who does what on one trip: an engine per target language, the aligner, the formats.

    `web` is the way to pages, where they are asked for; `force` takes a page that does not say
    what the article says. While `translator` translates one language beside the other, `reader`
    reads the pages and `measurer` aligns and scores what is translated. `together` is false where
    a language waits for what another one has said, and where an engine takes one call at a time.
    """

    engines: Mapping[str, Engine]
    aligner: Aligner
    formats: tuple[str, ...] = FORMATS
    web: Web | None = None
    force: bool = False
    tell: Ear = field(default_factory=Ear)
    hops: Mapping[str, Hops] = field(default_factory=dict)
    glossary: Glossary | None = None
    together: bool = False
    reader: Executor = field(default_factory=AtOnce)
    translator: Executor = field(default_factory=AtOnce)
    measurer: Executor = field(default_factory=AtOnce)

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked, in the words that the seal keeps."""
        return {
            "engines": {code: one.signature for code, one in self.engines.items()},
            "aligner": self.aligner.signature,
            "formats": list(self.formats),
            "fetch": self.web is not None,
            "offline": self.web is not None and self.web.offline,
            "force": self.force,
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
    web: Web | None = None,
    force: bool = False,
    tell: Tell = silent,
    by: str = BEST,
    glossary: Glossary | None = None,
) -> Kit:
    """Everybody called by name; raises UnknownName and ModelError before any work is done."""
    kept, ear = memory or Memory(None), Ear(tell)

    def dress(source: str, target: str) -> Engine:
        return dressed(source, target, models, player, kept, ear, by, glossary)

    engines = {code: dress(source, code) for code in targets}
    found = {code: _hops(route(source, code, models, by), models, dress) for code in targets}
    hops = {code: some for code, some in found.items() if some}
    together = not hops and player in TOGETHER
    return Kit(engines, aligner(aligner_name), formats, web, force, ear, hops, glossary, together)


def _hops(
    legs: list[tuple[str, str]], models: str, dress: Callable[[str, str], Engine]
) -> Hops | None:
    """None for a single hop; without ways back where no model translates them."""
    if len(legs) != 2:
        return None
    names = tuple(f"{a}-{b}" for a, b in legs)
    ways = [*legs[1:], *((b, a) for a, b in legs if translates(b, a, models))]
    last, *back = (dress(*way) for way in ways)
    return Hops(names, legs[0][1], last, tuple(back) if len(back) == len(legs) else ())


def dressed(
    source: str,
    target: str,
    models: str,
    player: str,
    memory: Memory,
    tell: Tell = silent,
    by: str = BEST,
    glossary: Glossary | None = None,
) -> Engine:
    """The engine of a pair, each hop with a memory and guards. Raises UnknownName, ModelError."""
    terms = glossary or Glossary()

    def dress(hop: Hop) -> Engine:
        plain, *retries = (
            Remembering(one, memory, hop.source, hop.target, tell)
            for one in (hop.plain, *hop.retries)
        )
        own = terms if hop.source == source else None  # of the article's language
        return Guarded(plain, hop.source, hop.target, retries, own, tell)

    made = engine(source, target, models, player, dress, by, terms.keep(target))
    if memory.imported(source, target):
        return Imported(made, memory, source, target)
    return made


def translate_article(task: Task, kit: Kit) -> Dossier:
    """One article: read, segmented, translated, held against its pages, scored."""
    return translate_document(article_of(task), task, kit)


def article_of(task: Task) -> Document:
    """The article, read and segmented. Raises MissingFile, NotText, EmptyArticle, UnknownName."""
    how = task.reading.get(task.language, AS_FOUND)
    article = document(read(task.article, how), task.language, task.article.name, how)
    article = _titled(article, task.title)
    if not article.segments:
        raise EmptyArticle(task.article)
    return article


def translate_document(article: Document, task: Task, kit: Kit) -> Dossier:
    """What is left of the trip when the article has been read."""
    notes = list(task.notes)
    pages = {
        code: kit.reader.submit(page_of, article, task, code, kit.web, force=kit.force)
        for code in kit.engines
    }
    kit.tell(News(f"{task.name}: {task.language} → {', '.join(kit.engines)}"))
    kit.tell(News("segments", len(kit.engines) * sum(s.spoken for s in article.segments)))
    spoken = {
        code: kit.translator.submit(_translated, article, player, pages[code])
        for code, player in kit.engines.items()
    }
    aligned = []
    for code, player in kit.engines.items():
        found, said = spoken[code].result()
        notes += [note for note in found.notes if note not in notes]
        bitext = Bitext(code, player.signature, said, found.page, snapshot=found.snapshot)
        aligned.append(kit.measurer.submit(_aligned, article, bitext, task, kit))
        notes += _terms(article, bitext, kit.glossary)
    bitexts = [one.result() for one in aligned]
    weighed = [kit.translator.submit(_weighed, article, bitext, bitexts, kit) for bitext in bitexts]
    return Dossier(task.name, article, tuple(one.result() for one in weighed), tuple(notes))


def _translated(
    article: Document, player: Engine, page: Future[Found]
) -> tuple[Found, tuple[Said, ...]]:
    """Nothing is translated for a page that is not to be had."""
    return page.result(), translate(article, player)


def _aligned(article: Document, bitext: Bitext, task: Task, kit: Kit) -> Bitext:
    """Held against its page and scored, where there is one."""
    page = bitext.page
    if page is None:
        return bitext
    bridge = [one.text for one in bitext.said]
    beads = tuple(kit.aligner.align(article, bridge, page))
    moved = tuple(crossings(article, bridge, page, beads))
    frozen = _frozen(task.gold.get(bitext.language), article, page)
    signature = kit.aligner.signature
    bitext = replace(bitext, aligner=signature, beads=beads, crossing=moved, frozen=frozen)
    return metrics.scored(task.name, article, bitext)


def _weighed(article: Document, bitext: Bitext, all_: Sequence[Bitext], kit: Kit) -> Bitext:
    """With what each hop cost, where there is a way to measure it; one hop is left as it is."""
    hops = kit.hops.get(bitext.language)
    if hops is None:
        return bitext
    pivot = next((one for one in all_ if one.language == hops.pivot and one.page), None)
    if pivot and bitext.page:
        made = metrics.by_reference(article, pivot, bitext, hops.last)
    elif hops.back:
        made = metrics.by_round_trip(article, bitext, hops.back)
    else:
        return bitext
    found = metrics.pooled_losses([(article, made)], hops.names)
    return replace(made, finer=made.finer + found)


def _terms(article: Document, bitext: Bitext, glossary: Glossary | None) -> list[str]:
    """How far a translation keeps to the glossary, where that asks for anything."""
    asked = missed = 0
    glossary = glossary or Glossary()
    for segment_, said in zip(article.segments, bitext.said, strict=True):
        if segment_.spoken:
            asked += len(glossary.asked(segment_.text, bitext.language))
            missed += len(glossary.missed(segment_.text, said.text, bitext.language))
    where = f"{article.language} → {bitext.language}"
    return [f"{where}: {asked - missed} of {asked} glossary terms are used."] if asked else []


def translate(article: Document, player: Engine) -> tuple[Said, ...]:
    """One Said a segment; image names, source lines and foreign blocks pass through untouched."""
    spoken = [s for s in article.segments if s.spoken]
    said = dict(
        zip(
            (s.id for s in spoken),
            player.translate([s.text for s in spoken]) if spoken else [],
            strict=True,
        )
    )
    return tuple(said.get(s.id) or _untouched(s) for s in article.segments)


def _untouched(segment: Segment) -> Said:
    flags = ("foreign",) if segment.language else ()
    return Said(segment.text, (segment.text,), flags=flags)


def _titled(document: Document, title: str | None) -> Document:
    return replace(document, title=document.title or title)


def _frozen(gold: Path | None, article: Document, page: Document) -> tuple[Bead, ...]:
    """The hand-made beads, where our segments are the lines that the hand saw."""
    if gold is None:
        return ()
    lines = (
        gold.with_name(f"{article.language}.gold.txt"),
        gold.with_name(f"{page.language}.gold.txt"),
    )
    for path, text in zip(lines, (article, page), strict=True):
        seen = compose(read_bytes(path).decode()).rstrip("\n").split("\n")
        if [" ".join(line.split()) for line in seen] != [
            " ".join(s.text.split()) for s in text.segments
        ]:
            return ()
    return tuple(parse_ladder(read_bytes(gold).decode(), str(gold)))


def translate_corpus(corpus: Corpus, kit: Kit, folder: Path) -> store.Run:
    """Every article of a corpus into one run folder; one that fails fails alone."""
    with (
        locked(folder),
        ThreadPoolExecutor(1) as reader,
        ThreadPoolExecutor(len(kit.engines) if kit.together else 1) as translator,
        ThreadPoolExecutor(1) as measurer,
        ThreadPoolExecutor(UNDER_WAY) as trips,
    ):
        kit = replace(kit, reader=reader, translator=translator, measurer=measurer)
        measurer.submit(warm, kit.formats)
        alone = len(corpus.tasks) == 1
        going = [trips.submit(_trip, task, kit, folder, alone) for task in corpus.tasks]
        try:
            return _arrived(corpus, kit, folder, going)
        except BaseException:
            kit.tell.close()
            trips.shutdown(wait=False, cancel_futures=True)
            raise


def _trip(task: Task, kit: Kit, folder: Path, alone: bool) -> Arrived | str:
    """One article from its file to its files, or why not where others go on without it."""
    try:
        dossier = translate_article(task, kit)
    except (ModelError, OutputError):
        raise
    except KladkaError as error:
        if alone:
            raise
        return str(error)
    files = [store.save_dossier(dossier, folder / task.name)]
    return Arrived(dossier, [*files, *publish(dossier, folder / task.name, kit.formats)])


def _arrived(
    corpus: Corpus, kit: Kit, folder: Path, going: Sequence[Future[Arrived | str]]
) -> store.Run:
    """The index, the scores of the whole and the seal, when all articles are there."""
    dossiers: list[Dossier] = []
    failures: dict[str, str] = {}
    files: list[Path] = []
    for number, (task, trip) in enumerate(zip(corpus.tasks, going, strict=True)):
        kit.tell(News("article", number, len(going)))
        came = trip.result()
        if isinstance(came, str):
            failures[task.name] = came
            continue
        dossiers.append(came.dossier)
        files += came.files
    write(folder / "index.html", index_page(corpus.name, dossiers, failures))
    names = {code: hops.names for code, hops in kit.hops.items()}
    scores = {code: pooled(dossiers, code, names.get(code, ())) for code in kit.engines}
    run = store.Run(corpus.name, tuple(dossiers), failures, kit.asked, scores)
    store.seal(run, folder, [*files, folder / "index.html"])
    return run


def pooled(dossiers: list[Dossier], code: str, hops: tuple[str, ...] = ()) -> tuple[Score, ...]:
    """The scores of a whole corpus, its beads taken together; what each of the named hops cost."""
    mine = [(d.name, d.article, b) for d in dossiers for b in d.bitexts if b.language == code]
    paged = [placed for placed in mine if placed[2].page]
    scores = metrics.headline(paged) + metrics.finer(paged) if paged else ()
    whole = [(article, bitext) for _, article, bitext in mine]
    return scores + (metrics.pooled_losses(whole, hops) if hops and mine else ())
