"""Weights in eight bits that no CPU can overflow, so that int8 is the same sum everywhere.

CPUs without VNNI (AVX2, the first AVX-512) multiply activations of 0 to 255 by weights of -128 to
127 and add the products in pairs, in 16 bits: two large weights side by side saturate, and the sum
is wrong without a word. A row is scaled here so that no pair of its weights, added, passes 128:
255 * 128 still fits. That costs about half a bit; docs/engines.md has what it brings.
"""

from __future__ import annotations

from typing import Any

import numpy as np

# Bumped when the same weights can be rounded otherwise: a part of a conversion's name.
VERSION = 1
LARGEST, LARGEST_PAIR = 127, 128


def rounded(weights: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Weights (rows, inputs) as int8, and float32 scales (rows): weights * scale, rounded.

    Inputs 2j and 2j+1 are a pair, as the instruction takes them. The absolute values of int8 are
    127 at most, of the sum of a pair 128 at most.
    """
    rows, inputs = weights.shape
    pairs = np.pad(weights, ((0, 0), (0, inputs % 2))).reshape(rows, -1, 2).sum(2)
    largest, largest_pair = (np.abs(some).max(1) for some in (weights, pairs))
    with np.errstate(divide="ignore"):  # a row of zeros; rounding may add 0.5 to each of a pair
        scale = np.minimum(LARGEST / largest, (LARGEST_PAIR - 1) / largest_pair)
    scale[~np.isfinite(scale)] = 1.0
    return np.rint(weights * scale[:, None]).astype(np.int8), scale.astype(np.float32)
