"""Marian on CTranslate2, int8: the default engine; no torch once a model is converted."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import ModelError
from ..files import cache_folder
from ..models import Model, fingerprint
from ..records import Said
from .pieces import CAREFUL, LONGEST, PLAIN, plan

# Bumped when a change of this code can change an output.
VERSION = 1
TOKENS_A_BATCH = 1536


class Marian:
    """One model, one target language. Construction checks the files; the weights load when used."""

    def __init__(
        self, row: Model, target: str, careful: bool = False, compute: str = "int8"
    ) -> None:
        self._row, self._compute = row, compute
        self._search = CAREFUL if careful else PLAIN
        self._token = row.tokens.get(target)
        self._print = fingerprint(row)
        self._player: Any = None
        self._pieces: Any = None

    @property
    def signature(self) -> str:
        from importlib.metadata import version

        token = self._token or "-"
        return (
            f"marian/{VERSION} {self._row.name}@{self._print[:12]} {token} "
            f"ctranslate2/{version('ctranslate2')} {self._compute} {self._search} cut{LONGEST}"
        )

    def translate(self, texts: Sequence[str]) -> list[Said]:
        self._load()
        parts = plan(texts, lambda text: len(self._pieces.encode(text))).parts
        flat = [part for some in parts for part in some]
        said = iter(self._decode(flat))
        return [
            _join([next(said) for _ in some]) if some else Said(text, (text,))
            for text, some in zip(texts, parts, strict=True)
        ]

    def _decode(self, texts: list[str]) -> list[Said]:
        lead = [self._token] if self._token else []
        sources = [[*lead, *self._pieces.encode(text, out_type=str), "</s>"] for text in texts]
        limit = 2 * LONGEST + 32
        results = self._player.translate_batch(
            sources,
            beam_size=self._search.beam,
            no_repeat_ngram_size=self._search.no_repeat,
            repetition_penalty=self._search.penalty,
            length_penalty=1.0,
            max_batch_size=TOKENS_A_BATCH,
            batch_type="tokens",
            max_decoding_length=limit,
            max_input_length=0,
            return_scores=True,
            disable_unk=True,
        )
        return [self._said(result, limit) for result in results]

    def _said(self, result: Any, limit: int) -> Said:
        pieces = result.hypotheses[0]
        text = self._pieces.decode(pieces).strip()
        flags = ("length limit",) if len(pieces) >= limit else ()
        return Said(text, (text,), round(float(result.scores[0]), 4), flags)

    def _load(self) -> None:
        if self._player is not None:
            return
        import ctranslate2
        import sentencepiece

        folder = converted(self._row, self._print, self._compute)
        cores = int(os.environ.get("KLADKA_THREADS", 0)) or os.cpu_count() or 1
        try:
            self._pieces = sentencepiece.SentencePieceProcessor(
                model_file=str(self._row.folder / "source.spm")
            )
            self._player = ctranslate2.Translator(
                str(folder), compute_type=self._compute, inter_threads=cores, intra_threads=1
            )
        except (RuntimeError, OSError, ValueError) as error:
            raise ModelError(
                self._row.name, f"does not load ({error})", "kladka models check"
            ) from None


def _join(parts: list[Said]) -> Said:
    text = " ".join(part.text for part in parts if part.text)
    scores = [part.score for part in parts if part.score is not None]
    flags = tuple(dict.fromkeys(flag for part in parts for flag in part.flags))
    return Said(text, (text,), min(scores) if scores else None, flags)


def converted(row: Model, print_: str, compute: str) -> Path:
    """The CTranslate2 folder of a model, made once and kept under the hash of all it came from."""
    import ctranslate2

    place = (
        cache_folder()
        / "converted"
        / f"{row.name}-{print_[:16]}-{ctranslate2.__version__}-{compute}"
    )
    if (place / "model.bin").is_file():
        return place
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=place.parent, prefix=".converting-"))
        try:
            _convert(row, beside / "model", compute)
            (beside / "model").rename(place)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        if not (place / "model.bin").is_file():
            raise ModelError(
                row.name, f"does not convert ({error})", "kladka models check"
            ) from None
    return place


def _convert(row: Model, place: Path, compute: str) -> None:
    from ctranslate2.converters import TransformersConverter

    from .reference import quiet

    quiet()
    TransformersConverter(str(row.folder)).convert(str(place), quantization=compute)
