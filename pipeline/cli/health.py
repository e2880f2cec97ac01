"""The health of a model: sound files, sane insides, two engines that say the same, their speed."""

from __future__ import annotations

import time
from typing import Any

from ..models import Model, fingerprint
from ..records import Said

LEAST_ALIKE = 50.0  # chrF between the engines; int8 may choose another word
ROUNDS = 16


def health(row: Model) -> int:
    """Print it; 1 where something is bad."""
    from ..engines.reference import quiet
    from ..supply import examine

    quiet()
    print(f"{row.name}: files sound, fingerprint {fingerprint(row)[:12]}")
    worst = 0
    for finding in examine(row):
        print(f"  {finding.level:7} {finding.text}")
        worst = max(worst, int(finding.level == "bad"))
    return worst or max([_heard(row, pair) for pair in row.pairs])


def _heard(row: Model, pair: tuple[str, str]) -> int:
    """Both engines on the probes. A model found bad is not run: it may crash a library."""
    from ..engines import Marian, Reference
    from ..engines.converted import PROBES
    from ..metrics import measure

    source, target = pair
    probes = PROBES[source]
    fast = Marian(row, target)
    heard = fast.translate(probes)
    slow, slow_speed = _timed(row, Reference(row, target), probes, 1)
    _, speed = _timed(row, fast, probes, ROUNDS)
    value, _, _ = measure("chrF", [s.text for s in heard], [s.text for s in slow])
    level = "good" if value >= LEAST_ALIKE else "bad"
    print(f"  {level:7} {source}-{target}: chrF {value:.1f} between CTranslate2 and transformers")
    print(f"          {speed:,.0f} tokens/s on CTranslate2, {slow_speed:,.0f} on transformers")
    for probe, said in zip(probes, heard, strict=True):
        print(f"          {probe} → {said.text}")
    return int(level == "bad")


def _timed(
    row: Model, engine: Any, texts: tuple[str, ...], rounds: int
) -> tuple[list[Said], float]:
    """What an engine says, and target tokens a second; a first short call loads the weights."""
    import sentencepiece

    engine.translate(texts[:1])
    began = time.perf_counter()
    said: list[Said] = engine.translate(texts * rounds)
    took = time.perf_counter() - began
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(row.folder / "target.spm"))
    return said, sum(len(pieces.encode(one.text)) + 1 for one in said) / took
