"""How names, numbers and links are shown to a reader, in every format that people look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from ..languages import LANGUAGES
from ..records import Dossier

ABSENT = "–"
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+", re.IGNORECASE)


def name_of(code: str) -> str:
    """The English name of a language; the code itself where we know no name."""
    return LANGUAGES[code].name if code in LANGUAGES else code


def number(value: float | None, digits: int = 2) -> str:
    """At most `digits` decimals; a dash for what is not known, never a zero."""
    return ABSENT if value is None else f"{value:.{digits}f}"


def title_of(dossier: Dossier) -> str:
    """The article's title, or the dossier's name where it has none."""
    return dossier.article.title or dossier.name


def link(text: str) -> str | None:
    """The first http(s) address in a text; any other scheme is no link."""
    found = _ADDRESS.search(text)
    if found is None:
        return None
    address = found.group().rstrip(".,;:!?)")
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def sources(dossier: Dossier) -> tuple[str, ...]:
    """Where the article and its pages come from: http(s) addresses, each one once."""
    return tuple(dict.fromkeys(address for text in _origins(dossier) if (address := link(text))))


def _origins(dossier: Dossier) -> Iterator[str]:
    yield from (s.text for s in dossier.article.segments if s.kind == "source")
    yield dossier.article.origin
    yield from (bitext.page.origin for bitext in dossier.bitexts if bitext.page)
