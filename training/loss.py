"""Cross-entropy with label smoothing over all pieces, its gradient written out.

For states h, table W and bias b: logits z = hW' + b, p = softmax(z), and with smoothing e over V pieces
dz = p - (1 - e) onehot(wanted) - e / V. A few rows at a time, so that a row's numbers are still in the processor's
cache when they are used again: written to memory and read back, they cost more than the products.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from .rows import padded

CHUNK = 64  # rows


class Output(torch.autograd.Function):  # type: ignore[misc]
    """`Output.apply(states, table, bias, wanted, smooth, kind)` is (mean smoothed loss, mean plain loss).

    `kind` of number is what the large products are made in.
    """

    @staticmethod
    def forward(
        ctx: Any,
        states: Tensor,
        table: Tensor,
        bias: Tensor,
        wanted: Tensor,
        smooth: float,
        kind: torch.dtype,
    ) -> tuple[Tensor, Tensor]:
        count = len(wanted)
        states, small, shift = padded(states.to(kind)), table.to(kind), bias.to(kind)
        wanted = functional.pad(wanted, (0, len(states) - count))
        gradient = torch.empty(len(states), len(table), dtype=kind, device=states.device)
        chunk = CHUNK if states.device.type == "cpu" else len(states)
        to_bias = torch.zeros(len(table), device=states.device)
        losses, plains = [], []
        for start in range(0, len(states), chunk):
            rows = slice(start, start + chunk)
            logits = torch.addmm(shift, states[rows], small.t()).float()
            column = wanted[rows, None]
            logits -= logits.amax(-1, keepdim=True)
            hit, mean = logits.gather(1, column), logits.mean(-1, keepdim=True)
            parts = logits.exp_()
            total = parts.sum(-1, keepdim=True)
            plain = total.log() - hit
            parts.mul_(1 / (total * count)).sub_(smooth / len(table) / count)
            parts.scatter_add_(1, column, torch.full_like(hit, -(1 - smooth) / count))
            parts[max(0, count - start) :] = 0.0  # padding
            to_bias += parts.sum(0)
            gradient[rows] = parts
            losses.append(plain + smooth * (hit - mean))
            plains.append(plain)
        ctx.save_for_backward(states, small, gradient, to_bias)
        ctx.count = count
        return torch.cat(losses)[:count].mean(), torch.cat(plains)[:count].mean()

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> tuple[Tensor | None, ...]:
        states, small, gradient, to_bias = ctx.saved_tensors
        scale = upstream[0]
        to_states = (gradient @ small)[: ctx.count] * scale
        to_table = (gradient.t() @ states).float() * scale
        return to_states, to_table, to_bias * scale, None, None, None
