"""Cross-entropy with label smoothing over all pieces, its gradient written out.

For states h, table W and bias b: logits z = hW' + b, p = softmax(z), and with smoothing e over V pieces
dz = p - (1 - e) onehot(wanted) - e / V. Autograd would walk the large matrix five times; this walks it twice.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


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
        states, small = states.to(kind), table.to(kind)
        logits = torch.addmm(bias.to(kind), states, small.t()).float()
        rows = torch.arange(len(wanted), device=wanted.device)
        hit, mean = logits[rows, wanted], logits.mean(-1)
        gradient = torch.softmax(logits, -1)
        plain = -gradient[rows, wanted].clamp_min(1e-30).log()
        loss = plain + smooth * (hit - mean)
        gradient.sub_(smooth / len(table))
        gradient[rows, wanted] -= 1 - smooth
        ctx.save_for_backward(states, small, gradient.div_(len(wanted)).to(kind))
        return loss.mean(), plain.mean()

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> tuple[Tensor | None, ...]:
        states, table, gradient = ctx.saved_tensors
        scale = upstream[0]
        to_states = (gradient @ table) * scale
        to_table = (gradient.t() @ states).float() * scale
        to_bias = gradient.float().sum(0) * scale
        return to_states, to_table, to_bias, None, None, None
