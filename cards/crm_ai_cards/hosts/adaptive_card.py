"""An Adaptive Card, for chats and mail programs that show those (adaptivecards.io, version 1.4).

Text stands in `TextRun`s, which know no Markdown, so that a customer's words can't become links, lists or emphasis.
What renderers do look for in any text, ``{{DATE(…)}}`` and template bindings, is taken apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from ..document import Card
from ..outline import Heading, Items, Line, Node, Run, Table
from ..text import clean, clean_run, safe_url
from ..words import moment

VERSION = "1.4"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
LIMIT = 24_000
"""Bytes: Teams refuses messages above 28 KB, envelope included."""
_APART = "\u2060"
"""Word joiner: not seen, and it keeps the two characters from being read as one mark."""
_MARKS = ("{{", "${")
_LANGUAGE = re.compile(r"[a-z]{2,3}")

Element = Mapping[str, Any]


class AdaptiveCardHost:
    """Writes a card as the JSON of an Adaptive Card, never above `LIMIT` bytes."""

    key: ClassVar[str] = "adaptive_card"
    media_type: ClassVar[str] = "application/json"

    def render(self, card: Card) -> str:
        """Return the card as JSON. What does not fit is left out from the end, and the card says so."""
        head = _text((Run(card.heading, "strong"),), size="Large")
        dated = _text((Run(f"{moment(card.as_of)} · version {card.version}"),), isSubtle=True, spacing="None")
        foot = _text((Run(f"{card.origin}."),), isSubtle=True, separator=True)
        cut = _text((Run("Shortened: the whole card is in the workspace."),), isSubtle=True)
        body: list[Element] = [head, dated]
        room = LIMIT - len(_json(_card(card, [*body, cut, foot])).encode())
        for element in _elements(card.outline()):
            room -= len(_json(element).encode()) + 1
            if room < 0:
                body.append(cut)
                break
            body.append(element)
        return _json(_card(card, [*body, foot]))


def _card(card: Card, body: list[Element]) -> Element:
    return {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": VERSION,
        "lang": _language(card.language),
        "fallbackText": _literal(clean(card.heading, 300)),
        "body": body,
    }


def _language(tag: str) -> str:
    """Return the language of a tag without its region: renderers take no more, and refuse anything else."""
    code = tag.split("-", maxsplit=1)[0].lower()
    return code if _LANGUAGE.fullmatch(code) else "en"


def _elements(nodes: Any) -> Iterator[Element]:  # noqa: ANN401  # Sequence[Node]
    for node in nodes:
        yield from _node(node)


def _node(node: Node) -> Iterator[Element]:
    if isinstance(node, Table):
        node = node.items()
    if isinstance(node, Heading):
        yield _text((Run(node.text, "strong"),), size="Medium", spacing="Medium")
    elif isinstance(node, Items):
        for number, lines in enumerate(node.items, start=1):
            yield _item(f"{number}." if node.ordered else "•", lines)
    else:
        for line in node.lines:
            yield _text(line, spacing="Small")


def _item(bullet: str, lines: tuple[Line, ...]) -> Element:
    return {
        "type": "ColumnSet",
        "spacing": "Small",
        "columns": [
            {"type": "Column", "width": "auto", "items": [_text((Run(bullet),))]},
            {"type": "Column", "width": "stretch", "items": [_text(line, spacing="None") for line in lines]},
        ],
    }


def _text(line: Line, *, size: str = "Default", isSubtle: bool = False, **more: Any) -> Element:  # noqa: ANN401, N803  # as the schema spells it
    inlines = [_run(run, size, subtle=isSubtle) for run in line if clean_run(run.text)]
    return {"type": "RichTextBlock", "inlines": inlines or [{"type": "TextRun", "text": " "}]} | more


def _run(run: Run, size: str, *, subtle: bool) -> Element:
    found: dict[str, Any] = {"type": "TextRun", "text": _literal(clean_run(run.text))}
    if run.style == "strong":
        found["weight"] = "Bolder"
    if run.style == "em":
        found["italic"] = True
    if size != "Default":
        found["size"] = size
    if subtle:
        found["isSubtle"] = True
    url = safe_url(run.url)
    if url is not None:
        found["selectAction"] = {"type": "Action.OpenUrl", "url": url}
    return found


def _literal(text: str) -> str:
    """Return text in which nothing is read as anything but itself."""
    for mark in _MARKS:
        # Twice, for marks that overlap: "{{{".
        for _ in range(2):
            text = text.replace(mark, f"{mark[0]}{_APART}{mark[1]}")
    return text


def _json(value: Element) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
