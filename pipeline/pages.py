"""The page of an article: asked for on the web or stored beside it; held against the article."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from .corpus import Task
from .documents import Page, document, overruled, read
from .errors import PageError, WrongLanguage
from .files import read_bytes
from .languages import language
from .records import Document
from .roles import AS_FOUND, Reading
from .web import NotTheSource, Web, check, notice

_WHOLE = 0.9  # of the words of a page's own articleBody


class Found(NamedTuple):
    """The text that a person wrote in the target language, and what must be said of it.

    `snapshot` is the sha256 of the page's bytes where they came from the web.
    """

    page: Document | None = None
    notes: tuple[str, ...] = ()
    snapshot: str | None = None


def page_of(
    article: Document, task: Task, code: str, web: Web | None, *, force: bool = False
) -> Found:
    """The page in a language: from the web, else the stored one, and that is said.

    `force` takes a page that does not say what the article says. Raises PageError, InputError.
    """
    path = task.pages.get(code)
    how = task.reading.get(code, AS_FOUND)._replace(source=task.source, language=code)
    if web and task.source and (path is None or path.suffix in Page.suffixes):
        try:
            return _fetched(article, task.source, code, web, how, force)
        except PageError as error:
            if path is None:
                raise
            found = _stored(article, path, code, how, force)
            return found._replace(notes=(f"The stored page was used: {error}.", *found.notes))
    return _stored(article, path, code, how, force) if path else Found()


def _fetched(article: Document, url: str, code: str, web: Web, how: Reading, force: bool) -> Found:
    found = web.page(url, code)
    how = how._replace(identify=how.identify and not force)
    try:
        page = document(overruled(found.blocks, url, how), code, url, how)
    except WrongLanguage:
        raise NotTheSource(url, f"is not in {language(code).name}") from None
    notes = _said_of_pair(article, page, force)
    if found.changed:
        some = "; ".join(f"{line[:80]}…" if len(line) > 80 else line for line in found.changed[:6])
        some += f"; and {len(found.changed) - 6} more" if len(found.changed) > 6 else ""
        notes += (f"The page has changed since it was last fetched: {some}",)
    if found.about.coverage is not None and found.about.coverage < _WHOLE:
        share = f"{found.about.coverage:.0%}"
        notes += (f"Only {share} of the text that the page gives to search engines was found.",)
    return Found(page, notes, found.snapshot.page.sha256)


def _stored(article: Document, path: Path, code: str, how: Reading, force: bool) -> Found:
    if path.suffix not in Page.suffixes:
        return Found(document(read(path, how), code, path.name, how))
    what = notice(read_bytes(path))
    page = document(read(path, how), code, path.name, how)
    notes = _said_of_pair(article, page, force)
    return Found(page, (*notes, *([f"{path.name} is a {what}"] if what else [])))


def _said_of_pair(article: Document, page: Document, force: bool) -> tuple[str, ...]:
    """Raises NotTheSource, unless forced."""
    try:
        check(article, page)
    except NotTheSource as error:
        if not force:
            raise
        return (f"Used by force: {page.origin} {error.why}.",)
    return ()
