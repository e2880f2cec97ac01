"""Guards for what is counted: numbers, and the months and weekdays of dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import calendar
from .pair import Pair

# A number with its thousands and decimals, and a date or a clock time in figures.
_NUMBER = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?")
_TIME = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,4}|\d{1,2}[.:h]\d\d(?!\d)"
)
_SCALE = re.compile(
    r"[ -]?(?:(tys|tysi|thousand|nghìn|ngàn|k\b)|(mln|milion|million|triệu|m\b)"
    r"|(mld|miliard|billion|tỷ|tỉ|bn\b))",
    re.I,
)
_POWERS = (3, 6, 9)
_ROMAN = re.compile(r"\b[IVXLC]+\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
# Numbers that a translation may write as words, and words that stand for them.
_WORDS = {
    "en": (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen twenty",
        {"first": 1, "once": 1, "a": 1, "an": 1, "second": 2, "twice": 2, "half": 2, "pair": 2}
        | {"both": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
        | {"ninth": 9, "tenth": 10, "twelfth": 12, "dozen": 12, "thirty": 30, "forty": 40}
        | {"fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}
        | {"thousand": 1000, "noon": 12, "midnight": 24},
    ),
    "vi": (
        "không một hai ba bốn năm sáu bảy tám chín mười",
        {"nhất": 1, "đầu": 1, "nhì": 2, "đôi": 2, "tư": 4, "lăm": 5, "bẩy": 7, "trăm": 100}
        | {"chục": 10, "nghìn": 1000, "ngàn": 1000, "trưa": 12, "tá": 12},
    ),
    "pl": (
        "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście",
        {"pierwszy": 1, "dwie": 2, "drugi": 2, "trzeci": 3, "sto": 100, "tysiąc": 1000},
    ),
}


def numbers_lost(pair: Pair) -> bool:
    """A number of the source is not in the translation, neither in digits nor in a word.

    2,500 is 2 500 and 1.50 is 1,5; 15 tys. is 15,000; 18.30 may become 6:30 and 25.10.2024 come
    apart. Numbers of one digit count where we know the number words of the target.
    """
    if not _NUMBER.search(pair.source):
        return False
    there = set(_values(pair.said)) | _spoken(pair)
    least = 1 if pair.target in _WORDS else 2
    apart = {m.start(): m for m in _TIME.finditer(pair.source)}
    end = 0
    for match in _NUMBER.finditer(pair.source):
        if match.start() < end or sum(c.isdigit() for c in match[0]) < least:
            continue
        if there & set(_variants(match, pair.source)):
            continue
        time = apart.get(match.start())
        if not time or not _time_kept(time[0], there):
            return True
        end = time.end()
    return False


def _time_kept(time: str, there: set[str]) -> bool:
    """Every part of a date or a clock time; a month may be named, minutes of 00 may go."""
    parts = [int(part) for part in re.findall(r"\d+", time)]
    clock = len(parts) == 2 and "/" not in time
    for place, part in enumerate(parts):
        named = place == 1 and (part == 0 if clock else part <= 12)
        other = {part, part - 12, part + 12} if clock and not place else {part, part + 2000}
        if not named and not there & {str(one) for one in other}:
            return False
    return True


def _values(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        yield from _variants(match, text)
    for match in _TIME.finditer(text):
        yield from (_bare(part) for part in re.findall(r"\d+", match[0]))
    for match in _ROMAN.finditer(text):
        yield str(_roman(match[0]))


def _variants(match: re.Match[str], text: str) -> Iterator[str]:
    """The digits as they stand, and with the thousands, millions or billions that follow."""
    whole, part = _split(match[0])
    yield _bare(whole + part.rstrip("0"))
    scale = _SCALE.match(text, match.end())
    if scale:
        power = next(p for p, group in zip(_POWERS, scale.groups(), strict=True) if group)
        yield _bare(whole + part.ljust(power, "0"))


def _split(number: str) -> tuple[str, str]:
    """The digits before and after the decimal mark, the last one that no three digits follow."""
    match = re.search(r"[.,](\d{1,2}|\d{4,})$", number)
    whole = number[: match.start()] if match else number
    return re.sub(r"\D", "", whole), match[1] if match else ""


def _bare(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[c] for c in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _spoken(pair: Pair) -> set[str]:
    counted, others = _WORDS.get(pair.target, ("", {}))
    table = {word: i for i, word in enumerate(counted.split())} | others
    words = set(re.findall(r"[^\W\d_]+", pair.said.lower()))
    return {str(value) for word, value in table.items() if word in words}


def dates_lost(pair: Pair) -> bool:
    """A month or a weekday that the source names is not in the translation."""
    if pair.target not in calendar.KNOWN:
        return False
    ours = calendar.named(pair.source, pair.language)
    if not ours:
        return False
    return not ours <= calendar.named(pair.said, pair.target) | calendar.numbered(pair.said)
