"""Every way a page of the web can be refused, by name.

PageError
└── Refusal
    ├── NotAnAddress      ├── NotPublic        ├── Unreachable     ├── NoCertificate
    ├── TooLate           ├── BadRedirect      ├── BadStatus       ├── BadAnswer
    ├── NotHtml           ├── BadCoding        ├── TooLarge        ├── CutShort
    ├── WrongCharset      ├── Truncated        ├── TooHard         ├── NoArticle
    ├── Forbidden         ├── RetryLater       ├── NoSnapshot      └── NotTheSource
"""

from __future__ import annotations

from ..errors import PageError
from ..text import printable


class Refusal(PageError):
    """Keeps its reason, so that whoever knows the page by another name can say it again."""

    hint = "store the page beside the article"

    def __init__(self, url: str, why: str) -> None:
        super().__init__(" ".join(printable(url).split())[:300], why, self.hint)
        self.url, self.why = url, why


class NotAnAddress(Refusal):
    """Not http or https, no host, a password inside, a port out of range."""

    hint = "give a plain http or https address"


class NotPublic(Refusal):
    """The host is on this machine, in a private network, or in a range with a special use."""


class Unreachable(Refusal):
    """No such host, or nobody answers the door."""


class NoCertificate(Refusal):
    """TLS failed: a certificate that is not this host's, has expired, or is nobody's we know."""


class TooLate(Refusal):
    """The one deadline has passed."""


class BadRedirect(Refusal):
    """To nowhere, too often, or from https to http."""


class BadStatus(Refusal):
    """Anything but 200; `wait` is what Retry-After said."""

    def __init__(self, url: str, status: int, wait: str | None = None) -> None:
        super().__init__(url, f"answers {status}")
        self.status, self.wait = status, wait


class BadAnswer(Refusal):
    """Not HTTP, or HTTP with parts beyond every bound."""


class NotHtml(Refusal):
    """A picture, a PDF, JSON."""


class BadCoding(Refusal):
    """Packed with something we did not ask for, or packed wrongly."""


class TooLarge(Refusal):
    """More bytes, unpacked, than a page may have."""


class CutShort(Refusal):
    """The body ends before its end."""


class WrongCharset(Refusal):
    """The bytes are not in the character set that the page names, or it is one we cannot read."""

    hint = "save the page as UTF-8"


class Truncated(Refusal):
    """The parser gave up before the end, so that text would be missing."""

    hint = "mend or simplify the page"


class TooHard(Refusal):
    """Reading it takes more time or memory than a page may take."""

    hint = "store the article's text as .txt or .md"


class NoArticle(Refusal):
    """A page without an article's text, for instance one that a script fills in later."""

    hint = "store the article's text as .txt or .md"


class Forbidden(Refusal):
    """The site's robots.txt asks not to, or could not be read for its server's fault."""


class RetryLater(Refusal):
    """The server is busy and asks for more patience than a run has."""

    hint = "try again later, or store the page beside the article"


class NoSnapshot(Refusal):
    """Offline, and no sound snapshot of this page was kept."""

    hint = "keep one with kladka fetch --snapshot, or store the page beside the article"


class NotTheSource(Refusal):
    """The page does not say what the article says."""

    hint = "mend the address or the page, or use it all the same with --force"
