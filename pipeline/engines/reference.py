"""Marian on transformers in float32: the reference that the fast engine is held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import ModelError
from ..models import Model, fingerprint
from ..records import Said
from .pieces import CAREFUL, LONGEST, PLAIN, plan

VERSION = 1
SENTENCES_A_BATCH = 32


class Reference:
    """The same search as the default engine, on the weights as they were saved."""

    def __init__(self, row: Model, target: str, careful: bool = False) -> None:
        self._row = row
        self._search = CAREFUL if careful else PLAIN
        self._token = row.tokens.get(target)
        self._print = fingerprint(row)
        self._model: Any = None
        self._tokenizer: Any = None

    @property
    def signature(self) -> str:
        from importlib.metadata import version

        return (
            f"reference/{VERSION} {self._row.name}@{self._print[:12]} {self._token or '-'} "
            f"transformers/{version('transformers')} float32 {self._search} cut{LONGEST}"
        )

    def translate(self, texts: Sequence[str]) -> list[Said]:
        self._load()
        parts = plan(texts, lambda text: len(self._tokenizer.tokenize(text))).parts
        flat = [part for some in parts for part in some]
        order = sorted(range(len(flat)), key=lambda i: (len(flat[i]), flat[i]))
        said: dict[int, str] = {}
        for start in range(0, len(order), SENTENCES_A_BATCH):
            batch = order[start : start + SENTENCES_A_BATCH]
            said.update(zip(batch, self._decode([flat[i] for i in batch]), strict=True))
        heard = iter([said[i] for i in range(len(flat))])
        joined = [" ".join(next(heard) for _ in some) for some in parts]
        return [
            Said(j, (j,)) if some else Said(t, (t,))
            for t, some, j in zip(texts, parts, joined, strict=True)
        ]

    def _decode(self, texts: list[str]) -> list[str]:
        import torch

        led = [f"{self._token} {text}" if self._token else text for text in texts]
        batch = self._tokenizer(led, return_tensors="pt", padding=True)
        with torch.inference_mode():
            made = self._model.generate(
                **batch,
                num_beams=self._search.beam,
                no_repeat_ngram_size=self._search.no_repeat,
                repetition_penalty=self._search.penalty,
                length_penalty=1.0,
                early_stopping=False,
                max_new_tokens=2 * LONGEST + 32,
                do_sample=False,
            )
        return [
            text.strip() for text in self._tokenizer.batch_decode(made, skip_special_tokens=True)
        ]

    def _load(self) -> None:
        if self._model is not None:
            return
        quiet()
        from transformers import MarianMTModel, MarianTokenizer

        try:
            folder = str(self._row.folder)
            self._tokenizer = MarianTokenizer.from_pretrained(folder, local_files_only=True)
            self._model = MarianMTModel.from_pretrained(
                folder, local_files_only=True, use_safetensors=True, dtype="float32"
            ).eval()
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            raise ModelError(
                self._row.name, f"does not load ({error})", "kladka models check"
            ) from None


def quiet() -> None:
    """Transformers says nothing and asks nobody."""
    import os
    import warnings

    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    warnings.filterwarnings("ignore", message=".*sacremoses.*")
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
