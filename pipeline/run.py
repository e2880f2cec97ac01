"""The trip: one article through every room, then a corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from . import metrics, store
from .aligners import aligner
from .aligners.gold import parse_ladder
from .corpus import Corpus, Task
from .documents import document, read
from .engines import engine
from .errors import EmptyArticle, KladkaError, ModelError, OutputError
from .files import read_bytes, write
from .formats import publish
from .formats.index import index_page
from .guards import Guarded
from .memory import Memory, Remembering
from .models import route, translates
from .pages import page_of
from .records import UNTRANSLATED, Bead, Bitext, Document, Dossier, Said, Score, Segment
from .roles import AS_FOUND, Aligner, Engine, News, Tell, silent
from .text import compose
from .web import Web

FORMATS = ("html", "jsonl", "tsv", "tmx")


@dataclass(frozen=True, slots=True)
class Hops:
    """A relay of two hops taken apart: the language between, the last hop alone, the ways back."""

    names: tuple[str, ...]
    pivot: str
    last: Engine
    back: tuple[Engine, ...] = ()


@dataclass(frozen=True, slots=True)
class Kit:
    """Who does what on one trip: an engine per target language, the aligner, the formats.

    `web` is the way to pages, where they are asked for; `force` takes a page that does not say
    what the article says.
    """

    engines: Mapping[str, Engine]
    aligner: Aligner
    formats: tuple[str, ...] = FORMATS
    web: Web | None = None
    force: bool = False
    tell: Tell = silent
    hops: Mapping[str, Hops] = field(default_factory=dict)

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
) -> Kit:
    """Everybody called by name; raises UnknownName and ModelError before any work is done."""
    kept = memory or Memory(None)
    engines = {code: dressed(source, code, models, player, kept, tell) for code in targets}
    hops = {
        code: some for code in targets if (some := _hops(source, code, models, player, kept, tell))
    }
    return Kit(engines, aligner(aligner_name), formats, web, force, tell, hops)


def _hops(
    source: str, target: str, models: str, player: str, memory: Memory, tell: Tell
) -> Hops | None:
    """None for a single hop; without ways back where no model translates them."""
    legs = route(source, target)
    if len(legs) != 2:
        return None
    names = tuple(f"{a}-{b}" for a, b in legs)
    ways = [*legs[1:], *((b, a) for a, b in legs if translates(b, a, models))]
    last, *back = (dressed(a, b, models, player, memory, tell) for a, b in ways)
    return Hops(names, legs[0][1], last, tuple(back) if len(back) == len(legs) else ())


def dressed(
    source: str, target: str, models: str, player: str, memory: Memory, tell: Tell = silent
) -> Engine:
    """The engine of a pair, each hop with a memory and guards. Raises UnknownName, ModelError."""

    def dress(hop: Engine, careful: Engine) -> Engine:
        return Guarded(Remembering(hop, memory, tell), Remembering(careful, memory, tell))

    return engine(source, target, models, player, dress)


def translate_article(task: Task, kit: Kit) -> Dossier:
    """One article: read, segmented, translated, held against its pages, scored."""
    how = task.reading.get(task.language, AS_FOUND)
    article = document(read(task.article, how), task.language, task.article.name, how)
    article = _titled(article, task.title)
    if not article.segments:
        raise EmptyArticle(task.article)
    notes = list(task.notes)
    bitexts = []
    for code, player in kit.engines.items():
        kit.tell(News(f"{task.name}: {task.language} → {code}"))
        found = page_of(article, task, code, kit.web, force=kit.force)
        notes += [note for note in found.notes if note not in notes]
        bitext = _bitext(article, code, player, found.page, task, kit)
        bitexts.append(replace(bitext, snapshot=found.snapshot))
    weighed = tuple(_weighed(article, bitext, bitexts, kit) for bitext in bitexts)
    return Dossier(task.name, article, weighed, tuple(notes))


def _bitext(
    article: Document, code: str, player: Engine, page: Document | None, task: Task, kit: Kit
) -> Bitext:
    said = translate(article, player)
    bitext = Bitext(code, player.signature, said, page)
    if page is None:
        return bitext
    beads = tuple(kit.aligner.align(article, [one.text for one in said], page))
    frozen = _frozen(task.gold.get(code), article, page)
    bitext = replace(bitext, aligner=kit.aligner.signature, beads=beads, frozen=frozen)
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


def translate(article: Document, player: Engine) -> tuple[Said, ...]:
    """One Said a segment; image names, source lines and foreign blocks pass through untouched."""
    spoken = [s for s in article.segments if s.kind not in UNTRANSLATED and s.language is None]
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
    names = {code: hops.names for code, hops in kit.hops.items()}
    scores = {code: pooled(dossiers, code, names.get(code, ())) for code in kit.engines}
    run = store.Run(corpus.name, tuple(dossiers), failures, kit.asked, scores)
    store.seal(run, folder, [*files, folder / "index.html"])
    return run


def _put(dossier: Dossier, kit: Kit, folder: Path) -> list[Path]:
    return [store.save_dossier(dossier, folder), *publish(dossier, folder, kit.formats)]


def pooled(dossiers: list[Dossier], code: str, hops: tuple[str, ...] = ()) -> tuple[Score, ...]:
    """The scores of a whole corpus, its beads taken together; what each of the named hops cost."""
    mine = [(d.name, d.article, b) for d in dossiers for b in d.bitexts if b.language == code]
    paged = [placed for placed in mine if placed[2].page]
    scores = metrics.headline(paged) + metrics.finer(paged) if paged else ()
    whole = [(article, bitext) for _, article, bitext in mine]
    return scores + (metrics.pooled_losses(whole, hops) if hops and mine else ())
