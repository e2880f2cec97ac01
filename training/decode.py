"""Greedy translation with the network being trained, sentences of one length together."""

from __future__ import annotations

from collections import defaultdict

import torch

from .network import Marian
from .tokenise import Pieces

_TOGETHER = 64


def greedy(network: Marian, pieces: Pieces, texts: list[str], language: str) -> list[str]:
    """The texts in `language`, in order."""
    device = network.positions.device
    sources = [pieces.source(text, language) for text in texts]
    alike: dict[int, list[int]] = defaultdict(list)
    for place, ids in enumerate(sources):
        alike[len(ids)].append(place)
    said: dict[int, list[int]] = {}
    for places in alike.values():
        for start in range(0, len(places), _TOGETHER):
            some = places[start : start + _TOGETHER]
            batch = torch.tensor([sources[place] for place in some], device=device)
            said.update(zip(some, _batch(network, pieces, batch), strict=True))
    return [pieces.decode(said[place]) for place in range(len(texts))]


@torch.inference_mode()  # type: ignore[untyped-decorator]
def _batch(network: Marian, pieces: Pieces, source: torch.Tensor) -> list[list[int]]:
    memories = network.start(source)
    ids = torch.full((len(source), 1), pieces.pad, device=source.device)
    said: list[torch.Tensor] = []
    done = torch.zeros(len(source), dtype=torch.bool, device=source.device)
    for place in range(limit(source.shape[1])):
        scores, memories = network.step(ids, place, memories)
        scores[:, pieces.pad] = -torch.inf
        best = scores.argmax(-1)
        said.append(best)
        done |= best == pieces.end
        ids = best[:, None]
        if bool(done.all()):
            break
    rows = torch.stack(said, 1).tolist()
    return [row[: row.index(pieces.end)] if pieces.end in row else row for row in rows]


def limit(source_length: int) -> int:
    """The most pieces a translation may have: in 64s, so that many sentences share a limit."""
    return min(-(-2 * source_length // 64) * 64, 256)
