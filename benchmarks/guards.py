"""What the guards catch of faults put in on purpose, and how often they mind clean text.

Human triples of corpora/news-triples (the last third of them, which no threshold was set on), 1,000
segments for each fault. A fault counts as caught where a flag of its kind is raised; clean text
counts as a false alarm for every flag it gets.
"""

from __future__ import annotations

import argparse
import lzma
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from pipeline.flags import FLAGS, HARD
from pipeline.guards import Pair, found

TRIPLES = Path(__file__).parent.parent / "corpora" / "news-triples" / "news-triples.tsv.xz"
HELD_OUT = 9_000  # of the shuffled triples; thresholds were set on those before
PAIRS = (("pl", "en"), ("en", "vi"), ("pl", "vi"))
LANGUAGES = ("pl", "en", "vi")
Row = dict[str, str]


def _number_changed(text: str, dice: random.Random) -> str | None:
    """One digit of one number becomes another."""
    places = [m.start() for m in re.finditer(r"\d", text)]
    if not places:
        return None
    place = dice.choice(places)
    digit = dice.choice([d for d in "123456789" if d != text[place]])
    return text[:place] + digit + text[place + 1 :]


def _name_changed(pair: Pair, dice: random.Random) -> str | None:
    """A name of two words that both texts share becomes another one."""
    shared = [m[0] for m in _NAME.finditer(pair.source) if m.start() and m[0] in pair.said]
    return pair.said.replace(dice.choice(shared), "Adam Smith") if shared else None


_NAME = re.compile(r"(?<=[^.?!:–-] )[A-ZÀ-Ỹ][^\W\d_]{2,}(?: [A-ZÀ-Ỹ][^\W\d_]{2,})+(?!\w)")
_URL = " https://www.gov.example/nowiny/2024/artykul.html"


class Fault:
    """How a fault is made, and which flags count as its discovery."""

    def __init__(
        self,
        name: str,
        flags: set[str],
        make: Callable[[Pair, Row, random.Random], Pair | None],
    ) -> None:
        self.name, self.flags, self.make = name, flags, make


def _said(change: Callable[[Pair], str]) -> Callable[[Pair, Row, random.Random], Pair | None]:
    return lambda pair, other, dice: pair._replace(said=change(pair))


def _number(pair: Pair, other: Row, dice: random.Random) -> Pair | None:
    said = _number_changed(pair.said, dice) if re.search(r"\d", pair.source) else None
    return pair._replace(said=said) if said else None


def _name(pair: Pair, other: Row, dice: random.Random) -> Pair | None:
    said = _name_changed(pair, dice)
    return pair._replace(said=said) if said else None


def _third(pair: Pair) -> str:
    return next(c for c in LANGUAGES if c not in (pair.language, pair.target))


def _negated(pair: Pair, other: Row, dice: random.Random) -> Pair | None:
    lost = re.sub(r"\b(?:not|không) ", "", pair.said, count=1)
    return pair._replace(said=lost) if lost != pair.said else None


def _twice(pair: Pair, other: Row, dice: random.Random) -> Pair | None:
    words = pair.said.split()
    place = dice.randrange(max(1, len(words) - 1))
    two = words[place : place + 2]
    return pair._replace(said=" ".join([*words[:place], *two, *words[place:]]))


def _stray(pair: Pair, other: Row, dice: random.Random) -> Pair | None:
    """A word of a third language, with letters of its own, in the place of one."""
    foreign = [w for w in other[_third(pair)].split() if w.islower() and not w.isascii()]
    words = pair.said.split()
    place = dice.randrange(len(words))
    said = " ".join([*words[:place], dice.choice(foreign), *words[place + 1 :]]) if foreign else ""
    return pair._replace(said=said) if foreign else None


FAULTS = (
    Fault("empty", {"empty"}, _said(lambda pair: "")),
    Fault("copy of the source", {"copy", "language"}, _said(lambda pair: pair.source)),
    Fault(
        "loop: the last three words six times",
        {"loop"},
        _said(lambda pair: f"{pair.said} {' '.join(pair.said.split()[-3:] * 5)}"),
    ),
    Fault("two of its words twice", {"repeat", "loop"}, _twice),
    Fault("a word of a third language in it", {"stray"}, _stray),
    Fault(
        "quarter of it",
        {"short", "empty"},
        _said(lambda pair: pair.said[: len(pair.said) // 4]),
    ),
    Fault(
        "half of it",
        {"short", "length"},
        _said(lambda pair: pair.said[: len(pair.said) // 2]),
    ),
    Fault(
        "the source language instead",
        {"language", "copy"},
        lambda pair, other, dice: pair._replace(said=other[pair.language]),
    ),
    Fault(
        "a third language instead",
        {"language"},
        lambda pair, other, dice: pair._replace(said=other[_third(pair)]),
    ),
    Fault("a digit changed", {"numbers", "dates"}, _number),
    Fault(
        "a web address dropped",
        {"addresses"},
        lambda pair, other, dice: pair._replace(source=pair.source + _URL),
    ),
    Fault("a name of two words changed", {"names"}, _name),
    Fault("a negation dropped", set(FLAGS), _negated),
    Fault(
        "another sentence of the same language",
        set(FLAGS),
        lambda pair, other, dice: pair._replace(said=other[pair.target]),
    ),
)


def triples() -> list[Row]:
    """The triples that are held out, in a fixed random order."""
    with lzma.open(TRIPLES, "rt", encoding="utf-8") as lines:
        rows = [dict(zip(LANGUAGES, line.rstrip("\n").split("\t"), strict=True)) for line in lines]
    random.Random(2).shuffle(rows)
    return rows[HELD_OUT:]


def caught(fault: Fault, pairs: list[Pair], rows: list[Row], most: int) -> tuple[int, int]:
    """How many of how many; at most `most` segments in which the fault can be put."""
    dice = random.Random(5)
    seen = hits = 0
    for place, pair in enumerate(pairs):
        made = fault.make(pair, rows[(place + 1) % len(rows)], dice)
        if made is None or seen == most:
            continue
        seen += 1
        hits += bool(fault.flags & set(found(made)))
    return hits, seen


def false_alarms(pairs: list[Pair]) -> Counter[str]:
    """How many clean pairs raise each flag; "hard" and "any" count a pair once."""
    counts: Counter[str] = Counter()
    for pair in pairs:
        flags = set(found(pair))
        counts.update(flags)
        counts["hard"] += bool(flags & HARD)
        counts["any"] += bool(flags)
    return counts


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--segments", type=int, default=1000, help="of each fault (1000)")
    options.add_argument("--lines", type=Path, nargs=4, metavar=("L1", "FILE", "L2", "FILE"))
    asked = options.parse_args()
    rows = triples()
    print("detection, % of the segments that can have the fault (how many there were)")
    print(f"{'':40}" + "".join(f"{a}-{b:<12}" for a, b in PAIRS))
    for fault in FAULTS:
        cells = []
        for a, b in PAIRS:
            pairs = [Pair(row[a], row[b], a, b) for row in rows]
            hits, seen = caught(fault, pairs, rows, asked.segments)
            cells.append(f"{100 * hits / max(1, seen):5.1f} ({seen})")
        print(f"{fault.name:40}" + "".join(f"{cell:<15}" for cell in cells))
    for a, b in PAIRS:
        _alarms(f"news-triples {a}-{b}", [Pair(row[a], row[b], a, b) for row in rows])
    if asked.lines:
        a, ours, b, theirs = (str(one) for one in asked.lines)
        texts = [Path(p).read_text("utf-8").rstrip("\n").split("\n") for p in (ours, theirs)]
        pairs = [Pair(x, y, a, b) for x, y in zip(*texts, strict=True)]
        _alarms(f"{Path(ours).name} {a}-{b}", pairs)


def _alarms(name: str, pairs: list[Pair]) -> None:
    counts = false_alarms(pairs)
    told = ", ".join(f"{f} {100 * n / len(pairs):.2f}" for f, n in counts.most_common() if n)
    print(f"false alarms, % of {len(pairs)} clean segments, {name}: {told or 'none'}")


if __name__ == "__main__":
    main()
