"""kladka batch: many articles, in shards that are done whole or not at all."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..batch.manifest import Manifest
    from ..batch.places import Place
    from ..batch.work import Order


def arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("manifest", help="a folder of corpora, a .jsonl, .tsv or .parquet, or a 'pattern/*.txt'")
    add("--from", dest="source", default="pl", help="language of rows that name none (pl)")
    add("--to", default="en,vi", help="targets of rows that name none (en,vi)")
    add("--models", default="shipped", help="shipped, opus-mt or a model folder")
    add("--engine", default="ctranslate2", help="ctranslate2 or transformers")
    add("--aligner", default="bridge", help="bridge or length")
    add("--fetch", action="store_true", help="ask the source URLs for the pages")
    add("--format", default="tmx,mt.tmx,jsonl,parquet,html", help="what to merge into")
    add("--runs", default="runs", help="where batches go: a folder, or s3://…, gs://… (runs/)")
    add("--runner", default="local", help="local or ray")
    add("--workers", type=int, help="processes (one a core)")
    add("--worker-memory", type=float, default=1000, metavar="MB", help="of a worker (1000)")
    add("--patience", type=float, default=120, metavar="S", help="for a step of an article (120)")
    add("--shard-size", type=int, default=48, metavar="N", help="articles a shard, about (48)")
    add("--only", metavar="IDS", help="only the shards that hold articles like this: 'a01*'")
    add("--log-json", metavar="FILE", help="every event as a line of JSON; - is standard error")
    add("--metrics", type=Path, metavar="FILE", help="gauges in Prometheus text format")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--status", action="store_true", help="how far it is, and what failed")
    how.add_argument("--retry-failed", action="store_true", help="articles that failed, once more")
    how.add_argument("--dry-run", action="store_true", help="check it all and say what it costs")
    how.add_argument("--report", metavar="ID", help="write the report of one finished article")


def run(options: argparse.Namespace) -> int:
    from ..batch.check import Defaults
    from ..batch.manifest import open_manifest
    from ..batch.places import place
    from ..batch.work import Order

    targets = tuple(options.to.split(","))
    manifest = open_manifest(options.manifest, Defaults(options.source, targets))
    where = place(f"{options.runs}/{manifest.name}")
    if options.status:
        return _status(where)
    if options.report:
        return _report(where, options.report)
    order = Order(
        root=str(manifest.root.resolve()),
        models=options.models,
        player=options.engine,
        aligner=options.aligner,
        fetch=options.fetch,
    )
    if options.dry_run:
        return _dry_run(manifest, order, _cores(options.workers))
    return _batch(options, manifest, where, order)


def _cores(asked: int | None) -> int:
    import os

    return asked if asked and asked > 0 else os.cpu_count() or 1


def _batch(options: argparse.Namespace, manifest: Manifest, where: Place, order: Order) -> int:
    from ..batch.course import Wanted, batch
    from ..batch.watch import Limits
    from .rates import Rates, outcome

    wanted = Wanted(
        order=order,
        limits=Limits(options.patience, int(options.worker_memory * 1_000_000)),
        workers=_cores(options.workers),
        formats=tuple(options.format.split(",")),
        shard_size=max(1, options.shard_size),
        runner=options.runner,
        only=options.only,
        retry=options.retry_failed,
    )
    with Rates(options.log_json, options.metrics) as rates:
        finished = batch(manifest, where, wanted, rates.tell)
    outcome(manifest.name, where, finished)
    standing = finished.standing
    return 0 if standing.whole and not standing.failed else 1


def _status(where: Place) -> int:
    from ..batch.course import status
    from .rates import failures, headline

    standing = status(where)
    headline(where, standing)
    failures(where, standing)
    return 0 if standing.whole and not standing.failed else 1


def _report(where: Place, name: str) -> int:
    from ..batch.course import report, status

    print(f"{where.address}/{report(where, status(where), name)}")
    return 0


def _dry_run(manifest: Manifest, order: Order, workers: int) -> int:
    from ..batch.course import estimate
    from .rates import bad_row, cost

    cost(estimate(manifest, order, bad_row), workers)
    return 0
