"""A note on a CRM record: few simple tags, within the CRM's length."""

from __future__ import annotations

from typing import ClassVar

from markupsafe import Markup

from ..document import Card
from ..markup import join, tag
from ..outline import Heading, Items, Line, Node, Run, Table
from ..text import safe_url
from ..words import moment

LIMIT = 65_000
"""Characters; HubSpot refuses a note body above 65,536."""
_STYLES = {"strong": "strong", "em": "em"}


class NoteHost:
    """Writes a card as a note of p, strong, em, ul, ol, li, a and br, never above `LIMIT` characters."""

    key: ClassVar[str] = "note"
    media_type: ClassVar[str] = "text/html"

    def render(self, card: Card) -> str:
        """Return the note's markup. What does not fit is left out from the end, and the note says so."""
        head = tag("p", tag("strong", card.title), f" · {moment(card.as_of)} · version {card.version}")
        foot = tag("p", tag("em", f"{card.origin}."))
        cut = tag("p", tag("em", "Shortened: the whole card is in the deal coach."))
        room = LIMIT - len(head) - len(foot) - len(cut)
        kept: list[Markup] = [head]
        for node in card.outline():
            written, whole = _node(node, room)
            room -= len(written)
            kept.append(written)
            if not whole:
                kept.append(cut)
                break
        return str(join(*kept, foot))


def _node(node: Node, room: int) -> tuple[Markup, bool]:
    """Return as much of the node as fits into `room` characters, and whether that is all of it."""
    if isinstance(node, Table):
        node = node.items()
    if isinstance(node, Items):
        return _items(node, room)
    written = (
        tag("p", tag("strong", node.text)) if isinstance(node, Heading) else tag("p", _lines(node.lines))
    )
    return (written, True) if len(written) <= room else (Markup(), False)


def _items(node: Items, room: int) -> tuple[Markup, bool]:
    room -= len("<ul></ul>")
    rows: list[Markup] = []
    for lines in node.items:
        row = tag("li", _lines(lines))
        room -= len(row)
        if room < 0:
            break
        rows.append(row)
    written = tag("ol" if node.ordered else "ul", *rows) if rows else Markup()
    return written, len(rows) == len(node.items)


def _lines(lines: tuple[Line, ...]) -> Markup:
    return tag("br").join(join(*(_run(run) for run in line)) for line in lines)


def _run(run: Run) -> Markup:
    text = tag(_STYLES[run.style], run.text) if run.style in _STYLES else join(run.text)
    url = safe_url(run.url)
    return tag("a", text, href=url) if url else text
