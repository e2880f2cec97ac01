"""Recall and precision of document matching: the newsroom articles among ten times as many pages.

The pool holds each article's own page and ten distractors an article, made from sentences of the
newsroom's own pages by a seed: half of them recombine any articles, half take a third of their
sentences from the one article whose page they are not. Addresses are taken away, so that content
alone decides. In a second round half of the articles have no page in the pool at all.

    python benchmarks/matching.py
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from scale import NEWSROOM, units  # type: ignore[import-not-found]

from pipeline.batch.match import Text, match
from pipeline.batch.reading import translator


def _own(folder: Path, code: str) -> Text:
    lines = (folder / f"{code}.txt").read_text("utf-8").split("\n")
    kept = [line for line in lines if "://" not in line]
    return Text(f"{folder.name}.{code}", code, "\n".join(kept))


def distractors(folders: list[Path], code: str, each: int, seed: int) -> list[Text]:
    """So many pages an article that belong to no article."""
    chance = random.Random(seed)
    column = ("pl", "en", "vi").index(code)
    pool = [[unit[column] for unit in units(folder)] for folder in folders]
    made = []
    for number, mine in enumerate(pool):
        for k in range(each):
            own = chance.sample(mine, len(mine) // 3) if k % 2 else []
            rest = [chance.choice(chance.choice(pool)) for _ in range(len(mine) - len(own))]
            text = chance.sample([*own, *rest], len(own) + len(rest))
            made.append(Text(f"distractor-{number}-{k}.{code}", code, "\n\n".join(text)))
    return made


def _replayed(known: dict[str, str], some: Sequence[str]) -> list[str]:
    return [known[text] for text in some]


def _shown(right: int, found: int, wanted: int) -> str:
    share = f"recall {right / wanted:.3f}, precision {right / max(1, found):.3f}"
    return f"{right} of {wanted} found, {found - right} wrong, {share}"


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    folders = [path.parent for path in sorted(NEWSROOM.glob("*/pl.txt"))]
    articles = [_own(folder, "pl") for folder in folders]
    for code in ("vi", "en"):
        total: dict[str, list[int]] = {"all": [0, 0, 0], "half": [0, 0, 0]}
        translate = translator("pl", code, "shipped", "ctranslate2")
        known = dict(
            zip((a.text for a in articles), translate([a.text for a in articles]), strict=True)
        )
        pages = [_own(folder, code) for folder in folders]
        for seed in range(1, 6):
            noise = distractors(folders, code, 10, seed)
            for name, theirs in (("all", pages), ("half", pages[::2])):
                pool = random.Random(seed).sample([*theirs, *noise], len(theirs) + len(noise))
                found = match(articles, pool, partial(_replayed, known))
                ids = {page.id for page in theirs}
                pairs = {a.id: p.id for a, p in zip(articles, pages, strict=True) if p.id in ids}
                right = sum(1 for one in found if pairs.get(one.article) == one.page)
                counts = right, len(found), len(pairs)
                total[name] = [a + b for a, b in zip(total[name], counts, strict=True)]
        for name, (right, claimed, wanted) in total.items():
            shown = _shown(right, claimed, wanted)
            print(f"pl-{code} five pools, {name:4} of the pages there: {shown}")


if __name__ == "__main__":
    main()
