"""Marian on CTranslate2, int8: the default engine; no torch once a model is converted."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import ModelError
from ..models import Model, fingerprint
from ..records import Said
from .converted import converted
from .pieces import joined, plan
from .search import LENGTH_PENALTY, PATIENCE, PLAIN, Search
from .threads import threads

# Bumped when a change of this code can change an output.
VERSION = 4
# Source pieces of a batch, at most and at least; sorted by length, so that little is padding.
MOST, LEAST = 1024, 256
# One thread converts and loads, and others wait for it.
_ONE = threading.Lock()


class Weights(NamedTuple):
    """What is loaded once, however many engines speak with it."""

    player: Any
    source: Any  # the SentencePiece model of this side
    target: Any


class Marian:
    """One model, one target language. Construction checks the files; the weights load when used."""

    def __init__(
        self, row: Model, target: str, search: Search = PLAIN, compute: str = "int8"
    ) -> None:
        self._row, self._target, self._search, self._compute = row, target, search, compute
        self._token = row.tokens.get(target)
        self._print = fingerprint(row)

    @property
    def signature(self) -> str:
        from importlib.metadata import version

        return (
            f"marian/{VERSION} {self._row.name}@{self._print[:12]} {self._token or '-'} "
            f"ctranslate2/{version('ctranslate2')} {self._compute} {self._search}"
        )

    def translate(self, texts: Sequence[str]) -> list[Said]:
        return [some[0] for some in self.hypotheses(texts)]

    def hypotheses(self, texts: Sequence[str]) -> list[tuple[Said, ...]]:
        source = self._ready.source
        plans = plan(texts, lambda text: len(source.encode(text)), self._search.longest)
        heard = iter(self._decode([part.text for parts in plans for part in parts if part.seen]))
        return [joined(parts, heard) for parts in plans]

    def _decode(self, texts: list[str]) -> list[tuple[Said, ...]]:
        player, source, target = self._ready
        lead = [self._token] if self._token else []
        sources = [[*lead, *source.encode(text, out_type=str), "</s>"] for text in texts]
        results = player.translate_batch(
            sources,
            beam_size=self._search.beam,
            num_hypotheses=self._search.hypotheses,
            patience=PATIENCE,
            length_penalty=LENGTH_PENALTY,
            no_repeat_ngram_size=self._search.no_repeat,
            repetition_penalty=self._search.penalty,
            max_batch_size=_batch(sources),
            batch_type="tokens",
            max_decoding_length=self._search.limit,
            max_input_length=0,
            return_scores=True,
            disable_unk=True,
        )
        return [self._said(result, target) for result in results]

    def _said(self, result: Any, pieces: Any) -> tuple[Said, ...]:
        made = []
        for hypothesis, score in zip(result.hypotheses, result.scores, strict=True):
            text = pieces.decode(hypothesis).strip()
            flags = ("length limit",) if len(hypothesis) >= self._search.limit else ()
            made.append(Said(text, (text,), round(float(score), 4), flags))
        return tuple(made)

    @cached_property
    def _ready(self) -> Weights:
        return self._load()

    def _load(self) -> Weights:
        """Once, when they are first needed. Raises ModelError."""
        return _weights(self._row, self._print, self._compute)


@lru_cache(maxsize=4)
def _loaded(place: Path, folder: Path, compute: str, beside: int, within: int) -> Weights:
    import ctranslate2
    from sentencepiece import SentencePieceProcessor

    return Weights(
        ctranslate2.Translator(
            str(place), compute_type=compute, inter_threads=beside, intra_threads=within
        ),
        SentencePieceProcessor(model_file=str(folder / "source.spm")),
        SentencePieceProcessor(model_file=str(folder / "target.spm")),
    )


def _weights(row: Model, print_: str, compute: str) -> Weights:
    try:
        with _ONE:
            place = converted(row, print_, compute)
            return _loaded(place, row.folder, compute, *threads())
    except (RuntimeError, OSError, ValueError) as error:
        raise ModelError(row.name, f"does not load ({error})", "kladka models check") from None


def _batch(sources: Sequence[Sequence[str]]) -> int:
    """Batches small enough that a short article keeps every core at work."""
    whole = sum(len(source) for source in sources)
    return max(LEAST, min(MOST, -(-whole // threads().beside)))
