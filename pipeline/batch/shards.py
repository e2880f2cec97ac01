"""Articles are cut into shards: each is named by the hash of all that can change its result.

The cuts depend on the content (an article whose digest ends a shard ends it wherever it stands), so
a manifest that grows or loses a row renames the shards around that row and no others.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ..errors import KladkaError, MissingFile, RunError
from ..files import digest, to_json
from ..version import VERSION
from .articles import Article, from_line, to_line
from .asked import FORMAT, Asked
from .check import Bad
from .manifest import BadManifest, Manifest
from .places import Place, read_input, write
from .spool import Planned, Spool

USUAL = 48  # articles a shard; a third of that at least, twice that at most
_PLAIN = (".txt", ".text", ".md")
_AGAIN = "run kladka batch with its manifest again"


class Shard(NamedTuple):
    """One unit of work and of failure; `words` are those of its articles."""

    id: str
    articles: int
    words: int


class Plan(NamedTuple):
    """Every shard, and what was counted on the way."""

    shards: tuple[Shard, ...]
    articles: int
    words: int
    near: int


def spooled(manifest: Manifest, asked: Asked, spool: Spool, bad: Callable[[Bad], None]) -> None:
    """Every row of the manifest, checked and hashed. Raises BadManifest when rows are bad."""
    rows = faults = 0
    for rows, row in enumerate(manifest.rows(), start=1):
        fault = row if isinstance(row, Bad) else _take(row, f"row {rows}", manifest, asked, spool)
        if fault:
            faults += 1
            bad(fault)
    if not rows:
        raise BadManifest(str(manifest.path), "holds no article")
    if faults:
        what = "cannot be used, each one is named above"
        raise BadManifest(str(manifest.path), f"{faults} of {rows} rows {what}")


def _take(
    article: Article, where: str, manifest: Manifest, asked: Asked, spool: Spool
) -> Bad | None:
    try:
        for code in article.targets:
            asked.engine(article.language, code)
        data = {path: read_input(manifest.root, path) for path in article.paths}
    except KladkaError as error:
        return Bad(where, article.id, str(error))
    sums = {path: hashlib.sha256(one).hexdigest() for path, one in data.items()}
    text = article.text or _guess(str(article.path), data[str(article.path)])
    why = spool.add(replace(article, sums=sums), where, text)
    return Bad(where, article.id, why) if why else None


def _guess(path: str, data: bytes) -> str:
    """Enough of a text to count and to sketch it; what is no plain text is counted by its size."""
    if Path(path).suffix.lower() in _PLAIN:
        return data.decode("utf-8", "replace")
    return f"{hashlib.sha256(data).hexdigest()} " + "x " * (len(data) // 40)


def cut(planned: Iterable[Planned], usual: int = USUAL) -> Iterator[list[Planned]]:
    """Shards of about `usual` articles, near-duplicates together as far as that goes."""
    some: list[Planned] = []
    for one in planned:
        full = len(some) >= 2 * usual
        if full or (some and _ends(some, usual) and one.group != some[-1].group):
            yield some
            some = []
        some.append(one)
    if some:
        yield some


def _ends(some: list[Planned], usual: int) -> bool:
    fewest = max(1, usual // 3)
    lots = max(1, usual - fewest)
    return len(some) >= fewest and int(some[-1].article.digest[:8], 16) % lots == 0


def plan(
    manifest: Manifest,
    place: Place,
    asked: Asked,
    bad: Callable[[Bad], None],
    usual: int = USUAL,
) -> Plan:
    """Write inputs/<shard>.jsonl.gz for every shard, then plan.jsonl, and batch.json last."""
    known = place.names("inputs")
    shards = []
    with Spool() as spool:
        spooled(manifest, asked, spool, bad)
        for some in cut(spool.planned(), usual):
            articles = [one.article for one in some]
            name = shard_id(articles, asked)
            packed, path = _packed(articles), f"inputs/{name}.jsonl.gz"
            if f"{name}.jsonl.gz" not in known or place.read(path) != packed:
                write(place, path, packed)
            shards.append(Shard(name, len(some), sum(one.words for one in some)))
        made = Plan(tuple(shards), spool.articles, spool.words, spool.near)
    lines = "".join(json.dumps(shard._asdict(), sort_keys=True) + "\n" for shard in shards)
    write(place, "plan.jsonl", lines.encode())
    record = {"format": FORMAT, "kladka": VERSION, "batch": manifest.name, "asked": asked.rest}
    record |= {"plan": hashlib.sha256(lines.encode()).hexdigest(), "shards": len(shards)}
    record |= {"articles": made.articles, "words": made.words, "near-duplicates": made.near}
    write(place, "batch.json", to_json(record))
    return made


def open_plan(place: Place) -> Plan:
    """The plan that a run wrote. Raises RunError for one that is missing or damaged."""
    where = f"{place.address}/batch.json"
    try:
        record = json.loads(place.read("batch.json"))
        lines = place.read("plan.jsonl")
        if hashlib.sha256(lines).hexdigest() != record["plan"]:
            raise RunError(where, "its plan is not the one that was sealed", _AGAIN)
        shards = tuple(Shard(**json.loads(line)) for line in lines.decode().split("\n") if line)
        return Plan(shards, record["articles"], record["words"], record["near-duplicates"])
    except MissingFile:
        hint = "start one with kladka batch MANIFEST"
        raise RunError(place.address, "holds no batch", hint) from None
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(where, f"is damaged ({error})", _AGAIN) from None


def shard_id(articles: list[Article], asked: Asked) -> str:
    """The hash of all that can change the result: what goes in, and who does what."""
    signed = json.dumps(asked.of(articles), sort_keys=True, ensure_ascii=False)
    return digest([signed.encode(), *(one.digest.encode() for one in articles)])[:32]


def _packed(articles: list[Article]) -> bytes:
    lines = "".join(to_line(one) + "\n" for one in articles)
    return gzip.compress(lines.encode(), 6, mtime=0)


def articles_of(place: Place, shard: Shard) -> list[Article]:
    """The articles of a shard in their order. Raises RunError for a damaged input."""
    name = f"inputs/{shard.id}.jsonl.gz"
    try:
        lines = gzip.decompress(place.read(name)).decode().split("\n")
        found = [from_line(line) for line in lines if line]
    except (OSError, EOFError, ValueError, TypeError, KeyError) as error:
        raise RunError(f"{place.address}/{name}", f"is damaged ({error})", _AGAIN) from None
    if len(found) != shard.articles:
        raise RunError(f"{place.address}/{name}", "has lost articles", _AGAIN)
    return found
