"""Subtitles (SubRip, WebVTT): cues are joined to whole sentences, and each keeps its time."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from ..errors import BrokenFile
from ..records import Block, Cue
from ..roles import AS_FOUND, Blocks, Reading
from ..text import compose
from .lines import decode

LONGEST_PAUSE = 3000  # milliseconds between cues of one sentence that has not come to its stop
_HINT = "mend that line, or make the file again with a subtitle editor"
_TIME = r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)[,.](\d{3})"
_TIMES = re.compile(rf"{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t].*)?")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}")
_NO_CUE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_STOPPED = re.compile(r"[.!?…♪][\"'”’»)\]]*$")
_SPEECH = re.compile(r"[-–—]\s?(?P<first>\S)")


class Said(NamedTuple):
    """One line of a cue, and when it is seen, in milliseconds."""

    text: str
    start: int
    end: int


class Subtitles:
    """A block goes on from cue to cue until its sentence has come to a stop.

    A dash before a capital is another speaker, who opens a block.
    """

    suffixes = (".srt", ".vtt")

    def read(self, data: bytes, name: str, how: Reading = AS_FOUND) -> Blocks:
        """Raises NotText, BrokenFile for a cue without a time or out of order within itself."""
        text = decode(data, name, how)
        kind = "WebVTT" if name.lower().endswith(".vtt") else "SRT"
        if kind == "WebVTT" and not re.match(r"WEBVTT(?:[ \t\n]|$)", text):
            raise BrokenFile(name, kind, "its first line is not WEBVTT", _HINT)
        try:
            return Blocks(None, tuple(_joined(_said(text, kind))))
        except ValueError as error:
            raise BrokenFile(name, kind, str(error), _HINT) from None


def _said(text: str, kind: str) -> Iterator[Said]:
    number = 0
    for group in re.split(r"\n[ \t]*\n", text):
        rows = group.split("\n")
        begins, number = number + 1, number + len(rows) + 1
        while rows and not rows[0].strip():
            rows, begins = rows[1:], begins + 1
        if not rows or (kind == "WebVTT" and (begins == 1 or _NO_CUE.match(rows[0]))):
            continue
        yield from _cue(rows, begins)


def _cue(rows: list[str], begins: int) -> Iterator[Said]:
    """The lines of one cue: a name or number, where there is one, then the times, then the text."""
    at = 0 if "-->" in rows[0] else 1
    found = _TIMES.fullmatch(rows[at].strip()) if at < len(rows) else None
    if found is None:
        raise ValueError(f"line {begins + min(at, len(rows) - 1)}: a cue without a time")
    start, end = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:])
    if end < start:
        raise ValueError(f"line {begins + at}: a cue that ends before it begins")
    for row in rows[at + 1 :]:
        if "-->" in row:
            raise ValueError(f"line {begins + at}: no blank line after this cue")
        said = " ".join(compose(html.unescape(_TAG.sub("", row))).split())
        if said:
            yield Said(said, start, end)


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _joined(lines: Iterator[Said]) -> Iterator[Block]:
    run: list[Said] = []
    for line in lines:
        if run and not _goes_on(run[-1], line):
            yield _block(run)
            run = []
        run.append(line)
    if run:
        yield _block(run)


def _goes_on(before: Said, line: Said) -> bool:
    speech = _SPEECH.match(line.text)
    if _STOPPED.search(before.text) or (speech and not speech["first"].islower()):
        return False
    return line.start - before.end <= LONGEST_PAUSE or line.text[0].islower()


def _block(run: list[Said]) -> Block:
    at, cues = 0, []
    for line in run:
        cues.append(Cue(at, line.start, line.end))
        at += len(line.text) + 1
    return Block("paragraph", "\n".join(line.text for line in run), cues=tuple(cues))
