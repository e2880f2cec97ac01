"""The kind of number this machine multiplies fastest: some processors only imitate bfloat16, several times slower than float32."""

from __future__ import annotations

import time

import torch

ROWS, WIDTH, INNER = 1024, 256, 1024  # about the products of a step


def fastest(device: torch.device) -> torch.dtype:
    """bfloat16 on a GPU; on a CPU a product of each kind is timed, by the processor's own clock."""
    if device.type == "cuda":
        return torch.bfloat16
    return min((torch.bfloat16, torch.float32), key=_seconds)


def _seconds(kind: torch.dtype) -> float:
    """The shortest of a few products, in seconds of this process."""
    left, right = torch.ones(ROWS, WIDTH, dtype=kind), torch.ones(WIDTH, INNER, dtype=kind)
    times = []
    for _ in range(8):
        began = time.process_time()
        left @ right
        times.append(time.process_time() - began)
    return min(times)
