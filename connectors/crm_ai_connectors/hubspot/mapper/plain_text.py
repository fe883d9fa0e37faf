"""HTML of notes, calls, meetings and e-mails as plain text.

Deterministic, because quotes in an insight must be verbatim substrings of `Activity.body`: the same HTML
gives the same text on every machine. Nothing is rendered or fetched; script, style and the like vanish
with their content.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_DROPPED = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math"}
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_LOOKS_LIKE_HTML = re.compile(r"<\s*/?\s*[a-zA-Z!][^<]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,10});")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff]")


class _Stripper(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._dropping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _DROPPED:
            self._dropping.append(tag)
        elif tag == "br" or tag in _BLOCKS:
            self._write("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A self-closed <script/> opens nothing that could swallow the rest.
        if tag not in _DROPPED:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._dropping:
            while self._dropping and self._dropping.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self._write("\n")

    def handle_data(self, data: str) -> None:
        # Line breaks in HTML source are spaces; only tags break lines.
        self._write(re.sub(r"\s+", " ", data))

    def _write(self, piece: str) -> None:
        if not self._dropping:
            self.parts.append(piece)


def tidy(text: str) -> str:
    """Return `text` with one kind of line end, without control characters and runs of blanks."""
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\u00a0", " ")
    lines = (_SPACES.sub(" ", row).strip() for row in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def from_html(html: str) -> str:
    """Return the text of an HTML fragment; text without any markup keeps its line breaks."""
    if not _LOOKS_LIKE_HTML.search(html):
        return tidy(html)
    stripper = _Stripper()
    stripper.feed(html)
    stripper.close()
    text = tidy("".join(stripper.parts))
    # Adjacent closing tags leave an empty line each; one line break per paragraph reads as the CRM shows it.
    return re.sub(r"\n{2,}", "\n", text)
