"""What has changed in a page since it was last seen, block by block."""

from __future__ import annotations

import difflib

from ..roles import Blocks


def changes(before: Blocks, after: Blocks) -> list[str]:
    """Lines that begin with `- ` for a block that has gone and `+ ` for a new one."""
    ours, theirs = ([f"{b.kind}: {b.text}" for b in found.blocks] for found in (before, after))
    told = []
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            told += [f"- {line}" for line in ours[a:b]] + [f"+ {line}" for line in theirs[c:d]]
    return told
