"""Where a sentence ends: every stop is a candidate, and the first rule that objects wins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .tables import Table, table

# Bumped when a change can move a boundary.
VERSION = 3
# How far a rule may look to either side; bounded, so that time is linear in the text.
REACH = 240
# Words that may stand at the head of a sentence without a verb.
LONGEST_PHRASE = 12
SHORT_PHRASE = 4

# A run of stops, what closes after it and smiles, then white space or (rule "missing space") a
# letter.
_END = re.compile(
    r"(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>(?:[\"'”’»)\]]|“(?=\s|$)|[ \u00a0\u202f]»)*+)"
    r"(?P<smile>(?:\s?[\u2600-\u27bf\U0001f000-\U0001faff][\ufe0f\u200d]*+)*+)"
    r"(?P<gap>\s++|(?=[^\W\d_]|[„“«]))"
)
_LAST_WORD = re.compile(r"(?<![\w.\-/])[\w.\-/]++$")
_INITIALS = re.compile(r"(?:^|(?<=[\s(\"'„“”«–-]))(?:[^\W\d_]\.\s?-?)*[^\W\d_]$")
_LETTER = re.compile(r"[^\W\d_]\.")
# `witamina C`, `plan B`: a letter that is no initial.
_LETTERED = re.compile(
    r"(?:witamin|typ|grup|klas|plan|kategori|vitamin|type|group|class|hepatitis|grade|categor|"
    r"nhóm|loại|hạng|bảng|độ)\w*\s[A-Z]$",
    re.I,
)
_NAME_BEFORE = re.compile(r"(?<!\w)[A-Z][a-z]+\s(?:[A-Z]\.\s?)*[A-Z]$")
_ITEM = re.compile(r"\s*\(?(?:\d{1,3}|[a-zđ])$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$|\S@\S*$")
_LETTERED_ITEM = re.compile(r"\(?[a-zđ]\)\s")
_COUNTED = re.compile(r"\d\s?[^\W\d_]+$")
_ROMAN = re.compile(r"[IVXLC]+\b")
_CREDIT = re.compile(r"\(\s*(?:ảnh|fot|foto|photo|zdj|image|hình|nguồn)", re.I)
_SAID = re.compile(r"(?:[A-Z][\w.'’-]*\s){1,4}(?:said|asked|added|replied|wrote|recalled|told)\b")
_VERB = re.compile(
    r"\b(?:\w+(?:ł|ła|ło|li|ły|łem|łam|liśmy|łyśmy|ono|ano|ęto|uje|ują)|jest|są|ma|mają|będzie|"
    r"będą|może|mogą|to|się|trwa|wynosi|brak|nie|mieszka|działa|\w+(?:odzi|ieje|aje|awia)|\w+:)"
    r"(?!\w)"
)
# What may be counted: a genitive plural or an acronym.
_COUNTABLE = re.compile(r"\w+(?:ów|ek|an|[yi]ch|ii|ji)\b|[A-ZŁŚŻ]{2,}\b|[\d(]")
_PAST = re.compile(r"\w+(?:ł|ła|ło|li|ły|łem|łam|ono|ano)$")
_ASIDE = re.compile(r"\s[–—]\s+[^\W\d_A-ZŁŚŻĆÓ]")
_OPENING = "\"'„“”‘«([-–— "


class Place(NamedTuple):
    """A possible end: what stands before it in its sentence and after it, within reach."""

    before: str
    first: bool  # `before` reaches back to where the sentence begins
    stop: str
    close: str
    gap: str
    after: str
    table: Table

    @property
    def lead(self) -> str:
        """The first letter of what follows, its quotes and dashes aside."""
        return self.after.lstrip(_OPENING)[:1]

    @property
    def word(self) -> str:
        """The last word before the stop, in lower case, its inner stops kept."""
        found = _LAST_WORD.search(self.before)
        return found.group().strip(".-/").lower() if found else ""

    @property
    def opens(self) -> bool:
        """What follows looks like the first word of a sentence."""
        following = self.after.split(maxsplit=1)[0]
        if following[0] in '„“«"':
            return True
        bare = following.rstrip(",:").lower()
        return bare in self.table.openers or (self.table.code == "pl" and bool(_PAST.match(bare)))


def sentences(text: str, language: str) -> list[str]:
    """The sentences of one block, each stripped; joined, they are the text up to white space."""
    return [one for one in map(str.strip, _cut(text, table(language))) if one]


def _cut(text: str, rules: Table) -> Iterator[str]:
    start = 0
    for match in _END.finditer(text):
        if _ends(_place(text, start, match, rules)):
            yield text[start : match.end("smile")]
            start = match.end()
    yield text[start:]


def _place(text: str, start: int, match: re.Match[str], rules: Table) -> Place:
    back = max(start, match.start() - REACH)
    after = text[match.end() : match.end() + REACH]
    before = text[back : match.start()]
    return Place(before, back == start, match["stop"], match["close"], match["gap"], after, rules)


def _ends(place: Place) -> bool:
    if not place.after:
        return False
    return _missing_space(place) if not place.gap else not any(rule(place) for rule in OBJECTIONS)


def _missing_space(place: Place) -> bool:
    """`koniec.Nowe`: an end where a word stands before and a capital follows."""
    found = _LAST_WORD.search(place.before)
    word = found.group() if found else ""
    known = word.lower() in place.table.titles or word in place.table.numbered
    shortest = 2 if place.table.code == "vi" else 3
    plain = word.isalpha() and word[1:].islower() and len(word) >= shortest and not known
    single = len(place.stop) == 1 and place.lead.isupper()
    return plain and single and not _ADDRESS.search(place.before)


def _goes_on_small(place: Place) -> bool:
    """A lower-case letter that marks no item, a hashtag or a closing mark goes on."""
    small = place.lead.islower() and not _LETTERED_ITEM.match(place.after)
    return small or place.after[0] in "#”»)]"


def _marks_item(place: Place) -> bool:
    """`1. Zadzwoń`: the number of an item, with nothing before it."""
    return place.stop == "." and place.first and bool(_ITEM.fullmatch(place.before))


def _dash_goes_on(place: Place) -> bool:
    """`„Tak!” – powiedział`: speech goes on after the dash, unless a capital begins anew."""
    return place.after[0] in "-–—" and (bool(place.close) or not place.lead.isupper())


def _credits(place: Place) -> bool:
    """`24 m. (Ảnh: X)`: a credit in brackets belongs to the sentence before it."""
    return bool(_CREDIT.match(place.after))


def _speaks(place: Place) -> bool:
    """`“Why?” Smith asked.`"""
    asked = place.stop[-1] in "?!" and place.close[-1:] in '"”’'
    return asked and bool(place.close) and bool(_SAID.match(place.after))


def _in_brackets(place: Place) -> bool:
    """An aside opened within the sentence does not end it: `(hiszp. La Paz)`, `(ok. 3 r.) Nowy`."""
    opened = place.before.rfind("(")
    if opened < 0 or opened < place.before.rfind(")"):
        return False
    inside = place.first and not place.before[:opened].strip()
    if place.close.startswith(")"):
        return not inside
    return ")" in place.after and not inside and ")" not in place.close


def _elides(place: Place) -> bool:
    """`(…)` and `[...]` stand for words left out."""
    return place.before[-1:] in ("(", "[") and place.close[:1] in (")", "]")


def _shortened(place: Place) -> bool:
    """An abbreviation, an initial or an ordinal: only a lone stop can be theirs."""
    return place.stop == "." and not place.close and any(rule(place) for rule in SHORTENINGS)


def _before_name(place: Place) -> bool:
    """`min. Nowak`, but not `po 5 min. Nowak`: what is counted is a unit."""
    closer = place.word in place.table.closers
    if closer and (place.word not in place.table.titles or _COUNTED.search(place.before)):
        return False
    if place.after[0] in "–—":
        return False
    return place.word in place.table.titles or place.table.titles.issuperset(place.word.split("."))


def _before_number(place: Place) -> bool:
    number = place.lead.isdigit() or bool(_ROMAN.match(place.after))
    return place.word in place.table.numbered and number


def _before_noun(place: Place) -> bool:
    """`40 tys. Wietnamczyków`, `3 proc. PKB`, `the U.S. Senate`."""
    if place.word not in place.table.quantities or place.opens:
        return False
    return place.table.code != "pl" or bool(_COUNTABLE.match(place.after))


def _before_more(place: Place) -> bool:
    """`2 godz. 10 min`, `8 p.m. Sunday`; `Po upadku dynastii w 1911 r. Chiny`: no verb yet."""
    if place.word not in place.table.closers:
        return False
    follows = place.after.split(maxsplit=1)[0].rstrip(".,;").lower()
    if place.lead.isdigit() or follows in place.table.months:
        return True
    if place.after[0] in "–—":
        return not _ASIDE.search(place.after, 1)  # `w 1916 r. – Asty Film`, and no speech
    dated = place.first and place.word in ("r", "w", "n.e", "p.n.e")
    longest = SHORT_PHRASE if place.opens else LONGEST_PHRASE
    short = dated and len(place.before.split()) <= longest
    return short and not _VERB.search(place.before)


def _initial(place: Place) -> bool:
    """`J. F. Kowalski`, `Ms. T.T.H. (58)`, `z. B.`; Vietnamese has words of one letter."""
    found = _INITIALS.search(place.before)
    if not found or _LETTERED.search(place.before):
        return False
    if not place.before[-1].isupper():
        return bool(_LETTER.match(place.after))
    if place.opens:
        return False
    lone = len(found.group()) == 1 and place.table.code == "vi"
    return not lone or bool(_NAME_BEFORE.search(place.before))


def _ordinal(place: Place) -> bool:
    """`13. maja`, `lata 60. XX wieku`, `podczas 63. Krakowskiego Festiwalu`."""
    if not place.word.isdigit() or len(place.word) > 3:
        return False
    follows = place.after.split(maxsplit=1)[0].rstrip(",;").lower()
    if follows in place.table.months or _ROMAN.match(place.after):
        return True
    words = place.before[-40:].lower().split()
    return len(words) > 1 and words[-2] in place.table.ordinals and not place.opens


Rule = Callable[[Place], bool]
SHORTENINGS: tuple[Rule, ...] = (
    _before_name,
    _before_number,
    _before_noun,
    _before_more,
    _initial,
    _ordinal,
)
OBJECTIONS: tuple[Rule, ...] = (
    _goes_on_small,
    _marks_item,
    _dash_goes_on,
    _credits,
    _speaks,
    _in_brackets,
    _elides,
    _shortened,
)
