"""What desks write beside their texts, as patterns: images, credits, bylines, sources, items."""

from __future__ import annotations

import re

_FILE = r"[^\s,]+(?: [^\s,]+){0,4}\.(?:jpe?g|png|gif|webp|svg|avif|bmp|tiff?|heic)"
IMAGE = re.compile(
    rf"(?:{_FILE}|!?\[[^\[\]]*\]\({_FILE}\)|\({_FILE}\)|\[[^\[\]]{{0,40}}?{_FILE}\])", re.I
)
URL = re.compile(r"(?:https?://|www\.)\S+")

# A label that says where the text is from, and what may stand after it.
SOURCE = re.compile(
    r"(?:Sources?|Źródł[oa](?: (?:artykułu|tekstu|oryginału|informacji))?|Nguồn(?: tin| bài)?|"
    r"Zdroj|Quelle|Link(?: gốc)?)\s*(?::|[–-](?=\s))\s*(?P<names>.+)",
    re.I,
)
SOURCE_URL = re.compile(
    r"(?:Original(?: article| text| source)?|Oryginał|Na podstawie|Więcej(?: na)?|Bài gốc)\s*:"
    r"\s*(?:\S+ ){0,4}\(?(?:https?://|www\.)\S+",
    re.I,
)

_PICTURE = (
    r"fot|foto|photo|image|ảnh|zdj|ilustr|il\.|rys|graf\.|grafika|hình|đồ họa|illustr|picture"
)
_LENT = (
    r"mat\.|materiały? (?:pras|włas)|arch(?:\.|iw)|courtesy of|credit:|handout|"
    "file photo|ap photo"
)
_AGENCY = "AP|AFP|EPA|PAP|Reuters|Getty|Getty Images|Shutterstock|TTXVN|VNA|Xinhua|dpa"
CREDIT = re.compile(
    # In brackets at the end: (fot. X), [Photo: X], (Ảnh minh họa), (X/Reuters), (źródło: X)
    rf"[(\[]\s*(?:{_PICTURE})[^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*[)\]]\.?$"
    rf"|\(\s*(?:{_LENT})[^()]*\)$"
    rf"|\([^()]{{1,60}}/\s*(?:{_AGENCY})\)\.?$"
    r"|(?<![.!?] )\((?:źródło|source|nguồn|autor(?:ka)?):[^()]*\)$"
    # After a stop, a comma or a stroke, or alone: Fot. X, Photo: X, Ảnh: X
    r"|(?:^|(?<=[\s.,|/–-]))(?:Fot\.:?|Foto:|Photos?:|Photo by|Image:|Picture:|Graphics?:|Zdj\.|"
    r"Photo courtesy of|Photograph(?:s|ed)? by|Photographs?:|Ảnh(?: minh (?:họa|hoạ)| tư liệu)?:|"
    r"Zdjęcie:|Zdjęcia:|Hình(?: ảnh)?:|Đồ họa:|Nguồn ảnh:)\s*\S.{0,80}$"
    r"|(?:^|(?<=[.!?…] ))(?:(?:Ảnh|Hình)(?: minh (?:họa|hoạ)| tư liệu| chụp màn hình| TTXVN|"
    r" do .{3,50} cung cấp)|Zdjęcie (?:ilustracyjne|archiwalne)|File photo|(?:Credit|Video):.{3,60}"
    r"|Courtesy of .{3,60})\.?$"
    r"|\s©\s?\S.{0,60}$",
    re.I,
)

BYLINE = re.compile(
    r"(?:Autor(?:ka|zy)?|Tekst(?: i zdjęcia)?|Authors?|Tác giả|Text|Words|Oprac(?:owanie)?|"
    r"Thực hiện|Bài(?: và ảnh)?|Dịch|Biên dịch|Tłumaczenie|Korespondencja(?: z \w+)?)\s*:\s*\S"
    r"|(?:By|(?:Interview|Report(?:ed|ing)|Written|Words|Story|Edited|Compiled|Translated) by|"
    r"Oprac\.|Tłum\.|Opracowała?|Rozmawiał[ai]?|Przygotowała?|Wysłuchała?|Notowała?|Zebrała?|"
    r"Przetłumaczyła?|Thực hiện)\s+[^\W\d_]"
    r"|Nhóm (?:phóng viên|PV)\b"
)
# What may stand after names in a byline: (PAP), thực hiện.
AFTER_NAMES = re.compile(r"\s*\([^()]*\)$|\s+(?:thực hiện|tổng hợp|biên dịch|ghi)$")
INITIALS = re.compile(r"\([^\W\d_][\w./, -]{0,15}\)")
NAME_WORDS = frozenset(
    ("i", "and", "và", "–", "-", ",", "by", "&", "oraz", "in", "w", "z", "de", "van", "von")
)

ITEM = re.compile(r"(?:[-–—•*+·▪‣◦●○■□➢►→✓✔◆]|\(?\d{1,2}[.)]|\(?[a-zđ]\)|[a-f]\.)\s+\S")
NUMBER = re.compile(r"\(?(\d{1,2})[.)]\s")
DASH = re.compile(r"[-–—]\s")
ASIDE = re.compile(r"\s[-–—]\s+[^\W\d_A-ZĄĆĘŁŃÓŚŹŻĐ]")
LABEL = re.compile(r"[^\W\d_][\w ]{1,30}: \S")
# How a line begins that only leads to other articles.
ELSEWHERE = re.compile(
    r"(?:>>|»|Xem thêm|Đọc thêm|Mời xem|Czytaj t|Czytaj w|Zobacz t|Read more|See also|Read also)",
    re.I,
)
