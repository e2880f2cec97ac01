"""What to keep and what to leave out of a page, as data: one row a site, one for all others.

The rows were written from what is known of each site's structure; a row that no longer fits costs
nothing, since the words that hold for all sites apply beside it.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit


def _has(name: str, tag: str = "*") -> str:
    """Elements with this class."""
    return f"//{tag}[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


class Site(NamedTuple):
    """Class names. `lead` and `byline` give the first that has text, `captions` all.

    Where `main` is found, text outside it is furniture, but for title, lead and byline.
    """

    main: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    prune: tuple[str, ...] = ()


_VCCORP = Site(
    main=("detail-content", "detail-cmain"),
    lead=("detail-sapo",),
    byline=("author-info", "detail-author", "author"),
    captions=("PhotoCMS_Caption",),
    prune=("VCObjectBoxRelatedNewsContent", "link-content-footer", "detail-tab", "author-info-box"),
)
_EPI = Site(
    main=("article__body",),
    lead=("article__sapo",),
    byline=("article__author",),
    captions=("caption", "picture-caption"),
    prune=("article-relate", "article__tag", "notebox"),
)

SITES: dict[str, Site] = {
    # Vietnam
    "vietnamnet.vn": Site(
        main=("maincontent",),
        lead=("content-detail-sapo",),
        byline=("article-detail-author",),
        prune=("insert-wiki-content", "vnn-template-noneditable"),
    ),
    "vnexpress.net": Site(
        main=("fck_detail",),
        lead=("description",),
        byline=("author_mail",),
        captions=("Image",),
        prune=("list-news", "box-tinlienquanv2", "box_brief_info", "social_pin"),
    ),
    "dantri.com.vn": Site(
        main=("singular-content",), lead=("singular-sapo",), byline=("author-name",)
    ),
    **dict.fromkeys(
        ("tuoitre.vn", "thanhnien.vn", "nld.com.vn", "baochinhphu.vn", "cafef.vn", "kenh14.vn"),
        _VCCORP,
    ),
    **dict.fromkeys(
        ("nhandan.vn", "vietnamplus.vn", "tienphong.vn", "sggp.org.vn", "znews.vn", "qdnd.vn"), _EPI
    ),
    "laodong.vn": Site(main=("art-body",), lead=("chappeau",), byline=("authors",)),
    "vov.vn": Site(main=("article-content", "text-long"), lead=("article-summary", "sapo")),
    # Poland
    "onet.pl": Site(
        lead=("lead",),
        byline=("authorName", "authorNameWrapper"),
        prune=("embed--relation", "adSlot", "datePublished"),
    ),
    "wp.pl": Site(lead=("article--lead",), prune=("advPlaceholder",)),
    "gazeta.pl": Site(
        main=("article_content", "art_content"), lead=("article_lead",), byline=("article_author",)
    ),
    "wyborcza.pl": Site(main=("article--content",), lead=("article--lead",)),
    "polsatnews.pl": Site(
        main=("news__content",), lead=("news__preview",), byline=("news__author",)
    ),
    "rmf24.pl": Site(lead=("article-lead", "lead"), byline=("article-author",)),
    "pap.pl": Site(lead=("field--name-field-lead",), byline=("field--name-field-author",)),
    "interia.pl": Site(main=("article-body",), lead=("article-lead",), prune=("embed-related",)),
    "tvn24.pl": Site(lead=("article-lead", "lead-text"), prune=("related-content", "article-tags")),
}

# What classes and ids of furniture say, on any page; two words stand side by side in a name.
_NAMES = (
    "related relate relatedbox recommendation recommendations recommended see-also read-more",
    "readmore read-also read-next next-post most-read mostread most-popular jp-relatedposts",
    "breadcrumb breadcrumbs menu navigation nav pagination toolbar masthead topbar login",
    "share sharing sharebar sharedaddy social comment comments commentlist komentarz komentarze",
    "ad ads adv advert adverts adslot advertisement advertising banner billboard reklama rekl",
    "quangcao outbrain taboola teads promo-box newsletter subscribe signup paywall toast widget",
    "tags taglist tag-list footer foot stopka colophon copyright cookie cookies consent",
    "audio-player binhluan binh-luan lienquan tinlienquan tin-lien-quan powiazane polecane podobne",
)
FURNITURE = frozenset(name for line in _NAMES for name in line.split())
# Elements that never hold an article's text, and roles that say the same.
HIDDEN = "//script | //style | //template"
DROPPED: tuple[str, ...] = (
    "//noscript | //nav | //footer | //form | //iframe | //aside",
    "//button | //select | //textarea | //svg | //*[@hidden] | //*[local-name()='amp-ad']",
    "//*[@role='navigation' or @role='contentinfo' or @role='complementary' or @role='search']",
    "//*[local-name()='amp-sidebar' or local-name()='amp-social-share']",
)

# What classes say of a lead, a byline and a caption, on any page; the first that is found counts.
LEADS = (
    *("sapo", "lead", "lede", "chapeau", "standfirst", "article-lead", "intro", "excerpt"),
    *("teaser", "summary", "wstep", "zajawka", "deck", "dek"),
)
BYLINES = (
    *("author-name", "authorname", "article-author", "byline", "author", "tac-gia", "autor"),
    "signature",
)
CAPTIONS = (
    *("caption", "podpis", "imgcaption", "wp-caption-text", "photocms_caption", "pcaption"),
    *("image-desc", "image-description", "photo-description", "chu-thich", "chuthich"),
)

# How a paragraph begins that only leads elsewhere, folded, by language.
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "vi": (
        "xem them",
        "doc them",
        "tin lien quan",
        "bai lien quan",
        "moi ban doc",
        "xem bai",
        ">>",
    ),
    "pl": (
        *("czytaj takze", "czytaj wiecej", "czytaj tez", "zobacz takze", "zobacz tez"),
        *("przeczytaj", "zobacz post"),
    ),
    "en": ("read more", "read also", "see also", "related"),
}
# Lines that are furniture whole, folded: labels of advertising and of what follows it.
LABELS: dict[str, tuple[str, ...]] = {
    "vi": ("quang cao", "tin nong", "bai lien quan", "tin lien quan"),
    "pl": (
        *("reklama", "polecamy", "artykul sponsorowany", "dalsza czesc artykulu pod"),
        *("dalszy ciag materialu pod", "reklama. przewin"),
    ),
    "en": ("advertisement", "sponsored"),
}
# Headings of what follows an article, folded: they and the rest of their box are furniture.
MORE: dict[str, tuple[str, ...]] = {
    "vi": (
        *("cac tin khac", "tin khac", "tin lien quan", "tin bai lien quan", "bai lien quan"),
        *("tin cung chuyen muc", "doc tiep", "co the ban quan tam", "binh luan", "gui binh luan"),
        *("tin moi nhat", "doc nhieu", "doc nhieu nhat", "xem nhieu"),
    ),
    "pl": (
        *("pozostale wiadomosci", "inne wiadomosci", "powiazane artykuly", "podobne artykuly"),
        *("najnowsze", "najczesciej czytane", "polecane", "polecamy", "komentarze", "zobacz takze"),
        *("czytaj takze", "galeria zdjec", "zobacz tez"),
    ),
    "en": ("related articles", "more stories", "most read", "comments", "latest news"),
}
# What says that a line belongs to the picture above it, folded.
CREDITS: tuple[str, ...] = ("anh:", "(anh", "- anh", "fot.", "zdj.", "foto:", "photo:", "(photo")
# How the imprint of a newspaper begins, folded.
IMPRINT: tuple[str, ...] = (
    *("©", "(c) ", "copyright", "toa soan:", "email:", "dien thoai:", "co quan chu quan"),
    *("giay phep so", "wszelkie prawa", "redakcja nie", "projekt i wykonanie", "ban quyen"),
    *("lien he quang cao", "ghi ro nguon", "wydawca:", "trang thong tin dien tu"),
)
# What stands before the name of a byline, folded.
BY: tuple[str, ...] = ("autor:", "oprac.", "tekst:", "tac gia:", "bai viet:", "dang boi", "by ")


def site_of(url: str) -> Site:
    """The row of a page's site or of the site that it is a part of, or an empty one."""
    parts = (urlsplit(url).hostname or "").split(".")
    names = (".".join(parts[i:]) for i in range(len(parts) - 1))
    return next((SITES[name] for name in names if name in SITES), Site())


def has(names: tuple[str, ...]) -> tuple[str, ...]:
    """An XPath for each class name."""
    return tuple(map(_has, names))
