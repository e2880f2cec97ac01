"""Rounds of pairs drawn by weight, cut into batches whose sources all have one length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .clean import own
from .recipe import Train
from .tokenise import Ints, Pairs


@dataclass(frozen=True, slots=True)
class Batch:
    source: Ints  # (pairs, source length)
    target_in: Ints  # (pairs, longest target), <pad> first
    target_out: Ints  # the same shape, -1 where there is nothing to say
    links: Ints  # source position of each target piece, or -1

    @property
    def tokens(self) -> int:
        return int((self.target_out >= 0).sum())


@dataclass(frozen=True, slots=True)
class Batches:
    """All batches there will ever be: round by round, the same for the same seed."""

    settings: Train
    pairs: Pairs
    links: npt.NDArray[np.int16]
    pad: int
    seed: int

    def of_round(self, number: int, longest: int, tokens: int) -> Iterator[Batch]:
        """The batches of one round in shuffled order, about `tokens` target pieces each."""
        chosen = self._draw(number, longest)
        sources = self.pairs.source_lengths[chosen]
        targets = self.pairs.target_lengths[chosen]
        order = chosen[np.lexsort((targets, sources))]
        cuts = list(self._cut(order, tokens))
        rng = np.random.default_rng([self.seed, number, 1])
        for place in rng.permutation(len(cuts)):
            yield self._batch(cuts[place])

    def _draw(self, number: int, longest: int) -> Ints:
        """Pair numbers of one round: each group's own endless shuffle, read on from where it was."""
        lengths = np.maximum(self.pairs.source_lengths, self.pairs.target_lengths)
        drawn = []
        for group, share in enumerate(self.shares()):
            members = np.flatnonzero((self.pairs.group == group) & (lengths <= longest))
            count = round(share * self.settings.round_pairs)
            if not len(members) or not count:
                continue
            places = np.arange(number * count, (number + 1) * count)
            laps = {lap: self._shuffle(members, group, lap) for lap in set(places // len(members))}
            drawn += [laps[place // len(members)][place % len(members)] for place in places]
        return np.array(drawn, np.int32)

    def _shuffle(self, members: npt.NDArray[np.integer[Any]], group: int, lap: int) -> Ints:
        shuffled: Ints = np.random.default_rng([self.seed, group, int(lap), 2]).permutation(members)
        return shuffled

    def shares(self) -> npt.NDArray[np.float64]:
        """The part of a round that each group has."""
        sizes = np.bincount(self.pairs.group, minlength=len(self.pairs.groups))
        names = [name.split(" ") for name in self.pairs.groups]
        shares = np.zeros(len(names))
        for direction, share in self.settings.direction_shares.items():
            for ours in (True, False):
                of = [
                    i
                    for i, name in enumerate(names)
                    if name[0] == direction and own(name[1]) == ours
                ]
                part = self.settings.own_share if ours else 1 - self.settings.own_share
                weights = sizes[of] ** self.settings.temperature
                shares[of] = share * part * weights / max(weights.sum(), 1e-9)
        return shares

    def _cut(self, order: Ints, tokens: int) -> Iterator[Ints]:
        sources = self.pairs.source_lengths[order]
        targets = self.pairs.target_lengths[order]
        start, total = 0, 0
        for place in range(len(order)):
            other = place > start and sources[place] != sources[start]
            if other or total + targets[place] > tokens:
                if place > start:
                    yield order[start:place]
                start, total = place, 0
            total += int(targets[place])
        if start < len(order):
            yield order[start:]

    def _batch(self, chosen: Ints) -> Batch:
        pairs = self.pairs
        source = np.stack(
            [pairs.source[pairs.source_at[i] : pairs.source_at[i + 1]] for i in chosen]
        )
        shape = (len(chosen), int(pairs.target_lengths[chosen].max()))
        target_in = np.full(shape, self.pad, np.int32)
        target_out = np.full(shape, -1, np.int32)
        links = np.full(shape, -1, np.int32)
        for row, i in enumerate(chosen):
            start, end = pairs.target_at[i], pairs.target_at[i + 1]
            target_out[row, : end - start] = pairs.target[start:end]
            target_in[row, 1 : end - start] = pairs.target[start : end - 1]
            links[row, : end - start] = self.links[start:end]
        return Batch(source, target_in, target_out, links)
