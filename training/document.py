"""What docs/models.md says in figures, written by measuring: each part stands between two marks of its name."""

from __future__ import annotations

import csv
import html
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline import metrics
from pipeline.corpus import open_corpus
from pipeline.files import write
from pipeline.models import DIRECT
from pipeline.records import Dossier
from pipeline.run import kit, translate_article

from .recipe import Recipe

# Published BLEU on FLORES-200 devtest (the OPUS-MT dashboard; Argos and Mozilla from their own tables): another set than our dev.
RIVALS = [
    ("opus-mt (75M parameters a pair)", "25.3", "26.7"),
    ("NLLB-200 600M", "22.4", "37.5"),
    ("Argos Translate", "26.1", ""),
    ("Firefox Translations, tiny", "25.8", ""),
    ("Google Translate", "29.6", "45.7"),
]
COLUMNS = ("tokens", "direction", "chrf", "bleu")


def document(recipe: Recipe, work: Path, model: Path, root: Path) -> dict[str, int]:
    """Write scores, newsroom, curve and article into docs/models.md, and docs/curve.{tsv,png}."""
    page = root / "docs" / "models.md"
    points = _curve(root / "docs" / "curve.tsv", work / "train" / "curve.tsv")
    draw(points, root / "docs" / "curve.png")
    rows = json.loads((work / "evaluate" / "scores.json").read_text(encoding="utf-8"))
    newsroom = _said(root / "corpora" / "newsroom", model)
    article = _said(root / "corpora" / "hanoi-convention", model)
    parts = {
        "scores": _scores(rows, recipe.package.beam),
        "newsroom": _by_kind(newsroom),
        "curve": _points(points),
        "article": _article(article[0]),
    }
    text = page.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = put(text, name, part)
    write(page, text.encode())
    return {"curve points": len(points), "newsroom articles": len(newsroom)}


def put(text: str, name: str, part: str) -> str:
    """The text with what stands between `<!-- name -->` and `<!-- /name -->` replaced. Raises ValueError."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marks.search(text):
        raise ValueError(f"docs/models.md has no part called {name}")
    return marks.sub(lambda found: f"{found[1]}{part}\n{found[2]}", text)


def _scores(rows: list[dict[str, Any]], beam: int) -> str:
    """One line a set, one column an engine; BLEU / chrF with 95 % intervals."""
    engines = [f"{kind}, beam {width}" for kind in ("float32", "int8") for width in (1, beam)]
    found = {(row["set"], row["engine"]): row for row in rows}
    lines = [f"| BLEU / chrF | {' | '.join(engines)} |", "|---" * (len(engines) + 1) + "|"]
    for name in dict.fromkeys(row["set"] for row in rows):
        cells = [_cell(found[name, engine]) for engine in engines]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += [f"| *{name}* | | | | {' · '.join(_pair(en, vi))} |" for name, en, vi in RIVALS]
    signatures = f"`{rows[0]['BLEU signature']}` `{rows[0]['chrF2 signature']}`"
    return "\n".join([*lines, "", signatures])


def _pair(en: str, vi: str) -> list[str]:
    return [f"{way} {value}" for way, value in (("pl-en", en), ("en-vi", vi)) if value]


def _cell(row: dict[str, Any]) -> str:
    bleu = f"{row['BLEU']:.1f} ± {row['BLEU interval']:.1f}"
    return f"{bleu} / {row['chrF2']:.1f} ± {row['chrF2 interval']:.1f}"


def _said(corpus: Path, model: Path) -> list[Dossier]:
    """The corpus translated with the model, held against its pages."""
    players = kit("pl", ("en", "vi"), models=str(model), by=DIRECT)
    return [translate_article(task, players) for task in open_corpus(corpus).tasks]


def _by_kind(dossiers: Iterable[Dossier]) -> str:
    """BLEU / chrF of the newsroom by kind of line, through hand-made beads."""
    pairs: dict[tuple[str, str], list[metrics.Pair]] = defaultdict(list)
    for dossier in dossiers:
        for bitext in dossier.bitexts:
            for pair in metrics.pairs(dossier.name, dossier.article, bitext, frozen=True):
                for kind in (pair.kind, "all"):
                    pairs[kind, bitext.language].append(pair)
    lines = ["| kind of line | to English | to Vietnamese |", "|---|---|---|"]
    for kind in sorted({kind for kind, _ in pairs}, key=lambda kind: -len(pairs[kind, "en"])):
        cells = [_measured(pairs[kind, code]) for code in ("en", "vi")]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _measured(pairs: list[metrics.Pair]) -> str:
    said, wanted = [pair.said for pair in pairs], [pair.page for pair in pairs]
    names = [pair.article for pair in pairs]
    bleu, chrf = (
        metrics.measure(metric, said, wanted, articles=names) for metric in metrics.HEADLINE
    )
    shown = (f"{value:.1f} [{low:.1f}, {high:.1f}]" for value, (low, high), _ in (bleu, chrf))
    return f"{' / '.join(shown)} over {len(pairs)}"


def _curve(kept: Path, fresh: Path) -> list[dict[str, str]]:
    """The points of all trainings in order of tokens seen; those of `fresh` are added to `kept`."""
    found: dict[tuple[int, str], dict[str, str]] = {}
    for path in (kept, fresh):
        if path.exists():
            with path.open(encoding="utf-8") as stream:
                for row in csv.DictReader(stream, delimiter="\t"):
                    point = {name: row[name] for name in COLUMNS}
                    found[int(row["tokens"]), row["direction"]] = point
    points = [found[key] for key in sorted(found)]
    lines = ["\t".join(COLUMNS), *("\t".join(point.values()) for point in points)]
    write(kept, ("\n".join(lines) + "\n").encode())
    return points


def draw(points: list[dict[str, str]], out: Path) -> None:
    """The learning curve: chrF against target tokens seen, a line a direction."""
    import altair
    import vl_convert

    rows = [
        {"Mtok": int(p["tokens"]) / 1e6, "chrF": float(p["chrf"]), "direction": p["direction"]}
        for p in points
    ]
    chart = (
        altair.Chart(altair.Data(values=rows))
        .mark_line(point=True)
        .encode(
            x=altair.X("Mtok:Q", title="million target tokens seen"),
            y=altair.Y("chrF:Q", scale=altair.Scale(zero=False)),
            color="direction:N",
        )
        .properties(width=560, height=260)
    )
    write(out, vl_convert.vegalite_to_png(chart.to_json(), scale=2))


def _points(points: list[dict[str, str]]) -> str:
    """The curve as a table, at most a dozen lines of it."""
    by_tokens: dict[int, dict[str, str]] = defaultdict(dict)
    for point in points:
        by_tokens[int(point["tokens"])][point["direction"]] = (
            f"{float(point['chrf']):.1f} / {float(point['bleu']):.1f}"
        )
    places = sorted(by_tokens)
    step = max(1, -(-len(places) // 12))
    lines = ["| target tokens | pl-en | en-vi | pl-vi |", "|---|---|---|---|"]
    for place in reversed(places[::-1][::step]):
        cells = [by_tokens[place].get(way, "") for way in ("pl-en", "en-vi", "pl-vi")]
        lines.append(f"| {place / 1e6:.1f}M | {' | '.join(cells)} |")
    return "\n".join(lines)


def _article(dossier: Dossier) -> str:
    """Every sentence of the article beside what the model says of it."""
    lines = ["| Polish | English | Vietnamese |", "|---|---|---|"]
    said = [bitext.said for bitext in dossier.bitexts]
    for number, segment in enumerate(dossier.article.segments):
        texts = [segment.text, *(one[number].text for one in said)]
        lines.append(f"| {' | '.join(html.escape(t).replace('|', '&#124;') for t in texts)} |")
    return "\n".join(lines)
