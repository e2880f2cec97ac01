"""The settings of a training, read from one TOML file and refused when a name is unknown."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.files import digest, to_json


@dataclass(frozen=True, slots=True)
class Clean:
    directions: list[str]
    documentation_cap: int
    triple_languages: list[str]
    joined: int
    longest_chars: int
    longest_ratio: float
    ratio_slack: int


@dataclass(frozen=True, slots=True)
class Tokenise:
    vocabulary: int
    coverage: float
    own_copies: int
    lines_per_language: int
    longest_pieces: int
    samples: int
    own_samples: int
    sharpness: float


@dataclass(frozen=True, slots=True)
class Embed:
    documents: int
    least_pairs: int
    language_share: float
    chance_share: float


@dataclass(frozen=True, slots=True)
class Align:
    rounds: int
    pairs: int
    diagonal: float
    null: float
    least: float


@dataclass(frozen=True, slots=True)
class Network:
    width: int
    inner: int
    heads: int
    encoder_layers: int
    decoder_layers: int


@dataclass(frozen=True, slots=True)
class Train:
    dropout: float
    label_smoothing: float
    batch_tokens: list[int]
    batch_growth: int
    cuda_batch_tokens: int
    optimizer: str
    adam_rate: float
    muon_rate: float
    weight_decay: float
    warmup: int
    hold_tokens: int
    clip: float
    guide_weight: float
    guide_tokens: int
    round_pairs: int
    own_share: float
    temperature: float
    direction_shares: dict[str, float]
    length_steps: list[list[int]]
    checkpoint_seconds: int
    snapshot_seconds: int
    snapshots: int
    dev_seconds: int
    dev_lines: int


@dataclass(frozen=True, slots=True)
class Cool:
    tokens: int


@dataclass(frozen=True, slots=True)
class Average:
    last: int


@dataclass(frozen=True, slots=True)
class Evaluate:
    lines: int
    beam: int


@dataclass(frozen=True, slots=True)
class Package:
    beam: int
    note: str  # for the model card
    probes: int


@dataclass(frozen=True, slots=True)
class Recipe:
    seed: int
    name: str
    clean: Clean
    tokenise: Tokenise
    embed: Embed
    align: Align
    network: Network
    train: Train
    cool: Cool
    average: Average
    evaluate: Evaluate
    package: Package

    def digest(self, *tables: str) -> str:
        """One hash over the seed and the named tables."""
        chosen = {table: asdict(getattr(self, table)) for table in tables}
        return digest([to_json({"seed": self.seed, **chosen})])


_TABLES: dict[str, type[Any]] = {
    "clean": Clean,
    "tokenise": Tokenise,
    "embed": Embed,
    "align": Align,
    "network": Network,
    "train": Train,
    "cool": Cool,
    "average": Average,
    "evaluate": Evaluate,
    "package": Package,
}


class RecipeError(ValueError):
    """A recipe that lacks a setting, or has one nobody knows."""


def load(path: Path) -> Recipe:
    """Read a recipe. Raises RecipeError where a name is missing or unknown."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    tables = {name: _table(name, kind, raw.pop(name, {})) for name, kind in _TABLES.items()}
    unknown = sorted(set(raw) - {"seed", "name"})
    if unknown:
        raise RecipeError(f"{path} has {', '.join(unknown)}, which no step reads; remove it")
    return Recipe(seed=int(raw["seed"]), name=str(raw["name"]), **tables)


def _table(name: str, kind: type[Any], raw: dict[str, Any]) -> Any:
    wanted = {field.name for field in fields(kind)}
    wrong = sorted(wanted ^ set(raw))
    if wrong:
        raise RecipeError(f"[{name}] has missing or unknown settings: {', '.join(wrong)}")
    return kind(**raw)
