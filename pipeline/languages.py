"""The languages we know, one row each; a new language is one new row."""

from __future__ import annotations

from typing import NamedTuple

from .errors import UnknownName


class Language(NamedTuple):
    """`splits_like` is the language whose sentence rules apply where there are none of its own."""

    code: str
    name: str
    three: str
    splits_like: str | None = None


LANGUAGES: dict[str, Language] = {
    row.code: row
    for row in (
        Language("cs", "Czech", "ces"),
        Language("de", "German", "deu"),
        Language("en", "English", "eng"),
        Language("es", "Spanish", "spa"),
        Language("fr", "French", "fra"),
        Language("is", "Icelandic", "isl", splits_like="en"),
        Language("it", "Italian", "ita"),
        Language("pl", "Polish", "pol"),
        Language("ru", "Russian", "rus"),
        Language("uk", "Ukrainian", "ukr", splits_like="ru"),
        Language("vi", "Vietnamese", "vie"),
    )
}


def language(code: str) -> Language:
    """The row of a language. Raises UnknownName."""
    if code not in LANGUAGES:
        raise UnknownName("language", code, LANGUAGES)
    return LANGUAGES[code]
