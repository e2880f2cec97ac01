"""What becomes of an article on its way through a shard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ..records import Document, Dossier, Said
from .articles import Article

Pair = tuple[str, str]
# Where the work is: the step, and the article where it is about one.
Mark = Callable[[str, str], None]


Heard = dict[Pair, dict[str, Said]]
Costs = dict[str, float]


class Failure(NamedTuple):
    """Why an article has no dossier: the kind, to count by, and a sentence."""

    kind: str
    why: str


class Skip(NamedTuple):
    """An article that is not to be touched from `step` on, and why."""

    step: str
    failure: Failure


class Outcome(NamedTuple):
    """What became of an article: a dossier or a failure."""

    article: Article
    dossier: Dossier | None
    failure: Failure | None


class Ready(NamedTuple):
    """An article that has been read, or why it could not be."""

    article: Article
    document: Document | None
    failure: Failure | None


def left_out(ready: Sequence[Ready], skip: Mapping[str, Skip], step: str) -> list[Ready]:
    """The same, where those that are to be skipped from this step on have failed."""
    out = {name: one.failure for name, one in skip.items() if one.step == step}
    return [
        Ready(one.article, None, out[one.article.id]) if one.article.id in out else one
        for one in ready
    ]
