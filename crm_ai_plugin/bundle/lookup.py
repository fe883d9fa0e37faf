"""Small tables of the bundle that values are looked up in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import UserInputError
from .convert.layout import Layout
from .source import Entry, TableOptions, open_table

_MAX_LOOKUP_ROWS = 100_000


class LookupTables:
    """Gives such tables; each is read once."""

    def __init__(self, entries: Mapping[str, Entry], options: Mapping[str, TableOptions]) -> None:
        self._entries = entries
        self._options = options
        self._read: dict[tuple[str, str, str], dict[str, Any]] = {}

    def lookup(self, file: str, match: str, take: str) -> Mapping[str, Any]:
        """Return the cells of column `take` by those of column `match`; the first of equal ones counts.

        Raises:
            UserInputError: no such file or column, or too many rows for a table to look things up in.
        """
        key = (file, match, take)
        if key not in self._read:
            self._read[key] = self._load(file, match, take)
        return self._read[key]

    def _load(self, file: str, match: str, take: str) -> dict[str, Any]:
        entry = self._entries.get(file)
        if entry is None:
            raise UserInputError(
                f"The mapping looks things up in {file}, which is not there.",
                code="mapping",
                hint=f"Put it beside the others, or take out the `lookup`. Found {', '.join(self._entries)}.",
            )
        found: dict[str, Any] = {}
        with open_table(entry, self._options.get(file, TableOptions()), lambda position: None) as table:
            layout = Layout(file, table.header or [match, take], open_ended=table.header is None)
            match_at, take_at = layout.positions([match, take])
            for row in table.rows(layout.columns, lambda line, reason, hint: None):
                name, value = row.cells[match_at], row.cells[take_at]
                if name not in (None, "") and value not in (None, ""):
                    found.setdefault(str(name).strip(), value)
                if len(found) > _MAX_LOOKUP_ROWS:
                    raise UserInputError(
                        f"{file} has more than {_MAX_LOOKUP_ROWS:,} rows, too many to look things up in.",
                        code="mapping",
                        hint="Join the tables before the import.",
                    )
        return found
