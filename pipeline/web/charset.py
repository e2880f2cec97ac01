"""Bytes of a page become text: by its byte order mark, by what it declares, or not at all."""

from __future__ import annotations

import codecs
import re

from .refusals import WrongCharset

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_META = re.compile(rb"<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
# Python's own name -> the codec we read it with. Browsers read latin-1 as windows-1252.
_KNOWN = {
    **{name: name for name in ("utf-8", "iso8859-2", "iso8859-5", "iso8859-15", "iso8859-16")},
    **{
        name: name
        for name in ("cp1250", "cp1251", "cp1252", "cp1257", "cp1258", "koi8-r", "koi8-u")
    },
    **dict.fromkeys(("iso8859-1", "ascii"), "cp1252"),
}
_C1 = re.compile("[\x80-\x9f]")


def decode(data: bytes, url: str, declared: str | None = None) -> str:
    """The text of a page; `declared` is what HTTP said. Raises WrongCharset, never guesses.

    One claim is overruled: a one-byte set over bytes that are UTF-8 beyond doubt.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name, name, url)
    label = declared or _meta(data) or "utf-8"
    codec = _codec(label, url)
    if codec != "utf-8" and not data.isascii() and _is_utf8(data):
        codec = "utf-8"
    return _strict(data, codec, label, url)


def _meta(data: bytes) -> str | None:
    found = _META.search(_COMMENT.sub(b"", data[:16384])[:4096])
    label = found[1].decode("ascii", "replace") if found else None
    # A page whose meta could be read as ASCII is not in UTF-16, whatever it says (HTML standard).
    return "utf-8" if label and label.lower().startswith("utf-16") else label


def _codec(label: str, url: str) -> str:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        name = ""
    if name not in _KNOWN:
        raise WrongCharset(url, f"is in {label[:40]}, which we cannot read")
    return _KNOWN[name]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strict(data: bytes, codec: str, label: str, url: str) -> str:
    try:
        text = data.decode(codec)
    except UnicodeError:
        raise WrongCharset(url, f"is not the {label} it claims to be") from None
    if not codec.startswith("utf") and _C1.search(text):
        raise WrongCharset(url, f"is not the {label} it claims to be")
    return text
