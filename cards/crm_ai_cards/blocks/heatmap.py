"""How often something happened by hour of the week: the darker a cell, the more often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Self

from markupsafe import Markup
from pydantic import model_validator

from ..drawing import Box, Drawing, Label, Shape, svg
from ..markup import tag
from ..outline import Heading, Items, Node, Paragraph, Table, line
from .base import Block, View
from .table import table_of

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = 24
_LEFT, _RIGHT = 7.0, 99.0
_TOP, _ROW, _GAP = 4, 20, 2
_LEVELS = 4
_PARTS = ((0, 6), (6, 9), (9, 12), (12, 15), (15, 18), (18, 24))
"""Parts of the day that the table adds up; a row of 24 figures is not read."""


class HeatmapBlock(Block):
    """Seven rows, Monday first, of 24 counts. `notes` say in whose time zone and what is counted."""

    kind: Literal["heatmap"] = "heatmap"
    title: str
    counts: tuple[tuple[int, ...], ...]
    noun: str = "times"
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len(self.counts) != len(_DAYS) or any(len(row) != _HOURS for row in self.counts):
            raise ValueError("a week has seven days of 24 hours")
        if any(count < 0 for row in self.counts for count in row):
            raise ValueError("a count is not below zero")
        return self

    def outline(self, view: View) -> Sequence[Node]:
        if not self._most:
            return ()
        notes = (Items(tuple((line(note),) for note in self.notes)),) if self.notes else ()
        columns, rows = self._table()
        return (
            Heading(self.title),
            Paragraph((line(self._caption()),), self.drawing()),
            Table(columns, rows, frozenset(columns[1:])),
            *notes,
        )

    def html(self, view: View) -> Markup:
        if not self._most:
            return Markup()
        columns, rows = self._table()
        fold = tag(
            "details",
            tag("summary", "The figures"),
            table_of(self.title, columns, rows, columns[1:]),
            class_="crm-fold",
        )
        notes = (tag("p", note, class_="crm-note") for note in self.notes)
        return tag(
            "section",
            tag("h3", self.title),
            tag("p", self._caption(), class_="crm-note"),
            svg(self.drawing(), class_="crm-plot"),
            fold,
            *notes,
            class_="crm-block",
        )

    def drawing(self) -> Drawing:
        """Return the week as shapes."""
        height = _TOP + len(_DAYS) * _ROW + 20
        return Drawing(height, tuple(self._shapes()), f"{self.title}. {self._caption()}")

    @property
    def _most(self) -> int:
        return max(count for row in self.counts for count in row)

    def _caption(self) -> str:
        most = self._most
        at = next((d, h) for d, row in enumerate(self.counts) for h, count in enumerate(row) if count == most)
        total = sum(map(sum, self.counts))
        return f"{total:,} {self.noun}; most on {_DAYS[at[0]]} from {at[1]:02d}:00 ({most:,})."

    def _table(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        columns = ("Day", *(f"{start:02d}–{end:02d}" for start, end in _PARTS))
        rows = tuple(
            (day, *(f"{sum(row[start:end]):,}" for start, end in _PARTS))
            for day, row in zip(_DAYS, self.counts, strict=True)
        )
        return columns, rows

    def _shapes(self) -> Iterator[Shape]:
        width = (_RIGHT - _LEFT) / _HOURS
        for d, row in enumerate(self.counts):
            y = _TOP + d * _ROW
            yield Label(_LEFT - 1, y + _ROW - 6, _DAYS[d], "crm-tick", "end")
            for h, count in enumerate(row):
                role = f"crm-heat-{self._level(count)}"
                yield Box(_LEFT + h * width + 0.15, y, width - 0.3, _ROW - _GAP, role, 2)
        for hour in (0, 6, 12, 18, 24):
            anchor: Literal["start", "middle", "end"] = (
                "start" if hour == 0 else "end" if hour == _HOURS else "middle"
            )
            bottom = _TOP + len(_DAYS) * _ROW + 14
            yield Label(_LEFT + hour * width, bottom, f"{hour:02d}", "crm-tick", anchor)

    def _level(self, count: int) -> int:
        return -(-count * _LEVELS // self._most) if self._most else 0
