"""The months and weekdays that a text names, in the languages that we know them in."""

from __future__ import annotations

import re

# January to December, Monday to Sunday; patterns that begin at a word, one a line or a space.
_MONTHS = {
    "pl": r"""stycz(eń|ni) lut(y|ego|ym)\b mar(zec|c[auo]) kwie(cień|tni) maj(a|u|em|ow\w+)?\b
        czerw(iec|c[auo]) lip(iec|c[auo]) sierp(ień|ni) wrze(sień|śni) październik listopad
        grud(zień|ni)""",
    "en": r"""Jan(uary)?\b Feb(ruary)?\b March\b Apr(il)?\b May\b June?\b July?\b Aug(ust)?\b
        Sept?(ember)?\b Oct(ober)?\b Nov(ember)?\b Dec(ember)?\b""",
    "vi": r"""tháng.(giêng|một|0?1)\b tháng.(hai|0?2)\b tháng.(ba|0?3)\b tháng.(tư|bốn|0?4)\b
        tháng.(năm|0?5)\b tháng.(sáu|0?6)\b tháng.(bảy|0?7)\b tháng.(tám|0?8)\b tháng.(chín|0?9)\b
        tháng.(mười(?!.một|.hai)|10)\b tháng.(mười.một|11)\b tháng.(mười.hai|chạp|12)\b""",
}
_DAYS = {
    "pl": r"""poniedział wtor(ek|k[uio]) środ(a|ę|y|ą)\b czwart(ek|k[uio]) piąt(ek|k[uio])
        sobo(t|cie) niedziel""",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "vi": r"""thứ.(hai|2)\b thứ.(ba|3)\b thứ.(tư|4)\b thứ.(năm|5)\b thứ.(sáu|6)\b thứ.(bảy|7)\b
        chủ.nhật""",
}
KNOWN = frozenset(_MONTHS)
# English writes them with a capital, so "may" and "march" do not count.
_NAMED = {
    kind: {
        code: [re.compile(rf"\b{name}", 0 if code == "en" else re.I) for name in names.split()]
        for code, names in table.items()
    }
    for kind, table in (("month", _MONTHS), ("day", _DAYS))
}
# A day and a month in figures: 25/10, 25.10, 2024-10-25; a month and a year: 10/2024.
_NUMBERED = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})\b|\b\d{4}-(\d\d)-(\d\d)\b|\b(\d{1,2})/\d{4}\b")


def named(text: str, language: str) -> set[tuple[str, int]]:
    """("month", 1..12) and ("day", 1..7); nothing in a language that we have no names of."""
    return {
        (kind, number)
        for kind, table in _NAMED.items()
        for number, pattern in enumerate(table.get(language, ()), 1)
        if pattern.search(text)
    }


def numbered(text: str) -> set[tuple[str, int]]:
    """Every month that figures like 25/10 or 2024-10-25 can mean."""
    found = {int(n) for match in _NUMBERED.finditer(text) for n in match.groups() if n}
    return {("month", n) for n in found}
