"""A corpus's own terms: glossary.tsv says which words a translation has to use or to keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import BrokenConfig
from .files import digest, read_bytes
from .languages import LANGUAGES
from .text import compose, fold

KEEP = "="
_WORD = re.compile(r"\w+")
_ENDING = 3  # letters of a Polish ending, at most: -ami, -ach, -ego


@dataclass(frozen=True, slots=True)
class Term:
    """`term` in the source is `said` in the target language; `=` keeps it as it is."""

    term: str
    target: str
    said: str

    @property
    def kept(self) -> bool:
        return self.said == KEEP


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of a corpus, in the order of its file."""

    terms: tuple[Term, ...] = ()

    def keep(self, target: str) -> tuple[str, ...]:
        """Words that must not be translated into a language."""
        return tuple(term.term for term in self.terms if term.kept and term.target == target)

    def asked(self, source: str, target: str) -> list[Term]:
        """The terms that stand in a source text, whatever their endings."""
        mine = [term for term in self.terms if term.target == target]
        words = _words(source) if mine else []
        return [term for term in mine if _stands(_words(term.term), words)]

    def missed(self, source: str, said: str, target: str) -> list[Term]:
        """The terms that a translation should use and does not."""
        return [t for t in self.asked(source, target) if not _used(t, said)]

    def signature(self, target: str) -> str:
        """Empty where there is no term of a language; else it changes with every term."""
        mine = [f"{t.term}\t{t.said}" for t in self.terms if t.target == target]
        return f"glossary/{digest(line.encode() for line in mine)[:8]}" if mine else ""


def read_glossary(path: Path) -> Glossary:
    """Source term TAB target language TAB target term a line; # begins a remark.

    Raises BrokenConfig with the line that cannot be used, NotText.
    """
    return Glossary(tuple(_terms(path)))


def _terms(path: Path) -> Iterator[Term]:
    try:
        text = compose(read_bytes(path).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BrokenConfig(path, str(error)) from None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.rstrip("\r").split("\t")]
        if len(cells) != 3 or not all(cells):
            raise BrokenConfig(path, f"line {number} is not term, language, term with tabs")
        if cells[1] not in LANGUAGES:
            raise BrokenConfig(path, f"line {number} names the unknown language {cells[1]!r}")
        yield Term(*cells)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _stands(term: list[str], words: list[str]) -> bool:
    """Do the words of a term stand in a row, each with an ending of its own?"""
    size = len(term)
    return any(
        all(_same(t, w) for t, w in zip(term, words[i : i + size], strict=True))
        for i in range(len(words) - size + 1)
    )


def _same(term: str, word: str) -> bool:
    """Two forms of one word: a common stem of three letters or more, and endings.

    An ending has up to three letters, one more where the stem's own last letters change too
    (minister, ministrami); words of three letters or less have to be the same.
    """
    if term == word or len(term) < 4 or not term.isalpha():
        return term == word
    pairs = enumerate(zip(term, word, strict=False))
    shared = next((i for i, (a, b) in pairs if a != b), min(len(term), len(word)))
    ours, theirs = len(term) - shared, len(word) - shared
    return shared >= 3 and ours <= _ENDING and theirs <= _ENDING + bool(ours)


def _used(term: Term, said: str) -> bool:
    """Word for word, upper and lower case aside; a plural's s does not matter."""
    if term.kept:
        return term.term in said
    wanted = _WORD.findall(term.said.lower())
    there = [word.removesuffix("s") for word in _WORD.findall(said.lower())]
    bare = [word.removesuffix("s") for word in wanted]
    size = len(bare)
    return any(there[i : i + size] == bare for i in range(len(there) - size + 1))
