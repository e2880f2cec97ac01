"""The roles; a player only has to fit, it need not import them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import BinaryIO, NamedTuple, Protocol

from .records import Bead, Block, Document, Dossier, Kind, Said


class Blocks(NamedTuple):
    """What a reader found: a title where the text names one, and the blocks in reading order."""

    title: str | None
    blocks: tuple[Block, ...]


class Reading(NamedTuple):
    """What a person says of a text, against what the rules would find.

    `source` is the address it came from, `encoding` the set its bytes are in; `off` are the
    reading rules not to be asked; `kinds` gives a line, spelled out, its kind; without `identify`
    nobody asks what language it is in; `language` is the one it should be in, where that is known.
    """

    source: str | None = None
    encoding: str | None = None
    off: frozenset[str] = frozenset()
    kinds: Mapping[str, Kind] = MappingProxyType({})
    identify: bool = True
    language: str | None = None


AS_FOUND = Reading()


class Reader(Protocol):
    """Bytes of a file become blocks. Raises NotText, BrokenFile."""

    @property
    def suffixes(self) -> tuple[str, ...]: ...

    def read(self, data: bytes, name: str, how: Reading = AS_FOUND) -> Blocks: ...


class Engine(Protocol):
    """Texts in, one Said each out, same order; `signature` changes when an output could."""

    @property
    def signature(self) -> str: ...

    def translate(self, texts: Sequence[str]) -> list[Said]: ...


class Ranking(Engine, Protocol):
    """An engine that can say a text in several ways, the most likely first, at least one."""

    def hypotheses(self, texts: Sequence[str]) -> list[tuple[Said, ...]]: ...


class Hints(NamedTuple):
    """What else an aligner may be told: the page in the article's language, and a person's word.

    `fixed` beads stand in every ladder, `forbidden` ones in none; they are found by their spans.
    """

    back: Sequence[str] | None = None
    fixed: tuple[Bead, ...] = ()
    forbidden: tuple[Bead, ...] = ()


NO_HINTS = Hints()


class Aligner(Protocol):
    """Beads that cover both sides, each segment once, in order.

    `bridge` is the article in the page's language, one text per article segment, or None.
    """

    @property
    def signature(self) -> str: ...

    def align(
        self,
        article: Document,
        bridge: Sequence[str] | None,
        page: Document,
        hints: Hints = NO_HINTS,
    ) -> list[Bead]: ...


class Writer(Protocol):
    """How a dossier is published; `suffix` begins with a dot."""

    @property
    def suffix(self) -> str: ...

    def write(self, dossier: Dossier, stream: BinaryIO) -> None: ...


class News(NamedTuple):
    """Something worth telling while work goes on: what, how much of it is done, of how many."""

    what: str
    done: int = 0
    total: int = 0


Tell = Callable[[News], None]


def silent(news: News) -> None:
    """Tell nobody."""
