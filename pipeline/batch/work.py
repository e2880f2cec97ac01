"""What is done with a shard, in three steps: read, translate, finish.

A result depends on the shard alone: the memory is emptied between shards, and what is decoded
together is decided by the texts of the shard, so that any runner makes the same bytes.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import metrics
from ..aligners import aligner
from ..corpus import Task
from ..errors import InputError, KladkaError, ModelError, OutputError
from ..memory import Memory
from ..records import Said
from ..roles import Engine, News
from ..run import Kit, article_of, dressed, translate_document
from ..web import Web
from .articles import Article
from .outcome import Costs, Failure, Heard, Mark, Outcome, Pair, Ready, Skip, left_out
from .places import read_input

AT_ONCE = 512  # texts between two signs of life


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker must know; `root` is the folder of the manifest."""

    root: str
    models: str = "shipped"
    player: str = "ctranslate2"
    aligner: str = "bridge"
    fetch: bool = False


class Changed(InputError):
    def __init__(self, path: str) -> None:
        super().__init__(f"{path} has changed since the batch was planned; run the batch again")


class Crew:
    """The engines of a worker: each loaded once, their memory emptied after every shard."""

    def __init__(self, order: Order) -> None:
        self._order, self._memory = order, Memory(None)
        self._engines: dict[Pair, Engine] = {}
        self._signatures: dict[Pair, str] = {}
        self._decoding = 0  # CPU milliseconds

    def engine(self, source: str, target: str) -> Engine:
        """The engine of a pair. Raises UnknownName, ModelError."""
        pair = source, target
        if pair not in self._engines:
            order = self._order
            made = dressed(source, target, order.models, order.player, self._memory, self._hear)
            self._engines[pair] = made
        return self._engines[pair]

    def signature(self, source: str, target: str) -> str:
        """The signature of that engine, worked out once."""
        pair = source, target
        if pair not in self._signatures:
            self._signatures[pair] = self.engine(source, target).signature
        return self._signatures[pair]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Every pair that was asked about."""
        return tuple(sorted(self._engines))

    def _hear(self, news: News) -> None:
        self._decoding += news.done if news.what == "decoding" else 0

    def decoding(self) -> float:
        """CPU seconds that the engines have decoded for in this shard."""
        return self._decoding / 1000

    def forget(self) -> None:
        """So that the next shard starts as if it were the first."""
        self._memory.forget()
        self._decoding = 0


class Replayed:
    """What an engine has said already, under that engine's own signature."""

    def __init__(self, signature: str, said: Mapping[str, Said]) -> None:
        self.signature, self._said = signature, said

    def translate(self, texts: Sequence[str]) -> list[Said]:
        return [self._said[text] for text in texts]


def prepare(
    articles: Sequence[Article], order: Order, mark: Mark, skip: Mapping[str, Skip]
) -> list[Ready]:
    """Every article read and segmented; those to skip fail with the reason given."""
    return [_prepared(one, order, mark, skip.get(one.id)) for one in articles]


def _prepared(article: Article, order: Order, mark: Mark, skip: Skip | None) -> Ready:
    if skip and skip.step == "read":
        return Ready(article, None, skip.failure)
    mark("read", article.id)
    with tempfile.TemporaryDirectory(prefix="kladka-") as folder:
        try:
            document = article_of(_task(article, order, Path(folder), own=True))
        except Exception as error:
            return Ready(article, None, _failure(error, article, folder, order))
    return Ready(article, document, None)


def _task(article: Article, order: Order, folder: Path, own: bool) -> Task:
    """The task of an article, the files that it needs under their own names in `folder`."""
    root = Path(order.root)

    def brought(path: str, name: str) -> Path:
        data = read_input(root, path)
        if hashlib.sha256(data).hexdigest() != article.sums[path]:
            raise Changed(path)
        copy = folder / name / Path(path).name
        copy.parent.mkdir()
        copy.write_bytes(data)
        return copy

    text = folder / f"{article.language}.txt"
    if own and article.path:
        text = brought(article.path, "article")
    elif own:
        text.write_bytes(str(article.text).encode())
    return Task(
        article.id,
        article.language,
        text,
        article.title,
        article.source,
        article.notes,
        {} if own else {c: brought(path, f"page-{c}") for c, path in article.pages.items()},
        {} if own else _gold(article, root),
    )


def _copies(article: Article) -> dict[str, str]:
    """What the copies in the scratch folder are called, and what the manifest calls them."""
    own = {f"article/{Path(article.path).name}": article.path} if article.path else {}
    pages = {f"page-{code}/{Path(path).name}": path for code, path in article.pages.items()}
    return own | pages


def _gold(article: Article, root: Path) -> dict[str, Path]:
    """Hand-made beads stand beside the sentences that they count, so they are read in place."""
    return {code: root / path for code, path in article.gold.items() if "://" not in path}


def _failure(error: Exception, article: Article, folder: str, order: Order) -> Failure:
    """One of our errors as its sentence, without a path of this machine; a bug as what it is."""
    if isinstance(error, (ModelError, OutputError)):
        raise error
    if isinstance(error, OSError):
        raise OutputError(folder, error.strerror or str(error), "free the place") from None
    if isinstance(error, MemoryError):
        return Failure("TooBig", "takes more memory than an article may")
    ours = isinstance(error, KladkaError)
    why = str(error) if ours else f"{type(error).__name__}: {error}"
    for name, path in _copies(article).items():
        why = why.replace(f"{folder}/{name}", path)
    why = why.replace(f"{folder}/", "").replace(f"{order.root}/", "")
    return Failure(type(error).__name__ if ours else "Bug", why[:500])


def translate(ready: Sequence[Ready], crew: Crew, mark: Mark) -> Heard:
    """Every text of the shard once, and those of like length together: the batches stay full."""
    crew.forget()
    heard: Heard = {}
    for pair, texts in sorted(_wanted(ready).items()):
        engine, said = crew.engine(*pair), heard.setdefault(pair, {})
        ordered = sorted(texts, key=lambda text: (len(text), text))
        for start in range(0, len(ordered), AT_ONCE):
            mark("translate", "")
            some = ordered[start : start + AT_ONCE]
            said.update(zip(some, engine.translate(some), strict=True))
    return heard


def _wanted(ready: Sequence[Ready]) -> dict[Pair, set[str]]:
    found: dict[Pair, set[str]] = {}
    for article, document, _ in ready:
        for code in article.targets if document else ():
            assert document is not None
            texts = {s.text for s in document.segments if s.spoken}
            found.setdefault((article.language, code), set()).update(texts)
    return found


def finish(
    ready: Sequence[Ready],
    heard: Heard,
    signature: Callable[[str, str], str],
    order: Order,
    mark: Mark,
) -> Iterator[Outcome]:
    """Every article held against its pages and scored, in the order of the shard."""
    metrics.forget()
    ruler = aligner(order.aligner)
    for article, document, failure in ready:
        if document is None:
            yield Outcome(article, None, failure)
            continue
        mark("align", article.id)
        engines = {
            code: Replayed(
                signature(article.language, code), heard.get((article.language, code), {})
            )
            for code in article.targets
        }
        with tempfile.TemporaryDirectory(prefix="kladka-") as folder:
            try:
                task = _task(article, order, Path(folder), own=False)
                kit = Kit(engines, ruler, web=Web() if order.fetch else None)
                yield Outcome(article, translate_document(document, task, kit), None)
            except Exception as error:
                yield Outcome(article, None, _failure(error, article, folder, order))


def whole(
    articles: Sequence[Article],
    order: Order,
    crew: Crew,
    mark: Mark,
    skip: Mapping[str, Skip],
    costs: Costs,
) -> Iterator[Outcome]:
    """All three steps in one process; `costs` gains the CPU seconds of each."""
    begun = time.process_time()
    ready = left_out(prepare(articles, order, mark, skip), skip, "translate")
    read = time.process_time()
    heard = translate(ready, crew, mark)
    said = time.process_time()
    costs |= {"read": read - begun, **translating(said - read, crew)}
    ready = left_out(ready, skip, "align")
    yield from finish(ready, heard, crew.signature, order, mark)
    mark("write", "")
    costs["align"] = time.process_time() - said


def translating(spent: float, crew: Crew) -> Costs:
    """The CPU seconds of a translation told apart: decoding, and guards with all else."""
    decoding = min(spent, crew.decoding())
    return {"decode": decoding, "guard": spent - decoding}


def alone(articles: Sequence[Article], order: Order, crew: Crew, mark: Mark) -> None:
    """Each article translated by itself and thrown away: who ends the process is found so."""
    for ready in prepare(articles, order, mark, {}):
        mark("translate", ready.article.id)
        translate([ready], crew, lambda *_: None)
