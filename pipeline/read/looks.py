"""What a line of plain text is, by its looks and its neighbours: one small rule for each kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..records import Kind
from ..roles import AS_FOUND, Reading

LONGEST_HEADING = 14  # words
LONGEST_QUESTION = 9
LONGEST_TITLE = 30
LONGEST_CAPTION = 40
LONGEST_LABELLED = 20
LONGEST_BYLINE = 8
WRAPPED = range(40, 121)  # the width in characters at which editors break lines

_IMAGE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|svg|avif|bmp|tiff?|heic)", re.I)
_SOURCE = re.compile(r"(?:Source|Sources|Źródło|Źródła|Nguồn|Zdroj|Quelle|Link)\s*:\s*(.+)", re.I)
_URL = re.compile(r"(?:https?://|www\.)\S+")
_CREDIT = re.compile(
    r"\(\s*(?:fot|foto|photo|image|ảnh|zdj|ilustr|il\.|rys|grafika|hình|đồ họa|illustr)"
    r"(?:\w*\b[^()]*)(?:\([^()]*\)[^()]*)*\)\.?$"
    r"|(?:^|(?<=[\s.,|/–-]))(?:Fot\.|Foto:|Photos?:|Photo by|Image:|Ảnh(?: minh họa)?:|Zdj\.|"
    r"Zdjęcie:|Hình:|Đồ họa:)\s*\S.{0,80}$",
    re.I,
)
_BYLINE = re.compile(
    r"(?:Autor(?:ka|zy)?|Tekst|Authors?|Tác giả|Text|Words|Oprac(?:owanie)?|Thực hiện)\s*:\s*\S"
    r"|(?:By|Interview by|Reported by|Written by|Oprac\.|Opracowała?|Rozmawiał[ai]?|Przygotowała?|"
    r"Thực hiện)\s+[^\W\d_]"
)
_ITEM = re.compile(r"(?:[-–—•*·▪‣◦]|\(?\d{1,2}[.)]|\(?[a-zđ]\))\s+\S")
_NUMBER = re.compile(r"\(?(\d{1,2})[.)]\s")
_DASH = re.compile(r"[-–—]\s")
_ASIDE = re.compile(r"\s[-–—]\s+[^\W\d_A-ZĄĆĘŁŃÓŚŹŻĐ]")
_LABEL = re.compile(r"[^\W\d_][\w ]{1,30}: \S")
_MORE = re.compile(
    r"(?:>>|»|Xem thêm|Đọc thêm|Mời xem|Czytaj t|Czytaj w|Zobacz t|Read more|See also|Read also)",
    re.I,
)
_BRACKET = re.compile(r"\s*\([^()]*\)$")
_PLAIN: Kind = "paragraph"
_STOPS = ".!?…:;"
_CLOSERS = "\"'”’»)]"
_AND = frozenset(
    ("i", "and", "và", "–", "-", ",", "by", "&", "oraz", "in", "w", "z", "de", "van", "von")
)


class Line(NamedTuple):
    """A line, its place in its group, and how many lines that group has."""

    text: str
    place: int
    of: int

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def stopped(self) -> bool:
        return self.text.rstrip(_CLOSERS)[-1:] in tuple(_STOPS)


class Around(NamedTuple):
    """A line among its neighbours; `last` is the number of the last line that is no source."""

    lines: Sequence[Line]
    number: int
    before: Kind | None
    only_images: bool  # so far
    last: int
    interview: bool

    @property
    def line(self) -> Line:
        return self.lines[self.number]


def kinds(
    lines: Sequence[Line], how: Reading = AS_FOUND, known: Sequence[Kind | None] | None = None
) -> list[Kind]:
    """One kind for each line: what a person says or `known` tells, else the first rule that fits.

    What fits no rule is a paragraph; the rules that `how` turns off are not asked.
    """
    last = max((n for n, line in enumerate(lines) if not _is_source(line, how)), default=-1)
    interview = sum(line.text.endswith("?") and line.words <= 40 for line in lines) >= 3
    rules = [(kind, rule) for name, (kind, rule) in RULES.items() if name not in how.off]
    found: list[Kind] = []
    only_images = True
    for number, line in enumerate(lines):
        before = found[-1] if found else None
        told = how.kinds.get(flat(line.text)) or (known[number] if known else None)
        it = Around(lines, number, before, only_images, last, interview)
        fits = (kind for kind, rule in rules if rule(it))
        found.append(told if told else next(fits, _PLAIN))
        only_images = only_images and found[-1] == "image"
    return found


def flat(text: str) -> str:
    """A line as a person spells it out: on one line, single spaces."""
    return " ".join(text.split())


def _is_source(line: Line, how: Reading) -> bool:
    return "source" not in how.off and is_source(line)


def is_wrapped(group: Sequence[str]) -> bool:
    """Three lines or more, broken at one width by an editor: together they are one paragraph."""
    inner = group[:-1]
    if len(inner) < 2 or any(_ITEM.match(line) or _IMAGE.fullmatch(line) for line in group):
        return False
    widest = max(map(len, inner))
    even = all(len(line) >= 0.75 * widest for line in inner) and len(group[-1]) <= widest + 12
    open_ends = sum(line.rstrip(_CLOSERS)[-1:] not in tuple(_STOPS) for line in inner)
    return widest in WRAPPED and even and 2 * open_ends > len(inner)


def goes_on(before: str, line: str) -> bool:
    """A sentence broken by a single newline: no stop before it, a lower-case letter after."""
    ended = before.rstrip(_CLOSERS)[-1:] in tuple(_STOPS) or _IMAGE.fullmatch(before)
    return not ended and not _ITEM.match(line) and line[0].islower()


def is_image(it: Around) -> bool:
    """The name of an image file, alone on its line."""
    return is_image_name(it.line.text)


def is_image_name(text: str) -> bool:
    return bool(_IMAGE.fullmatch(text))


def is_source(line: Line) -> bool:
    """`Source: https://…`, `Źródło: PAP`."""
    found = _SOURCE.fullmatch(line.text)
    return found is not None and (bool(_URL.fullmatch(found[1])) or line.words <= 6)


def is_under_image(it: Around) -> bool:
    """A short line under an image name; in a block of its own it must not end like a sentence."""
    if it.before != "image" or it.line.words > LONGEST_CAPTION:
        return False
    return it.line.place > 0 or not (it.only_images or it.line.stopped)


def is_credited(it: Around) -> bool:
    """A short line that ends with a photo credit."""
    return it.line.words <= LONGEST_CAPTION and bool(_CREDIT.search(it.line.text))


def is_byline(it: Around) -> bool:
    """`Autor: X`, `Rozmawiał X`."""
    return _may_be_byline(it) and bool(_BYLINE.match(it.line.text))


def _may_be_byline(it: Around) -> bool:
    short = it.line.words <= LONGEST_BYLINE and not it.line.stopped
    return it.number > 0 and short and bool(_BRACKET.sub("", it.line.text).strip())


def is_names(it: Around) -> bool:
    """Names alone as the last line, or under the title."""
    if not _may_be_byline(it):
        return False
    words = _BRACKET.sub("", it.line.text).split()
    names = all(word[0].isupper() or word in _AND for word in words)
    under = it.before in ("title", "lead") and 2 <= len(words) <= 4 and "".join(words).isalpha()
    return names and (it.number == it.last or (under and it.number < it.last))


def is_item(it: Around) -> bool:
    """A list marker; a dash may be speech instead, and a number an ordinal."""
    if not _ITEM.match(it.line.text):
        return False
    if _DASH.match(it.line.text):
        return not _is_speech(it)
    number = _NUMBER.match(it.line.text)
    return not number or int(number[1]) <= 1 or _follows(it, int(number[1]))


def _follows(it: Around, number: int) -> bool:
    """The number is one more than that of an item not far above, or one less than the next."""
    near = it.lines[max(0, it.number - 3) : it.number + 4]
    others = {int(found[1]) for found in (_NUMBER.match(line.text) for line in near) if found}
    return number - 1 in others or number + 1 in others


def _is_speech(it: Around) -> bool:
    """`– Nie wiem – mówi Jan.`: an aside in it, or a sentence that stands alone after a dash."""
    if _ASIDE.search(it.line.text, 2):
        return True
    if it.line.text[0] == "-" or it.before == "list":
        return False
    return it.line.text.rstrip(_CLOSERS)[-1:] in tuple(".!?…")


def is_labelled(it: Around) -> bool:
    """`Bilety: 20 zł.`: three or more short lines with labels of their own in a row."""
    first = it.number
    while first and it.number - first < 20 and _labelled(it.lines[first - 1]):
        first -= 1
    run = []
    for line in it.lines[first : it.number + 3]:
        if not _labelled(line):
            break
        run.append(line.text.split(":", 1)[0])
    return it.number < first + len(run) and len(run) >= 3 and len(set(run)) == len(run)


def _labelled(line: Line) -> bool:
    short = line.words <= LONGEST_LABELLED and not line.text.endswith("?")
    return short and bool(_LABEL.match(line.text))


def is_title(it: Around) -> bool:
    """The first line that is no image, where it does not end like a sentence."""
    closed = it.line.text.rstrip(_CLOSERS)[-1:]
    lone = it.line.words <= LONGEST_TITLE and closed not in tuple(".…:;")
    return it.only_images and it.number < it.last and lone and _says_something(it.line)


def is_heading(it: Around) -> bool:
    """Short, without a final stop, and something follows."""
    return _may_be_heading(it) and not it.line.stopped


def is_question(it: Around) -> bool:
    """A short question that something follows, in no interview; with a clause it is shorter yet."""
    longest = LONGEST_QUESTION - 2 if "," in it.line.text else LONGEST_QUESTION
    asks = it.line.text.endswith("?") and it.line.words <= longest
    return asks and not it.interview and _may_be_heading(it)


def _may_be_heading(it: Around) -> bool:
    short = it.line.words <= LONGEST_HEADING and it.number < it.last
    return short and not _MORE.match(it.line.text) and _says_something(it.line)


def _says_something(line: Line) -> bool:
    return any(map(str.isalnum, line.text))


Rule = Callable[[Around], bool]
# Each rule by the name under which article.toml can turn it off, in the order of asking.
RULES: dict[str, tuple[Kind, Rule]] = {
    "image": ("image", is_image),
    "source": ("source", lambda it: is_source(it.line)),
    "under image": ("caption", is_under_image),
    "credit": ("caption", is_credited),
    "byline": ("byline", is_byline),
    "names": ("byline", is_names),
    "item": ("list", is_item),
    "labelled": ("list", is_labelled),
    "title": ("title", is_title),
    "heading": ("heading", is_heading),
    "question": ("heading", is_question),
}
# Rules by which lines are joined before they have kinds; see is_wrapped and goes_on.
JOINS = frozenset({"wrapped", "broken"})
# Rules for texts without any mark-up; where headings are marked, what has no mark is none.
UNMARKED = frozenset({"title", "heading", "question"})
