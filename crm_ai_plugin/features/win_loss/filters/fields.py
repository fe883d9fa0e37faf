"""The names a filter may use, and the columns behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ....errors import UserInputError
from ....ports.moments import MomentBatch
from ....sentences import plain
from ....stats.table import Floats

Objects = NDArray[np.object_]
Kind = Literal["number", "text", "date"]

_SPACES = ("", "field.", "company.", "custom.", "said.")
"""Where a bare name is looked for, in this order."""

OUTCOME = "outcome"


@dataclass(frozen=True)
class Column:
    """One column under its full name; dates are days since 1970 in UTC."""

    name: str
    kind: Kind
    values: Floats | Objects


class Fields:
    """Columns of deals by name, whatever the case; spaces may be underscores."""

    def __init__(self, batch: MomentBatch) -> None:
        """Look at `batch`; nothing is copied."""
        self._batch = batch
        self._core: Mapping[str, tuple[Kind, str]] = {
            "id": ("text", "deal_id"),
            "deal_id": ("text", "deal_id"),
            "connection": ("text", "connection"),
            "stage": ("text", "stage"),
            "pipeline": ("text", "pipeline"),
            "owner_id": ("text", "owner_id"),
            "company_id": ("text", "company_id"),
            "currency": ("text", "currency"),
            "amount": ("number", "amount"),
            "created": ("date", "created_at"),
            "created_at": ("date", "created_at"),
            "closed": ("date", "closed_at"),
            "closed_at": ("date", "closed_at"),
            OUTCOME: ("text", "won"),
        }
        self._names = {_folded(name): name for name in (*batch.numbers, *batch.texts)}

    @property
    def n(self) -> int:
        """Number of deals."""
        return self._batch.n

    def names(self) -> list[str]:
        """Return the full names, sorted."""
        return sorted({*self._core, *self._names.values()})

    def column(self, name: str) -> Column:
        """Return the column that `name` means.

        Raises:
            UserInputError: there is none; the hint names the nearest.
        """
        folded = _folded(name)
        if folded in self._core:
            kind, attribute = self._core[folded]
            if attribute == "won":
                return Column(OUTCOME, "text", _outcomes(self._batch.won))
            return Column(folded, kind, getattr(self._batch, attribute))
        for space in _SPACES:
            found = self._names.get(space + folded)
            if found is not None:
                return self._named(found)
        known = [key.partition(".")[2] if "." in key else key for key in self._names] + list(self._core)
        near = get_close_matches(folded.rpartition(".")[2], known, n=3)
        shown = ", ".join(plain(one, 40) for one in dict.fromkeys(near)) or "stage, amount, owner, industry"
        raise UserInputError(
            f"there is no field {plain(name, 40)!r} to filter by",
            code="field_unknown",
            hint=f"near to it: {shown}",
        )

    def _named(self, name: str) -> Column:
        if name in self._batch.numbers:
            return Column(name, "number", self._batch.numbers[name])
        return Column(name, "text", self._batch.texts[name])


def _folded(name: str) -> str:
    return "_".join(name.split()).casefold()


def _outcomes(won: Floats) -> Objects:
    made = np.full(len(won), "open", dtype=object)
    made[won == 1.0] = "won"
    made[won == 0.0] = "lost"
    return made
