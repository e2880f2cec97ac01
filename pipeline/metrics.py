"""How near the machine's text is to a person's: sacreBLEU's numbers, and what they cover."""

from __future__ import annotations

from collections.abc import Sequence

from .records import Bitext, Document, Score
from .text import clean, plain_quotes

# What is done to both sides before the ruler; it stands in the signature.
DOOR = "nfc+quotes"
BOOTSTRAPS = 1000


def _bleu() -> object:
    from sacrebleu.metrics.bleu import BLEU

    return BLEU()


def _chrf() -> object:
    from sacrebleu.metrics.chrf import CHRF

    return CHRF()


METRICS = {"BLEU": _bleu, "chrF": _chrf}


def measure(
    metric: str, hypotheses: Sequence[str], references: Sequence[str]
) -> tuple[float, tuple[float, float], str]:
    """Corpus score, its 95% bootstrap interval (1,000 resamples, seed 12345), its signature."""
    ruler = METRICS[metric]()
    ours, theirs = (([plain_quotes(clean(t)) for t in side]) for side in (hypotheses, references))
    found = ruler.corpus_score(ours, [theirs], n_bootstrap=BOOTSTRAPS)  # type: ignore[attr-defined]
    low, high = max(0.0, found.score - found._ci), min(100.0, found.score + found._ci)
    signature = f"{ruler.get_signature().format()}|door:{DOOR}"  # type: ignore[attr-defined]
    return round(float(found.score), 2), (round(float(low), 2), round(float(high), 2)), signature


Pairs = list[tuple[str, str]]


def pairs(bitext: Bitext, frozen: bool = False) -> Pairs:
    """(machine text, page text) of each non-null bead."""
    if bitext.page is None:
        return []
    found = []
    for bead in bitext.frozen if frozen else bitext.beads:
        if bead.null:
            continue
        said = bitext.said[bead.article.start : bead.article.end]
        page = bitext.page.segments[bead.page.start : bead.page.end]
        found.append((" ".join(s.text for s in said), " ".join(s.text for s in page)))
    return found


def scores(article: Document, bitext: Bitext) -> tuple[Score, ...]:
    """BLEU and chrF through the found and the hand-made beads, coverage; none without a page."""
    if bitext.page is None:
        return ()
    ruler = f"segments:{article.segmenter}|beads:{bitext.aligner}"
    found = measured(pairs(bitext), "found beads", ruler)
    if bitext.frozen:
        by_hand = f"segments:{article.segmenter}|beads:hand"
        found += measured(pairs(bitext, frozen=True), "hand-made beads", by_hand)
    return found + coverage(article, bitext, ruler)


def measured(lines: Pairs, over: str, ruler: str) -> tuple[Score, ...]:
    """Every metric over paired lines; none where there are no lines."""
    if not lines:
        return ()
    made = []
    for name in METRICS:
        value, interval, signature = measure(name, [h for h, _ in lines], [r for _, r in lines])
        made.append(Score(name, value, f"{len(lines)} {over}", interval, f"{signature}|{ruler}"))
    return tuple(made)


def coverage(article: Document, bitext: Bitext, ruler: str) -> tuple[Score, ...]:
    """The share of characters, in percent, that stands in a bead with both sides."""
    assert bitext.page is not None
    kept = [bead for bead in bitext.beads if not bead.null]
    ours = [i for bead in kept for i in range(bead.article.start, bead.article.end)]
    theirs = [i for bead in kept for i in range(bead.page.start, bead.page.end)]
    sides = (("article", article, ours), ("page", bitext.page, theirs))
    return tuple(
        Score("coverage", value, f"{side} characters", None, f"coverage/1|{ruler}")
        for side, document, inside in sides
        if (value := _share(document, inside)) is not None
    )


def _share(document: Document, inside: Sequence[int]) -> float | None:
    lengths = [len(s.text) for s in document.segments if s.kind not in ("image", "source")]
    total = sum(lengths)
    kept = [document.segments[i] for i in inside]
    part = sum(len(s.text) for s in kept if s.kind not in ("image", "source"))
    return round(100 * part / total, 1) if total else None
