"""What each language shortens and how its sentences begin: one literal row per language."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ..languages import LANGUAGES


class Table(NamedTuple):
    """The abbreviations of a language by what may follow them, without their last stop."""

    code: str
    titles: frozenset[str]  # never the end: a name follows
    numbered: frozenset[str]  # no end before a number
    quantities: frozenset[str]  # the end only before a word that opens sentences
    closers: frozenset[str]  # the end, unless a number or a lower-case letter follows
    months: frozenset[str]  # `13. maja`, `8 p.m. Sunday`: a date goes on
    ordinals: frozenset[str]  # words before an ordinal: `podczas 63. Krakowskiego Festiwalu`
    openers: frozenset[str]  # words that open sentences


_EVERYWHERE = "dr prof mr mrs ms st vs"
_TITLES = {
    "pl": "dr prof gen płk ppłk mjr kpt por ppor chor sierż kpr plut inż mgr hab lek ks bp abp "
    "kard ul al pl os tzw tzn np m.in ds ws wg pt św bł im śp red fot rys zdj tel woj pow gm por "
    "rez zob hiszp ang niem franc fr łac wł ros wietn ukr czes gr dosł pot tłum oprac hr adm dyr "
    "min prok sędz nadkom podkom insp asp st dot jw pn mn ok bryg kom marsz dep mec dyw zm ur",
    "en": "mr mrs ms mx dr prof gen col lt sgt cpl capt maj cmdr adm rev fr hon sen rep gov pres "
    "mt messrs assoc asst e.g i.e cf v vs viz ca approx a.k.a aka",
    "vi": "tp tx tt pgs gs ts ths bs ks cn kts ls nsnd nsưt nsut pgs.ts gs.ts gs.tskh tskh th.s "
    "bs.ckii bs.cki đ/c st v mr mrs ms dr",
    "de": "dr prof hr fr z.b d.h u.a bzw ca vgl sog st nr str",
    "fr": "m mm mme mmes mlle dr prof st ste av bd cf env",
    "es": "sr sra srta dr dra prof d.ª gral av avda ej p.ej",
    "it": "sig sigg dott dott.ssa prof ing avv on ecc.mo v es",
    "cs": "dr prof ing mgr mudr judr phdr doc tzv tj např gen plk ul sv č",
    "ru": "г ул пр д им св проф акад ген т.н т.е напр см стр гр",
}
_NUMBERED = {
    "pl": "dn nr art ust pkt par poz str s rozdz t tab rys lp godz par ryc zał wyd kl dz l z",
    "en": "no nos art fig figs vol vols p pp ch sec para ed est",
    "vi": "q p h tr đ k số",
    "de": "nr art abs s bd abb",
    "fr": "n no art p pp vol chap fig",
    "es": "n núm art pág vol cap fig",
    "it": "n art pag vol cap fig",
    "cs": "čl odst str obr tab",
    "ru": "рис табл ст п",
}
_QUANTITIES = {
    "pl": "tys proc lok szt",
    "en": "st ft u.s u.k u.n u.s.a e.u d.c approx inc ltd co corp jr sr dept ave blvd",
    "vi": "u.s",
    "cs": "tis mil",
    "ru": "тыс млн млрд",
}
_CLOSERS = {
    "pl": "r w itd itp mln mld bln zł km cm mm kg g l ha br ub bm n.e p.n.e n.p.m p.p.m m.st jr sp "
    "sek min os h m tj wiek godz",
    "en": "a.m p.m etc jan feb mar apr jun jul aug sept sep oct nov dec b.c a.d b.c.e c.e ph.d m.d",
    "vi": "v.v tr.cn s.cn",
    "de": "usw etc jh u.s.w",
    "fr": "etc",
    "es": "etc ee.uu",
    "it": "ecc",
    "cs": "atd apod kč",
    "ru": "гг вв др пр т.д т.п руб",
}
_MONTHS = {
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
    "listopada grudnia",
    "en": "monday tuesday wednesday thursday friday saturday sunday et est gmt utc eastern local",
    "de": "januar februar märz april mai juni juli august september oktober november dezember "
    "jahrhundert",
}
_ORDINALS = {
    "pl": "podczas na w z dla jako lat lata latach",
    "de": "am der dem den vom zum beim im",
    "cs": "na v z při pro",
}
_OPENERS = {
    "pl": "a ale i to ten ta te ci w we z ze na po do od o u za nad pod przed przez przy dla bez "
    "jak jako gdy gdyby kiedy kto co czy czyli gdzie dlaczego jednak jednocześnie natomiast "
    "tymczasem ponadto dlatego dzięki według zdaniem potem później następnie obecnie teraz dziś "
    "dzisiaj wczoraj jutro już jeszcze także również też tylko tam tu tak nie niestety oprócz "
    "poza ponieważ mimo podczas on ona ono oni one ja my wy jego jej ich jest są był była było "
    "byli były będzie można trzeba należy każdy każda wszyscy wszystko nikt nic wiele większość "
    "część inni inne inny kolejny kolejne jeden jedna dwa dwie trzy ponad około choć chociaż "
    "jeśli jeżeli skoro zatem więc stąd wtedy zgodnie ostatecznie łącznie obaj oba obie",
    "en": "the a an this that these those he she it they we you i his her its their our my your "
    "in on at by for from to of with without as after before during since until while when where "
    "why how what who which if but and or so yet however meanwhile moreover then there here now "
    "today yesterday one two some many most all both each every another other others no not "
    "nobody only even still also according although because despite instead such",
    "vi": "ông bà anh chị cô chú em ngài họ nó tôi chúng ta đây đó này theo trong ngoài trên dưới "
    "sau trước khi từ đến tại ở với về và nhưng tuy song vì do nếu để mỗi một hai ba các những "
    "nhiều có không chỉ cũng còn đồng hiện hôm ngày năm tháng đặc bên người việc sự cuối đầu "
    "ngay lúc nhờ bởi dù mặc qua",
    "de": "der die das ein eine er sie es wir ich im in am an auf aus bei mit nach von zu und "
    "aber doch wenn als dann so nicht auch",
    "fr": "le la les un une il elle ils elles on nous vous je ce cette ces dans en au aux à de "
    "du des et mais ou donc quand si pour par avec",
    "es": "el la los las un una él ella ellos en de del al a y pero o si cuando por para con este "
    "esta no",
    "it": "il lo la i gli le un una in di del al a e ma o se quando per con questo questa non",
    "cs": "ten ta to on ona ono oni v ve na po do od z ze a ale i když kde co jak není",
    "ru": "он она оно они я мы вы в во на по до от из с со и а но если когда где что как это не",
}


def _words(rows: dict[str, str], code: str) -> frozenset[str]:
    return frozenset(rows.get(code, "").split())


@lru_cache(maxsize=64)
def table(language: str) -> Table:
    """The table of a language, or of the one it splits like; a stranger gets the plain one."""
    row = LANGUAGES.get(language)
    code = row.splits_like or row.code if row else ""
    return Table(
        code,
        _words(_TITLES, code) or frozenset(_EVERYWHERE.split()),
        _words(_NUMBERED, code),
        _words(_QUANTITIES, code),
        _words(_CLOSERS, code),
        _words(_MONTHS, code),
        _words(_ORDINALS, code),
        _words(_OPENERS, code),
    )
