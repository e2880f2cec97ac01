"""Everything that can go wrong by name; each error takes facts and writes its own sentence.

KladkaError
├── InputError          what the user gave
│   ├── MissingFile       ├── NotText           ├── EmptyArticle
│   ├── BrokenFile        ├── WrongLanguage     ├── BrokenConfig
│   └── UnknownName       a language, model, engine, aligner, format
├── ModelError          weights that are missing, damaged or not what they claim
├── PageError           a page that could not be fetched or read
├── MissingTool         an optional package that is not installed
├── RunError            a run folder that is missing, damaged or from another version
└── OutputError         a place we cannot write to
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class KladkaError(Exception):
    """One of ours: the command line prints its sentence and exits with 2."""


class InputError(KladkaError):
    """What the user gave cannot be used."""


class MissingFile(InputError):
    def __init__(self, path: Path | str, hint: str = "check the spelling") -> None:
        super().__init__(f"{path} does not exist; {hint}")


class NotText(InputError):
    def __init__(self, path: Path | str, why: str) -> None:
        super().__init__(f"{path} is not readable text ({why}); save it as UTF-8 and try again")


class EmptyArticle(InputError):
    def __init__(self, path: Path | str) -> None:
        super().__init__(f"{path} holds no text; put the article into it and try again")


class BrokenFile(InputError):
    def __init__(self, path: Path | str, kind: str, why: str, hint: str) -> None:
        super().__init__(f"{path} is no sound {kind} file ({why}); {hint}")


class WrongLanguage(InputError):
    def __init__(self, path: Path | str, found: str, told: str) -> None:
        super().__init__(
            f"{path} is in {found}, not in {told}; name its language rightly, or take it as it "
            "is: --no-identify, or identify = false in article.toml's table [read.<language>]"
        )


class BrokenConfig(InputError):
    def __init__(self, path: Path | str, why: str) -> None:
        super().__init__(f"{path} cannot be used ({why}); mend that line and try again")


class UnknownName(InputError):
    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        super().__init__(f"no {what} is called {name!r}; known: {', '.join(sorted(known))}")


class ModelError(KladkaError):
    def __init__(self, model: str, why: str, hint: str) -> None:
        super().__init__(f"model {model}: {why}; {hint}")


class PageError(KladkaError):
    def __init__(self, url: str, why: str, hint: str = "store the page beside the article") -> None:
        super().__init__(f"{url}: {why}; {hint}")


class MissingTool(KladkaError):
    def __init__(self, tool: str, extra: str) -> None:
        super().__init__(f"{tool} is not installed; try: pip install 'kladka[{extra}]'")


class RunError(KladkaError):
    def __init__(self, path: Path | str, why: str, hint: str) -> None:
        super().__init__(f"{path}: {why}; {hint}")


class OutputError(KladkaError):
    def __init__(
        self, path: Path | str, why: str, hint: str = "free the place or name another with --runs"
    ) -> None:
        super().__init__(f"cannot write {path} ({why}); {hint}")
