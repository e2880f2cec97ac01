"""How a hypothesis is sought; every engine takes the same numbers, and the signature names them.

Both libraries search with a beam and divide a finished hypothesis's log-probability by its length
to the power of `length_penalty`. They agree where they stop alike: CTranslate2 with patience 1 and
transformers with `early_stopping=True` both stop once as many hypotheses are finished as the beam
is wide. docs/engines.md has the measurement.
"""

from __future__ import annotations

from typing import NamedTuple

LENGTH_PENALTY = 1.0
PATIENCE = 1.0  # of CTranslate2; early_stopping=True of transformers is the same rule
# Marian has 512 positions and loses quality long before; a source is cut at clauses above this.
LONGEST = 120


class Search(NamedTuple):
    """The numbers of one search; the first is the default, the others are for broken answers."""

    beam: int = 4
    hypotheses: int = 4  # how many are kept, the most likely first
    no_repeat: int = 0  # no n-gram of so many pieces twice; 0 lets them
    penalty: float = 1.0  # on pieces already said; 1 is none
    longest: int = LONGEST  # pieces of a source; longer ones are cut at clauses and rejoined

    @property
    def limit(self) -> int:
        """Pieces of a target at which a search gives up; who comes so far is flagged."""
        return 2 * self.longest + 32

    def __str__(self) -> str:
        careful = f" norepeat{self.no_repeat} penalty{self.penalty}" if self.no_repeat else ""
        stops = f"lp{LENGTH_PENALTY:g} patience{PATIENCE:g}"
        return f"beam{self.beam}x{self.hypotheses} {stops}{careful} clauses{self.longest}"


PLAIN = Search()
# What is tried in turn where a guard has found something: without repeats, then in pieces.
CAREFUL = Search(no_repeat=3, penalty=1.2)
SPLIT = CAREFUL._replace(longest=24)
RETRIES = (CAREFUL, SPLIT)
