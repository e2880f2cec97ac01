"""Where a sentence ends: one pattern for a possible end, and literal tables of what is none."""

from __future__ import annotations

import re

# Bumped when a change can move a boundary.
VERSION = 1

# A stop, what closes after it, then white space or (rule "missing space") a capital at once.
_END = re.compile(r"(?P<stop>[.!?…]+)(?P<close>[\"'”’»)\]]*)(?P<gap>\s+|(?=[A-ZĄĆĘŁŃÓŚŹŻĐÀ-Ỹ„“«]))")
_LAST_WORD = re.compile(r"[\w.\-/]*$")
# `J. Nowak`; in Vietnamese, where single letters are words too, only after a capital word.
_INITIAL = re.compile(r"(?:^|[\s(\"„“])(?:[A-ZŁŚŻŹĆ]\.\s?-?)*[A-ZŁŚŻŹĆ]$")
_AFTER_CAPITAL = re.compile(r"\b[A-ZÀ-Ỹ]\w*\s[A-Z]$")
_ITEM = re.compile(r"\s*\(?\d{1,2}$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$|\S+@\S*$")

# Never the end of a sentence.
ALWAYS = {
    "pl": "dr prof gen płk ppłk mjr kpt por ppor sierż inż mgr hab ks bp abp ul al pl os tzw tzn "
    "np m.in in nr str art ust pkt par poz por rozdz zob min woj pow gm św bł im ds wg ok pt ww "
    "red fot rys tab tel godz śp tj jw pn wt śr czw pt sob cyt hr im zm ur",
    "en": "mr mrs ms dr prof gen col lt sgt capt maj rev hon sen rep gov st mt no vs fig al "
    "assoc e.g i.e cf ed eds jan feb aug sept oct nov dec dept est approx ave",
    "vi": "tp pgs gs ts ths bs ks pgs.ts gs.ts th.s tx q p đ nxb tr stt ô",
}
# An abbreviation that may also close a sentence: no end before a lower case letter or a digit.
SOMETIMES = {
    "pl": "r w itd itp tys mln mld zł gr proc km cm kg br ub bm wiek m.in n.e p.n.e p.m a.m jr sp",
    "en": "a.m p.m etc inc ltd co corp u.s u.k jr sr d.c",
    "vi": "v.v đ tr",
}
_MONTHS = {
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
    "listopada grudnia",
}


def _table(words: dict[str, str], language: str) -> frozenset[str]:
    return frozenset(words.get(language, "").split())


def sentences(text: str, language: str) -> list[str]:
    """The sentences of one block, each stripped; a language without tables splits plainly."""
    found = []
    start = 0
    for match in _END.finditer(text):
        if _ends(text, start, match, language):
            found.append(text[start : match.end("close")])
            start = match.end()
    found.append(text[start:])
    return [sentence.strip() for sentence in found if sentence.strip()]


def _ends(text: str, start: int, match: re.Match[str], language: str) -> bool:
    after = text[match.end() :].lstrip()
    before = text[start : match.start()]
    if not after or after[0] == "#" or (match["gap"] and _ITEM.fullmatch(before)):
        return False
    if _ADDRESS.search(before) and not match["gap"]:
        return False
    if not match["gap"]:
        return _missing_space(before, match)
    lead = after.lstrip("\"'„“”‘«([-–— ")[:1]
    if lead.islower() or _dash_goes_on(match, after, lead):
        return False
    if "." not in match["stop"] or len(match["stop"]) > 1 or match["close"]:
        return True
    return not _abbreviated(before, after, lead, language)


def _missing_space(before: str, match: re.Match[str]) -> bool:
    """`koniec.Nowe`: an end, where a lower-case word of three letters or more stands before."""
    word = _LAST_WORD.search(before)
    letters = word.group() if word else ""
    return len(letters) >= 3 and letters.isalpha() and letters.islower() and len(match["stop"]) == 1


def _dash_goes_on(match: re.Match[str], after: str, lead: str) -> bool:
    """`„Tak!” – powiedział`: the speech goes on after the dash, unless a capital follows it."""
    return after[:1] in "-–—" and (bool(match["close"]) or not lead.isupper())


def _abbreviated(before: str, after: str, lead: str, language: str) -> bool:
    found = _LAST_WORD.search(before)
    word = (found.group() if found else "").lower().strip(".")
    if word in _table(SOMETIMES, language):
        return lead.isdigit() or _unit_goes_on(before, after, word)
    if word in _table(ALWAYS, language):
        return True
    if _INITIAL.search(before):
        return language != "vi" or bool(_AFTER_CAPITAL.search(before))
    return word.isdigit() and _ordinal(word, after, language)


def _unit_goes_on(before: str, after: str, word: str) -> bool:
    """`50 tys. VND`; `W 2024 r. Wietnam` at the start of a sentence."""
    currency = after.split(maxsplit=1)[0].strip(".,/;")[:3]
    words = before.lower().split()
    opening = word == "r" and len(words) <= 3 and words[0] in ("w", "we", "do", "od", "po", "z")
    return opening or (len(currency) == 3 and currency.isupper() and currency.isalpha())


def _ordinal(word: str, after: str, language: str) -> bool:
    """`13. rocznica`, `1. maja`: a short number before a month; others end a sentence."""
    follows = after.split(maxsplit=1)[0].lower() if after else ""
    return len(word) <= 2 and follows in _table(_MONTHS, language)
