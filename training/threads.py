"""As many threads as the machine has cores to spare: threads that share a core with other work make each other wait at every step."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path

import torch

STAT = Path("/proc/stat")
TICKS = 100  # of a core's second, as Linux counts them
SPARE = 0.3  # of a core that other work may take before a thread gives way


class Threads:
    """Sets torch's threads, at most `most`, by what work at normal priority takes.

    Only a training of low priority (nice) gives way; elsewhere, and without /proc, it has `most`.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.yields = STAT.exists() and os.nice(0) > 0
        self.last, self.taken = time.monotonic(), _normal() if self.yields else 0
        torch.set_num_threads(most)

    def adapt(self, every: float = 1.0) -> None:
        """Look again, if `every` seconds have passed."""
        now = time.monotonic()
        if not self.yields or now - self.last < every:
            return
        taken = _normal()
        others = (taken - self.taken) / TICKS / (now - self.last)
        self.last, self.taken = now, taken
        free = (os.cpu_count() or 1) - math.ceil(max(0.0, others - SPARE))
        torch.set_num_threads(max(1, min(self.most, free)))


def _normal() -> int:
    """Ticks that all processes of normal priority have had in user space, over all cores."""
    return int(STAT.read_text(encoding="ascii").split(maxsplit=2)[1])
