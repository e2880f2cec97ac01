"""kladka fetch: a page as text, or as typed blocks; kept as a snapshot when asked."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..web import Fetched


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url")
    parser.add_argument("--kinds", action="store_true", help="lead each block with its kind")
    parser.add_argument(
        "--about", action="store_true", help="what the page says of itself, as JSON"
    )
    parser.add_argument("--language", help="the page's language, for its charset and phrases")
    parser.add_argument("--snapshot", action="store_true", help="keep the page as it is now")
    parser.add_argument("--refresh", action="store_true", help="ask again although one is kept")
    parser.add_argument("--offline", action="store_true", help="use the kept snapshot alone")
    parser.add_argument("--warc", type=Path, metavar="FILE", help="write it as a WARC file too")
    parser.add_argument("--loopback", action="store_true", help=argparse.SUPPRESS)  # for tests


def run(options: argparse.Namespace) -> int:
    from ..files import write
    from ..web.warc import to_warc

    found = _found(options)
    if options.warc:
        write(options.warc, to_warc(found.snapshot))
    if options.about:
        _tell_about(found)
    else:
        _tell_text(found, options.kinds)
    return 0


def _found(options: argparse.Namespace) -> Fetched:
    """The kept page where there is one, else the page of the web."""
    from ..web import Snapshots, Visits, Web, kept_page

    snapshots = Snapshots(tell=lambda news: _say(news.what))
    kept = None if options.refresh else snapshots.latest(options.url)
    if kept is not None or options.offline:
        found = kept_page(kept or snapshots.need(options.url), options.language)
        _say(f"this is the page as kept on {found.snapshot.fetched}; --refresh asks again")
        return found
    web = Web(snapshots, Visits(loopback=options.loopback))
    found = web.page(options.url, options.language, keep=options.snapshot)
    if found.changed:
        _say("the page has changed since its last snapshot:")
        for line in found.changed:
            _say(line)
    if options.snapshot:
        _say(f"kept as sha256 {found.snapshot.page.sha256}")
    return found


def _tell_text(found: Fetched, kinds: bool) -> None:
    from ..text import printable

    for block in found.blocks.blocks:
        lead = f"{block.kind}\t" if kinds else ""
        end = "\n" if kinds else "\n\n"
        sys.stdout.write(lead + " ".join(printable(block.text).split()) + end)


def _tell_about(found: Fetched) -> None:
    from ..files import to_json

    page = found.snapshot.page
    said = {
        **found.about._asdict(),
        **{"url": page.url, "final_url": page.final_url, "sha256": page.sha256},
        **{"fetched": found.snapshot.fetched, "peer": page.peer, "headers": dict(page.headers)},
    }
    sys.stdout.write(to_json(said).decode())


def _say(what: str) -> None:
    from ..text import printable

    print(f"kladka: {printable(what)}", file=sys.stderr)
