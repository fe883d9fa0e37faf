"""Markdown, for chat, tickets and files; CommonMark and GitHub's dialect alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from ..document import Card
from ..outline import Heading, Items, Line, Node, Run, Table
from ..text import clean, clean_run, safe_url
from ..words import moment

_ALWAYS = re.compile(r"[\\`*_\[\]<>|~&@$^{}]")
_AT_START = re.compile(r"^(?:[#+=:-]|\d+(?=[.)]))")
_LINKABLE = re.compile(r":(?=\S)|(?<=\w)\.(?=[^\W\d])")
"""``scheme:`` and ``host.tld``, which some dialects turn into links by themselves."""
_STYLES = {"plain": "", "strong": "**", "em": "*"}


class MarkdownHost:
    """Writes a card as Markdown in which CRM text is nothing but text."""

    key: ClassVar[str] = "markdown"
    media_type: ClassVar[str] = "text/markdown"

    def render(self, card: Card) -> str:
        """Return the card as Markdown that ends in a newline."""
        head = f"## {escape(card.title)}"
        dated = f"*{escape(f'{moment(card.as_of)} · version {card.version}')}*"
        return (
            "\n\n".join([head, dated, *(_node(node) for node in card.outline()), f"*{escape(card.origin)}.*"])
            + "\n"
        )


def escape(text: str) -> str:
    """Return `text` so that Markdown shows exactly its characters, on one line."""
    text = _ALWAYS.sub(r"\\\g<0>", clean(text))
    text = _LINKABLE.sub(r"\\\g<0>", text)
    return _AT_START.sub(_guard, text)


def _guard(match: re.Match[str]) -> str:
    found = match.group()
    # A digit can't be escaped; the delimiter after it can.
    return f"{found}\\" if found[0].isdigit() else f"\\{found}"


def _node(node: Node) -> str:
    if isinstance(node, Heading):
        return f"### {escape(node.text)}"
    if isinstance(node, Items):
        return "\n".join(
            _item(number, lines, ordered=node.ordered) for number, lines in enumerate(node.items, start=1)
        )
    if isinstance(node, Table):
        return "\n".join(_rows(node))
    return "  \n".join(_line(line) for line in node.lines)


def _rows(table: Table) -> Iterator[str]:
    yield _row(table.columns)
    yield f"| {' | '.join('---:' if name in table.numeric else '---' for name in table.columns)} |"
    for row in table.rows:
        yield _row(row)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(escape(cell) for cell in cells)} |"


def _item(number: int, lines: tuple[Line, ...], *, ordered: bool) -> str:
    bullet = f"{number}. " if ordered else "- "
    indent = " " * len(bullet)
    return bullet + f"  \n{indent}".join(_line(line) for line in lines)


def _line(line: Line) -> str:
    return "".join(_run(run) for run in line)


def _run(run: Run) -> str:
    text = clean_run(run.text)
    body = escape(text)
    if not body:
        return text
    mark = _STYLES[run.style]
    url = safe_url(run.url)
    shown = f"[{mark}{body}{mark}](<{url}>)" if url else f"{mark}{body}{mark}"
    return f"{' ' * text.startswith(' ')}{shown}{' ' * text.endswith(' ')}"
