"""kladka models: list the models, and check one through both engines."""

from __future__ import annotations

import argparse

from ..models import Model, fingerprint, table

# Short, plain sentences, one per source language, to hear both engines say the same.
PROBES = {
    "pl": ("Minister spotkał się z delegacją w Hanoi.", "Umowa została podpisana w 2024 roku."),
    "en": ("The minister met the delegation in Hanoi.", "The agreement was signed in 2024."),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("list", "check"))
    parser.add_argument("name", nargs="?", help="a model's name (the shipped ones)")


def run(options: argparse.Namespace) -> int:
    if options.what == "list":
        for row in table():
            pairs = " ".join(f"{a}-{b}" for a, b in row.pairs)
            here = "here" if row.folder.is_dir() else "not on this machine"
            print(f"{row.name}\t{row.family}\t{pairs}\t{here}\t{row.licence}")
        return 0
    return _check(options.name)


def _check(name: str | None) -> int:
    from ..errors import UnknownName

    rows = [
        row for row in table() if row.name == name or (name is None and row.family == "shipped")
    ]
    if not rows:
        raise UnknownName("model", name or "", (row.name for row in table()))
    return max(_heard(row) for row in rows)


def _heard(row: Model) -> int:
    from ..engines import Marian, Reference
    from ..metrics import measure

    print(f"{row.name}: files sound, fingerprint {fingerprint(row)[:12]}")
    worst = 0
    for source, target in row.pairs:
        probes = PROBES[source]
        fast = [s.text for s in Marian(row, target).translate(probes)]
        slow = [s.text for s in Reference(row, target).translate(probes)]
        value, _, _ = measure("chrF", fast, slow)
        print(f"  {source}-{target}: transformers and CTranslate2 load; chrF between them {value}")
        for probe, text in zip(probes, fast, strict=True):
            print(f"    {probe} → {text}")
        worst = max(worst, int(value < 50))
    return worst
