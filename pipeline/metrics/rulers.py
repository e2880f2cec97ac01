"""sacreBLEU's rulers, one row each, and their formulas over many sums of statistics at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ..errors import UnknownName
from .doors import through

if TYPE_CHECKING:
    import numpy

    Floats: TypeAlias = numpy.ndarray[Any, numpy.dtype[numpy.float64]]


def _bleu() -> Any:
    from sacrebleu.metrics.bleu import BLEU

    return BLEU()


def _chrf(words: int) -> Any:
    from sacrebleu.metrics.chrf import CHRF

    return CHRF(word_order=words)


def _ter() -> Any:
    from .ter import Ter

    return Ter()


def _spbleu() -> Any:
    from .spbleu import spbleu

    return spbleu()


def _bleu_of(sums: Floats, effective: bool) -> Floats:
    """BLEU (Papineni et al. 2002) smoothed as mteval-v13a does; columns as sacreBLEU has them."""
    import numpy as np

    said, wanted, *counts = np.ascontiguousarray(sums.T)
    logs, orders, halves = (np.zeros(len(sums)) for _ in range(3))
    found = np.zeros(len(sums), dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        for right, total in zip(counts[:4], counts[4:], strict=True):
            occurs, missed = total > 0, (right == 0) & (total > 0)
            halves += missed
            logs += np.where(occurs, np.log(np.where(missed, 0.5**halves, right) / total), 0.0)
            orders += occurs
            found |= right > 0
        brevity = np.minimum(0.0, 1 - wanted / said)
        score = 100 * np.exp(brevity + logs / (orders if effective else 4))
    return np.where(found & (effective | (orders == 4)), score, 0.0)


def _chrf_of(sums: Floats, effective: bool) -> Floats:
    """chrF (Popović 2015, 2017), beta 2: the mean precision and recall of the orders that occur."""
    import numpy as np

    columns = np.ascontiguousarray(sums.T)
    precision, recall, orders = (np.zeros(len(sums)) for _ in range(3))
    with np.errstate(divide="ignore", invalid="ignore"):
        for said, wanted, right in zip(columns[::3], columns[1::3], columns[2::3], strict=True):
            occurs = (said > 0) & (wanted > 0)
            precision += np.where(occurs, right / said, 0.0)
            recall += np.where(occurs, right / wanted, 0.0)
            orders += occurs
        score = 100 * 5 * precision * recall / (4 * precision + recall) / orders
    return np.where(precision + recall > 0, score, 0.0)


def _ter_of(sums: Floats, effective: bool) -> Floats:
    """TER (Snover et al. 2006): edits in percent of the reference's words."""
    import numpy as np

    edits, words = sums[:, 0], sums[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(words > 0, 100 * edits / words, np.where(edits > 0, 100.0, 0.0))


class Ruler(NamedTuple):
    """How sacreBLEU measures; its formula over sums (m, k) → (m,); whether more is better.

    `within` names a ruler whose first columns are this one's, so that both are counted at once.
    """

    make: Callable[[], Any]
    formula: Callable[[Floats, bool], Floats]
    rising: bool = True
    within: tuple[str, int] | None = None


# A new metric is one more row. spBLEU is left alone until its model is put in place.
METRICS: dict[str, Ruler] = {
    "BLEU": Ruler(_bleu, _bleu_of),
    "chrF": Ruler(lambda: _chrf(0), _chrf_of, within=("chrF++", 18)),
    "chrF++": Ruler(lambda: _chrf(2), _chrf_of),
    "TER": Ruler(_ter, _ter_of, rising=False),
    "spBLEU": Ruler(_spbleu, _bleu_of),
}
# What is always measured, and what is measured beside it.
HEADLINE = ("BLEU", "chrF")
FINER = ("chrF++", "TER")


def ruler(metric: str) -> Ruler:
    """Raises UnknownName."""
    if metric not in METRICS:
        raise UnknownName("metric", metric, METRICS)
    return METRICS[metric]


class Statistics(NamedTuple):
    """What a ruler counted of each segment, shape (n, k), and the ruler's signature."""

    metric: str
    counts: Floats
    signature: str

    def score(self) -> float:
        """The corpus score, 0 to 100 (TER may be more), to the last bit what sacreBLEU says."""
        whole = float if self.metric == "TER" else int
        sums = [whole(part) for part in self.counts.sum(axis=0)]
        return float(_at_hand(ruler(self.metric))._compute_score_from_stats(sums).score)

    def of_each(self) -> Floats:
        """The score of every segment, shape (n,); BLEU over the orders that the segment has."""
        return ruler(self.metric).formula(self.counts, True)

    def of_sums(self, sums: Floats) -> Floats:
        """The scores of summed counts, shape (m, k) → (m,)."""
        return ruler(self.metric).formula(sums, False)


def statistics(
    metric: str, hypotheses: Sequence[str], references: Sequence[str], door: str
) -> Statistics:
    """Count every segment against its reference. Raises UnknownName, MissingFile for spBLEU."""
    import numpy as np

    row = ruler(metric)
    other, columns = row.within or (metric, None)
    made = _at_hand(ruler(other))
    ours, theirs = through(door, hypotheses), through(door, references)
    counts = [_counted(made, *pair)[:columns] for pair in zip(ours, theirs, strict=True)]
    return Statistics(metric, np.array(counts), _signature(_at_hand(row), door))


def _at_hand(row: Ruler) -> Any:
    """A ruler to count with, made once; spBLEU looks at its model every time."""
    return row.make() if row.make is _spbleu else _kept(row.make)


@cache
def _kept(make: Callable[[], Any]) -> Any:
    return make()


# A segment is asked for by itself, with its article and with its corpus.
@lru_cache(maxsize=1 << 16)
def _counted(made: Any, said: str, page: str) -> tuple[float, ...]:
    return tuple(map(float, made._extract_corpus_statistics([said], [[page]])[0]))


def forget() -> None:
    """Let go of every segment's counts; a long run does so now and then."""
    _counted.cache_clear()


def signature(metric: str, door: str) -> str:
    """What a ruler signs with, sacreBLEU's words first. Raises as `statistics` does."""
    return _signature(ruler(metric).make(), door)


def _signature(made: Any, door: str) -> str:
    made.num_refs = 1
    return f"{made.get_signature().format()}|door:{door}"
