"""The steps from text to model, in order; a step whose settings and inputs are unchanged is not run again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.files import digest, to_json, write

from .recipe import Recipe

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Kit:
    """What every step is given."""

    recipe: Recipe
    work: Path  # this model's own folder
    texts: list[Path]  # what there is to learn from
    dev: Path  # tuning sets, if there is such a folder
    forbidden: list[Path]
    tell: Tell
    minutes: float | None
    threads: int
    start: Path | None
    seen: int  # target tokens that the start has learnt from
    into: Path | None  # where the packaged model goes


def clean(kit: Kit) -> object:
    from .clean import clean, overlap

    clean(kit.recipe.clean, kit.texts, kit.forbidden, kit.work / "clean", kit.recipe.seed)
    found = overlap(kit.work / "clean" / "pairs.tsv", kit.forbidden)
    kit.tell("overlap: " + ", ".join(f"{count:,} {name}" for name, count in found.items()))
    return found


def tokenise(kit: Kit) -> object:
    from .tokenise import tokenise

    pairs = kit.work / "clean" / "pairs.tsv"
    return tokenise(kit.recipe.tokenise, pairs, kit.work / "tokens", kit.recipe.seed, kit.start)


def embed(kit: Kit) -> object:
    from .embed import embed
    from .tokenise import Pairs, Pieces

    tokens, out = kit.work / "tokens", kit.work / "embed" / "embedding.npy"
    pairs, pieces = Pairs.load(tokens / "pairs.npz"), Pieces(tokens)
    embed(kit.recipe.embed, pairs, pieces, kit.recipe.network.width, out, kit.recipe.seed)
    return {"pieces": len(pieces.ids)}


def align(kit: Kit) -> object:
    from .align import align
    from .tokenise import Pairs, Pieces

    tokens, out = kit.work / "tokens", kit.work / "align" / "links.npy"
    pairs, pieces = Pairs.load(tokens / "pairs.npz"), Pieces(tokens)
    share = align(kit.recipe.align, pairs, len(pieces.ids), out, kit.recipe.seed)
    return {"target pieces linked": round(share, 4)}


def train(kit: Kit) -> object:
    from .train import Training

    training = Training(kit.recipe, kit.work, kit.dev, kit.tell, kit.threads)
    if kit.start is not None and training.place.step == 0:
        training.begin_from(kit.start, kit.seen)
    training.run(kit.minutes)
    return {"target tokens": training.place.tokens, "seconds": round(training.place.seconds)}


def cool(kit: Kit) -> object:
    from .train import Training

    training = Training(kit.recipe, kit.work, kit.dev, kit.tell, kit.threads)
    training.cool(kit.recipe.cool.tokens)
    return {"target tokens": training.place.tokens}


def average(kit: Kit) -> object:
    from .average import average

    out = kit.work / "average"
    cooled = kit.work / "cool" / "snapshots"
    snapshots = cooled if cooled.exists() else kit.work / "train" / "snapshots"
    seen = average(kit.recipe.average, snapshots, out / "weights.pt")
    report = {"target tokens": seen}
    write(out / "report.json", to_json(report))
    return report


def evaluate(kit: Kit) -> object:
    from .evaluate import evaluate

    if not kit.dev.is_dir():
        kit.tell("no tuning sets here: nothing to evaluate on")
    rows = evaluate(kit.recipe, kit.work, kit.dev, kit.work / "evaluate", kit.start)
    return {f"{row['set']}, {row['engine']}": row["chrF2"] for row in rows}


def package(kit: Kit) -> object:
    from .package import package

    return package(
        kit.recipe, kit.work, _probes(kit), kit.into or kit.work / "package" / kit.recipe.name
    )


def document(kit: Kit) -> object:
    from .document import document

    model = kit.start or kit.into or kit.work / "package" / kit.recipe.name
    return document(kit.recipe, kit.work, model, Path(__file__).parent.parent)


def _probes(kit: Kit) -> list[str]:
    """Sentences of both source languages: of a tuning set, or else of the training text."""
    dev, count = kit.dev, kit.recipe.package.probes
    if dev.is_dir():
        texts = ((dev / f"flores-dev.{code}").read_text(encoding="utf-8") for code in ("pl", "en"))
        return [line for text in texts for line in text.split("\n")[:count]]
    lines = (kit.work / "clean" / "pairs.tsv").read_text(encoding="utf-8").split("\n")
    cells = [line.split("\t") for line in lines if line.startswith("pl-en\t")][:count]
    return [text for side in (2, 3) for text in (row[side] for row in cells)]


def _text(kit: Kit) -> list[Path]:
    return [*kit.texts, *kit.forbidden]


def _kept_pieces(kit: Kit) -> list[Path]:
    from .tokenise import FILES

    return [kit.start / name for name in FILES] if kit.start is not None else []


@dataclass(frozen=True, slots=True)
class Step:
    act: Callable[[Kit], object]
    tables: tuple[str, ...]  # of the recipe
    after: tuple[str, ...]  # steps whose results it reads
    files: Callable[[Kit], list[Path]] = lambda _: []  # what else it reads
    once: bool = True  # False: it has more to do each time
    named: bool = False  # True: runs only when it is named


STEPS: dict[str, Step] = {
    "clean": Step(clean, ("clean",), (), _text),
    "tokenise": Step(tokenise, ("tokenise",), ("clean",), _kept_pieces),
    "embed": Step(embed, ("embed", "network"), ("tokenise",)),
    "align": Step(align, ("align",), ("tokenise",)),
    "train": Step(train, ("network", "train"), ("embed", "align"), once=False),
    "cool": Step(cool, ("cool",), ("train",), once=False),
    "average": Step(average, ("average",), ("cool",), once=False),
    "evaluate": Step(evaluate, ("evaluate",), ("average",), once=False),
    "package": Step(package, ("package",), ("average",), once=False),
    "document": Step(document, ("package",), ("evaluate", "package"), once=False, named=True),
}


def make(kit: Kit, names: list[str]) -> None:
    """Run the named steps in order, leaving out what is done."""
    for name in (name for name in STEPS if name in names):
        key = _key(kit, name)
        mark = kit.work / f"{name}.done.json"
        if STEPS[name].once and _done(mark) == key:
            kit.tell(f"{name}: done before")
            continue
        began = time.monotonic()
        kit.tell(f"{name} …")
        report = STEPS[name].act(kit)
        write(mark, to_json({"key": key, "report": report}))
        kit.tell(
            f"{name}: {json.dumps(report, ensure_ascii=False)} ({time.monotonic() - began:.0f} s)"
        )


def _key(kit: Kit, name: str) -> str:
    """The hash of a step's settings and of all it reads."""
    step = STEPS[name]
    parts = [kit.recipe.digest(*step.tables).encode()]
    parts += [_key(kit, before).encode() for before in step.after]
    parts += [digest([path.read_bytes()]).encode() for path in step.files(kit)]
    return digest(parts)


def _done(mark: Path) -> Any:
    return json.loads(mark.read_text(encoding="utf-8"))["key"] if mark.exists() else None
