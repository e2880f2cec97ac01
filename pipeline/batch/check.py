"""A row is held against what an article needs, before any work is done; each fault is named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..languages import LANGUAGES
from ..read import READERS
from .articles import Article

# The columns of a manifest; metadata and pages may also stand in columns of their own.
KEYS = re.compile(
    r"id|language|targets|text|path|title|source|url|notes|page|pages|metadata"
    r"|page\.[a-z]{2,8}|metadata\.\w+"
)
_ID = re.compile(r"[a-z0-9_-][a-z0-9._-]{0,63}")
_LIST = re.compile(r"[,\s]+")
_PAGES = (".html", ".htm")


class Bad(NamedTuple):
    """A row that cannot be used."""

    where: str
    id: str
    why: str


class Defaults(NamedTuple):
    """What a row that is silent means."""

    language: str = "pl"
    targets: tuple[str, ...] = ("en", "vi")


def shaped(raw: Any, where: str, defaults: Defaults) -> Article | Bad:
    """A row of a table as an article, its types checked."""
    if not isinstance(raw, Mapping):
        return Bad(where, "", "is no object")
    name = str(raw.get("id", ""))
    try:
        unknown = [key for key in raw if not KEYS.fullmatch(key)]
        if unknown:
            raise ValueError(f"has a column {unknown[0]!r} that we do not know")
        targets = _targets(raw.get("targets"), defaults)
        return Article(
            id=name,
            language=_text(raw, "language") or defaults.language,
            targets=targets,
            text=_text(raw, "text"),
            path=_text(raw, "path"),
            title=_text(raw, "title"),
            source=_text(raw, "source") or _text(raw, "url"),
            pages=_pages(raw, targets),
            notes=_list(raw.get("notes"), split=False),
            metadata=_mapping(raw, "metadata"),
        )
    except (ValueError, TypeError) as error:
        return Bad(where, name, str(error))


def checked(article: Article, where: str, root: Path, pool: bool = False) -> Article | Bad:
    """The article (in a pool, the page), or all that is wrong with it in one line."""
    faults = list(_faults(article, root, pool))
    return Bad(where, article.id, "; ".join(faults)) if faults else article


def _faults(article: Article, root: Path, pool: bool) -> Iterator[str]:
    if not _ID.fullmatch(article.id):
        yield f"its id {article.id!r} is not up to 64 of a-z 0-9 . _ - without a leading dot"
    for code in (article.language, *article.targets, *article.pages):
        if code not in LANGUAGES:
            yield f"no language is called {code!r}"
    if article.language in article.targets:
        yield f"it is to be translated from {article.language} into itself"
    if not article.targets:
        yield "it has no targets"
    if bool(article.text) == bool(article.path):
        yield "it needs either a text or a path"
    if article.text is not None and not article.text.strip():
        yield "its text is empty"
    if article.source and not article.source.startswith(("http://", "https://")):
        yield f"its source {article.source!r} is no http(s) address"
    for code in article.pages:
        if code not in article.targets:
            yield f"it has a page in {code}, which is none of its targets"
    for path in article.paths:
        yield from _file(path, root, pool or path in article.pages.values(), article)
    try:
        f"{article.id}{article.text}{article.title}{article.metadata}{article.notes}".encode()
    except UnicodeEncodeError:
        yield "it is not UTF-8 text"


def _file(path: str, root: Path, page: bool, article: Article) -> Iterator[str]:
    if "://" in path:
        return
    suffixes = {suffix for reader in READERS for suffix in reader.suffixes}
    if page:
        suffixes |= {*_PAGES}
    suffix = Path(path).suffix.lower()
    if suffix not in suffixes and path not in article.gold.values():
        yield f"{path} is of no kind that we read ({', '.join(sorted(suffixes))})"
    try:
        if not (root / path).is_file():
            yield f"{path} does not exist"
        elif not (root / path).stat().st_size:
            yield f"{path} is empty"
    except (OSError, ValueError) as error:
        yield f"{path!r} cannot be looked at ({error})"


def _text(raw: Mapping[str, Any], key: str) -> str | None:
    value = raw.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key} is no text")
    return value


def _list(value: Any, split: bool = True) -> tuple[str, ...]:
    """A list, a JSON list, or words with commas between."""
    if isinstance(value, str) and value.startswith("["):
        value = json.loads(value)
    if isinstance(value, str):
        return tuple(part for part in _LIST.split(value) if part) if split else (value,)
    if value is not None and not all(isinstance(part, str) for part in value):
        raise ValueError("a list holds something that is no text")
    return tuple(value or ())


def _targets(value: Any, defaults: Defaults) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_list(value))) or defaults.targets


def _pages(raw: Mapping[str, Any], targets: tuple[str, ...]) -> dict[str, str]:
    pages = _mapping(raw, "pages")
    pages |= {key[5:]: str(value) for key, value in raw.items() if key.startswith("page.")}
    lone = _text(raw, "page")
    if lone and len(targets) != 1:
        raise ValueError("a page needs its language: name the column page.vi, or give one target")
    return pages | ({targets[0]: lone} if lone else {})


def _mapping(raw: Mapping[str, Any], key: str) -> dict[str, str]:
    value = raw.get(key, {})
    if isinstance(value, str):
        value = json.loads(value)
    if isinstance(value, list):  # how Parquet gives a map
        value = dict(value)
    if not isinstance(value, Mapping):
        raise ValueError(f"{key} is no object")
    found = {str(name): _scalar(key, name, one) for name, one in value.items() if one is not None}
    lead = f"{key}."
    found |= {n.removeprefix(lead): str(v) for n, v in raw.items() if n.startswith(lead)}
    return found


def _scalar(key: str, name: str, value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise ValueError(f"{key}.{name} is no single value")
    return value if isinstance(value, str) else json.dumps(value, default=str)
