"""Markdown (CommonMark with tables): what is marked keeps its kind, the rest is read by looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ..records import Kind
from ..roles import AS_FOUND, Blocks, Reading
from .lines import Found, decode, settled

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_TITLE = re.compile(r"^title\s*:\s*(?:\"(.+)\"|'(.+)'|(.+?))\s*$", re.M)
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.S)


class Markdown:
    """Front matter gives the title, else the first heading of level one does."""

    suffixes = (".md", ".markdown")

    def read(self, data: bytes, name: str, how: Reading = AS_FOUND) -> Blocks:
        text = decode(data, name, how)
        front = _FRONT.match(text)
        found = list(_found(text[front.end() :] if front else text))
        named = _TITLE.search(front[1] or "") if front else None
        title = next(filter(None, named.groups()), "") if named else ""
        repeated = any(one.kind == "title" and one.text.strip() == title for one in found)
        return settled([Found("" if repeated else title, "title"), *found], how)


def _found(text: str) -> Iterator[Found]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    inside: list[Kind] = []  # the lists and quotes around
    heading = False
    level = ""
    for token in tokens:
        opened: Kind | None = _AROUND.get(token.type.removesuffix("_open").removesuffix("_close"))
        if opened and token.type.endswith("_open"):
            inside.append(opened)
        elif opened:
            inside.pop()
        elif token.type in ("heading_open", "heading_close"):
            heading, level = token.type == "heading_open", token.tag
        elif token.type == "inline":
            marked: Kind = "title" if level == "h1" else "heading"
            yield from _inline(token, marked if heading else next(reversed(inside), None))
        elif token.type in ("fence", "code_block"):
            yield Found(token.content, "paragraph")
        elif token.type == "html_block":
            yield Found(_TAG.sub(" ", token.content), None)


_AROUND: dict[str, Kind] = {"list_item": "list", "blockquote": "quote"}


def _inline(token: Token, kind: Kind | None) -> Iterator[Found]:
    """The words of a run; its images first, each with the caption that stands for it."""
    text = ""
    for child in token.children or ():
        if child.type == "image":
            yield Found(_file(str(child.attrs["src"])), "image")
            yield Found(str(child.attrs.get("title") or child.content), "caption")
        elif child.type in ("softbreak", "hardbreak"):
            text += "\n"
        elif child.type == "html_inline":
            text += " " if child.content.lower().startswith("<br") else ""
        else:
            text += child.content
    yield Found(text, kind)


def _file(address: str) -> str:
    """The file's name, without its folder."""
    return unquote(PurePosixPath(urlsplit(address).path).name) or address
