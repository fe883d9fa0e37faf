"""Reads markup the way a strict reader would and reports whatever does not belong."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = {"br", "hr", "input", "link", "meta"}
URLS = {"href", "src", "action", "formaction", "xlink:href"}


class Reader(HTMLParser):
    """Collects tags, text and offences against a table of allowed tags and attributes."""

    def __init__(self, allowed: Mapping[str, set[str]], *, prefixes: tuple[str, ...] = ()) -> None:
        super().__init__(convert_charrefs=True)
        self.allowed, self.prefixes = allowed, prefixes
        self.offences: list[str] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.allowed:
            self.offences.append(f"<{tag}>")
        for name, value in attrs:
            if name not in self.allowed.get(tag, set()) and not name.startswith(self.prefixes or ("\0",)):
                self.offences.append(f"<{tag} {name}>")
            if name in URLS:
                self.links.append(value or "")
                parts = urlsplit(value or "")
                own = tag in {"link", "script"} and not parts.scheme and not parts.netloc
                if not own and (parts.scheme not in {"http", "https"} or not parts.hostname):
                    self.offences.append(f"<{tag} {name}={value!r}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.offences.append(f"unexpected </{tag}>")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.offences.append("comment")

    def unknown_decl(self, data: str) -> None:
        self.offences.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.offences.append("processing instruction")


def read(markup: str, allowed: Mapping[str, set[str]], *, prefixes: tuple[str, ...] = ()) -> Reader:
    """Read `markup` to its end."""
    reader = Reader(allowed, prefixes=prefixes)
    reader.feed(markup)
    reader.close()
    if reader.open:
        reader.offences.append(f"never closed: {reader.open}")
    return reader
