"""JSON Lines: an object a line with `text`, and `kind` where known, as `kladka read` writes."""

from __future__ import annotations

import json
from typing import Any

from ..errors import BrokenFile
from ..records import KINDS
from ..roles import AS_FOUND, Blocks, Reading
from ..text import compose
from .lines import Found, decode, lines, settled

_HINT = "give every line an object with a text, and a kind only if it is one of ours"


class JsonLines:
    """A line without a kind is read like plain text, however many paragraphs it holds.

    `title` beside a text leads it; all other keys are somebody's own and are left alone.
    """

    suffixes = (".jsonl", ".ndjson")

    def read(self, data: bytes, name: str, how: Reading = AS_FOUND) -> Blocks:
        """Raises NotText, BrokenFile."""
        found: list[Found] = []
        for number, line in enumerate(decode(data, name, how).split("\n"), start=1):
            if line.strip():
                try:
                    found += _found(line, how)
                except ValueError as error:
                    raise BrokenFile(name, "JSONL", f"line {number} {error}", _HINT) from None
        return settled(found, how)


def _found(line: str, how: Reading) -> list[Found]:
    try:
        record: Any = json.loads(line)
    except RecursionError:
        raise ValueError("is nested too deep") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON: {error.msg}") from None
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise ValueError("has no text")
    kind, text = record.get("kind"), compose(record["text"])
    if kind is not None and kind not in KINDS:
        raise ValueError(f"has the kind {kind!r}; known: {', '.join(KINDS)}")
    title = record.get("title")
    head = [Found(compose(title), "title")] if isinstance(title, str) else []
    if kind is not None:
        return [*head, Found(text, kind)]
    return [*head, *(Found(one.text, None) for one in lines(text, how))]
