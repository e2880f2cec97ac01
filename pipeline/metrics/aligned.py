"""How near the machine's text is to a person's, through beads: scores, intervals, coverage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..records import Bead, BeadScore, Bitext, Document, Kind, Score
from .document import apart
from .doors import DOOR, RAW, TONES
from .rulers import FINER, HEADLINE, statistics
from .sampling import clusters, interval, resampled, summed


class Pair(NamedTuple):
    """One bead with both sides: where it stands, the machine's text and the page's."""

    article: str
    kind: Kind
    bead: Bead
    said: str
    page: str


Placed = tuple[str, Document, Bitext]


def pairs(name: str, article: Document, bitext: Bitext, frozen: bool = False) -> list[Pair]:
    """The beads that have both sides, found or hand-made; none without a page."""
    return [
        Pair(name, article.segments[bead.article.start].kind, bead, said, page)
        for bead, said, page in paired(bitext, bitext.frozen if frozen else bitext.beads)
    ]


def paired(bitext: Bitext, beads: Iterable[Bead]) -> Iterator[tuple[Bead, str, str]]:
    """Each bead that has both sides, its machine text and its page text."""
    if bitext.page is None:
        return
    for bead in beads:
        if not bead.null:
            said = bitext.said[bead.article.start : bead.article.end]
            page = bitext.page.segments[bead.page.start : bead.page.end]
            yield bead, " ".join(s.text for s in said), " ".join(s.text for s in page)


def measure(
    metric: str,
    hypotheses: Sequence[str],
    references: Sequence[str],
    door: str = DOOR,
    articles: Sequence[str] | None = None,
) -> tuple[float, tuple[float, float], str]:
    """Corpus score (0 to 100; TER may be more), its 95% bootstrap interval, its signature.

    1,000 resamples, seed 12345: of whole articles where `articles` names at least ten of them,
    else of segments, then the very resamples that sacreBLEU draws.
    """
    counted = statistics(metric, hypotheses, references, door)
    groups = clusters(articles)
    units = summed(counted.counts, groups)
    low, high = interval(counted.of_sums(resampled(units)))
    by = "|bs:1000|seed:12345" + ("|by:article" if groups else "")
    return round(counted.score(), 4), (round(low, 4), round(high, 4)), counted.signature + by


def scored(name: str, article: Document, bitext: Bitext) -> Bitext:
    """The bitext with every score of it; unchanged without a page."""
    if bitext.page is None:
        return bitext
    whole = [(name, article, bitext)]
    by = Beads.best(whole)
    return replace(
        bitext,
        scores=headline(whole) + coverage(article, bitext),
        finer=finer(whole) + apart(article, bitext),
        bead_scores=tuple(_each(by.pairs)),
    )


class Beads(NamedTuple):
    """The pairs of one or more articles, in words what beads they are, and their signature."""

    pairs: list[Pair]
    what: str
    ruler: str

    @classmethod
    def of(cls, whole: Sequence[Placed], frozen: bool) -> Beads:
        article, bitext = whole[0][1:]
        made = [pair for placed in whole for pair in pairs(*placed, frozen)]
        by = "hand" if frozen else bitext.aligner
        ruler = f"segments:{article.segmenter}|beads:{by}"
        return cls(made, "hand-made beads" if frozen else "found beads", ruler)

    @classmethod
    def best(cls, whole: Sequence[Placed]) -> Beads:
        """The hand-made beads where there are some, else the found ones."""
        return cls.of(whole, any(bitext.frozen for _, _, bitext in whole))

    def measure(self, metric: str, door: str = DOOR, label: str = "") -> Score:
        said, page = [p.said for p in self.pairs], [p.page for p in self.pairs]
        names = [p.article for p in self.pairs]
        value, around, signature = measure(metric, said, page, door, names)
        over = f"{len(self.pairs)} {self.what}"
        return Score(f"{metric}{label}", value, over, around, f"{signature}|{self.ruler}")


def headline(whole: Sequence[Placed]) -> tuple[Score, ...]:
    """BLEU and chrF through the found beads and then through the hand-made ones."""
    sides = (Beads.of(whole, frozen) for frozen in (False, True))
    return tuple(side.measure(metric) for side in sides if side.pairs for metric in HEADLINE)


def finer(whole: Sequence[Placed]) -> tuple[Score, ...]:
    """Through the best beads: the other metrics, raw and tone-placed text, each kind of block."""
    best = Beads.best(whole)
    if not best.pairs:
        return ()
    made = [best.measure(metric) for metric in FINER]
    made += [best.measure(metric, RAW, " raw") for metric in HEADLINE]
    if whole[0][2].language == "vi":
        made += [best.measure(metric, TONES, " tones placed") for metric in HEADLINE]
    for kind in sorted({pair.kind for pair in best.pairs}):
        some = [pair for pair in best.pairs if pair.kind == kind]
        made.append(best._replace(pairs=some).measure("chrF", label=f" {kind}"))
    return tuple(made)


def _each(pairs: Sequence[Pair]) -> Iterator[BeadScore]:
    """Every bead by itself. A single sentence's BLEU is noise: to look at, never to gate on."""
    if not pairs:
        return
    said, page = [p.said for p in pairs], [p.page for p in pairs]
    names = (*HEADLINE, *FINER)
    columns = [statistics(name, said, page, DOOR).of_each() for name in names]
    for pair, *values in zip(pairs, *columns, strict=True):
        scores = {name: round(float(v), 2) for name, v in zip(names, values, strict=True)}
        yield BeadScore(pair.bead.article, pair.bead.page, scores)


def coverage(article: Document, bitext: Bitext) -> tuple[Score, ...]:
    """The share of characters, in percent, that stands in a found bead with both sides."""
    if bitext.page is None:
        return ()
    kept = [bead for bead in bitext.beads if not bead.null]
    ours = [i for bead in kept for i in range(bead.article.start, bead.article.end)]
    theirs = [i for bead in kept for i in range(bead.page.start, bead.page.end)]
    sides = (("article", article, ours), ("page", bitext.page, theirs))
    ruler = f"coverage/1|segments:{article.segmenter}|beads:{bitext.aligner}"
    return tuple(
        Score("coverage", value, f"{side} characters", None, ruler)
        for side, document, inside in sides
        if (value := _share(document, inside)) is not None
    )


def _share(document: Document, inside: Sequence[int]) -> float | None:
    lengths = [len(s.text) for s in document.segments if s.kind not in ("image", "source")]
    total = sum(lengths)
    kept = [document.segments[i] for i in inside]
    part = sum(len(s.text) for s in kept if s.kind not in ("image", "source"))
    return round(100 * part / total, 1) if total else None
