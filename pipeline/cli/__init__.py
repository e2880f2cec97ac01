"""The verbs; the only room that prints, exits or reads the command line."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from types import ModuleType

from ..errors import KladkaError
from ..text import terminal
from ..version import VERSION

# A verb, what it is for, and the file that speaks it.
VERBS = {
    "translate": "an article or a corpus through the whole trip",
    "batch": "many articles: shards that survive anything, on one machine or many",
    "match": "find each article's page in a pool of pages",
    "show": "one article of a run side by side in the terminal",
    "report": "publish the report of a run again, no model needed",
    "export": "a run in the formats of other tools",
    "accept": "apply what a person corrected in the report",
    "import": "apply what a CAT tool changed in our XLIFF or TMX",
    "compare": "hold a run against its baseline, or two files (the CI gate)",
    "baseline": "freeze a run as the baseline of its corpus",
    "mt": "translate lines: standard input to standard output",
    "read": "a file or a page as typed blocks",
    "segment": "a file into sentences, one a line",
    "align": "two files of sentences into beads",
    "score": "BLEU, chrF, chrF++ and TER of a file against a reference",
    "fetch": "a page as text",
    "models": "list, get, check and convert models",
    "memory": "show, export, import, prune and verify the translation memory",
    "doctor": "what is installed, what is missing, what to do",
}


def main(words: list[str] | None = None) -> None:
    """Run one verb; exit 0 well, 1 the answer is no, 2 one of our errors, 130 interrupted."""
    arguments = list(sys.argv[1:] if words is None else words)
    # Our matrices are small: what numpy's other threads take from decoding is more than they give.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = _speak(arguments)
        sys.stdout.flush()
    except KladkaError as error:
        print(f"kladka: {terminal(str(error))}", file=sys.stderr)
        code = 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        print("kladka: stopped; run the same command again to go on", file=sys.stderr)
        code = 130
    sys.exit(code)


def _speak(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="kladka",
        description="An article and the page it came from become a translated, aligned bitext.",
        epilog="kladka VERB --help says more.",
    )
    parser.add_argument("--version", action="version", version=f"kladka {VERSION}")
    verbs = parser.add_subparsers(title="verbs", dest="verb", metavar="VERB", required=True)
    asked = next((word for word in arguments if word in VERBS), None)
    for verb, purpose in VERBS.items():
        child = verbs.add_parser(verb, help=purpose, description=purpose.capitalize() + ".")
        if verb == asked:
            _room(verb).arguments(child)
    options = parser.parse_args(arguments)
    return int(_room(options.verb).run(options))


def _room(verb: str) -> ModuleType:
    """The file that speaks a verb; `import` is a word of Python's, so its file is import_.py."""
    return import_module(f".{'import_' if verb == 'import' else verb}", __name__)
