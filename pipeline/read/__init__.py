"""A file becomes titled, typed blocks in reading order; nothing is dropped."""

from __future__ import annotations

from ..roles import Reader
from .jsonlines import JsonLines
from .lines import refuse_others
from .looks import JOINS, RULES
from .markdown import Markdown
from .plain import Plain
from .subtitles import Subtitles
from .word import Word

__all__ = ["READERS", "RULE_NAMES", "refuse_others"]

# A new kind of file is one more row and a file.
READERS: tuple[Reader, ...] = (Plain(), Markdown(), Word(), Subtitles(), JsonLines())
# The reading rules that article.toml can turn off.
RULE_NAMES: frozenset[str] = JOINS | RULES.keys()
