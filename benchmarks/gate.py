"""How often the gate errs: equals that it calls worse, and drops of known size that it misses.

Each trial draws another corpus out of corpora/newsroom (24 articles, with replacement) and two
systems out of sampled decodings of the shipped model: for every segment one decoding, at random.
Equals draw from the same decodings, at temperature 0.2. A worse system draws a share of its
segments from decodings at temperature 1.0; the share is set so that the score of the two pools,
mixed, falls by just so much.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import ctranslate2
import numpy as np
import sentencepiece

from pipeline.aligners.gold import parse_pairs
from pipeline.compare.judge import LEAST, answer
from pipeline.compare.trial import Trial, holm, smallest, trial
from pipeline.engines.converted import converted
from pipeline.files import cache_folder
from pipeline.memory import Memory, Remembering
from pipeline.metrics import DOOR, HEADLINE, Statistics, statistics
from pipeline.models import fingerprint, model, route
from pipeline.records import Said

CORPUS = Path(__file__).parent.parent / "corpora" / "newsroom"
LANGUAGES = ("en", "vi")
GOOD, POOR = 0.2, 1.0
GOODS, POORS = 10, 5
Floats = np.ndarray[Any, np.dtype[np.float64]]


class Sampled:
    """One random decoding of the shipped model, the same for the same seed."""

    def __init__(self, source: str, target: str, temperature: float, seed: int) -> None:
        row = model(source, target)
        self._print = fingerprint(row)
        self.signature = (
            f"sampled/1 {row.name}@{self._print[:12]} {target} ctranslate2/"
            f"{ctranslate2.__version__} temperature{temperature} seed{seed}"
        )
        self._row, self._token = row, row.tokens[target]
        self._temperature, self._seed = temperature, seed

    def translate(self, texts: Sequence[str]) -> list[Said]:
        return [some[0] for some in self.hypotheses(texts)]

    def hypotheses(self, texts: Sequence[str]) -> list[tuple[Said, ...]]:
        player, pieces = _loaded(str(converted(self._row, self._print, "int8")), self._row.folder)
        ctranslate2.set_random_seed(self._seed)
        found = player.translate_batch(
            [[self._token, *pieces.encode(text, out_type=str), "</s>"] for text in texts],
            beam_size=1,
            sampling_topk=0,
            sampling_temperature=self._temperature,
            max_decoding_length=272,
            max_batch_size=1536,
            batch_type="tokens",
            disable_unk=True,
        )
        return [(Said(pieces.decode(one.hypotheses[0]).strip()),) for one in found]


_PLAYERS: dict[str, Any] = {}


def _loaded(folder: str, weights: Path) -> Any:
    if folder not in _PLAYERS:
        # One thread: with more, which text meets which random number is left to chance.
        player = ctranslate2.Translator(
            folder, compute_type="int8", inter_threads=1, intra_threads=1
        )
        spm = str(weights / "source.spm")
        _PLAYERS[folder] = player, sentencepiece.SentencePieceProcessor(model_file=spm)
    return _PLAYERS[folder]


class Bead(NamedTuple):
    """Line numbers of the Polish side within the corpus, the page's text, the article's number."""

    lines: tuple[int, ...]
    page: str
    article: int


class Pool(NamedTuple):
    """One metric's counts: good (decodings, segments, k), poor likewise; each segment's article."""

    good: Floats
    poor: Floats
    articles: np.ndarray[Any, np.dtype[np.int64]]

    def fall(self, metric: str, share: float) -> float:
        """How far the score falls where so large a share of the segments is poor."""
        good, poor = (side.mean(axis=0).sum(axis=0) for side in (self.good, self.poor))
        before, after = Statistics(metric, self.good[0], "").of_sums(
            np.array([good, (1 - share) * good + share * poor])
        )
        return float(before - after)

    def share(self, metric: str, fall: float) -> float:
        """The share of poor segments that makes the score fall so far."""
        low, high = 0.0, 1.0
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (middle, high) if self.fall(metric, middle) < fall else (low, middle)
        return low


Pools = dict[tuple[str, str], Pool]


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").rstrip("\n").split("\n")


def _corpus(language: str) -> tuple[list[str], list[Bead]]:
    """All Polish lines, and the hand-made beads that have both sides."""
    source: list[str] = []
    beads = []
    for number, ladder in enumerate(sorted(CORPUS.glob(f"*/pl-{language}.gold"))):
        page, far = _lines(ladder.with_name(f"{language}.gold.txt")), len(source)
        source += _lines(ladder.with_name("pl.gold.txt"))
        beads += [
            Bead(tuple(i + far for i in ours), " ".join(page[j] for j in theirs), number)
            for ours, theirs in parse_pairs(ladder.read_text(), str(ladder))
            if ours and theirs
        ]
    return source, beads


def _decoded(texts: list[str], language: str, temperature: float, seed: int) -> list[str]:
    memory = Memory(cache_folder() / "memory.sqlite3")
    for source, target in route("pl", language):
        sampled = Sampled(source, target, temperature, seed)
        player = Remembering(sampled, memory, source, target)
        texts = [said.text for said in player.translate(texts)]
    return texts


def pools() -> Pools:
    """Every language and metric of the gate, counted over all decodings."""
    made = {}
    for language in LANGUAGES:
        source, beads = _corpus(language)
        page = [bead.page for bead in beads]
        sides = []
        for temperature, count in ((GOOD, GOODS), (POOR, POORS)):
            texts = [_decoded(source, language, temperature, seed) for seed in range(1, count + 1)]
            sides.append([[" ".join(one[i] for i in b.lines) for b in beads] for one in texts])
        for metric in HEADLINE:
            good, poor = (
                np.array([statistics(metric, said, page, DOOR).counts for said in side])
                for side in sides
            )
            made[language, metric] = Pool(good, poor, np.array([b.article for b in beads]))
    return made


class Seen(NamedTuple):
    """What one comparison answered, per language and metric: the answer and the smallest drop."""

    answers: dict[tuple[str, str], str]
    smallest: dict[tuple[str, str], float | None]


def compared(made: Pools, rng: np.random.Generator, shares: dict[str, float], same: bool) -> Seen:
    """One comparison as the gate makes it: both languages, both metrics, corrected together."""
    trials: dict[tuple[str, str], Trial] = {}
    drawn = rng.choice(24, size=24, replace=True)
    for language in LANGUAGES:
        first = made[language, HEADLINE[0]]
        places, names = _drawn(first, drawn)
        # Drawn for each copy of an article anew, so that copies are articles of their own.
        then = rng.integers(GOODS, size=len(places))
        now = then if same else (then + rng.integers(1, GOODS, size=len(places))) % GOODS
        poor = rng.integers(POORS, size=len(places))
        worse = rng.random(len(places)) < shares.get(language, 0.0)
        for metric in HEADLINE:
            pool = made[language, metric]
            before = pool.good[then, places]
            after = np.where(worse[:, None], pool.poor[poor, places], pool.good[now, places])
            trials[language, metric] = trial(
                Statistics(metric, before, ""), Statistics(metric, after, ""), names
            )
    chances = holm([one.p for one in trials.values()])
    return Seen(
        {
            case: answer(case[1], found, p, LEAST)
            for (case, found), p in zip(trials.items(), chances, strict=True)
        },
        {case: smallest(found, len(trials), LEAST) for case, found in trials.items()},
    )


def _drawn(pool: Pool, drawn: Any) -> tuple[Any, list[str]]:
    """The segments of the drawn articles, and the name of the copy that each stands in."""
    places = [np.flatnonzero(pool.articles == article) for article in drawn]
    names = [str(copy) for copy, some in enumerate(places) for _ in some]
    return np.concatenate(places), names


def _visible(made: Pools, case: tuple[str, str], rounds: int = 3, times: int = 50) -> float:
    """The drop that the gate, on data with that very drop, says it can just see; by iteration."""
    pool, drop = made[case], 0.0
    for number in range(rounds):
        rng = np.random.default_rng(number)
        shares = {case[0]: pool.share(case[1], drop)}
        said = [compared(made, rng, shares, same=False).smallest[case] for _ in range(times)]
        drop = float(np.mean([one for one in said if one is not None]))
    return drop


def _line(what: str, times: int, counts: Sequence[int]) -> None:
    shares = " | ".join(f"{100 * count / times:.1f}%" for count in counts)
    print(f"| {what} | {times:,} | {shares} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1000, help="comparisons of equals (1000)")
    parser.add_argument("--drops", type=int, default=240, help="comparisons of a drop (240)")
    parser.add_argument("--seed", type=int, default=2026, help="of what is drawn (2026)")
    options = parser.parse_args()
    times = options.times
    made = pools()
    print("| | comparisons | fail | cannot tell | pass |\n|---|--:|--:|--:|--:|")
    for what, same in (("a system with itself", True), ("two equals", False)):
        rng = np.random.default_rng(options.seed)
        worst = [_worst(compared(made, rng, {}, same)) for _ in range(times)]
        _line(what, times, [worst.count(one) for one in ("fail", "cannot tell", "pass")])
    print("\n| drop | comparisons | fail | cannot tell | pass |\n|---|--:|--:|--:|--:|")
    for case, pool in made.items():
        drop = _visible(made, case)
        for size in (1, 2):
            rng = np.random.default_rng(options.seed)
            shares = {case[0]: pool.share(case[1], size * drop)}
            said = [
                compared(made, rng, shares, same=False).answers[case] for _ in range(options.drops)
            ]
            what = f"{case[0]} {case[1]}, {size} × {drop:.2f}"
            _line(what, options.drops, [said.count(one) for one in ("fail", "cannot tell", "pass")])


def _worst(seen: Seen) -> str:
    answers = set(seen.answers.values())
    return next(one for one in ("fail", "cannot tell", "pass") if one in answers)


if __name__ == "__main__":
    main()
