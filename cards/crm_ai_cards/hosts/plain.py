"""Plain text: the body of a task, the terminal, an e-mail without markup."""

from __future__ import annotations

from typing import ClassVar

from ..document import Card
from ..outline import Heading, Items, Line, Node, Run, Table
from ..text import clean, clean_run, safe_url
from ..words import moment


class PlainHost:
    """Writes a card as text without markup."""

    key: ClassVar[str] = "plain"
    media_type: ClassVar[str] = "text/plain"

    def render(self, card: Card) -> str:
        """Return the card as text that ends in a newline."""
        head = clean(f"{card.title} · {moment(card.as_of)} · version {card.version}")
        body = [_node(node) for node in card.outline()]
        return "\n\n".join([head, *body, clean(f"{card.origin}.")]) + "\n"


def _node(node: Node) -> str:
    if isinstance(node, Table):
        node = node.items()
    if isinstance(node, Heading):
        title = clean(node.text)
        return f"{title}\n{'-' * min(len(title), 60)}"
    if isinstance(node, Items):
        return "\n".join(
            _item(number, lines, ordered=node.ordered) for number, lines in enumerate(node.items, start=1)
        )
    return "\n".join(_line(line) for line in node.lines)


def _item(number: int, lines: tuple[Line, ...], *, ordered: bool) -> str:
    bullet = f"{number}. " if ordered else "- "
    indent = " " * len(bullet)
    return bullet + f"\n{indent}".join(_line(line) for line in lines)


def _line(line: Line) -> str:
    return "".join(_run(run) for run in line)


def _run(run: Run) -> str:
    url = safe_url(run.url)
    return clean_run(run.text) + (f": {url}" if url else "")
