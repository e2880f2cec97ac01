"""Bytes of a page become text: by its byte order mark, by what it declares, or not at all."""

from __future__ import annotations

import re

from .. import encodings
from .refusals import WrongCharset

_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_META = re.compile(rb"<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)


def decode(data: bytes, url: str, declared: str | None = None) -> str:
    """The text of a page; `declared` is what HTTP said. Raises WrongCharset, never guesses.

    One claim is overruled: a one-byte set over bytes that are UTF-8 beyond doubt.
    """
    try:
        marked = encodings.marked(data)
        if marked is not None:
            return marked
        return encodings.declared(data, declared or _meta(data) or "utf-8")
    except encodings.Undecodable as error:
        raise WrongCharset(url, str(error)) from None


def _meta(data: bytes) -> str | None:
    found = _META.search(_COMMENT.sub(b"", data[:16384])[:4096])
    label = found[1].decode("ascii", "replace") if found else None
    # A page whose meta could be read as ASCII is not in UTF-16, whatever it says (HTML standard).
    return "utf-8" if label and label.lower().startswith("utf-16") else label
