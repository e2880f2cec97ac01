"""How many threads suit this machine: whole batches side by side, one thread each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from ..errors import BrokenConfig

# Beside each other batches need no waiting for one another; each holds activations of its own,
# so that beyond this many they rather share threads than memory.
MOST_BESIDE = 8
_QUOTA = Path("/sys/fs/cgroup/cpu.max")


class Threads(NamedTuple):
    """`beside` batches at a time (inter_threads), `within` each (intra_threads)."""

    beside: int
    within: int


def threads() -> Threads:
    """For the cores that this process may use, or as many as $KLADKA_THREADS says.

    On two cores two batches beside each other are faster than one on both (docs/engines.md).
    Neither number changes an output. Raises BrokenConfig.
    """
    cores = _named() or min(_allowed(), _quota() or 1 << 10)
    beside = min(cores, MOST_BESIDE)
    return Threads(beside, max(1, cores // beside))


def _named() -> int | None:
    named = os.environ.get("KLADKA_THREADS")
    if not named:
        return None
    if not named.isdecimal() or not 1 <= int(named) <= 1024:
        raise BrokenConfig("KLADKA_THREADS", f"{named!r} is not a number of threads")
    return int(named)


def _allowed() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _quota() -> int | None:
    """Whole cores that a container may use, at least one; None where nothing limits it."""
    try:
        quota, period = _QUOTA.read_text().split()
    except (OSError, ValueError):
        return None
    return None if quota == "max" else max(1, int(quota) // int(period))
