"""Which column stands where."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from ...errors import UserInputError
from ..columns import normalise_header


class Layout:
    """The columns of a file's rows. `open_ended` when rows may bring columns of their own (JSON Lines)."""

    def __init__(self, file: str, columns: Sequence[str], *, open_ended: bool) -> None:
        self.file = file
        self.columns = tuple(columns)
        self.open_ended = open_ended
        self._exact = {name: index for index, name in enumerate(columns) if name}
        self._loose = {normalise_header(name): index for name, index in reversed(self._exact.items())}

    def find(self, name: str) -> int | None:
        """Return the position of a column, upper and lower case and blanks alike; None if there is none."""
        found = self._exact.get(name)
        return found if found is not None else self._loose.get(normalise_header(name))

    def position(self, name: str) -> int:
        """Return the position of a column that must be there.

        Raises:
            UserInputError: it is not.
        """
        found = self.find(name)
        if found is not None:
            return found
        near = difflib.get_close_matches(name, self._exact, n=1, cutoff=0.5)
        meant = f"did you mean `{near[0]}`? " if near else ""
        shown = ", ".join(list(self._exact)[:20])
        raise UserInputError(
            f"{self.file} has no column `{name}`.", code="mapping", hint=f"{meant}It has: {shown}."
        )

    def positions(self, names: Iterable[str]) -> list[int]:
        """Return the positions of columns that must all be there."""
        return [self.position(name) for name in names]
