"""A small article in two languages that the tests of formats, report and corrections share."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from sentencepiece import SentencePieceProcessor

from pipeline.formats import writers
from pipeline.formats.proof import prove
from pipeline.records import Bead, Bitext, Document, Dossier, Said, Score, Segment, Span

ROOT = Path(__file__).parent.parent
BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
LINK = "https://news.example/umowa"
ARTICLE = (
    ("title", "Umowa podpisana w Hanoi"),
    ("lead", "W ceremonii wzięło udział ponad 2500 delegatów ze 110 krajów."),
    ("image", "z7157588517514_1471cc05.jpg"),
    ("caption", "Przemówienie ministra Luong Tam Quanga"),
    ("paragraph", "Konwencja to krok historyczny i strategiczny."),
    ("paragraph", "Służy pokojowi."),
    ("heading", "Technologia dla ludzi, cyfryzacja dla pokoju"),
    ("paragraph", "Minister poinformował o trzech wynikach konsensusu, a kraje je przyjęły."),
    ("paragraph", "Negocjacje to dopiero początek."),
    ("quote", "„Musimy zapewnić wszystkim bezpieczniejszą przyszłość”."),
    ("list", "37 wydarzeń towarzyszących"),
    ("list", "4 okrągłe stoły"),
    ("source", f"Source: {LINK}"),
)
ENGLISH = (
    "Agreement signed in Hanoi",
    "More than 2,500 delegates from 110 countries took part in the ceremony.",
    "",
    "Speech by Minister Luong Tam Quang",
    "The Convention is a historic and strategic step.",
    "It serves peace.",
    "Technology for people, digitization for peace",
    "The minister informed about three consensus results, and the countries adopted them.",
    "Negotiations are only the beginning.",
    "“We must ensure a safer future for all.”",
    "accompanying events accompanying events accompanying events",
    "4 round tables",
    "",
)
VIETNAMESE = (
    "Thỏa thuận được ký kết tại Hà Nội",
    "Hơn 2.500 đại biểu từ 110 quốc gia đã tham dự buổi lễ.",
    "",
    "Bài phát biểu của Bộ trưởng Lương Tam Quang",
    "Công ước là một bước đi lịch sử và chiến lược.",
    "Nó phục vụ hòa bình.",
    "Công nghệ cho con người, số hóa cho hòa bình",
    "Bộ trưởng thông báo về ba kết quả đồng thuận và các nước đã thông qua.",
    "Đàm phán chỉ là sự khởi đầu.",
    "“Chúng ta phải đảm bảo một tương lai an toàn hơn cho tất cả mọi người.”",
    "sự kiện đi kèm",
    "4 bàn tròn",
    "",
)
PAGE = (
    ("title", "Lễ ký Công ước tại Hà Nội thành công tốt đẹp"),
    ("byline", "Trần Thường"),
    ("lead", "Hơn 2.500 đại biểu đến từ 110 quốc gia đã tham dự lễ ký."),
    ("caption", "Bộ trưởng Lương Tam Quang phát biểu"),
    ("paragraph", "Công ước là bước đi chiến lược, lịch sử, phục vụ hòa bình."),
    ("heading", "Công nghệ vì con người, số hóa vì hòa bình"),
    ("paragraph", "Bộ trưởng nêu ba kết quả đồng thuận."),
    ("paragraph", "Các nước đã nhất trí thông qua."),
    ("quote", "“Phải bảo đảm cho mọi người một tương lai an toàn hơn.”"),
    ("list", "37 sự kiện bên lề"),
    ("list", "4 phiên thảo luận bàn tròn"),
)
BEADS = (
    (0, 1, 0, 1, 0.61, 0.97),
    (1, 1, 1, 2, None, None),
    (1, 2, 2, 3, 0.84, 0.99),
    (2, 3, 3, 3, None, None),
    (3, 4, 3, 4, 0.58, 0.95),
    (4, 6, 4, 5, 0.52, 0.91),
    (6, 7, 5, 6, 0.71, 0.98),
    (7, 8, 6, 8, 0.44, 0.88),
    (8, 9, 8, 8, None, 0.63),
    (9, 10, 8, 9, 0.31, 0.72),
    (10, 11, 9, 10, 0.18, 0.55),
    (11, 12, 10, 11, 0.47, 0.9),
    (12, 13, 11, 11, None, None),
)


def document(language: str, lines: tuple[tuple[str, str], ...], origin: str) -> Document:
    segments = tuple(
        Segment(f"{language}-{i:04}", i, kind, text)  # type: ignore[arg-type]
        for i, (kind, text) in enumerate(lines)
    )
    return Document(language, lines[0][1], origin, "rules/1", segments)


def sample(hurt: str = "") -> Dossier:
    """A small article in two languages, with `hurt` in every field that holds free text."""
    article = document("pl", tuple((k, t + hurt) for k, t in ARTICLE), f"pl.txt{hurt}")
    page = document("vi", tuple((k, t + hurt) for k, t in PAGE), f"{LINK}{hurt}")
    flags = {10: (f"numbers{hurt}" if hurt else "numbers", "loop")}
    english = tuple(
        Said(t and t + hurt, (t + hurt,), -0.3 if t else None, flags.get(i, ()))
        for i, t in enumerate(ENGLISH)
    )
    relayed = tuple(
        Said(t and t + hurt, (ENGLISH[i] + hurt, t + hurt), -0.5 if t else None, flags.get(i, ()))
        for i, t in enumerate(VIETNAMESE)
    )
    scores = (
        Score("BLEU", 31.4, "8 found beads" + hurt, (24.05, 38.8), "nrefs:1|tok:13a" + hurt),
        Score("chrF", 52.75, "8 found beads", (47.2, 58.1), "nrefs:1|nc:6|nw:0"),
        Score("coverage", 94.2, "article characters", None, "coverage/1"),
    )
    beads = tuple(Bead(Span(a, b), Span(c, d), s, t) for a, b, c, d, s, t in BEADS)
    engine = f"marian/1 pl-en-vi@0123456789ab int8 beam4{hurt}"
    vietnamese = Bitext("vi", engine, relayed, page, "bridge/1", beads, scores=scores)
    note = "The page is a stand-in written for this project." + hurt
    return Dossier("hanoi", article, (Bitext("en", engine, english), vietnamese), (note,))


def written(name: str, dossier: Dossier) -> bytes:
    """The bytes of a format's files, one after the other, each read again as it will be."""
    made = b""
    for writer in writers(name, dossier):
        stream = io.BytesIO()
        writer.write(dossier, stream)
        made += stream.getvalue()
        stream.seek(0)
        prove(Path("hanoi"), writer.suffix, stream, dossier)
    return made


def long(times: int) -> Dossier:
    """The sample so many times over: 13 beads a time in each language."""
    small = sample()
    english, vietnamese = small.bitexts
    beads = tuple(
        Bead(
            Span(b.article.start + 13 * k, b.article.end + 13 * k),
            Span(b.page.start + 11 * k, b.page.end + 11 * k),
            b.similarity,
            b.confidence,
        )
        for k in range(times)
        for b in vietnamese.beads
    )
    page = document("vi", PAGE * times, LINK)
    vietnamese = replace(vietnamese, said=vietnamese.said * times, page=page, beads=beads)
    english = replace(english, said=english.said * times)
    article = document("pl", ARTICLE * times, "pl.txt")
    return Dossier("long", article, (english, vietnamese), small.notes)


def sides(folder: Path, source: str, target: str) -> tuple[bytes, bytes]:
    """The SentencePiece model of a Marian folder as two, as models of the hub have them: one has
    lost the pieces that only text of the target is cut into, the other those of the source."""
    whole = (folder / "source.spm").read_bytes()
    player = SentencePieceProcessor(model_proto=whole)
    ours, theirs = (
        {
            piece
            for path in (ROOT / "corpora" / "newsroom").glob(f"*/{language}.gold.txt")
            for piece in player.encode(path.read_text("utf-8"), out_type=str)
        }
        for language in (source, target)
    )
    return _without(whole, theirs - ours), _without(whole, ours - theirs)


def _without(model: bytes, pieces: set[str]) -> bytes:
    """Without messages of field 1 whose field 1 names one of the pieces, as protocol buffers are
    written."""
    kept, stream = b"", io.BytesIO(model)
    while stream.tell() < len(model):
        began = stream.tell()
        field = _varint(stream) >> 3
        message = stream.read(_varint(stream))
        size = message[1]
        if not (field == 1 and message[2 : 2 + size].decode() in pieces):
            kept += model[began : stream.tell()]
    return kept


def _varint(stream: io.BytesIO) -> int:
    value, shift = 0, 0
    while (byte := stream.read(1)[0]) > 127:
        value, shift = value | (byte & 127) << shift, shift + 7
    return value | byte << shift
