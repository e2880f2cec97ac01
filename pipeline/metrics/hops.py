"""What each hop of a relay costs: by a person's text of the language between, or by round trip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..records import UNTRANSLATED, Bead, Bitext, Document, HopLoss, Score, Span
from ..roles import Engine
from .doors import DOOR
from .rulers import Statistics, statistics

VERSION = 1
REFERENCE, ROUND_TRIP = "reference", "round trip"


def by_reference(article: Document, pivot: Bitext, target: Bitext, last: Engine) -> Bitext:
    """The target with the chrF points that each hop costs, where a person wrote the pivot too.

    The last hop alone translates that text. What its translation lacks of 100 against the page
    is the last hop's loss; what the relay's own translation lacks of it is the first hop's.
    Measured over the smallest runs of the article that both sets of beads agree to end.
    """
    if pivot.page is None or target.page is None:
        return target
    groups = list(_groups(_best(pivot), _best(target)))
    wanted = sorted({i for group in groups for i in group.pivot})
    texts = [pivot.page.segments[i].text for i in wanted]
    ideal = dict(zip(wanted, last.translate(texts) if texts else [], strict=True))
    bare = [
        HopLoss(g.article, REFERENCE, (), (" ".join(ideal[i].text for i in g.pivot),), g.page)
        for g in groups
    ]
    return _weighed(article, target, bare)


def by_round_trip(article: Document, target: Bitext, back: Sequence[Engine]) -> Bitext:
    """The target with the chrF points that each hop costs, without any person's text.

    `back[i]` translates the language that hop i ends in into the one it began in. A hop's loss is
    what its round trip lacks of 100, so the way back's own faults are counted with it.
    """
    places = [
        i
        for i, (segment, said) in enumerate(zip(article.segments, target.said, strict=True))
        if segment.kind not in UNTRANSLATED and len(said.hops) == len(back)
    ]
    home = [
        engine.translate([target.said[i].hops[hop] for i in places]) if places else []
        for hop, engine in enumerate(back)
    ]
    bare = [
        HopLoss(Span(i, i + 1), ROUND_TRIP, (), tuple(one.text for one in came))
        for i, came in zip(places, zip(*home, strict=True), strict=True)
    ]
    return _weighed(article, target, bare)


def _weighed(article: Document, target: Bitext, bare: Sequence[HopLoss]) -> Bitext:
    if not bare:
        return target
    columns = [each.of_each().tolist() for each in _columns([(article, target, bare)])]
    losses = [
        replace(one, points=tuple(round(p, 2) for p in _points(values, one.how)))
        for one, values in zip(bare, zip(*columns, strict=True), strict=True)
    ]
    return replace(target, losses=tuple(losses))


def pooled_losses(
    whole: Sequence[tuple[Document, Bitext]], hops: Sequence[str]
) -> tuple[Score, ...]:
    """The loss of every hop over all these articles taken together, in chrF points.

    `hops` names them ("pl-en", "en-vi"). Nothing where there is nothing to measure; where only
    some articles have a text of the pivot language, those alone are measured.
    """
    for how in (REFERENCE, ROUND_TRIP):
        mine = [(a, b, [one for one in b.losses if one.how == how]) for a, b in whole]
        count = sum(len(losses) for _, _, losses in mine)
        if not count:
            continue
        columns = _columns(mine)
        points = _points([column.score() for column in columns], how)
        ruler = f"{columns[0].signature}|loss/{VERSION}:{how}|segments:{whole[0][0].segmenter}"
        over = f"{count} segments, by {how}"
        return tuple(
            Score(f"loss {hop}", round(value, 4), over, None, ruler)
            for hop, value in zip(hops, points, strict=True)
        )
    return ()


def _points(values: Sequence[float], how: str) -> list[float]:
    ceilings = [*values[1:], 100.0] if how == REFERENCE else [100.0] * len(values)
    return [top - value for top, value in zip(ceilings, values, strict=True)]


def _columns(whole: Sequence[tuple[Document, Bitext, Sequence[HopLoss]]]) -> list[Statistics]:
    """Per hop: the text that shows its loss, counted against the text that it should be."""
    shown = [_texts(article, target, one) for article, target, some in whole for one in some]
    return [
        statistics("chrF", [said for said, _ in column], [wanted for _, wanted in column], DOOR)
        for column in zip(*shown, strict=True)
    ]


def _texts(article: Document, target: Bitext, one: HopLoss) -> list[tuple[str, str]]:
    said = target.said[one.article.start : one.article.end]
    if one.how == ROUND_TRIP:
        went = (article.segments[one.article.start].text, *said[0].hops)
        return list(zip(one.heard, went, strict=False))
    assert target.page is not None
    wrote = " ".join(target.page.segments[i].text for i in one.page)
    return [(" ".join(each.text for each in said), wrote), (one.heard[0], wrote)]


def _best(bitext: Bitext) -> Sequence[Bead]:
    return bitext.frozen or bitext.beads


class _Group(NamedTuple):
    """A run of the article, and the segments that say the same on two pages."""

    article: Span
    pivot: tuple[int, ...]
    page: tuple[int, ...]


def _groups(pivot: Sequence[Bead], target: Sequence[Bead]) -> Iterator[_Group]:
    """The smallest runs where beads of both ladders end; runs with an empty side are left out."""
    start = 0
    for end in sorted({b.article.end for b in pivot} & {b.article.end for b in target}):
        opposite = [_opposite(side, start, end) for side in (pivot, target)]
        if all(opposite):
            yield _Group(Span(start, end), opposite[0], opposite[1])
        start = end


def _opposite(beads: Sequence[Bead], start: int, end: int) -> tuple[int, ...]:
    inside = [b for b in beads if not b.null and start <= b.article.start and b.article.end <= end]
    return tuple(i for bead in inside for i in range(bead.page.start, bead.page.end))
