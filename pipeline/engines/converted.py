"""A model in CTranslate2's own format: made once, sealed, heard before its first use."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from ..errors import ModelError
from ..files import cache_folder, digest, read_bytes, to_json, write
from ..models import Model, digest_of
from .convert import OPTIONS, convert

SEAL = "seal.json"
# How far the mean log-probability of a probe may move between float32 and a conversion of it.
FARTHEST = {"float32": 0.05}
FARTHEST_ROUNDED = 0.3
PROBES = {
    "pl": (
        "Minister spotkał się z delegacją w Hanoi.",
        "Umowa została podpisana w 2024 roku.",
        "Policja zatrzymała trzy osoby.",
        "Pogoda była zła, ale statek dopłynął do portu.",
    ),
    "en": (
        "The minister met the delegation in Hanoi.",
        "The agreement was signed in 2024.",
        "The police detained three people.",
        "The weather was bad, but the ship reached the port.",
    ),
    "vi": (
        "Bộ trưởng đã gặp đoàn đại biểu tại Hà Nội.",
        "Thỏa thuận được ký năm 2024.",
        "Cảnh sát bắt giữ ba người.",
        "Thời tiết xấu nhưng con tàu đã đến cảng.",
    ),
}


def converted(row: Model, print_: str, compute: str) -> Path:
    """The CTranslate2 folder of a model: from the cache where its seal holds, else made anew.

    Its name is the hash of the model's files, the library's version and all options. Raises
    ModelError where the model does not convert, or says something else once converted.
    """
    place = _place(row, print_, compute)
    if _sealed(place):
        return place
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=place.parent, prefix=".converting-"))
        try:
            _make(row, beside / "model", compute)
            if not _sealed(place):  # another run may have made it meanwhile
                shutil.rmtree(place, ignore_errors=True)
                (beside / "model").rename(place)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        if not _sealed(place):
            raise ModelError(
                row.name, f"does not convert ({error})", "kladka models check"
            ) from None
    return place


def _place(row: Model, print_: str, compute: str) -> Path:
    import ctranslate2

    key = digest(
        part.encode() for part in (print_, ctranslate2.__version__, compute, json.dumps(OPTIONS))
    )
    return cache_folder() / "converted" / f"{row.name}-{compute}-{key[:16]}"


def _sealed(place: Path) -> bool:
    """Every file is there and is what it was when the probes had been heard."""
    if not (place / SEAL).is_file():
        return False
    try:
        sums = json.loads(read_bytes(place / SEAL))
    except ValueError:
        return False
    names = {path.name for path in place.iterdir()} - {SEAL}
    return names == set(sums) and all(digest_of(place / n) == s for n, s in sums.items())


def _make(row: Model, place: Path, compute: str) -> None:
    from .reference import quiet

    quiet()
    convert(row.folder, place, compute)
    probe(row, place, compute)
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in place.iterdir()}
    write(place / SEAL, to_json(sums))


def probe(row: Model, place: Path, compute: str) -> None:
    """Hear a conversion beside its model: both must find the model's own words as likely.

    Raises ModelError. A wrong vocabulary, a lost layer or a library that counts differently
    moves the log-probability by whole units, rounding to int8 by hundredths.
    """
    import ctranslate2

    from .reference import Reference

    player = ctranslate2.Translator(str(place), compute_type=compute)
    farthest = FARTHEST.get(compute, FARTHEST_ROUNDED)
    for source, target in row.pairs:
        for source_pieces, target_pieces, score in Reference(row, target).scored(
            PROBES.get(source, ())
        ):
            said: Any = player.score_batch([source_pieces], [target_pieces])[0].log_probs
            off = abs(sum(said) / len(said) - score)
            if not off <= farthest:
                raise ModelError(
                    row.name,
                    f"says something else once converted to {compute} ({source}-{target}:"
                    f" log-probability off by {off:.2f})",
                    f"use --engine transformers, or look with kladka models check {row.name}",
                )
