"""Corrections that come back from a CAT tool: the changed targets of an XLIFF or TMX file of ours.

A unit is known by its id and must have the source that the run has; otherwise the file is stale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import BrokenConfig, InputError
from ..files import read_bytes
from ..formats.fingerprint import fingerprint
from ..formats.xliff import CORE
from ..records import UNTRANSLATED, Dossier
from ..store import Run
from ..text import clean, printable
from .sheet import Corrections, Sheet, Stale, read_json

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Unchanged(InputError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} changes no translation of this run; correct some, then import it")


class _Unit(NamedTuple):
    """One translation that came back; the article's name is None where the file has lost it."""

    article: str | None
    language: str
    id: str
    source: str
    target: str


def read(path: Path, run: Run) -> list[Corrections]:
    """What a file corrects, an article each. Raises InputError by the file's name."""
    suffix = path.suffix.lower()
    if suffix not in READERS:
        return [read_json(path)]
    units = list(READERS[suffix](_tree(path)))
    found: dict[str, dict[str, dict[str, str]]] = {}
    known = 0
    for unit in units:
        dossier = _dossier(unit, run, path)
        known += dossier is not None
        if dossier and _changed(unit, dossier, path):
            sheet = found.setdefault(dossier.name, {}).setdefault(unit.language, {})
            sheet[unit.id] = clean(unit.target)
    if not known:
        why = "no unit of it is a machine translation of this run; import the .xlf or .mt.tmx"
        raise BrokenConfig(path, why)
    if not found:
        raise Unchanged(path)
    prints = {dossier.name: fingerprint(dossier) for dossier in run.dossiers}
    return [
        Corrections(
            path.name,
            name,
            {code: Sheet(said=said) for code, said in languages.items()},
            prints[name],
        )
        for name, languages in found.items()
    ]


def _tree(path: Path) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(read_bytes(path), parser)
    except etree.XMLSyntaxError as error:
        raise BrokenConfig(path, f"is not well-formed: {error}") from None


def _dossier(unit: _Unit, run: Run, path: Path) -> Dossier | None:
    """The article that a unit belongs to; the only one where the file has lost its name."""
    named = {printable(dossier.name): dossier for dossier in run.dossiers}
    if unit.article is None and len(named) == 1:
        dossier = next(iter(named.values()))
    elif unit.article in named:
        dossier = named[unit.article]
    else:
        why = f"is of the article {unit.article!r}, which this run does not have"
        raise BrokenConfig(path, why)
    languages = {bitext.language for bitext in dossier.bitexts}
    ids = {segment.id for segment in dossier.article.segments}
    return dossier if unit.language in languages and unit.id in ids else None


def _changed(unit: _Unit, dossier: Dossier, path: Path) -> bool:
    """Is the target another than the run's? Raises Stale where the source is another."""
    bitext = next(one for one in dossier.bitexts if one.language == unit.language)
    pairs = zip(dossier.article.segments, bitext.said, strict=True)
    segment, said = next(pair for pair in pairs if pair[0].id == unit.id)
    if clean(unit.source) != clean(printable(segment.text)):
        raise Stale(path.name, dossier.name, f"the source of {unit.id} differs")
    target = clean(unit.target)
    return (
        bool(target) and segment.kind not in UNTRANSLATED and target != clean(printable(said.text))
    )


def _xliff(root: Any) -> Iterator[_Unit]:
    names = {"x": CORE}
    language = root.get("trgLang", "")
    for file in root.iterfind("x:file", names):
        for unit in file.iterfind(".//x:unit", names):
            source, target = (
                "".join("".join(part.itertext()) for part in unit.iterfind(f"*/x:{side}", names))
                for side in ("source", "target")
            )
            yield _Unit(file.get("original"), language, unit.get("id", ""), source, target)


def _tmx(root: Any) -> Iterator[_Unit]:
    article = root.findtext("header/prop[@type='x-article']")
    for unit in root.iterfind("body/tu"):
        sides = [
            (variant.get(_LANG, ""), "".join(seg.itertext()))
            for variant in unit.iterfind("tuv")
            if (seg := variant.find("seg")) is not None
        ]
        if len(sides) == 2:
            (_, source), (language, target) = sides
            id = unit.get("tuid", "").removeprefix(f"{language}-")
            yield _Unit(article, language, id, source, target)


READERS: dict[str, Callable[[Any], Iterator[_Unit]]] = {
    ".xlf": _xliff,
    ".xliff": _xliff,
    ".tmx": _tmx,
}
