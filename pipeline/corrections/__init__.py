"""What people correct flows back: a run and its corrections become a new run, and gold."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from .. import store
from ..aligners.gold import format_ladder
from ..errors import OutputError, UnknownName
from ..files import read_bytes, write
from ..formats import publish
from ..formats.fingerprint import fingerprint
from ..formats.index import index_page
from ..memory import Memory
from ..records import Dossier, Said
from ..run import pooled
from ..text import clean
from .apply import apply, complete
from .merge import merged
from .sheet import Conflict, Corrections, Mark, Sheet, Stale, held, read_json

__all__ = ["HUMAN", "Conflict", "Corrections", "Mark", "Sheet", "Stale", "accept", "read_json"]

# Who made a sentence that a person wrote, in the translation memory.
HUMAN = "human/1"


def accept(folder: Path, paths: Sequence[Path], into: Path, memory: Memory) -> store.Run:
    """The run in `folder`, corrected, as a new sealed run in `into`.

    Raises InputError for files that are broken, stale or disagree, RunError, OutputError; before
    any of these nothing is written.
    """
    from .exchange import read

    run = store.open_run(folder)
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise OutputError(into, "something is there already", "name another place with --into")
    sheets = _settled(run, [one for path in paths for one in read(path, run)])
    dossiers = tuple(apply(sheets[d.name], d) if d.name in sheets else d for d in run.dossiers)
    sources = {path.name: hashlib.sha256(read_bytes(path)).hexdigest() for path in paths}
    asked = {**run.asked, "corrections": {**run.asked.get("corrections", {}), **sources}}
    done = _published(replace(run, dossiers=dossiers, asked=asked), run, sheets, into)
    _remember(dossiers, sheets, memory)
    return done


def _settled(run: store.Run, found: Sequence[Corrections]) -> dict[str, Corrections]:
    """One corrections an article, each held against the run."""
    dossiers = {dossier.name: dossier for dossier in run.dossiers}
    settled: dict[str, Corrections] = {}
    for one in found:
        if one.article not in dossiers:
            raise UnknownName("article of this run", one.article, dossiers)
        dossier = dossiers[one.article]
        if one.fingerprint != fingerprint(dossier):
            raise Stale(one.name, one.article)
        held(one, dossier)
        before = settled.get(one.article)
        settled[one.article] = merged(before, one, dossier) if before else one
    return settled


def _published(
    run: store.Run, before: store.Run, sheets: dict[str, Corrections], into: Path
) -> store.Run:
    formats = tuple(dict.fromkeys((*run.asked["formats"], "tmx")))
    files = []
    for old, new in zip(before.dossiers, run.dossiers, strict=True):
        place = into / new.name
        files += [store.save_dossier(new, place), *publish(new, place, formats)]
        if new.name in sheets:
            files += _gold(old, new, sheets[new.name], place)
    write(into / "index.html", index_page(run.name, run.dossiers, run.failures))
    scores = {code: pooled(list(run.dossiers), code) for code in run.scores}
    done = replace(run, scores=scores)
    store.seal(done, into, [*files, into / "index.html"])
    return done


def _gold(old: Dossier, new: Dossier, sheet: Corrections, place: Path) -> list[Path]:
    """Hand-made beads and the sentences they count, as a corpus keeps them."""
    made = {}
    for before, after in zip(old.bitexts, new.bitexts, strict=True):
        mine = sheet.languages.get(after.language)
        if mine is None or after.page is None or not complete(mine, before):
            continue
        pair = f"{new.article.language}-{after.language}"
        made[place / f"{pair}.gold"] = format_ladder(after.frozen)
        for document in (new.article, after.page):
            lines = "".join(f"{' '.join(s.text.split())}\n" for s in document.segments)
            made[place / f"{document.language}.gold.txt"] = lines
    for path, text in made.items():
        write(path, text.encode())
    return list(made)


def _remember(dossiers: Sequence[Dossier], sheets: dict[str, Corrections], memory: Memory) -> None:
    """The corrected sentences under a signature of their own: a person is no engine."""
    for dossier in dossiers:
        languages = sheets[dossier.name].languages if dossier.name in sheets else {}
        source = {segment.id: clean(segment.text) for segment in dossier.article.segments}
        for code, sheet in languages.items():
            said = {source[id]: Said(text, (text,), human=True) for id, text in sheet.said.items()}
            if said:
                memory.keep(f"{HUMAN} {dossier.article.language}-{code}", said)
