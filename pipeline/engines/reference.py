"""Marian on transformers: the reference that the fast engine is held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import ModelError, UnknownName
from ..models import Model, fingerprint
from ..records import Said
from .pieces import joined, plan
from .search import LENGTH_PENALTY, PLAIN, Search
from .vocabulary import unsaid

VERSION = 3
SENTENCES_A_BATCH = 32
COMPUTE = ("float32", "bfloat16")


class Reference:
    """The same search as the default engine, on the weights as they were saved.

    It runs on a GPU where torch sees one. Raises ModelError, UnknownName for another number type.
    """

    def __init__(
        self, row: Model, target: str, search: Search = PLAIN, compute: str = "float32"
    ) -> None:
        if compute not in COMPUTE:
            raise UnknownName("number type of the reference", compute, COMPUTE)
        self._row, self._search, self._compute = row, search, compute
        self._token = row.tokens.get(target)
        self._print = fingerprint(row)
        self._model: Any = None
        self._tokenizer: Any = None
        self._unsaid: list[int] = []

    @property
    def signature(self) -> str:
        from importlib.metadata import version

        return (
            f"reference/{VERSION} {self._row.name}@{self._print[:12]} {self._token or '-'} "
            f"transformers/{version('transformers')} {self._compute} {self._search}"
        )

    def translate(self, texts: Sequence[str]) -> list[Said]:
        return [some[0] for some in self.hypotheses(texts)]

    def hypotheses(self, texts: Sequence[str]) -> list[tuple[Said, ...]]:
        self._load()
        plans = plan(texts, lambda text: len(self._tokenizer.tokenize(text)), self._search.longest)
        flat = [part.text for parts in plans for part in parts if part.seen]
        order = sorted(range(len(flat)), key=lambda i: (len(flat[i]), flat[i]))
        said: dict[int, tuple[Said, ...]] = {}
        for start in range(0, len(order), SENTENCES_A_BATCH):
            batch = order[start : start + SENTENCES_A_BATCH]
            said.update(zip(batch, self._decode([flat[i] for i in batch]), strict=True))
        heard = iter([said[i] for i in range(len(flat))])
        return [joined(parts, heard) for parts in plans]

    def _decode(self, texts: list[str]) -> list[tuple[Said, ...]]:
        import torch

        batch = self._encoded(texts)
        with torch.inference_mode():
            made = self._model.generate(
                **batch,
                num_beams=self._search.beam,
                num_return_sequences=self._search.hypotheses,
                early_stopping=True,
                length_penalty=LENGTH_PENALTY,
                no_repeat_ngram_size=self._search.no_repeat,
                repetition_penalty=self._search.penalty,
                suppress_tokens=self._unsaid,
                renormalize_logits=True,  # as CTranslate2: what may not be said takes no share
                max_new_tokens=self._search.limit,
                do_sample=False,
                output_scores=True,
                return_dict_in_generate=True,
            )
        told = self._tokenizer.batch_decode(made.sequences, skip_special_tokens=True)
        ends = (made.sequences[:, 1:] == self._model.config.eos_token_id).any(-1).tolist()
        scores = made.sequences_scores if self._search.beam > 1 else [None] * len(told)
        said = [_said(*one) for one in zip(told, scores, ends, strict=True)]
        each = self._search.hypotheses
        return [tuple(said[i : i + each]) for i in range(0, len(said), each)]

    def _encoded(self, texts: Sequence[str]) -> Any:
        led = [f"{self._token} {text}" if self._token else text for text in texts]
        batch = self._tokenizer(led, return_tensors="pt", padding=True)
        return batch.to(self._model.device)

    def scored(self, texts: Sequence[str]) -> Iterator[tuple[list[str], list[str], float]]:
        """What the model says by itself, text by text, and how likely it finds that.

        Source pieces with token and end, target pieces without an end, and the mean
        log-probability of the target's pieces and its end.
        """
        import torch

        self._load()
        for text in texts:
            batch = self._encoded([text])
            with torch.inference_mode():
                made = self._model.generate(
                    **batch,
                    num_beams=1,
                    do_sample=False,
                    suppress_tokens=self._unsaid,
                    max_new_tokens=self._search.limit,
                )[:, 1:]
                logits = self._model(**batch, labels=made).logits.float()
                logits[..., self._unsaid] = -torch.inf
                probabilities = torch.log_softmax(logits, -1)
            score = probabilities.gather(-1, made.unsqueeze(-1)).mean().item()
            source = self._tokenizer.convert_ids_to_tokens(batch["input_ids"][0])
            yield source, self._tokenizer.convert_ids_to_tokens(made[0])[:-1], score

    def _load(self) -> None:
        if self._model is not None:
            return
        quiet()
        try:
            self._model, self._tokenizer, self._unsaid = _loaded(
                self._row.folder, self._print, self._compute
            )
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            raise ModelError(
                self._row.name, f"does not load ({error})", "kladka models check"
            ) from None


@lru_cache(maxsize=4)
def _loaded(folder: Path, print_: str, compute: str) -> tuple[Any, Any, list[int]]:
    """Weights, tokenizer and what is never said, once for all targets and searches.

    `print_` tells files apart.
    """
    import torch
    from transformers import MarianMTModel, MarianTokenizer

    tokenizer = MarianTokenizer.from_pretrained(str(folder), local_files_only=True)
    model = MarianMTModel.from_pretrained(
        str(folder), local_files_only=True, use_safetensors=True, dtype=compute
    )
    model = model.to("cuda" if torch.cuda.is_available() else "cpu").eval()
    return model, tokenizer, [tokenizer.unk_token_id, *unsaid(folder)]


def _said(text: str, score: Any, ended: bool) -> Said:
    bare = text.strip()
    return Said(
        bare,
        (bare,),
        None if score is None else round(float(score), 4),
        () if ended else ("length limit",),
    )


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
