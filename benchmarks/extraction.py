"""Blocks that are found, missed and made up, by us and by trafilatura alone, over tests/pages.

A page names its address, language and charset in its first line, and its gold in place: what
stands between `{{kind|` and `}}` is a block. The marks are taken out before a page is read.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pipeline.text import clean
from pipeline.web import extract

PAGES = Path(__file__).parent.parent / "tests" / "pages"
_HEAD = re.compile(rb"<!-- (\S+) (\S+) (\S+) -->\r?\n")
_GOLD = re.compile(rb"\{\{(\w+)\|(.*?)\}\}", re.S)
_TAG = re.compile(r"<(/?)(br|[a-z0-9]+)[^>]*>", re.I)


class Page(NamedTuple):
    """A page as a server would give it, and (kind, text) of each of its blocks in order."""

    name: str
    url: str
    language: str
    data: bytes
    gold: list[tuple[str, str]]


class Count(NamedTuple):
    """Blocks of the gold, found ones, those in both, captions of the gold and of both.

    `kinds` are right ones among those in both; `leaked` blocks share no line with the gold.
    """

    gold: int = 0
    found: int = 0
    both: int = 0
    captions: int = 0
    captioned: int = 0
    kinds: int = 0
    leaked: int = 0

    def plus(self, other: Count) -> Count:
        return Count(*(a + b for a, b in zip(self, other, strict=True)))


def pages() -> list[Page]:
    return [_page(path) for path in sorted(PAGES.glob("*.html"))]


def _page(path: Path) -> Page:
    data = path.read_bytes()
    head = _HEAD.match(data)
    if head is None:
        raise SystemExit(f"{path} does not begin with its address, language and charset")
    url, language, charset = (word.decode() for word in head.groups())
    gold = [
        (kind.decode(), _plain(text.decode(charset)))
        for kind, text in _GOLD.findall(data[head.end() :])
    ]
    return Page(path.stem, url, language, _GOLD.sub(rb"\2", data[head.end() :]), gold)


def _plain(markup: str) -> str:
    bare = _TAG.sub(lambda tag: " " if tag[2].lower() == "br" else "", markup)
    return clean(html.unescape(bare))


def ours(page: Page) -> list[tuple[str, str]]:
    found = extract(page.data, page.url, None, page.language).blocks
    return [(block.kind, clean(block.text)) for block in found]


def alone(page: Page, **options: bool) -> list[tuple[str, str]]:
    """trafilatura by itself: the title of its metadata, then each line of its text."""
    import trafilatura

    title = trafilatura.extract_metadata(page.data)
    text = trafilatura.extract(page.data, url=page.url, include_comments=False, **options) or ""
    lines = [clean(line).removeprefix("- ") for line in text.split("\n")]
    named = [("title", clean(title.title))] if title and title.title else []
    return named + [("paragraph", line) for line in lines if line]


def count(page: Page, found: list[tuple[str, str]]) -> Count:
    wanted, seen = Counter(t for _, t in page.gold), Counter(t for _, t in found)
    both = wanted & seen
    pairs = Counter(page.gold) & Counter(found)
    captions = Counter(t for k, t in page.gold if k == "caption")
    whole = " ".join(text for _, text in page.gold)
    leaked = sum(text not in whole and not _holds(text, page.gold) for _, text in found)
    return Count(
        gold=wanted.total(),
        found=seen.total(),
        both=both.total(),
        captions=captions.total(),
        captioned=(captions & seen).total(),
        kinds=pairs.total(),
        leaked=leaked,
    )


def _holds(text: str, gold: list[tuple[str, str]]) -> bool:
    """A block that runs gold together is wrong, but it is no furniture."""
    held = sum(len(one) for _, one in gold if len(one) > 20 and one in text)
    return held > len(text) / 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--why", action="store_true", help="tell each block missed or too many")
    options = parser.parse_args()
    players: dict[str, Callable[[Page], list[tuple[str, str]]]] = {
        "kladka": ours,
        "trafilatura": alone,
        "... recall": partial(alone, favor_recall=True),
    }
    print("reader        precision  recall  captions   kinds  leaked")
    for name, player in players.items():
        total = Count()
        for page in pages():
            found = player(page)
            total = total.plus(count(page, found))
            if name == "kladka" and options.why:
                _why(page, found)
        print(f"{name:12} {_line(total)}")


def _line(total: Count) -> str:
    shares = (
        total.both / max(1, total.found),
        total.both / max(1, total.gold),
        total.captioned / max(1, total.captions),
        total.kinds / max(1, total.both),
        total.leaked / max(1, total.found),
    )
    return " ".join(f"{share:9.4f}" for share in shares) + f"  ({total.gold} blocks)"


def _why(page: Page, found: list[tuple[str, str]]) -> None:
    for mark, ones in (
        ("missed", Counter(page.gold) - Counter(found)),
        ("extra", Counter(found) - Counter(page.gold)),
    ):
        for kind, text in ones:
            print(f"{page.name}: {mark} {kind}: {text[:100]}", file=sys.stderr)


if __name__ == "__main__":
    main()
