"""Sentence vectors of any sentence-transformers model beside the words that the bridge shares.

Vectors of neighbours add up as bags of words do, so the cosine of a run costs no second encoding
(Thompson and Koehn 2019 embed the concatenation instead). The model reads the bridge where there
is one, so that a model of one language will do, and else the article, where it has to know both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import InputError, MissingFile, MissingTool
from ..records import Bead, Document
from ..roles import NO_HINTS, Hints
from ..text import clean
from .bridge import Bridge, Sets, evidence_of
from .evidence import Evidence, gather
from .similarity import NEAR, Likeness, Mean

VERSION = 1
Vectors = npt.NDArray[np.float64]


class NoEncoder(InputError):
    def __init__(self) -> None:
        super().__init__("the embedding aligner needs a model; call it embedding:FOLDER")


class Embedding(Bridge):
    """The bridge aligner with one more pair of eyes; its weights are the bridge's."""

    def __init__(
        self, encoder: Path | None, null_prior: float = 0.0, weights: Sets | None = None
    ) -> None:
        super().__init__(weights, null_prior)
        if encoder is None:
            raise NoEncoder
        if not (encoder / "modules.json").is_file() and not (encoder / "config.json").is_file():
            raise MissingFile(encoder / "modules.json", "name a sentence-transformers model folder")
        self._folder = encoder
        self._vectors: dict[str, Vectors] = {}

    @cached_property
    def signature(self) -> str:
        """Names the weights by their bytes, wherever the folder stands."""
        sums = hashlib.sha256()
        for path in sorted(p for p in self._folder.rglob("*") if p.suffix in _COUNTS):
            sums.update(hashlib.sha256(path.read_bytes()).digest())
        return f"embedding/{VERSION} model:{sums.hexdigest()[:8]} {super().signature}"

    @cached_property
    def _model(self) -> Any:
        try:
            from sentence_transformers import SentenceTransformer
        except ModuleNotFoundError:
            raise MissingTool("sentence-transformers", "embedding") from None
        return SentenceTransformer(
            str(self._folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )

    def align(
        self,
        article: Document,
        bridge: Sequence[str] | None,
        page: Document,
        hints: Hints = NO_HINTS,
    ) -> list[Bead]:
        read = bridge if bridge is not None and any(bridge) else [s.text for s in article.segments]
        self._encode([*read, *(s.text for s in page.segments)])
        return super().align(article, bridge, page, hints)

    def gather(
        self, article: Document, bridge: Sequence[str] | None, page: Document, hints: Hints
    ) -> Evidence:
        said = bridge if bridge is not None and any(bridge) else None
        seen = self._likeness(said or [s.text for s in article.segments], page)
        known = evidence_of(article, said, page, hints.back)
        through = Mean(known.measures[0].alike, seen) if known.bridged else seen
        return gather(article, said, page, through)

    def _encode(self, texts: Sequence[str]) -> None:
        new = list(dict.fromkeys(clean(t) for t in texts if clean(t) not in self._vectors))
        if new:
            made = self._model.encode(new, batch_size=32, show_progress_bar=False)
            self._vectors.update(zip(new, np.asarray(made, dtype=np.float64), strict=True))

    def _likeness(self, article: Sequence[str], page: Document) -> Likeness:
        """Cosines around the mean vector of both texts: what all share tells none apart."""
        theirs = [s.text for s in page.segments]
        self._encode([*article, *theirs])
        both = np.stack([self._vectors[clean(text)] for text in [*article, *theirs]])
        both -= both.mean(axis=0)
        both /= np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
        left, right = both[: len(article)], both[len(article) :]
        return Likeness(left @ right.T, _near(left), _near(right))


_COUNTS = (".safetensors", ".json", ".txt")


def _near(vectors: Vectors) -> Vectors:
    """Dot products of each vector with itself and its followers (n, 7)."""
    n = len(vectors)
    table = np.zeros((n, 1 + len(NEAR)))
    table[:, 0] = 1.0
    for k in NEAR:
        if k < n:
            table[: n - k, k] = np.einsum("ij,ij->i", vectors[:-k], vectors[k:])
    return table
