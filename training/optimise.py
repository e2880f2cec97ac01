"""How weights move: Adam, and Muon for the matrices inside; and how fast, at which moment.

Muon: Jordan et al. 2024 (momentum, made orthogonal by five Newton-Schulz steps), scaled as by Liu et al. 2025.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import torch
from torch import Tensor, nn

from .recipe import Train


def rate(settings: Train, step: int, tokens: int) -> float:
    """The part of the full learning rate at a step: up in a line, level, down with 1/sqrt(tokens)."""
    rise = min(1.0, (step + 1) / settings.warmup)
    fall = min(1.0, math.sqrt(settings.hold_tokens / max(tokens, 1)))
    return rise * fall


def longest(settings: Train, tokens: int) -> int:
    """How long a side of a pair may be, in pieces, at a moment."""
    return max(limit for start, limit in settings.length_steps if tokens >= start)


def guide(settings: Train, tokens: int) -> float:
    """The weight of the alignment loss at a moment."""
    fallen: float = 0.1 ** min(1.0, tokens / settings.guide_tokens)
    return settings.guide_weight * fallen


class Muon(torch.optim.Optimizer):  # type: ignore[misc]
    """Momentum whose singular values are all made 1; matrices of one shape go together."""

    def __init__(
        self,
        weights: list[Tensor],
        lr: float,
        momentum: float,
        weight_decay: float,
        kind: torch.dtype,
    ) -> None:
        super().__init__(weights, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self.kind = kind  # of number in which matrices are made orthogonal

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            alike: dict[torch.Size, list[Tensor]] = defaultdict(list)
            for weight in group["params"]:
                if weight.grad is not None:
                    alike[weight.shape].append(weight)
            for shape, weights in alike.items():
                self._move(weights, max(1.0, shape[0] / shape[1]) ** 0.5, group)

    def _move(self, weights: list[Tensor], scale: float, group: dict[str, Any]) -> None:
        wanted = []
        for weight in weights:
            state = self.state[weight]
            if "momentum" not in state:
                state["momentum"] = torch.zeros_like(weight)
            state["momentum"].lerp_(weight.grad, 1 - group["momentum"])
            wanted.append(torch.lerp(weight.grad, state["momentum"], group["momentum"]))
        updates = orthogonal(torch.stack(wanted).to(self.kind))
        for weight, update in zip(weights, updates, strict=True):
            weight.mul_(1 - group["lr"] * group["weight_decay"])
            weight.add_(update, alpha=-group["lr"] * scale)


def orthogonal(matrices: Tensor) -> Tensor:
    """The nearest orthogonal matrix of each, roughly."""
    a, b, c = 3.4445, -4.7750, 2.0315
    tall = matrices.shape[1] > matrices.shape[2]
    wide = matrices.transpose(1, 2) if tall else matrices
    wide = (wide / (wide.norm(dim=(1, 2), keepdim=True) + 1e-7)).contiguous()
    for _ in range(5):
        gram = wide @ wide.transpose(1, 2)
        wide = a * wide + (b * gram + c * (gram @ gram)) @ wide
    return wide.transpose(1, 2) if tall else wide


def optimizers(
    settings: Train, network: nn.Module, kind: torch.dtype
) -> list[torch.optim.Optimizer]:
    """One optimizer or two, each group with its full rate under "full"."""
    named = dict(network.named_parameters())
    inside = [w for name, w in named.items() if w.ndim == 2 and "layers." in name]
    inside = inside if settings.optimizer == "muon" else []
    taken = set(map(id, inside))
    rest = [w for w in named.values() if id(w) not in taken]
    found: list[torch.optim.Optimizer] = [
        torch.optim.Adam(rest, settings.adam_rate, betas=(0.9, 0.98), eps=1e-9, fused=True)
    ]
    if inside:
        found.append(Muon(inside, settings.muon_rate, 0.95, settings.weight_decay, kind))
    for optimizer in found:
        for group in optimizer.param_groups:
            group["full"] = group["lr"]
    return found
