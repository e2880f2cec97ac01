"""How good the averaged model is on the tuning sets: BLEU and chrF with signatures and intervals."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF

from pipeline.files import to_json, write
from pipeline.text import clean as tidy

from .package import ctranslate2_engine, export, load_network, say
from .recipe import Recipe
from .tokenise import Pieces

_RESAMPLES = 200


def evaluate(
    recipe: Recipe, work: Path, dev: Path, out: Path, packaged: Path | None = None
) -> list[dict[str, object]]:
    """Write scores.json and scores.md to `out`; return the rows.

    Of the averaged weights in `work`, or of a `packaged` model with the same vocabulary.
    """
    pieces = Pieces(work / "tokens")
    rows: list[dict[str, object]] = []
    sets = _sets(dev, recipe.evaluate.lines) if dev.is_dir() else []
    if not sets:
        write(out / "scores.json", to_json(rows))
        write(out / "scores.md", b"Not measured: the tuning sets were not there.\n")
        return rows
    with tempfile.TemporaryDirectory() as made:
        folder = packaged or Path(made)
        if packaged is None:
            network = load_network(recipe, work / "average" / "weights.pt", pieces)
            export(network, recipe, work / "tokens", folder)
        for kind in ("float32", "int8"):
            with ctranslate2_engine(folder, kind) as engine:
                for beam in (1, recipe.evaluate.beam):
                    for name, hops, source, target in sets:
                        said = source
                        for language in hops:
                            said = say(engine, pieces, said, language, beam)
                        rows.append(
                            {"set": name, "engine": f"{kind}, beam {beam}", **score(said, target)}
                        )
    write(out / "scores.json", to_json(rows))
    write(out / "scores.md", _table(rows).encode())
    return rows


def score(said: list[str], wanted: list[str]) -> dict[str, object]:
    """Both metrics with 95 % intervals (bootstrap, seed as sacreBLEU has it) and signatures."""
    found: dict[str, object] = {}
    for metric in (BLEU(references=[wanted]), CHRF(references=[wanted])):
        result = metric.corpus_score(said, None, n_bootstrap=_RESAMPLES)
        name = result.name
        found[name] = round(float(result.score), 2)
        found[f"{name} interval"] = round(float(result._ci), 2)
        found[f"{name} signature"] = str(metric.get_signature())
    return found


def _sets(dev: Path, lines: int) -> list[tuple[str, list[str], list[str], list[str]]]:
    said = {code: _lines(dev / f"flores-dev.{code}")[:lines] for code in ("pl", "en", "vi")}
    rows = [line.split("\t") for line in _lines(dev / "ud-pud.pl-en.tsv")][:lines]
    return [
        ("FLORES dev pl-en", ["en"], said["pl"], said["en"]),
        ("FLORES dev en-vi", ["vi"], said["en"], said["vi"]),
        ("FLORES dev pl-vi", ["vi"], said["pl"], said["vi"]),
        ("FLORES dev pl-en-vi", ["en", "vi"], said["pl"], said["vi"]),
        ("UD-PUD pl-en", ["en"], [tidy(row[0]) for row in rows], [tidy(row[1]) for row in rows]),
    ]


def _lines(path: Path) -> list[str]:
    return [tidy(line) if path.suffix != ".tsv" else line for line in _text(path) if line]


def _text(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")


def _table(rows: list[dict[str, object]]) -> str:
    lines = ["| set | engine | BLEU | chrF |", "|---|---|---|---|"]
    for row in rows:
        bleu = f"{row['BLEU']} ± {row['BLEU interval']}"
        chrf = f"{row['chrF2']} ± {row['chrF2 interval']}"
        lines.append(f"| {row['set']} | {row['engine']} | {bleu} | {chrf} |")
    if rows:
        lines += ["", f"`{rows[0]['BLEU signature']}` `{rows[0]['chrF2 signature']}`"]
    return "\n".join(lines) + "\n"
