"""Blocks stand in the order of the page, each once, and none between them is missing."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import Any

from ..records import Block, Kind
from .tree import PARAGRAPHS, Layout, links, solid, words

Run = tuple[int, int]
Placed = tuple[Run, Block]
_LONG = 80  # characters of a paragraph that no furniture has outside its own box
_KICKER = 60  # characters
_GAP: dict[str, Kind] = {"li": "list", "blockquote": "quote", "p": "paragraph"}


def in_order(tree: Any, layout: Layout, apart: list[Placed], main: list[Block]) -> list[Block]:
    """`apart` has its place already; `main` is found in the text; what lies between is added.

    `layout` was measured before the blocks set apart were taken out of `tree`.
    """
    taken = _Taken([run for run, _ in apart])
    placed = [*apart]
    kinds = _kinds(tree, layout)
    reached = 0
    for block in main:
        run = _find(layout.text, solid(block.text), reached, taken)
        if run is None:
            continue
        reached = max(reached, run[1])
        taken.add(run)
        placed.append((run, Block(kinds.get(run, block.kind), block.text)))
    found = [run for run, block in placed[len(apart) :]]
    placed += _between(tree, layout, found, taken)
    top = min((run[0] for run, block in apart if block.kind == "title"), default=0)
    return [
        block
        for run, block in sorted(placed, key=lambda one: one[0])
        if block.kind != "title" and not (run[0] < top and _is_kicker(block))
    ]


def _is_kicker(block: Block) -> bool:
    """Above the title, a few words name the section, not the article."""
    return block.kind in ("paragraph", "heading", "list") and len(block.text) <= _KICKER


def _kinds(tree: Any, layout: Layout) -> dict[Run, Kind]:
    """What the page's own markup says of a run that it holds whole: trafilatura may forget."""
    tags = [tag for tag in PARAGRAPHS if tag != "p"]
    return {layout.spans[node]: _GAP.get(node.tag, "heading") for node in tree.iter(*tags)}


def _home(node: Any) -> Any:
    """The box that an element stands in; that of a list for its items."""
    above = node.getparent()
    return above.getparent() if node.tag == "li" and above is not None else above


class _Taken:
    """Runs of the page that are spoken for; sorted, so that a look-up is a bisection."""

    def __init__(self, runs: list[Run]) -> None:
        self._runs = sorted(run for run in runs if run[0] < run[1])

    def add(self, run: Run) -> None:
        if run[0] < run[1]:
            self._runs.insert(bisect_left(self._runs, run), run)

    def clash(self, run: Run) -> bool:
        place = bisect_left(self._runs, run)
        near = self._runs[max(0, place - 1) : place + 1]
        return any(a < run[1] and run[0] < b for a, b in near)


def _find(whole: str, key: str, reached: int, taken: _Taken) -> Run | None:
    """The next free place of a text, else an earlier one.

    None for a text that has been placed already; a text that is nowhere as it stands (taken
    together from several places) stays where reading had come to.
    """
    if not key:
        return None
    for begin in (reached, 0):
        at = whole.find(key, begin)
        while at >= 0:
            if not taken.clash((at, at + len(key))):
                return at, at + len(key)
            at = whole.find(key, at + 1)
    return None if key in whole else (reached, reached)


def _between(tree: Any, layout: Layout, found: list[Run], taken: _Taken) -> list[Placed]:
    """Paragraphs that trafilatura let fall although their neighbours are main text."""
    if not found:
        return []
    first, last = min(run[0] for run in found), max(run[1] for run in found)
    starts = {run[0] for run in found}
    nodes = [
        n for n in tree.iter(*PARAGRAPHS) if next(n.iterdescendants(*PARAGRAPHS), None) is None
    ]
    ours = [n for n in nodes if layout.spans[n][0] in starts]
    kin = Counter(map(_home, ours))
    above = {one for n in ours for one in n.iterancestors()}
    more = []
    for node in nodes:
        begin, end = run = layout.spans[node]
        text = words(node)
        home = _home(node)
        near = kin[home] >= 3 or (first <= begin < last and kin[home])
        # A stray closing tag ends the box of the text early, and its rest stands further up.
        strayed = node.tag == "p" and begin >= last and len(text) > _LONG
        near = near or (strayed and home in above)
        if near and text and begin < end and not taken.clash(run) and links(node) <= 0.5:
            taken.add(run)
            more.append((run, Block(_GAP.get(node.tag, "heading"), text)))
    return more
