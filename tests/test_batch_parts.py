"""Small parts of a batch: what is decoded once, what a monitor reads, how a measure is spread."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.batch.articles import Article
from pipeline.batch.gauges import Gauges
from pipeline.batch.outcome import Ready
from pipeline.batch.spread import MEASURES, Spread
from pipeline.batch.tell import Event
from pipeline.batch.work import translate
from pipeline.records import Block, Said
from pipeline.roles import Blocks
from pipeline.segment import segment


class _Counting:
    """A crew of one engine that counts what it is given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def forget(self) -> None:
        pass

    def engine(self, source: str, target: str) -> _Counting:
        return self

    def translate(self, texts: Sequence[str]) -> list[Said]:
        self.given += texts
        return [Said(text.upper()) for text in texts]


def _ready(name: str, *texts: str) -> Ready:
    article = Article(name, "pl", ("en",), text="\n\n".join(texts))
    blocks = tuple(Block("paragraph", text) for text in texts)
    return Ready(article, segment(Blocks(None, blocks), "pl", "pl.txt"), None)


def test_what_articles_of_a_shard_share_is_decoded_once_and_like_lengths_together() -> None:
    crew, marks = _Counting(), []
    shared = "To zdanie stoi w obu artykułach."
    some = [_ready("a", shared, "Krótko."), _ready("b", "Krótko.", shared, "Tylko tutaj.")]
    heard = translate(some, crew, lambda *at: marks.append(at))  # type: ignore[arg-type]
    assert crew.given == ["Krótko.", "Tylko tutaj.", shared]
    assert heard["pl", "en"][shared].text == shared.upper()
    assert marks == [("translate", "")]


def test_gauges_are_prometheus_text() -> None:
    gauges = Gauges()
    facts = {"done": 3, "failed": 1, "segments": 40, "words": 500, "failures": {"NotText": 1}}
    gauges.hear(Event("planned", {"articles": 10, "shards": 2}), 100.0)
    gauges.hear(Event("sealed", {**facts, "costs": {"translate": 2.5}}), 160.0)
    lines = gauges.text().split("\n")
    assert 'kladka_batch_articles{outcome="NotText"} 1' in lines
    assert 'kladka_batch_cpu_seconds{step="translate"} 2.5' in lines
    assert "kladka_batch_articles_per_minute 4.0" in lines
    assert gauges.text().count("# TYPE kladka_batch_articles gauge") == 1
    assert gauges.rate() == "4 a minute, 2 min left"


def test_a_spread_knows_its_quantiles_and_who_lies_furthest_out() -> None:
    spread = Spread(MEASURES[0])
    assert spread.mean is None
    for number in range(100):
        spread.add(f"a{number:03}", float(number))
    assert spread.mean == 49.5
    assert [name for name, _ in spread.outliers][:3] == ["a000", "a001", "a002"]
    whole = Spread(MEASURES[0])
    for number in range(20):
        whole.add(f"a{number}", 100.0)
    assert whole.quantile(0.05) == whole.quantile(0.5) == whole.mean == 100.0
    median = spread.quantile(0.5)
    assert median is not None
    assert abs(median - 50) <= 2.5
    assert sum(spread.bars) == 100
