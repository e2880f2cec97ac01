"""All guards by the flag that each raises, and what they find in a translation."""

from __future__ import annotations

from ..glossary import Glossary
from .kept import addresses_lost, brackets_off, names_lost, quotes_off
from .language import astray, strayed
from .numbers import dates_lost, numbers_lost
from .pair import Guard, Pair
from .shape import copied, looping, repeating, short, unusual, vanished

# Bumped when a change of any guard can change what it finds.
VERSION = 6
# A new guard is one more row here and one in flags.FLAGS.
GUARDS: dict[str, Guard] = {
    "empty": vanished,
    "loop": looping,
    "repeat": repeating,
    "copy": copied,
    "language": astray,
    "stray": strayed,
    "short": short,
    "length": unusual,
    "numbers": numbers_lost,
    "dates": dates_lost,
    "addresses": addresses_lost,
    "names": names_lost,
    "brackets": brackets_off,
    "quotes": quotes_off,
}
# What a flag says already, another need not say again.
_SAID: dict[str, tuple[str, ...]] = {
    "empty": tuple(GUARDS)[1:],
    "loop": ("repeat", "language", "length"),
    "short": ("length",),
    "copy": ("language", "stray"),
    "language": ("stray",),
}


def found(pair: Pair, glossary: Glossary | None = None) -> tuple[str, ...]:
    """The flags of the guards that a translation trips, and "terms" where the glossary is missed.

    A copy is not told to be in another language too, nor is an empty text told to be short.
    """
    flags = [name for name, guard in GUARDS.items() if guard(pair)]
    if glossary and glossary.missed(pair.source, pair.said, pair.target):
        flags.append("terms")
    said = {other for name in flags for other in _SAID.get(name, ())}
    return tuple(name for name in flags if name not in said)
