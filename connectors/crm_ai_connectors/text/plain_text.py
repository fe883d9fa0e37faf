"""HTML of notes, calls, meetings and e-mails as plain text.

Deterministic, because quotes in an insight must be verbatim substrings of `Activity.body`: the same HTML
gives the same text on every machine. Nothing is rendered or fetched; script, style and the like vanish
with their content.

Anybody who can send an e-mail writes what is read here, so the time must grow with the length and no
faster. The html.parser of the Python versions we support does not keep that promise (a few ten thousand
characters of unclosed tags keep it busy for minutes), hence the small scanner below: it never looks twice
for an end that it once failed to find.
"""

from __future__ import annotations

import html as entities
import re

_MAX_HTML = 1_000_000
_MAX_QUOTED_TAG = 1_000
"""Within this many characters a ``>`` in quotes does not end a tag; beyond, the first one does."""

_SWALLOWING = frozenset({"script", "style"})
"""Unclosed, these take the rest of the document with them, as in a browser."""
_DROPPED = _SWALLOWING | {"head", "title", "template", "noscript", "iframe", "object", "svg", "math"}
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "fieldset"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li"),
        *(
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
        ),
    }
)
_LOOKS_LIKE_HTML = re.compile(r"<[a-zA-Z/!][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,10});")
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
# Possessive: a failed match is given up at once instead of being tried in every other way.
_REST_OF_TAG = re.compile(r"""(?:[^>"']|"[^"]*+"|'[^']*+')*+>""")
_BLANKS = re.compile(r"\s+")
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\n{2,}")
_BLANK_LINES = re.compile(r"\n{3,}")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff]")


class _Scanner:
    """Walks through HTML once."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lower = source.lower() if len(source.lower()) == len(source) else source
        self._missing: set[str] = set()
        self._parts: list[str] = []

    def text(self) -> str:
        """Return the text with a line break for every block's edge."""
        source, at = self._source, 0
        while at < len(source):
            opening = source.find("<", at)
            if opening < 0:
                break
            self._write(source[at:opening])
            at = self._markup(opening)
        self._write(source[at:])
        return "".join(self._parts)

    def _markup(self, opening: int) -> int:
        """Deal with what begins at ``<`` and return where to go on."""
        source = self._source
        if source.startswith("<!--", opening):
            return self._after("-->", opening + 4, otherwise=len(source))
        name = _TAG_NAME.match(source, opening)
        if name is None:
            if source.startswith(("<!", "<?", "</"), opening):
                return self._after(">", opening, otherwise=len(source))
            self._write("<")
            return opening + 1
        end = self._end_of_tag(name.end())
        tag = name.group(1).lower()
        if tag in _BLOCKS:
            self._parts.append("\n")
        if tag in _DROPPED and source[opening + 1] != "/" and source[end - 2 : end] != "/>":
            closing = self._find(f"</{tag}", end)
            if closing >= 0:
                return self._after(">", closing, otherwise=len(source))
            return len(source) if tag in _SWALLOWING else end
        return end

    def _end_of_tag(self, at: int) -> int:
        found = _REST_OF_TAG.match(self._source, at, at + _MAX_QUOTED_TAG)
        return found.end() if found else self._after(">", at, otherwise=len(self._source))

    def _after(self, mark: str, start: int, *, otherwise: int) -> int:
        found = self._find(mark, start)
        return otherwise if found < 0 else found + len(mark)

    def _find(self, mark: str, start: int) -> int:
        if mark in self._missing:
            return -1
        found = self._lower.find(mark, start)
        if found < 0:
            # What is not ahead from here is not ahead from further on.
            self._missing.add(mark)
        return found

    def _write(self, raw: str) -> None:
        # Line breaks in HTML source are blanks; only tags break lines.
        if raw:
            self._parts.append(_BLANKS.sub(" ", entities.unescape(raw)))


def tidy(text: str) -> str:
    """Return `text` with one kind of line end, without control characters and runs of blanks."""
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\u00a0", " ")
    lines = (_SPACES.sub(" ", row).strip() for row in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def from_html(html: str) -> str:
    """Return the text of an HTML fragment; text without any markup keeps its line breaks."""
    html = html[:_MAX_HTML]
    if not _LOOKS_LIKE_HTML.search(html):
        return tidy(html)
    # Adjacent edges of blocks give several breaks; one per paragraph reads as the CRM shows it.
    return _BREAKS.sub("\n", tidy(_Scanner(html).text()))
