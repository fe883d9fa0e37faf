"""Markdown, and plain text, which is Markdown without marks."""

from __future__ import annotations

import re

from ..bounds import Bounds
from ..document import Document, Line, sections_of
from ..text import decoded

ENDINGS = (".md", ".markdown", ".txt")
MEDIA_TYPE = "text/markdown"
_HEADING = re.compile(r"(#{1,6})[ \t]+(.{1,500}?)[ \t]*#*")
_FENCE = re.compile(r"(```|~~~)")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*")
_IMAGE = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)")
_MARK = re.compile(r"(\*\*|__|`)")


def read(data: bytes, bounds: Bounds) -> Document:
    """Return its sections by heading; code blocks are text like any other."""
    lines: list[Line] = []
    paragraph: list[str] = []
    fenced = False

    def close() -> None:
        if paragraph:
            lines.append(Line(_plain("\n".join(paragraph))))
            paragraph.clear()

    for raw in decoded(data).splitlines():
        line = raw.rstrip()
        if _FENCE.match(line.lstrip()):
            fenced = not fenced
            continue
        heading = None if fenced else _HEADING.fullmatch(line)
        if heading:
            close()
            lines.append(Line(_plain(heading[2]), len(heading[1])))
        elif not fenced and len(paragraph) == 1 and _UNDERLINE.fullmatch(line):
            level = 1 if line[0] == "=" else 2
            lines.append(Line(_plain(paragraph.pop()), level))
        elif line.strip():
            paragraph.append(line)
        else:
            close()
    close()
    title = next((line.text for line in lines if line.level == 1), "")
    return Document(title, MEDIA_TYPE, sections_of(lines))


def _plain(text: str) -> str:
    return _MARK.sub("", _IMAGE.sub(r"\1", text))
