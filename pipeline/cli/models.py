"""kladka models: list the models, get one from the hub, check one, convert one out of a pickle."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..errors import ModelError, UnknownName
from ..models import Model, fingerprint, model, table


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(title="what", dest="what", metavar="WHAT", required=True)
    what.add_parser("list", help="every model, its languages, size and licence")
    get = what.add_parser("get", help="fetch a model from the hub ($HF_ENDPOINT) into the cache")
    get.add_argument("name")
    get.add_argument("--revision", metavar="40HEX", help="the commit to fetch, all 40 digits")
    check = what.add_parser("check", help="files, sanity, both engines, speed")
    check.add_argument("name", nargs="?", help="a model's name or a folder (the shipped ones)")
    check.add_argument("--pair", help="languages of a folder, as pl-en; commas between several")
    convert = what.add_parser("convert", help="a Marian folder with a .bin into safetensors")
    convert.add_argument("path", type=Path)
    convert.add_argument("out", type=Path)


def run(options: argparse.Namespace) -> int:
    acts = {"list": _list, "get": _get, "check": _check, "convert": _convert}
    return acts[options.what](options)


def _list(_: argparse.Namespace) -> int:
    for row in table():
        pairs = " ".join(f"{a}-{b}" for a, b in row.pairs)
        here = f"here, {_size(row.folder)}" if row.folder.is_dir() else "not on this machine"
        where = f"https://huggingface.co/{row.hub.repo}" if row.hub else "comes with kladka"
        print(f"{row.name}\t{row.family}\t{pairs}\t{here}\t{row.licence}\t{where}")
    return 0


def _size(folder: Path) -> str:
    return f"{sum(p.stat().st_size for p in folder.iterdir() if p.is_file()) / 1e6:.1f} MB"


def _get(options: argparse.Namespace) -> int:
    from ..supply import fetch_model, origin
    from .download import Download

    row = _row(options.name)
    with Download() as download:
        folder = fetch_model(row, options.revision, download.tell)
    print(f"{row.name}: fingerprint {fingerprint(row)[:12]}")
    if row.hub and row.hub.revision is None:
        print("kladka pins no revision of it yet: the hashes are those the hub gave just then")
    for name, value in origin(folder).items():
        if name != "sha256":
            print(f"  {name} {value}")
    print(folder)
    return 0


def _row(name: str) -> Model:
    for row in table():
        if row.name == name:
            return row
    raise UnknownName("model", name, (row.name for row in table()))


def _convert(options: argparse.Namespace) -> int:
    from ..supply import convert

    print(convert(options.path, options.out))
    return 0


def _check(options: argparse.Namespace) -> int:
    from .health import health

    return max([health(row) for row in _asked(options.name, options.pair)])


def _asked(name: str | None, pair: str | None) -> list[Model]:
    if name is None:
        return [row for row in table() if row.family == "shipped"]
    if not Path(name).is_dir():
        return [_row(name)]
    rows = [model(a, b, name) for a, b in _pairs(Path(name), pair)]
    tokens = {target: token for row in rows for target, token in row.tokens.items()}
    return [rows[0]._replace(pairs=tuple(p for row in rows for p in row.pairs), tokens=tokens)]


def _pairs(folder: Path, asked: str | None) -> list[tuple[str, str]]:
    from ..languages import LANGUAGES

    named = _named(folder) if asked is None else asked
    pairs = [tuple(one.split("-")) for one in named.split(",")]
    if any(len(pair) != 2 or not set(pair) <= set(LANGUAGES) for pair in pairs):
        where = "tokenizer_config.json" if asked is None else "--pair"
        what = f"{named}, no pair of languages that we know" if named else "no languages"
        raise ModelError(folder.name, f"{where} names {what}", "give --pair pl-en, en-vi or pl-vi")
    return [(pair[0], pair[1]) for pair in pairs]


def _named(folder: Path) -> str:
    import json

    path = folder / "tokenizer_config.json"
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return f"{said['source_lang']}-{said['target_lang']}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
