"""What a format can hold comes back out of it to the letter."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.aligners.gold import parse_ladder
from pipeline.documents import read
from pipeline.formats import writers
from pipeline.formats.moses import pairs
from pipeline.formats.proof import prove
from pipeline.formats.tsv import flat
from pipeline.formats.xliff import CORE
from pipeline.records import (
    UNTRANSLATED,
    Bead,
    Bitext,
    Document,
    Dossier,
    Said,
    Segment,
    Span,
    rows,
)
from pipeline.segment import segment
from pipeline.text import printable

NEWSROOM = sorted((Path(__file__).parent.parent / "corpora" / "newsroom").glob("a*"))
X = {"x": CORE}


def newsroom(folder: Path) -> Dossier:
    """An article and its page through hand-made beads; the page's words stand for the machine's."""
    article, page = (
        segment(read(folder / f"{code}.txt"), code, f"{code}.txt") for code in ("pl", "vi")
    )
    beads = tuple(parse_ladder((folder / "pl-vi.gold").read_text()))
    said = tuple(Said(f"{one.text} ↦", (one.text, f"{one.text} ↦")) for one in article.segments)
    if beads[-1].article.end != len(article.segments) or beads[-1].page.end != len(page.segments):
        beads = (Bead(Span(0, len(article.segments)), Span(0, len(page.segments))),)
    return Dossier(folder.name, article, (Bitext("vi", "none/1", said, page, "hand", beads),))


def made_of(texts: list[str]) -> Dossier:
    """Each text as a segment of the article, as machine text and as a segment of the page."""
    article, page = (
        Document(
            code,
            texts[0],
            texts[0],
            "none/1",
            tuple(Segment(f"{code}-{i:04}", i, "paragraph", text) for i, text in enumerate(texts)),
        )
        for code in ("pl", "vi")
    )
    said = tuple(Said(text, (text,)) for text in texts)
    beads = tuple(Bead(Span(i, i + 1), Span(i, i + 1), 0.5, 0.5) for i in range(len(texts)))
    return Dossier("hurt", article, (Bitext("vi", texts[0], said, page, "none/1", beads),))


def files(name: str, dossier: Dossier) -> Iterator[bytes]:
    for writer in writers(name, dossier):
        stream = io.BytesIO()
        writer.write(dossier, stream)
        stream.seek(0)
        prove(Path("x"), writer.suffix, stream, dossier)
        yield stream.getvalue()


def comes_back(dossier: Dossier) -> None:
    (bitext,) = dossier.bitexts
    wanted = rows(dossier.article, bitext)
    spoken = [
        (printable(segment.text), printable(said.text))
        for segment, said in zip(dossier.article.segments, bitext.said, strict=True)
        if segment.kind not in UNTRANSLATED and said.text
    ]
    both = [(printable(r.article), printable(r.page)) for r in wanted if r.article and r.page]
    full = [
        (printable(r.article), printable(r.said), printable(r.page) if r.page else r.page)
        for r in wanted
    ]
    (jsonl,) = files("jsonl", dossier)
    lines = [json.loads(line) for line in jsonl.split(b"\n")[:-1]]
    assert [(line["article"], line["said"], line["page"]) for line in lines] == full
    (table,) = files("parquet", dossier)
    assert parquet(table) == full
    (tmx,) = files("tmx", dossier)
    assert segs(tmx) == both
    (machine,) = files("mt.tmx", dossier)
    assert segs(machine) == spoken
    (xliff,) = files("xliff", dossier)
    assert units(xliff) == spoken
    left, right = (data.decode().split("\n")[:-1] for data in files("moses", dossier))
    flatted = [(flat(printable(a)), flat(printable(b))) for a, b in pairs(dossier, "vi")]
    assert list(zip(left, right, strict=True)) == flatted


def parquet(data: bytes) -> list[tuple[str, str, str | None]]:
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(data)).to_pylist()
    return [(line["article"], line["said"], line["page"]) for line in table]


def segs(data: bytes) -> list[tuple[str, ...]]:
    return [tuple(s.text or "" for s in unit.iter("seg")) for unit in etree.fromstring(data)[1]]


def units(data: bytes) -> list[tuple[str, str]]:
    return [
        (found.findtext("x:source", "", X), found.findtext("x:target", "", X))
        for found in etree.fromstring(data).iter(f"{{{CORE}}}segment")
        if found.find("x:target", X) is not None
    ]


@pytest.mark.parametrize("folder", NEWSROOM, ids=lambda p: p.name)
def test_the_newsroom_comes_back_to_the_letter(folder: Path) -> None:
    comes_back(newsroom(folder))


def test_the_whole_basic_plane_comes_back() -> None:
    """Every legal character as it is; every other one as U+FFFD, in every format."""
    comes_back(
        made_of(["a" + "".join(map(chr, range(at, at + 256))) for at in range(0, 0x10000, 256)])
    )


TEXT = st.text(st.characters(codec=None), min_size=1, max_size=30)


@settings(max_examples=30, deadline=None)
@given(st.lists(TEXT, min_size=1))
def test_any_text_comes_back(texts: list[str]) -> None:
    comes_back(made_of(texts))


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXT, min_size=20, max_size=20))
def test_twenty_thousand_texts_come_back(texts: list[str]) -> None:
    comes_back(made_of(texts))
