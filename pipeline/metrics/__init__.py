"""How near the machine's text is to a person's: sacreBLEU's numbers, over what, by which ruler."""

from .aligned import Beads, Pair, coverage, finer, headline, measure, paired, pairs, scored
from .document import apart
from .doors import DOOR, DOORS, RAW
from .hops import by_reference, by_round_trip, pooled_losses
from .rulers import FINER, HEADLINE, METRICS, Statistics, forget, ruler, signature, statistics
from .sampling import ENOUGH, SEED, clusters, interval, resampled, steps, summed

__all__ = [
    "DOOR",
    "DOORS",
    "ENOUGH",
    "FINER",
    "HEADLINE",
    "METRICS",
    "RAW",
    "SEED",
    "Beads",
    "Pair",
    "Statistics",
    "apart",
    "by_reference",
    "by_round_trip",
    "clusters",
    "coverage",
    "finer",
    "forget",
    "headline",
    "interval",
    "measure",
    "paired",
    "pairs",
    "pooled_losses",
    "resampled",
    "ruler",
    "scored",
    "signature",
    "statistics",
    "steps",
    "summed",
]
