"""kladka match: find each article's page in a pool; a manifest for kladka batch comes out."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..batch.articles import Article
    from ..batch.manifest import Manifest


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("manifest", help="the articles, as for kladka batch")
    parser.add_argument("pool", help="the pages: a folder, a .jsonl, .tsv or .parquet, a pattern")
    parser.add_argument("--from", dest="source", default="pl", help="the articles' language (pl)")
    parser.add_argument("--to", default="vi", help="the pages' language (vi)")
    parser.add_argument("--models", default="shipped", help="shipped, opus-mt or a model folder")
    parser.add_argument("--engine", default="ctranslate2", help="ctranslate2 or transformers")


def run(options: argparse.Namespace) -> int:
    from ..batch.check import Defaults
    from ..batch.manifest import open_manifest
    from ..batch.match import match
    from ..batch.reading import opened, texts, translator
    from ..languages import language

    pair = language(options.source).code, language(options.to).code
    ours = open_manifest(options.manifest, Defaults(pair[0], (pair[1],)))
    theirs = open_manifest(options.pool, Defaults(pair[1], (pair[0],)))._replace(pool=True)
    articles = opened(ours, lambda bad: print(f"{bad.where}: {bad.why}", file=sys.stderr))
    pages = opened(theirs, lambda bad: print(f"{bad.where}: {bad.why}", file=sys.stderr))
    pages = [page for page in pages if page.language == pair[1]]
    translate = translator(*pair, options.models, options.engine)
    found = match(texts(articles, ours), texts(pages, theirs), translate)
    by_id = {page.id: page for page in pages}
    chosen = {one.article: by_id[one.page] for one in found}
    for article in articles:
        row = _row(article, chosen.get(article.id), pair[1], ours, theirs)
        print(json.dumps(row, ensure_ascii=False, sort_keys=True))
    by = [one.by for one in found]
    counts = f"{by.count('address')} by address, {by.count('content')} by content"
    print(f"{len(found)} of {len(articles)} articles have a page: {counts}", file=sys.stderr)
    return 0


def _row(
    article: Article, page: Article | None, code: str, ours: Manifest, theirs: Manifest
) -> dict[str, object]:
    """The article's row, its paths made absolute so that the manifest may stand anywhere."""
    row: dict[str, object] = {"id": article.id, "language": article.language, "targets": [code]}
    row |= {"text": article.text} if article.text else {"path": _whole(ours, str(article.path))}
    row |= {"title": article.title} if article.title else {}
    row |= {"metadata": dict(article.metadata)} if article.metadata else {}
    source = article.source or (page.source if page else None)
    row |= {"source": source} if source else {}
    if page and page.path:
        row["pages"] = {code: _whole(theirs, page.path)}
    return row


def _whole(manifest: Manifest, path: str) -> str:
    return path if "://" in path else str((manifest.root / Path(path)).resolve())
