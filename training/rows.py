"""Linear layers over a number of rows rounded up.

On a CPU, torch prepares a kernel for every shape it has not met lately, which takes longer than the product itself;
batches have thousands of shapes. With rows padded to a multiple of ROWS there are a dozen.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

ROWS = 256


def padded(states: Tensor) -> Tensor:
    """(rows, width) with zero rows added up to a multiple of ROWS."""
    short = -len(states) % ROWS
    return functional.pad(states, (0, 0, 0, short)) if short else states


class _Padded(torch.autograd.Function):  # type: ignore[misc]
    """`apply(states, weight, bias, kind)`: states (..., width) times a weight (outputs, width), in a `kind` of number."""

    @staticmethod
    def forward(
        ctx: Any, states: Tensor, weight: Tensor, bias: Tensor, kind: torch.dtype
    ) -> Tensor:
        flat, small = padded(states.reshape(-1, states.shape[-1]).to(kind)), weight.to(kind)
        ctx.save_for_backward(flat, small)
        ctx.kinds = states.dtype, weight.dtype, bias.dtype
        said = torch.addmm(bias.to(kind), flat, small.t())
        return said[: states.numel() // states.shape[-1]].view(*states.shape[:-1], len(weight))

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> tuple[Tensor | None, ...]:
        flat, small = ctx.saved_tensors
        to_said = upstream[0]
        rows = to_said.numel() // to_said.shape[-1]
        to_flat = padded(to_said.reshape(rows, -1))
        to_states = (to_flat @ small)[:rows].view(*to_said.shape[:-1], -1)
        to_weight, to_bias = to_flat.t() @ flat, to_flat.sum(0)
        of_states, of_weight, of_bias = ctx.kinds
        return to_states.to(of_states), to_weight.to(of_weight), to_bias.to(of_bias), None


def linear(states: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """As torch's own, and on a CPU that learns, with padded rows."""
    if states.device.type != "cpu" or not torch.is_grad_enabled():
        return functional.linear(states, weight, bias)
    lower = torch.is_autocast_enabled("cpu")
    kind = torch.get_autocast_dtype("cpu") if lower else weight.dtype
    with torch.autocast("cpu", enabled=False):
        said: Tensor = _Padded.apply(states, weight, bias, kind)
    return said


class Linear(nn.Linear):  # type: ignore[misc]
    def forward(self, states: Tensor) -> Tensor:
        return linear(states, self.weight, self.bias)
