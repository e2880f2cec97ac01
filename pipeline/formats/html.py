"""The report: one self-contained HTML page per article, for people with a browser."""

from __future__ import annotations

from typing import BinaryIO

from ..flags import REASONS
from ..records import KINDS, Dossier, Kind
from ..version import VERSION
from .fingerprint import fingerprint
from .pages import render
from .shown import name_of, sources, title_of
from .views import LOW, UNSURE, sections


class Html:
    suffix = ".html"

    def write(self, dossier: Dossier, stream: BinaryIO) -> None:
        shown = sections(dossier)
        by_way = [line for s in shown for line in s.lines if any(part.hops for part in line.said)]
        stream.write(
            render(
                "report.html",
                "report.css",
                ("report.js", "correct.js"),
                dossier=dossier,
                title=title_of(dossier),
                from_name=name_of(dossier.article.language),
                sources=sources(dossier),
                sections=shown,
                pivot=bool(by_way),
                own_pivot=any(not line.same for line in by_way),
                reasons=REASONS,
                low=LOW,
                unsure=UNSURE,
                kinds=[kind for kind in KINDS if kind in _kinds(dossier)],
                fingerprint=fingerprint(dossier),
                version=VERSION,
            )
        )


def _kinds(dossier: Dossier) -> set[Kind]:
    pages = [bitext.page for bitext in dossier.bitexts if bitext.page]
    return {segment.kind for side in (dossier.article, *pages) for segment in side.segments}
