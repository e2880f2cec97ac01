"""The records that travel: frozen, and each step returns a fuller one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

Kind = Literal[
    "title", "lead", "heading", "paragraph", "caption", "list", "quote", "image", "byline", "source"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
# Never sent to a model: there is nothing in them to translate.
UNTRANSLATED: frozenset[Kind] = frozenset({"image", "source"})


class Cue(NamedTuple):
    """Where in a block's text a subtitle begins, and when it is seen, in milliseconds."""

    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text of one kind; the order of blocks is the reading order.

    `language` is that of a foreign block, None where it is the document's own; `cues` are the
    subtitles that the text was joined from.
    """

    kind: Kind
    text: str
    language: str | None = None
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or a line that is no sentence; `block` is the 0-based number of its block.

    `language` is that of a foreign block; `time` is when it is said, in milliseconds; `breaks` are
    the places in an over-long text where a clause begins: 0-based, after the white space.
    """

    id: str
    block: int
    kind: Kind
    text: str
    language: str | None = None
    time: tuple[int, int] | None = None
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One text in one language; `origin` is a file name or a URL, never a machine path."""

    language: str
    title: str | None
    origin: str
    segmenter: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What an engine said of one segment.

    `hops` holds the text after every engine of a relay, the last one equal to `text`; `score` is
    the mean log-probability per token of the worst hop, None where nothing was decoded; a flag
    is a reason not to trust the text; `human` is True where a person wrote or mended it.
    """

    text: str
    hops: tuple[str, ...] = ()
    score: float | None = None
    flags: tuple[str, ...] = ()
    human: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The half-open run start..end of segments on one side; empty when start == end."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Bead:
    """Article segments and the page segments that say the same; an empty side is a null bead."""

    article: Span
    page: Span
    similarity: float | None = None
    confidence: float | None = None

    @property
    def null(self) -> bool:
        return not len(self.article) or not len(self.page)


@dataclass(frozen=True, slots=True)
class Score:
    """A number, what it was measured over, and with which ruler; `interval` is the 95% one."""

    metric: str
    value: float
    over: str
    interval: tuple[float, float] | None
    signature: str


@dataclass(frozen=True, slots=True)
class BeadScore:
    """One bead by itself: metric → value. To look at; a single sentence's score is noise."""

    article: Span
    page: Span
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class HopLoss:
    """What every hop of a relay cost a run of the article, in chrF points.

    `how` is "reference" (`heard` is what the last hop makes of a person's text of the pivot
    language, held against the page's segments `page`) or "round trip" (`heard` is what comes
    back of every hop).
    """

    article: Span
    how: str
    points: tuple[float, ...]
    heard: tuple[str, ...]
    page: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Bitext:
    """The article in one more language; without a page there are no beads and no scores.

    `beads` are what the aligner found, `frozen` the hand-made ones where the corpus has them.
    `scores` come first, `finer` ones beside them. `snapshot` is the sha256 of the fetched page,
    where there was one.
    """

    language: str
    engine: str
    said: tuple[Said, ...]
    page: Document | None = None
    aligner: str | None = None
    beads: tuple[Bead, ...] = ()
    frozen: tuple[Bead, ...] = ()
    scores: tuple[Score, ...] = ()
    finer: tuple[Score, ...] = ()
    bead_scores: tuple[BeadScore, ...] = ()
    losses: tuple[HopLoss, ...] = ()
    snapshot: str | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """An article's whole life: the unit of work, of failure, and of one folder on disk."""

    name: str
    article: Document
    bitexts: tuple[Bitext, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One bead as every format, the terminal and the DataFrame show it."""

    number: int
    language: str
    kind: Kind
    article_ids: tuple[str, ...]
    article: str
    said: str
    hops: tuple[str, ...]
    page_ids: tuple[str, ...]
    page: str | None
    similarity: float | None
    confidence: float | None
    score: float | None
    flags: tuple[str, ...] = field(default=())


def rows(article: Document, bitext: Bitext) -> list[Row]:
    """The bitext bead by bead; segment by segment where there is no page."""
    beads = bitext.beads or tuple(
        Bead(Span(i, i + 1), Span(0, 0)) for i in range(len(article.segments))
    )
    return [_row(number, bead, article, bitext) for number, bead in enumerate(beads)]


def _row(number: int, bead: Bead, article: Document, bitext: Bitext) -> Row:
    ours = article.segments[bead.article.start : bead.article.end]
    said = bitext.said[bead.article.start : bead.article.end]
    theirs = bitext.page.segments[bead.page.start : bead.page.end] if bitext.page else ()
    scores = [s.score for s in said if s.score is not None]
    depth = max((len(s.hops) for s in said), default=0)
    return Row(
        number=number,
        language=bitext.language,
        kind=(ours or theirs)[0].kind,
        article_ids=tuple(s.id for s in ours),
        article=" ".join(s.text for s in ours),
        said=" ".join(s.text for s in said),
        hops=tuple(" ".join(s.hops[h] for s in said if h < len(s.hops)) for h in range(depth)),
        page_ids=tuple(s.id for s in theirs),
        page=" ".join(s.text for s in theirs) if theirs else None,
        similarity=bead.similarity,
        confidence=bead.confidence,
        score=min(scores) if scores else None,
        flags=tuple(sorted({flag for s in said for flag in s.flags})),
    )
