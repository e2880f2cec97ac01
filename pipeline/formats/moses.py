"""Moses pairs: two files of one sentence a line, line for line the same, as SMT and NMT tools read.

Article against page, where both say something; never a word of a machine. White space that would
end a line becomes one space. Language codes lead the suffix: `.pl-vi.pl` beside `.pl-vi.vi`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ..records import Dossier, rows
from ..text import printable
from .tsv import flat


class Moses:
    """One of the two files of a pair; `side` is the language that it holds."""

    def __init__(self, source: str, target: str, side: str) -> None:
        self._target, self._ours = target, side == source
        self.suffix = f".{source}-{target}.{side}"

    def write(self, dossier: Dossier, stream: BinaryIO) -> None:
        for article, page in pairs(dossier, self._target):
            stream.write(f"{flat(printable(article if self._ours else page))}\n".encode())


def sides(dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    """Source, target and the side, twice for each language with a page."""
    source = dossier.article.language
    for bitext in dossier.bitexts:
        if bitext.page:
            yield source, bitext.language, source
            yield source, bitext.language, bitext.language


def pairs(dossier: Dossier, language: str) -> Iterator[tuple[str, str]]:
    """Article and page text of each bead of a language that has both."""
    for bitext in dossier.bitexts:
        if bitext.language == language:
            for row in rows(dossier.article, bitext):
                if row.article.strip() and row.page and row.page.strip():
                    yield row.article, row.page
