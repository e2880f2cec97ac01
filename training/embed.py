"""A start for the embedding: pieces that occur in the same sentence pairs, in any language, start close.

Latent semantic analysis over sentence pairs (Deerwester et al. 1990; across languages, Dumais et al. 1997): a
matrix of pieces by pairs, both sides of a pair in one column, weighted and reduced by a truncated SVD.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.files import write

from .recipe import Embed
from .tokenise import CODES, END, PAD, UNKNOWN, Ints, Pairs, Pieces

Floats = npt.NDArray[np.float32]
_OVERSAMPLE = 24
_POWER_ROUNDS = 3


def embed(settings: Embed, pairs: Pairs, pieces: Pieces, width: int, out: Path, seed: int) -> None:
    """Write a float32 array of pieces by width, rows of length 1, to `out`."""
    size = len(pieces.ids)
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(pairs.group))[: settings.documents]
    counts = _counts(pairs, np.sort(chosen), size)
    rows = _reduce(_weigh(counts), width - 3, rng)
    spread = np.asarray((counts > 0).sum(axis=1)).ravel()
    at_random = (spread < settings.least_pairs) | _signs(pieces)
    chance = _unit(rng.standard_normal(rows.shape, dtype=np.float32))
    rows = _unit(np.where(at_random[:, None], chance, _unit(rows) + settings.chance_share * chance))
    table = np.hstack([rows, settings.language_share * _languages(pairs, size)])
    turn, _ = np.linalg.qr(rng.standard_normal((width, width)))
    stream = io.BytesIO()
    np.save(stream, _unit(table @ turn).astype(np.float32))
    write(out, stream.getvalue())


def _signs(pieces: Pieces) -> npt.NDArray[np.bool_]:
    """Digits, punctuation and the special pieces: copied, not translated, so company says little."""
    special = {END, UNKNOWN, PAD, *CODES.values()}
    return np.array(
        [
            name in special or not any(map(str.isalpha, name))
            for name in sorted(pieces.ids, key=pieces.ids.__getitem__)
        ]
    )


def _counts(pairs: Pairs, chosen: Ints, size: int) -> sparse.csr_matrix:
    """Pieces by pairs: 1 where the piece is on either side of the pair."""
    column = np.full(len(pairs.group), -1, np.int32)
    column[chosen] = np.arange(len(chosen))
    source_pair = np.repeat(column, pairs.source_lengths)
    target_pair = np.repeat(column, pairs.target_lengths)
    pieces = np.concatenate([pairs.source, pairs.target])
    columns = np.concatenate([source_pair, target_pair])
    kept = columns >= 0
    ones = np.ones(int(kept.sum()), np.float32)
    counts = sparse.coo_matrix((ones, (pieces[kept], columns[kept])), (size, len(chosen))).tocsr()
    counts.data[:] = 1.0
    return counts


def _weigh(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Inverse document frequency by row, then columns of length 1."""
    spread = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1.0)
    rarity = np.log(counts.shape[1] / spread)
    weighed = sparse.diags(rarity.astype(np.float32)) @ counts
    length = np.sqrt(np.maximum(np.asarray(weighed.multiply(weighed).sum(axis=0)).ravel(), 1e-9))
    return (weighed @ sparse.diags((1.0 / length).astype(np.float32))).tocsr()


def _reduce(matrix: sparse.csr_matrix, width: int, rng: np.random.Generator) -> Floats:
    """Left singular vectors times the root of the singular values (Halko et al. 2011).

    Rows are made alike in length first, so that frequent pieces do not own the first axes.
    """
    length = np.sqrt(np.maximum(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel(), 1e-9))
    matrix = (sparse.diags((1.0 / length**0.75).astype(np.float32)) @ matrix).tocsr()
    gram = (matrix @ matrix.T).toarray().astype(np.float32)
    basis = rng.standard_normal((len(gram), width + _OVERSAMPLE), dtype=np.float32)
    for _ in range(_POWER_ROUNDS):
        basis, _ = np.linalg.qr(gram @ basis)
    values, vectors = np.linalg.eigh(basis.T @ (gram @ basis))
    order = np.argsort(values)[::-1][:width]
    scale = np.maximum(values[order], 1e-9) ** 0.25
    rows: Floats = (basis @ vectors[:, order] * scale).astype(np.float32)
    return rows


def _languages(pairs: Pairs, size: int) -> Floats:
    """By row, how much a piece belongs to each language, around 0."""
    names = ("pl", "en", "vi")
    seen = np.ones((size, len(names)), np.float32)
    for number, group in enumerate(pairs.groups):
        source, target = (names.index(code) for code in group.split(" ")[0].split("-"))
        of = pairs.group == number
        there = pairs.source[np.repeat(of, pairs.source_lengths)]
        here = pairs.target[np.repeat(of, pairs.target_lengths)]
        seen[:, source] += np.bincount(there, minlength=size)
        seen[:, target] += np.bincount(here, minlength=size)
    seen /= seen.sum(axis=0)
    share = seen / seen.sum(axis=1, keepdims=True)
    centred: Floats = (share - share.mean(axis=1, keepdims=True)) / 0.82
    return centred


def _unit(rows: Floats) -> Floats:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Floats = rows / np.maximum(length, 1e-9)
    return unit
