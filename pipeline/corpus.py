"""A folder of corpora/ becomes tasks; a file's name is its language."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import BrokenConfig, InputError, MissingFile
from .files import read_bytes
from .languages import LANGUAGES, language
from .records import KINDS
from .roles import Reading
from .text import compose

_NAME = re.compile(r"[a-z0-9_-][a-z0-9._-]{0,63}")
_SUFFIXES = (".txt", ".md", ".docx", ".html", ".htm", ".srt", ".vtt", ".jsonl")
_KEYS = {"title", "source", "language", "page", "notes", "licence", "provenance", "gold", "read"}


class NoArticle(InputError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} holds no article; put one at {path}/<article>/pl.txt")


class BadName(InputError):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} cannot name an article; use up to 64 of a-z 0-9 . _ - and no leading dot"
        )


@dataclass(frozen=True, slots=True)
class Task:
    """One article to do: where its text is, and the pages and references beside it."""

    name: str
    language: str
    article: Path
    title: str | None = None
    source: str | None = None
    notes: tuple[str, ...] = ()
    pages: dict[str, Path] = field(default_factory=dict)
    gold: dict[str, Path] = field(default_factory=dict)
    reading: dict[str, Reading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Corpus:
    """`baseline` is where the gate's baseline stands, if there is one."""

    name: str
    tasks: tuple[Task, ...]
    baseline: Path


def open_corpus(path: Path, source: str = "pl") -> Corpus:
    """A corpus folder, an article folder or a single file. Raises InputError by name."""
    if path.is_file():
        name = _named(path.stem.lower())
        task = Task(name, language(source).code, path)
        return Corpus(name, (task,), path.parent / "baseline.json")
    if not path.is_dir():
        raise MissingFile(path, "corpora stand in corpora/, see kladka translate --help")
    if _article_file(path, source):
        return Corpus(_named(path.name), (_task(path, source),), path / "baseline.json")
    folders = [p for p in sorted(path.iterdir()) if p.is_dir() and _has_texts(p)]
    if not folders:
        raise NoArticle(path)
    tasks = tuple(_task(folder, source) for folder in folders)
    return Corpus(_named(path.resolve().name), tasks, path / "baseline.json")


def _named(name: str) -> str:
    if not _NAME.fullmatch(name) or name.startswith("."):
        raise BadName(name)
    return name


def _texts(folder: Path) -> dict[str, Path]:
    """Language → file, for the names that are a language and nothing more."""
    files = {p.name: p for p in sorted(folder.iterdir()) if p.is_file()}
    return {
        code: files[code + suffix]
        for code in LANGUAGES
        for suffix in reversed(_SUFFIXES)
        if code + suffix in files
    }


def _has_texts(folder: Path) -> bool:
    return bool(_texts(folder)) or (folder / "article.toml").is_file()


def _article_file(folder: Path, source: str) -> bool:
    return source in _texts(folder)


def _task(folder: Path, source: str) -> Task:
    config = _config(folder / "article.toml")
    code = language(config.get("language", source)).code
    texts = _texts(folder)
    if code not in texts:
        raise MissingFile(folder / f"{code}.txt", "the article's file is named by its language")
    notes = config.get("notes", [])
    return Task(
        name=_named(folder.name),
        language=code,
        article=texts.pop(code),
        title=config.get("title"),
        source=config.get("source"),
        notes=(notes,) if isinstance(notes, str) else tuple(notes),
        pages=texts,
        gold={
            target: folder / f"{code}-{target}.gold"
            for target in texts
            if (folder / f"{code}-{target}.gold").is_file()
        },
        reading={
            tongue: _reading(one, folder / "article.toml")
            for tongue, one in config.get("read", {}).items()
        },
    )


def _reading(raw: dict[str, Any], path: Path) -> Reading:
    """`[read.pl]`: encoding, rules that are off, identify, and `[read.pl.kinds]` line by line."""
    checks: dict[str, bool] = {
        "encoding": isinstance(raw.get("encoding", ""), str),
        "off": _is_texts(raw.get("off", [])),
        "identify": isinstance(raw.get("identify", True), bool),
        "kinds": isinstance(raw.get("kinds", {}), dict)
        and all(kind in KINDS for kind in raw.get("kinds", {}).values()),
    }
    for key in raw:
        if not checks.get(key, False):
            known = "encoding (text), off (rules), identify (true or false), kinds (line = kind)"
            raise BrokenConfig(path, f"{key!r} under [read]; it takes {known}")
    kinds = {" ".join(compose(line).split()): kind for line, kind in raw.get("kinds", {}).items()}
    off = frozenset(raw.get("off", []))
    return Reading(None, raw.get("encoding"), off, kinds, raw.get("identify", True))


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _config(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        config = tomllib.loads(read_bytes(path).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenConfig(path, str(error)) from None
    for key, value in config.items():
        if key not in _KEYS:
            raise BrokenConfig(path, f"unknown key {key!r}; known: {', '.join(sorted(_KEYS))}")
        if key in ("title", "source", "language") and not isinstance(value, str):
            raise BrokenConfig(path, f"{key} must be text")
    tables = config.get("read", {})
    if not isinstance(tables, dict) or not all(isinstance(one, dict) for one in tables.values()):
        raise BrokenConfig(path, "read takes a table for each language: [read.pl]")
    for code in tables:
        language(code)
    source = config.get("source")
    if source and not source.startswith(("http://", "https://")):
        raise BrokenConfig(path, "source must be an http(s) address")
    return config
