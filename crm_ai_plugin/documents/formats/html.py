"""HTML: what a reader would see, by heading."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from ..bounds import Bounds, check_text
from ..document import Document, Line, sections_of
from ..text import decoded

ENDINGS = (".html", ".htm")
MEDIA_TYPE = "text/html"
_UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "svg", "math", "head", "nav", "iframe", "object"}
)
_BREAKS = frozenset(
    {
        *(
            "p",
            "div",
            "section",
            "article",
            "main",
            "header",
            "footer",
            "aside",
            "blockquote",
            "pre",
            "figure",
        ),
        *(
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "table",
            "tr",
            "br",
            "hr",
            "form",
            "address",
            "details",
            "summary",
        ),
    }
)
_HEADING = re.compile(r"h[1-6]")
_CELLS = frozenset({"td", "th"})
_MOST_TAGS = 200_000


def read(data: bytes, bounds: Bounds) -> Document:
    """Return its sections; what is not shown (scripts, styles, navigation) is left out."""
    reader = _Reader(bounds)
    reader.feed(decoded(data))
    reader.close()
    reader.end()
    return Document(reader.title or reader.first_heading, MEDIA_TYPE, sections_of(reader.lines))


class _Reader(HTMLParser):
    def __init__(self, bounds: Bounds) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.title = ""
        self._bounds = bounds
        self._held: list[str] = []
        self._level = 0
        self._unseen: list[str] = []
        self._in_title = False
        self._tags = 0
        self._length = 0

    @property
    def first_heading(self) -> str:
        """The first heading of the highest level there is."""
        headings = [line for line in self.lines if line.level]
        return min(headings, key=lambda line: line.level).text if headings else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._count()
        self._in_title = tag == "title"
        if tag in _UNSEEN:
            # Bounded: what is nested deeper is unseen anyway.
            if len(self._unseen) < 100:
                self._unseen.append(tag)
        elif tag == "body":
            # A head that nobody closed hides nothing of the body.
            self._unseen.clear()
        elif _HEADING.fullmatch(tag):
            self.end()
            self._level = int(tag[1])
        elif tag in _BREAKS:
            self.end()
        elif tag in _CELLS and self._held:
            self._held.append(" | ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._count()
        if tag in _BREAKS:
            self.end()

    def handle_endtag(self, tag: str) -> None:
        self._count()
        self._in_title = False
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass
        elif tag in _BREAKS or _HEADING.fullmatch(tag):
            self.end()

    def handle_data(self, data: str) -> None:
        if self._in_title and not self.title:
            self.title = " ".join(data.split())
        elif not self._unseen:
            self._length += len(data)
            check_text(self._length, self._bounds)
            self._held.append(data)

    def end(self) -> None:
        """Close the paragraph or heading."""
        text = " ".join("".join(self._held).split())
        if text:
            self.lines.append(Line(text, self._level))
        self._held.clear()
        self._level = 0

    def _count(self) -> None:
        self._tags += 1
        if self._tags > _MOST_TAGS:
            check_text(self._bounds.characters + 1, self._bounds)
