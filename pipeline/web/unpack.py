"""A packed body is unpacked step by step, and never beyond its bound."""

from __future__ import annotations

import zlib
from typing import Any

from .refusals import BadCoding, CutShort, TooLarge

MEMBERS = 64  # of one gzip body, each of which costs time to begin
LONGEST = 5 * 1024 * 1024  # bytes, unpacked; also of what comes over the wire


class Body:
    """Grows by what the wire brings. `coding` is the Content-Encoding."""

    def __init__(self, url: str, coding: str) -> None:
        if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise BadCoding(url, f"is packed with {coding[:40]}, which was not asked for")
        self.packed = coding not in ("identity", "")
        self._gzip = coding.endswith("gzip")
        self._url = url
        self._whole = bytearray()
        self._wire = 0
        self._members = 0
        self._decoder: Any = None

    def add(self, chunk: bytes) -> None:
        """Raises TooLarge, BadCoding."""
        self._wire += len(chunk)
        if self.packed:
            self._unpack(chunk)
        else:
            self._whole += chunk
        if max(len(self._whole), self._wire) > LONGEST:
            raise TooLarge(self._url, f"is larger than {LONGEST >> 20} MiB")

    def _unpack(self, chunk: bytes) -> None:
        while chunk and len(self._whole) <= LONGEST:
            if self._decoder is None or (self._decoder.eof and self._gzip):
                self._members += 1
                if self._members > MEMBERS:
                    raise BadCoding(self._url, f"is packed in more than {MEMBERS} parts")
                self._decoder = zlib.decompressobj(self._window(chunk))
            if self._decoder.eof:
                raise BadCoding(self._url, "has something behind its packed body")
            try:
                self._whole += self._decoder.decompress(chunk, LONGEST + 1 - len(self._whole))
            except zlib.error:
                raise BadCoding(self._url, "is not packed as it says") from None
            chunk = self._decoder.unused_data

    def _window(self, chunk: bytes) -> int:
        """`deflate` is zlib (RFC 9110), yet some send it bare; its first byte tells (RFC 1950)."""
        if self._gzip:
            return zlib.MAX_WBITS | 16
        return zlib.MAX_WBITS if chunk[0] & 0x0F == 8 and chunk[0] >> 4 <= 7 else -zlib.MAX_WBITS

    def end(self) -> bytes:
        """The whole body. Raises CutShort."""
        if self.packed and (self._decoder is None or not self._decoder.eof):
            raise CutShort(self._url, "is cut short")
        return bytes(self._whole)
