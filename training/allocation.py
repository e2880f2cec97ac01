"""What torch needs of the C library and of its products' library on a CPU; to be set before torch has computed anything."""

from __future__ import annotations

import ctypes
import os

KERNELS = 2_500  # prepared for shapes and kept, some 300 kB each; a shape met again costs nothing
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX = -1, -2, -4  # of glibc's mallopt


def keep_memory() -> None:
    """Memory that a step gives back is kept for the next one: asking the system for it anew takes longer than using it."""
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", str(KERNELS))
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # glibc
        mallopt(M_MMAP_MAX, 0)
        mallopt(M_TRIM_THRESHOLD, 2**31 - 1)
        mallopt(M_TOP_PAD, 2**28)
