"""What a model may say: the pieces that its targets are made of.

Marian models from the hub have one vocabulary and two SentencePiece models, one for each side, and
about half of the vocabulary stands in the source's alone. No target was ever cut into those pieces,
so a search need not weigh them: a conversion leaves their rows out, and transformers may not say
them. Where one SentencePiece model serves both sides, everything may be said.
"""

from __future__ import annotations

import json
from pathlib import Path

from ..files import read_bytes
from ..models import pieces_of

# Bumped when the same folder may say other pieces: a part of a conversion's name.
VERSION = 1
# Pieces that are in no SentencePiece model, or whose place in it means nothing.
SPECIAL = ("</s>", "<unk>", "<pad>")


def unsaid(folder: Path) -> list[int]:
    """The ids of a Marian folder's vocabulary that no target can be cut into, in order.

    Raises OSError, ValueError or RuntimeError where the files are not what they should be.
    """
    source, target = folder / "source.spm", folder / "target.spm"
    if read_bytes(source) == read_bytes(target):
        return []
    said = {*SPECIAL, *pieces_of(target)}
    vocabulary: dict[str, int] = json.loads(read_bytes(folder / "vocab.json"))
    return sorted(id_ for piece, id_ in vocabulary.items() if piece not in said)
