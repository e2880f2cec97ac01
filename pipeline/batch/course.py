"""A batch from its manifest to its merged outputs, and what can be asked of one."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from ..errors import UnknownName
from . import local
from .articles import Article
from .asked import asked
from .check import Bad
from .local import Work
from .manifest import Manifest
from .merge import Merged, merge
from .outcome import Costs
from .places import Place
from .seal import Seal, outcomes, sealed, swept
from .shards import USUAL, Plan, Shard, articles_of, open_plan, plan, spooled
from .spool import Spool
from .tell import Event, Tell
from .watch import Limits
from .work import Crew, Order, whole

RUNNERS = ("local", "ray")


class Wanted(NamedTuple):
    """What a call of the batch asks for besides the manifest."""

    order: Order
    limits: Limits
    workers: int
    formats: tuple[str, ...]
    shard_size: int = USUAL
    runner: str = "local"
    only: str | None = None
    retry: bool = False


class Standing(NamedTuple):
    """How far a batch is: its plan, and the seals that stand."""

    plan: Plan
    seals: tuple[Seal, ...]

    @property
    def whole(self) -> bool:
        return len(self.seals) == len(self.plan.shards)

    @property
    def done(self) -> int:
        return sum(one.done for one in self.seals)

    @property
    def failed(self) -> int:
        return sum(one.failed for one in self.seals)

    @property
    def failures(self) -> Mapping[str, int]:
        """How many articles failed, by kind."""
        found: Counter[str] = Counter()
        for one in self.seals:
            found.update(one.failures)
        return dict(found.most_common())


class Finished(NamedTuple):
    """What a call has done; `merged` is there when every seal stands."""

    standing: Standing
    sealed: int
    costs: Costs
    merged: Merged | None


def batch(manifest: Manifest, place: Place, wanted: Wanted, tell: Tell) -> Finished:
    """Do what is not done yet, then merge. Raises InputError, ModelError, RunError, OutputError."""
    if wanted.runner not in RUNNERS:
        raise UnknownName("runner", wanted.runner, RUNNERS)
    order, crew = wanted.order, Crew(wanted.order)
    signed = asked(order, crew)

    def bad(row: Bad) -> None:
        tell(Event("bad row", row._asdict()))

    with place.alone():
        tell(Event("planning", {"manifest": str(manifest.path)}))
        planned = plan(manifest, place, signed, bad, wanted.shard_size)
        swept(place, planned.shards, lambda name: tell(Event("swept", {"file": name})))
        tell(Event("planned", {**planned._asdict(), "shards": len(planned.shards)}))
        todo, seals = _todo(place, planned, wanted, tell)
        work = Work(place, order, signed, crew.pairs, wanted.limits, wanted.workers, tell)
        costs: Counter[str] = Counter()
        count = 0
        for made, spent in _runner(wanted.runner)(work, todo, wanted.retry):
            count += 1
            costs.update(spent)
            seals[made.shard] = made
            tell(Event("sealed", {**_facts(made), "costs": dict(spent)}))
        standing = _in_order(planned, seals)
        merged = None
        if standing.whole:
            tell(Event("merging", {"shards": len(standing.seals)}))
            merged = merge(place, manifest.name, standing.seals, wanted.formats)
        return Finished(standing, count, dict(costs), merged)


def _facts(made: Seal) -> dict[str, Any]:
    kept = ("shard", "done", "failed", "segments", "words", "failures")
    return {name: value for name, value in made._asdict().items() if name in kept}


def _runner(name: str) -> Callable[[Work, Sequence[Shard], bool], Iterator[tuple[Seal, Costs]]]:
    if name == "local":
        return local.run
    from . import ray

    return ray.run


def _todo(
    place: Place, planned: Plan, wanted: Wanted, tell: Tell
) -> tuple[list[Shard], dict[str, Seal]]:
    """The shards without a seal; with `retry`, those with failures too; and the seals that stand.

    `only` narrows what is to be done.
    """
    seals: dict[str, Seal] = {}
    todo = []
    for shard in planned.shards:
        made = sealed(place, shard)
        if made is not None:
            seals[shard.id] = made
        if made is None or (wanted.retry and made.failed):
            todo.append(shard)
        else:
            tell(Event("stands", _facts(made)))
    if wanted.only:
        if not any(_holds(place, shard, wanted.only) for shard in planned.shards):
            raise UnknownName("article of this manifest", wanted.only, ["its ids, and patterns"])
        todo = [shard for shard in todo if _holds(place, shard, wanted.only)]
    return todo, seals


def _holds(place: Place, shard: Shard, pattern: str) -> bool:
    return any(fnmatchcase(one.id, pattern) for one in articles_of(place, shard))


def _in_order(planned: Plan, seals: Mapping[str, Seal]) -> Standing:
    return Standing(planned, tuple(seals[s.id] for s in planned.shards if s.id in seals))


def status(place: Place) -> Standing:
    """How far a batch is, from what is on the disk. Raises MissingFile, RunError."""
    planned = open_plan(place)
    found = {shard.id: sealed(place, shard) for shard in planned.shards}
    return _in_order(planned, {name: made for name, made in found.items() if made})


def failed(place: Place, standing: Standing) -> Iterator[tuple[Article, str, str]]:
    """Every article that failed: the kind and the sentence."""
    for made in standing.seals:
        if made.failed:
            for outcome in outcomes(place, made):
                if outcome.failure:
                    yield outcome.article, *outcome.failure


class Estimate(NamedTuple):
    """What a batch would cost; CPU seconds by step, from a sample that was really translated."""

    articles: int
    words: int
    near: int
    sample: int
    sample_words: int
    sample_segments: int
    costs: Costs

    @property
    def share(self) -> float:
        """How many times the sample's words the whole is."""
        return self.words / max(1, self.sample_words)

    @property
    def segments(self) -> int:
        return round(self.sample_segments * self.share)

    @property
    def seconds(self) -> float:
        """Of CPU time."""
        return sum(self.costs.values()) * self.share


def estimate(
    manifest: Manifest, order: Order, bad: Callable[[Bad], None], size: int = 6, seed: int = 1
) -> Estimate:
    """Check the manifest and translate `size` of its articles, writing nothing.

    Raises InputError, ModelError. The sample is drawn at random, by `seed`.
    """
    crew = Crew(order)
    with Spool() as spool:
        spooled(manifest, asked(order, crew), spool, bad)
        chosen = set(random.Random(seed).sample(range(spool.articles), min(size, spool.articles)))
        some = [one for number, one in enumerate(spool.planned()) if number in chosen]
        articles, words, near = spool.articles, spool.words, spool.near
    for pair in {(one.article.language, code) for one in some for code in one.article.targets}:
        crew.engine(*pair).translate(["Ala ma kota."])  # loading is no part of the cost
    costs: Costs = {}
    begun = time.process_time()
    made = list(whole([one.article for one in some], order, crew, lambda *_: None, {}, costs))
    costs["rest"] = max(0.0, time.process_time() - begun - sum(costs.values()))
    segments = sum(len(one.dossier.article.segments) for one in made if one.dossier)
    measured = sum(one.words for one in some)
    return Estimate(articles, words, near, len(some), measured, segments, costs)


def report(place: Place, standing: Standing, name: str) -> str:
    """Write the report of one article to merged/articles/. Raises UnknownName."""
    from ..formats.html import Html

    seals = {made.shard: made for made in standing.seals}
    holding = [s for s in standing.plan.shards if s.id in seals and _holds(place, s, name)]
    for made in (seals[shard.id] for shard in holding):
        for outcome in outcomes(place, made):
            if outcome.article.id == name and outcome.dossier:
                file = f"merged/articles/{name}.html"
                with place.writing(file) as stream:
                    Html().write(outcome.dossier, stream)
                return file
    raise UnknownName("finished article of this batch", name, ["see kladka batch --status"])
