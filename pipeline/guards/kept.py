"""Guards for what a translation carries over: addresses, names, brackets, quotation marks."""

from __future__ import annotations

import re

from ..text import ADDRESS, fold, plain_quotes
from .pair import Pair

_WORD = re.compile(r"[^\W\d_]+")
# Words of institutions and places, which have a name of their own in every language.
_TRANSLATED = {
    "pl": (
        "agencj akadem amery armi azj bank biał bież biur boż cent czerwon człow dni doln dzie "
        "energ europ festiwal fundac fundusz genera gospodar grob gór główn handl inspekc "
        "inspektor instyt izb jezior kancel kodeks komend komis komit konfer konkur konstyt "
        "konwen korpu kraj krzyż król kultur lig literat lot ludow minist międz morz muze nacz "
        "najwyż narod niepod nobl now obron ocean ochron ojczy olimp oper order orderu organiz "
        "orkiestr parlam parti pałac państ pol policj powsta powszech połud praw prezy program "
        "prokur przyl puch północ rad republ rewoluc rod rog roln rynk rzecz rzeczy sejm senat "
        "sil sił spor spraw stan straż szczyt szpital sąd teatr towarz trybun ukra układ unia "
        "unii uniwers unią unię urząd urzęd ustaw wiel wietn wojn wojsk wolnoś wschod wspól "
        "wydział wysok wysp wyspa zachod zalew zarząd zatok zdrow zgromadz ziem zjedn zrzesz "
        "zwierzch związ świat świet święt żółt"
    ),
    "en": (
        "academ agenc air american anti arm asia asian assemb associat atom author autumn award "
        "bang bank bay black board border brit bureau cabinet cape cent cit civil climat code "
        "command commis commit communis conf congress constit convent cooperat council country "
        "court cross cultur cup customs dalai day declarat delta democrat depart deput develop "
        "direct district east econom educat elect embass emerg energ environ europe european eve "
        "exchange federat festival film finan food force foreign forum foundat french front fund "
        "game general government great group gulf hague health heritage high holy home hospital "
        "house human inform inspect institut interior intern investigat island japan judic "
        "justice kingdom labo law league liberat librar list lunar march market medal merit "
        "meteor militar minist monetar museum nation naval navy new north nuclear observ ocean "
        "office olymp opera orchestra organi palace park parliament part peace people person "
        "place plan police polish president press prime prize programme project prosecut protect "
        "provinc public red region relat republic research revolut right river road russia sangha "
        "school science sea secretar secur senat service social south stadium staff standing star "
        "state station statist strait suprem teach theat tomb trade train treat tribun trust "
        "union unit univers valley victory viet war wat water west white women world year yellow "
        "young youth"
    ),
}


def addresses_lost(pair: Pair) -> bool:
    """An address, hashtag or file name of the source is not in the translation."""
    said = pair.said.lower()
    found = (match[0].lower() for match in ADDRESS.finditer(pair.source))
    return any(address not in said for address in found)


def names_lost(pair: Pair) -> bool:
    """Of two or more capitalised words in a row inside a sentence none comes out again.

    Endings and diacritics aside (Lương Tam Quanga is Luong Tam Quang); rows with a word of an
    institution or a place are left alone, since those are translated.
    """
    known = tuple(_TRANSLATED.get(pair.language, "").split())
    runs = _runs(pair.source) if known else []
    if not runs:
        return False
    words = _WORD.findall(fold(pair.said))
    whole = "".join(words)
    return any(
        not any(_kept(word, words, whole) for word in run)
        for run in runs
        if not any(word.lower().startswith(known) for word in run)
    )


def _runs(text: str) -> list[list[str]]:
    """Rows of capitalised words of three letters or more that do not begin a sentence."""
    runs: list[list[str]] = [[]]
    opens = True
    for token in text.split():
        word = token.strip("„”\"'«»()[],.;:!?…–—-")
        capital = word[:1].isupper() and not word.isupper()
        if capital and not opens and token[0] == word[0]:
            runs[-1].append(word)
        if not capital or opens or token[-1] in '.,;:!?…)»”"':
            runs.append([])
        opens = token[-1] in ".!?…:–—-" or token[0] in '„«“"'
    found = ([w for name in run for w in _WORD.findall(name) if len(w) > 2] for run in runs)
    return [run for run in found if len(run) > 1]


def _kept(word: str, said: list[str], whole: str) -> bool:
    bare = fold(word)
    stem = bare[: max(3, len(bare) - 3)]
    return stem in whole or any(len(o) > 3 and bare.startswith(o[: len(o) - 2]) for o in said)


def brackets_off(pair: Pair) -> bool:
    """Round, square or curly brackets: fewer or more than in the source, or not closed."""
    if re.search(r"(?:^|\s)\w{1,2}\)", pair.source):  # a) and b) of a list
        return False
    return any(pair.source.count(mark) != pair.said.count(mark) for mark in "()[]{}")


def quotes_off(pair: Pair) -> bool:
    """Double quotation marks: an odd number of them, or none where the source has some."""
    ours, theirs = (plain_quotes(text).count('"') for text in (pair.source, pair.said))
    return ours % 2 == 0 and (theirs % 2 == 1 or (ours == 0) != (theirs == 0))
