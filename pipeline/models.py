"""The models we know, one row each: languages, target token, licence, where the weights are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from .errors import ModelError, NotText, UnknownName
from .files import cache_folder, digest, read_bytes

SHIPPED = "shipped"


class Hub(NamedTuple):
    """Where on the hub; without a pinned revision the person who fetches has to name one.

    `sums` is the sha256 of each file at the pinned revision.
    """

    repo: str
    revision: str | None = None
    sums: Mapping[str, str] = MappingProxyType({})


class Model(NamedTuple):
    """`tokens` maps a target language to the piece that leads the source, where one is wanted."""

    name: str
    family: str
    pairs: tuple[tuple[str, str], ...]
    tokens: Mapping[str, str]
    licence: str
    folder: Path
    hub: Hub | None = None


def _fetched(name: str) -> Path:
    return cache_folder() / "models" / name


_NONE: Mapping[str, str] = MappingProxyType({})


def table() -> tuple[Model, ...]:
    """Every row; the folders follow $KLADKA_CACHE as it is now."""
    return (
        Model(
            "kladka-pl-en-vi",
            SHIPPED,
            (("pl", "en"), ("en", "vi"), ("pl", "vi")),
            MappingProxyType({"en": ">>eng<<", "vi": ">>vie<<"}),
            "Apache-2.0 (weights; see the model card for the training text)",
            Path(__file__).parent / "weights" / "pl-en-vi",
        ),
        Model(
            "opus-mt-pl-en",
            "opus-mt",
            (("pl", "en"),),
            _NONE,
            "Apache-2.0",
            _fetched("opus-mt-pl-en"),
            Hub("Helsinki-NLP/opus-mt-pl-en"),
        ),
        Model(
            "opus-mt-en-vi",
            "opus-mt",
            (("en", "vi"),),
            MappingProxyType({"vi": ">>vie<<"}),
            "Apache-2.0",
            _fetched("opus-mt-en-vi"),
            Hub("Helsinki-NLP/opus-mt-en-vi"),
        ),
    )


# Pairs that may go through another language; the text of every hop is kept.
PIVOTS: dict[tuple[str, str], tuple[str, ...]] = {("pl", "vi"): ("pl", "en", "vi")}
BEST, DIRECT, PIVOT = ROUTES = ("best", "direct", "pivot")


def route(source: str, target: str, family: str = SHIPPED, by: str = BEST) -> list[tuple[str, str]]:
    """The hops from one language to another: pl, vi by pivot gives (pl, en), (en, vi).

    Best is the direct pair where the family translates it, and the pivot elsewhere: with the
    shipped model it is the better one on FLORES dev (docs/engines.md). Raises UnknownName.
    """
    if by not in ROUTES:
        raise UnknownName("route", by, ROUTES)
    stops = PIVOTS.get((source, target), (source, target))
    if by == DIRECT or (by == BEST and translates(source, target, family)):
        stops = (source, target)
    return list(pairwise(stops))


def translates(source: str, target: str, family: str = SHIPPED) -> bool:
    """Does a family offer a pair in one hop? A folder does where it holds one named by the pair."""
    if Path(family).is_dir():
        return (Path(family) / f"{source}-{target}").is_dir()
    return any(row.family == family and (source, target) in row.pairs for row in table())


def model(source: str, target: str, family: str = SHIPPED) -> Model:
    """The row that translates a pair in a family, or the user's own folder given as a path.

    Raises UnknownName for a family, ModelError for a pair that nothing in it translates.
    """
    if Path(family).is_dir():
        return _own(source, target, Path(family))
    families = {row.family for row in table()}
    if family not in families:
        raise UnknownName("model family or model folder", family, families)
    mine = [row for row in table() if row.family == family]
    for row in mine:
        if (source, target) in row.pairs:
            return row
    known = ", ".join(f"{a}-{b}" for row in mine for a, b in row.pairs)
    raise ModelError(family, f"has no {source}-{target}", f"it translates {known}")


def _own(source: str, target: str, folder: Path) -> Model:
    inner = folder / f"{source}-{target}"
    place = inner if inner.is_dir() else folder
    vocabulary = read_bytes(place / "vocab.json", "a Marian folder holds vocab.json").decode()
    from .languages import language

    token = f">>{language(target).three}<<"
    tokens = {target: token} if f'"{token}"' in vocabulary else {}
    return Model(place.name, "own", ((source, target),), tokens, "the user's own", place)


NEEDED = ("config.json", "model.safetensors", "source.spm", "target.spm", "vocab.json")
WELCOME = (*NEEDED, "generation_config.json", "tokenizer_config.json", "special_tokens_map.json")
_PAPERS = ("README.md", "SHA256SUMS", "LICENSE", "ORIGIN")
SUMS = "SHA256SUMS"
_SUM = re.compile(r"([0-9a-f]{64})  ([\w.-]+)")


def fingerprint(row: Model) -> str:
    """The sha256 over the files of a model, checked against its SHA256SUMS.

    A folder of the user's own may lack SHA256SUMS. Raises ModelError for a missing, changed or
    unwelcome file; no weights are loaded.
    """
    hint = _hint(row)
    if not row.folder.is_dir():
        raise ModelError(row.name, f"is not at {row.folder}", hint)
    present = {path.name: path for path in sorted(row.folder.iterdir())}
    for name, path in present.items():
        if name not in (*WELCOME, *_PAPERS) or not path.is_file():
            raise ModelError(row.name, f"holds {name}, which we do not load", _away(name))
    for name in NEEDED if row.family == "own" else (*NEEDED, SUMS):
        if name not in present:
            raise ModelError(row.name, f"has lost {name}", hint)
    hashes = {name: digest_of(path) for name, path in present.items() if name != SUMS}
    if SUMS in present:
        _check_sums(row, hashes, present[SUMS], hint)
    parts = sorted((name, value) for name, value in hashes.items() if name not in _PAPERS)
    return digest(f"{name} {value}".encode() for name, value in parts)


def _away(name: str) -> str:
    return "kladka models convert makes it safe" if name.endswith(".bin") else "remove it"


def digest_of(path: Path) -> str:
    """The plain sha256 of a file, as sha256sum prints it."""
    import hashlib

    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise NotText(path, error.strerror or str(error)) from None


def pieces_of(path: Path) -> list[str]:
    """The pieces of a SentencePiece model, by id. Raises OSError or RuntimeError."""
    import sentencepiece

    player = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [player.id_to_piece(id_) for id_ in range(player.get_piece_size())]


def _check_sums(row: Model, hashes: dict[str, str], sums: Path, hint: str) -> None:
    wanted = dict(_sums(row, sums, hint))
    for name, value in wanted.items():
        if name not in hashes:
            raise ModelError(row.name, f"has lost {name}", hint)
        if hashes[name] != value:
            raise ModelError(row.name, f"{name} is not the file it was", hint)
    for name in sorted(hashes.keys() - wanted.keys()):
        raise ModelError(row.name, f"{name} is not in {SUMS}", hint)


def _sums(row: Model, sums: Path, hint: str) -> list[tuple[str, str]]:
    lines = read_bytes(sums).decode("utf-8", "replace").split("\n")
    found = [_SUM.fullmatch(line) for line in lines[:-1]]
    sums_of = [(match[2], match[1]) for match in found if match]
    strange = {name for name, _ in sums_of} - {*WELCOME, *_PAPERS}
    if lines[-1] or len(sums_of) < len(found) or strange:
        raise ModelError(row.name, f"{SUMS} is not the file it was", hint)
    return sums_of


def _hint(row: Model) -> str:
    if row.family == SHIPPED:
        return "install kladka again, its models come with it"
    if row.family == "own":
        return "give a folder saved with MarianMTModel.save_pretrained in safetensors"
    if row.folder.is_dir():
        return f"remove {row.folder} and fetch it again: kladka models get {row.name}"
    pinned = row.hub and row.hub.revision
    get = f"kladka models get {row.name}{'' if pinned else ' --revision 40HEX'}"
    return f"fetch it with: {get}, or use --models shipped"
