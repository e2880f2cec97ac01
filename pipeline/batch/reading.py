"""Articles and pages as texts that can be matched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ..documents import read
from ..errors import KladkaError
from ..memory import Memory
from ..records import Block
from ..roles import AS_FOUND, Blocks
from ..run import dressed
from ..segment import segment
from .articles import Article
from .check import Bad
from .manifest import BadManifest, Manifest
from .match import Text, Translate


def opened(manifest: Manifest, bad: Callable[[Bad], None]) -> list[Article]:
    """Every row. Raises BadManifest when rows are bad, each told to `bad` first."""
    rows = list(manifest.rows())
    faults = [row for row in rows if isinstance(row, Bad)]
    for fault in faults:
        bad(fault)
    if faults:
        why = f"{len(faults)} of {len(rows)} rows cannot be used, each one is named above"
        raise BadManifest(str(manifest.path), why)
    return [row for row in rows if isinstance(row, Article)]


def texts(articles: Sequence[Article], manifest: Manifest) -> list[Text]:
    """What the matcher needs of each; a page that cannot be read has no text and matches none."""
    return [
        Text(one.id, one.language, _text(one, manifest), one.source, _date(one)) for one in articles
    ]


def _text(article: Article, manifest: Manifest) -> str:
    if article.text is not None:
        return article.text
    path = manifest.root / str(article.path)
    try:
        blocks = read(path, AS_FOUND._replace(source=article.source)).blocks
    except KladkaError:
        return ""
    return "\n\n".join(block.text for block in blocks)


def _date(article: Article) -> date | None:
    """The row's `metadata.date`, as ISO 8601 writes it."""
    try:
        return date.fromisoformat(article.metadata["date"][:10])
    except (KeyError, ValueError):
        return None


def translator(source: str, target: str, models: str, player: str) -> Translate:
    """Texts to their translations, sentence by sentence."""
    engine = dressed(source, target, models, player, Memory(None))

    def translate(some: Sequence[str]) -> list[str]:
        said = []
        for text in some:
            blocks = tuple(Block("paragraph", part) for part in text.split("\n\n") if part.strip())
            document = segment(Blocks(None, blocks), source, "text")
            spoken = engine.translate([one.text for one in document.segments])
            said.append(" ".join(one.text for one in spoken))
        return said

    return translate
