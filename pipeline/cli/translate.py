"""kladka translate: an article or a corpus through the whole trip."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..corpus import open_corpus
from ..files import cache_folder

if TYPE_CHECKING:
    from ..roles import Tell
    from ..web import Web


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corpus", type=Path, help="a corpus folder, an article folder or a file")
    parser.add_argument("--from", dest="source", default="pl", help="the article's language (pl)")
    parser.add_argument("--to", default="en,vi", help="target languages (en,vi)")
    parser.add_argument("--models", default="shipped", help="shipped, opus-mt or a model folder")
    parser.add_argument(
        "--engine", default="ctranslate2", help="ctranslate2 or transformers (docs/engines.md)"
    )
    parser.add_argument("--aligner", default="bridge", help="bridge or length")
    parser.add_argument("--format", default="html,jsonl,tsv,tmx", help="what to publish")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="where runs go (runs/)")
    parser.add_argument("--fetch", action="store_true", help="ask the source URL for the page")
    parser.add_argument("--offline", action="store_true", help="pages from kept snapshots alone")
    parser.add_argument("--force", action="store_true", help="take a page that does not fit")
    parser.add_argument("--loopback", action="store_true", help=argparse.SUPPRESS)  # for tests
    parser.add_argument(
        "--route", default="best", help="best, direct or pivot: by way of English (best)"
    )
    parser.add_argument(
        "--json", action="store_true", help="events as JSON lines on stderr, the result on stdout"
    )
    parser.add_argument("--no-memory", action="store_true", help="translate all of it again")


def run(options: argparse.Namespace) -> int:
    from ..formats import check
    from ..glossary import Glossary, read_glossary
    from ..memory import Memory
    from ..run import kit, translate_corpus
    from .progress import Progress
    from .summary import summary, told

    corpus = open_corpus(options.corpus, options.source)
    formats = tuple(options.format.split(","))
    check(formats)
    targets = tuple(options.to.split(","))
    terms = read_glossary(corpus.glossary) if corpus.glossary.is_file() else Glossary()
    with Progress(len(corpus.tasks), options.json) as progress:
        memory = Memory(None if options.no_memory else cache_folder() / "memory.sqlite3")
        crew = kit(
            corpus.tasks[0].language,
            targets,
            models=options.models,
            player=options.engine,
            aligner_name=options.aligner,
            formats=formats,
            memory=memory,
            web=_web(options, progress.tell),
            force=options.force,
            tell=progress.tell,
            by=options.route,
            glossary=terms,
        )
        done = translate_corpus(corpus, crew, options.runs / corpus.name)
    (told if options.json else summary)(done, options.runs / corpus.name, progress.decoded)
    return 1 if done.failures else 0


def _web(options: argparse.Namespace, tell: Tell) -> Web | None:
    from ..web import Snapshots, Visits, Web

    if not (options.fetch or options.offline):
        return None
    return Web(Snapshots(tell=tell), Visits(loopback=options.loopback), options.offline)
