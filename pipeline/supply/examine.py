"""Is a Marian folder what it claims: vocabulary, ties, language tokens, the row of `<pad>`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import ModelError
from ..models import Model, pieces_of

SHARED = "model.shared.weight"
_TIED = ("lm_head.weight", "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight")


class Finding(NamedTuple):
    """`level` is "good", "warning" or "bad"."""

    level: str
    text: str


class _Folder(NamedTuple):
    row: Model
    config: dict[str, Any]
    vocabulary: dict[str, int]


def examine(row: Model) -> list[Finding]:
    """What is right and wrong with a model whose files are sound. Raises ModelError."""
    try:
        folder = _Folder(row, _json(row.folder / "config.json"), _json(row.folder / "vocab.json"))
        return [*_vocabulary(folder), *_pieces(folder), *_tokens(folder), *_weights(folder)]
    except Exception as error:  # a strange folder may break a library anywhere
        why = f"is no Marian model we can read ({type(error).__name__}: {_line(error)})"
        raise ModelError(
            row.name, why, "save it again with MarianMTModel.save_pretrained"
        ) from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _json(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise ValueError(f"{path.name} holds no table")
    return found


def _found(holds: bool, good: str, bad: str) -> Finding:
    return Finding("good", good) if holds else Finding("bad", bad)


def _vocabulary(folder: _Folder) -> Iterator[Finding]:
    config, names = folder.config, folder.vocabulary
    kind = config.get("model_type")
    yield _found(
        kind == "marian", "config.json says marian", f"config.json says {kind}, not marian"
    )
    size = config.get("vocab_size")
    ids = sorted(names.values())
    yield _found(
        ids == list(range(len(ids))) and len(ids) == size,
        f"vocabulary: {len(ids):,} pieces, each id once",
        f"vocabulary: {len(ids):,} pieces, but config.json says {size}, or an id is not used once",
    )
    for key, piece in {"eos_token_id": "</s>", "pad_token_id": "<pad>"}.items():
        wanted = names.get(piece)
        yield _found(
            wanted is not None and config.get(key) == wanted,
            f"{piece} is id {wanted} in config.json too",
            f"{piece} is id {wanted}, but {key} is {config.get(key)}",
        )
    start, pad = config.get("decoder_start_token_id"), config.get("pad_token_id")
    yield _found(start == pad, "the decoder starts with <pad>", f"the decoder starts with {start}")


def _pieces(folder: _Folder) -> Iterator[Finding]:
    for side in ("source", "target"):
        pieces = set(pieces_of(folder.row.folder / f"{side}.spm"))
        strange = pieces - folder.vocabulary.keys() - {"<s>", "<unk>"}
        share = len(strange) / max(1, len(pieces))
        text = f"{side}.spm: {len(pieces):,} pieces, {len(strange):,} of them not in the vocabulary"
        yield Finding("good" if not strange else "warning" if share < 0.2 else "bad", text)


def _tokens(folder: _Folder) -> Iterator[Finding]:
    """A language token has to be one id, the first, whatever follows."""
    if not folder.row.tokens:
        return
    from transformers import MarianTokenizer

    place = str(folder.row.folder)
    tokenizer = MarianTokenizer.from_pretrained(place, local_files_only=True)
    for token in folder.row.tokens.values():
        wanted = folder.vocabulary.get(token)
        ids = tokenizer(f"{token} a")["input_ids"]
        yield _found(
            wanted is not None and ids[0] == wanted and wanted not in ids[1:],
            f"{token} is one id, {wanted}",
            f"{token} is not one id: the tokenizer makes {ids}",
        )


def _weights(folder: _Folder) -> Iterator[Finding]:
    from safetensors import safe_open

    config = folder.config
    with safe_open(str(folder.row.folder / "model.safetensors"), framework="pt") as stored:
        names = set(stored.keys())
        if SHARED not in names:
            yield Finding("bad", f"no {SHARED} in model.safetensors")
            return
        shared = stored.get_tensor(SHARED)
        wanted = [config.get("vocab_size"), config.get("d_model")]
        whole = list(shared.shape) == wanted
        yield _found(
            whole,
            f"embedding: {wanted[0]} x {wanted[1]}",
            f"embedding: {list(shared.shape)}, but config.json says {wanted}",
        )
        untied = [n for n in _TIED if n in names and not _same(stored.get_tensor(n), shared)]
        yield from _ties(config, names, untied)
        broken = [name for name in sorted(names) if not _finite(stored.get_tensor(name))]
        yield _found(not broken, "every weight is a number", f"not a number in {broken}")
        if whole:
            yield _pad(shared, int(config["pad_token_id"]))


def _ties(config: dict[str, Any], names: set[str], untied: list[str]) -> Iterator[Finding]:
    said = config.get("tie_word_embeddings", True)
    if said:
        yield _found(not untied, "embeddings are tied", f"tied, says config.json, yet {untied}")
    else:
        own = "lm_head.weight" in names
        yield _found(own, "embeddings are not tied", "not tied, yet no lm_head.weight is there")


def _same(left: Any, right: Any) -> bool:
    return bool(left.shape == right.shape and (left == right).all())


def _finite(tensor: Any) -> bool:
    return bool(tensor.isfinite().all())


def _pad(shared: Any, pad: int) -> Finding:
    if bool((shared[pad] == 0).all()):
        return Finding("good", "the row of <pad> is zero")
    text = "the row of <pad> is not zero: CTranslate2 starts from zeros and will differ"
    return Finding("warning", text)
