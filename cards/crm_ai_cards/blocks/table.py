"""A table: rows of figures or records, as they are read in a report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Literal, Self

from markupsafe import Markup
from pydantic import model_validator

from ..markup import join, tag
from ..outline import Heading, Items, Node, Table, line
from .base import Block, View


class TableBlock(Block):
    """Rows under columns; `numeric` names the columns of numbers, `empty` says what it means that there is no row.

    The first cell of a row names what the row is about.
    """

    kind: Literal["table"] = "table"
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    numeric: tuple[str, ...] = ()
    empty: str = ""
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _even(self) -> Self:
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row of a table has one cell per column")
        return self

    def outline(self, view: View) -> Sequence[Node]:
        notes = (Items(tuple((line(note),) for note in self.notes)),) if self.notes else ()
        if not self.rows:
            return (Heading(self.title), Items(((line(self.empty),),)), *notes) if self.empty else ()
        return (Heading(self.title), Table(self.columns, self.rows, frozenset(self.numeric)), *notes)

    def html(self, view: View) -> Markup:
        if not self.rows and not self.empty:
            return Markup()
        notes = (tag("p", note, class_="crm-note") for note in self.notes)
        content = (
            table_of(self.title, self.columns, self.rows, self.numeric)
            if self.rows
            else tag("p", self.empty, class_="crm-empty")
        )
        return tag("section", tag("h3", self.title), content, *notes, class_="crm-block")


def table_of(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], numeric: Collection[str]
) -> Markup:
    """Return a table as markup; it scrolls by itself where it is too wide, with the keyboard as well."""
    kinds = ["crm-figures" if name in numeric else None for name in columns]
    head = tag(
        "tr",
        *(tag("th", name, scope="col", class_=kind) for name, kind in zip(columns, kinds, strict=True)),
    )
    body = (
        tag(
            "tr",
            tag("th", row[0], scope="row", dir="auto", class_=kinds[0]),
            *(
                tag("td", cell, class_=kind, dir="auto")
                for cell, kind in zip(row[1:], kinds[1:], strict=True)
            ),
        )
        for row in rows
    )
    table = tag("table", tag("thead", head), tag("tbody", join(*body)), class_="crm-table")
    return tag("div", table, class_="crm-wide", tabindex=0, role="region", aria_label=title)
