"""spBLEU: BLEU over the pieces of a SentencePiece model that a person has put in place."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import ModelError
from ..files import cache_folder, read_bytes

NAME = "spbleu.model"


def place() -> Path:
    """Where the model is looked for; SHA256SUMS stands beside it."""
    return cache_folder() / "models" / "spbleu" / NAME


def spbleu() -> Any:
    """sacreBLEU's BLEU over pieces; its signature names the model by hash.

    Goyal et al. 2022 use the FLORES-200 model. It is never fetched here: sacreBLEU's own fetch
    knows no checksum. Raises MissingFile, ModelError.
    """
    path = place()
    data = read_bytes(path, "put the FLORES-200 SentencePiece model there, with its SHA256SUMS")
    found = hashlib.sha256(data).hexdigest()
    sums = read_bytes(path.with_name("SHA256SUMS"), f"make it with: sha256sum {NAME} > SHA256SUMS")
    if f"{found}  {NAME}" not in sums.decode("utf-8", "replace").split("\n"):
        raise ModelError(NAME, "is not the file that SHA256SUMS names", f"put it back at {path}")
    return _made(path, found)


@cache
def _made(path: Path, print_: str) -> Any:
    from sacrebleu.metrics.bleu import BLEU

    made = BLEU(tokenize="none", force=True)
    made.tokenizer = _Pieces(path)
    made.tokenizer_signature = f"spm@{print_[:12]}"
    return made


class _Pieces:
    def __init__(self, path: Path) -> None:
        import sentencepiece

        try:
            self._model = sentencepiece.SentencePieceProcessor(model_file=str(path))
        except (RuntimeError, OSError) as error:
            raise ModelError(NAME, f"does not load ({error})", f"put it back at {path}") from None

    def __call__(self, line: str) -> str:
        return " ".join(self._model.encode(line, out_type=str))
