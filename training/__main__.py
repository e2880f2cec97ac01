"""`python -m training [step ...]`: make the shipped models, or go on making them."""

from __future__ import annotations

import argparse
import dataclasses
import os
import time
from pathlib import Path

from .allocation import keep_memory
from .clean import OWN, own
from .models import STEPS, Kit, Tell, make
from .recipe import Recipe, load
from .sample import sample

HERE = Path(__file__).parent
ROOT = HERE.parent
DATA = ROOT.parent / "shared" / "data"


def main() -> None:
    asked = _parser().parse_args()
    keep_memory()
    recipe = load(asked.recipe)
    work = asked.work / recipe.name
    data = asked.data or DATA
    texts = found(ROOT, data, _tell)
    minutes = asked.minutes
    if asked.sample:
        work = asked.work / f"{recipe.name}-sample-{asked.sample}"
        texts = sample(texts, asked.sample, work / "data")
        recipe = smaller(recipe)
        minutes = minutes if minutes is not None else 1.0
    kit = Kit(
        recipe=recipe,
        work=work,
        texts=texts,
        dev=data / "dev",
        forbidden=forbidden(data, ROOT),
        tell=_tell,
        minutes=minutes,
        threads=asked.threads,
        start=asked.start,
        seen=asked.seen,
        into=asked.into,
    )
    make(kit, asked.steps or [name for name, step in STEPS.items() if not step.named])


def _parser() -> argparse.ArgumentParser:
    home = os.environ.get("KLADKA_TRAINING") or Path.home() / ".cache" / "kladka" / "training"
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("steps", nargs="*", metavar="step", help=f"of {', '.join(STEPS)}")
    parser.add_argument("--work", type=Path, default=Path(home), help="where results go")
    parser.add_argument("--recipe", type=Path, default=HERE / "recipe.toml")
    parser.add_argument("--data", type=Path, help="where the text is (../shared/data)")
    parser.add_argument(
        "--sample", type=int, metavar="N", help="try it all on N pairs of each file"
    )
    parser.add_argument("--minutes", type=float, help="end the train step after so long")
    parser.add_argument("--start", type=Path, help="a packaged model to start from, or to evaluate")
    parser.add_argument("--seen", type=int, default=0, help="target tokens that --start has seen")
    parser.add_argument("--threads", type=int, default=2, help="of the train step, on a CPU")
    parser.add_argument("--into", type=Path, help="where the packaged model goes")
    return parser


def found(root: Path, data: Path, tell: Tell) -> list[Path]:
    """The training text there is: the project's own triples, and the pairs of `data`."""
    ours = sorted((root / "corpora").glob(f"*{OWN}/*.tsv.xz"))
    others = [
        path
        for path in sorted(data.glob("*.tsv.xz"))
        if path.name not in {one.name for one in ours}
    ]
    if not others:
        tell(f"no pairs in {data}: learning from the project's own triples alone")
    return ours + others


def forbidden(data: Path, root: Path) -> list[Path]:
    """Every text that must stay out of training: tuning sets, corpora, gold, the article."""
    folders = [data / "dev", root / "corpora", data.parent / "gold", data.parent / "article"]
    texts = [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in {".txt", ".pl", ".en", ".vi", ".tsv", ".md", ".jsonl"}
    ]
    return [path for path in texts if not own(path.parent.name) and path.name != "README.md"]


def smaller(recipe: Recipe) -> Recipe:
    """The same recipe for a sample: few pieces, few lines, long sentences from the start."""
    return dataclasses.replace(
        recipe,
        tokenise=dataclasses.replace(recipe.tokenise, vocabulary=2000),
        cool=dataclasses.replace(recipe.cool, tokens=20_000),
        train=dataclasses.replace(recipe.train, round_pairs=2000, length_steps=[[0, 110]]),
        evaluate=dataclasses.replace(recipe.evaluate, lines=10),
        package=dataclasses.replace(recipe.package, probes=3),
    )


def _tell(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, flush=True)


if __name__ == "__main__":
    main()
