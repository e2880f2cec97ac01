"""The report: one self-contained HTML page per article, for people with a browser."""

from __future__ import annotations

from typing import BinaryIO

from ..records import Dossier
from ..version import VERSION
from .pages import render
from .shown import name_of, sources, title_of
from .views import LOW, sections

# What a flag means, in words for a reader.
REASONS = {
    "empty": "words went in, nothing came out",
    "loop": "the same words stand many times in a row",
    "copy": "nearly all words are the article's own: not translated",
    "short": "less than a third of the article's length",
    "numbers": "a number of the article does not come out again",
    "length limit": "the model stopped at its length limit",
}


class Html:
    suffix = ".html"

    def write(self, dossier: Dossier, stream: BinaryIO) -> None:
        shown = sections(dossier)
        stream.write(
            render(
                "report.html",
                "report.css",
                "report.js",
                dossier=dossier,
                title=title_of(dossier),
                from_name=name_of(dossier.article.language),
                sources=sources(dossier),
                sections=shown,
                own_pivot=any(line.hops and not line.same for s in shown for line in s.lines),
                reasons=REASONS,
                low=LOW,
                version=VERSION,
            )
        )
