"""kladka doctor: what is installed, what is missing, what to do."""

from __future__ import annotations

import argparse
from importlib.metadata import PackageNotFoundError, version

from ..files import cache_folder
from ..models import table

PACKAGES = {
    "ctranslate2": "the default engine",
    "sentencepiece": "the default engine",
    "sacrebleu": "scores",
    "trafilatura": "pages",
    "transformers": "the reference engine and conversion",
    "torch": "the reference engine and conversion",
    "pandas": "notebooks: pip install 'kladka[notebook]'",
    "altair": "notebooks: pip install 'kladka[notebook]'",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(options: argparse.Namespace) -> int:
    missing = 0
    for name, purpose in PACKAGES.items():
        try:
            print(f"{name:14} {version(name):12} {purpose}")
        except PackageNotFoundError:
            missing += not purpose.startswith("notebooks")
            print(f"{name:14} {'missing':12} {purpose}")
    for row in table():
        print(f"{row.name:18} {'here' if row.folder.is_dir() else 'not on this machine'}")
    print(f"cache: {cache_folder()}")
    return 1 if missing else 0
