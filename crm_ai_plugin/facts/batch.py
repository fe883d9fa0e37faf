"""Many moments as a table that statistics can take, and which of them belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..ports.moments import MomentBatch, as_text, objects
from ..stats.design import codes_of
from ..stats.table import Categories, Floats, Table
from .columns import CUSTOM, SAID, column

_KNOTS = 101
_MAX_SHARE_DISTINCT = 0.5
_MIN_REPEATED = 20
_NOT_A_GROUP = 0.02
AMOUNT = "field.amount"


@dataclass(frozen=True)
class AmountScale:
    """Ranks an amount among those of its own currency, so that units and exchange rates don't matter."""

    knots: Mapping[str, Sequence[float]]

    @classmethod
    def of(cls, batch: MomentBatch) -> AmountScale:
        """Return the scale of the amounts of `batch`."""
        found = {}
        currencies = [name or "" for name in batch.currency]
        for name in sorted(set(currencies)):
            own = batch.amount[np.array([one == name for one in currencies], dtype=bool)]
            own = own[np.isfinite(own)]
            if len(own):
                found[name] = np.quantile(own, np.linspace(0, 1, _KNOTS)).tolist()
        return cls(found)

    def rank(self, amount: Floats, currency: Categories) -> Floats:
        """Return each amount's rank from 0 to 1; NaN where it is unknown or its currency has never been seen."""
        made = np.full(len(amount), np.nan)
        names = np.array([name or "" for name in currency], dtype=object)
        for name, knots in self.knots.items():
            own = (names == name) & np.isfinite(amount)
            below = np.searchsorted(knots, amount[own], side="left")
            upto = np.searchsorted(knots, amount[own], side="right")
            made[own] = (below + upto) / (2 * len(knots))
        return made

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {name: list(knots) for name, knots in self.knots.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Sequence[float]]) -> AmountScale:
        """Read what :meth:`to_json` wrote."""
        return cls({name: list(knots) for name, knots in data.items()})


def table_of(
    batch: MomentBatch, scale: AmountScale | None = None, names: Collection[str] | None = None
) -> Table:
    """Return the columns of `batch` that can be learned from, by key.

    The amount enters by rank. A text of a CRM's own that hardly ever repeats is a name or a remark and is left out.

    Args:
        batch: Moments.
        scale: Ranks amounts; that of the batch itself if left out.
        names: Only these columns, unknown where the batch has none; all if left out.
    """
    made: dict[str, Floats | Categories] = {}
    made.update({key: numbers for key, numbers in batch.numbers.items() if names is None or key in names})
    for key, texts in batch.texts.items():
        if names is not None and key not in names:
            continue
        if names is None and not _repeats(texts):
            continue
        made[key] = texts
    if AMOUNT in made:
        made[AMOUNT] = (scale or AmountScale.of(batch)).rank(batch.amount, batch.currency)
    for key in names or ():
        if key not in made:
            made[key] = np.full(batch.n, np.nan)
    return Table({key: made[key] for key in sorted(made) if _is_known(key)}, batch.n)


def one_row(
    values: Mapping[str, float | str], kinds: Mapping[str, str], scale: AmountScale, currency: str | None
) -> Table:
    """Return one deal as a table of the columns in `kinds`, each of the kind that it was learned as.

    Args:
        values: Known cells.
        kinds: ``number`` or ``category`` by column; every known cell as it comes if empty.
        scale: Ranks the amount.
        currency: Of the amount.
    """
    made: dict[str, Floats | Categories] = {}
    for key in kinds or values:
        value = values.get(key)
        kind = kinds.get(key) or ("category" if isinstance(value, str) else "number")
        made[key] = np.empty(1, dtype=object if kind == "category" else float)
        if kind == "category":
            made[key][0] = as_text(value)
        else:
            made[key][0] = np.nan if value is None or isinstance(value, str) else value
    if AMOUNT in made:
        made[AMOUNT] = scale.rank(made[AMOUNT].astype(float), objects([currency]))
    return Table(made, 1)


def groups_of(batch: MomentBatch) -> list[str]:
    """Return a name per row, equal for copies of one deal: rows alike in every field but their dates.

    A name is made of the dates of the oldest of its copies, which are the same in every CRM and currency. Rows of
    whom too little is known to tell copies from strangers stand for themselves.
    """
    alike = _fingerprints(batch)
    counts = Counter(alike)
    most = max(5, int(_NOT_A_GROUP * batch.n))
    own = [
        f"{created:.0f}:{closed:.0f}"
        for created, closed in zip(batch.created_at * 86_400, batch.closed_at * 86_400, strict=True)
    ]
    first: dict[Any, str] = {}
    found = []
    for place, key in enumerate(alike):
        if key is None or counts[key] > most:
            found.append(own[place])
        else:
            found.append(first.setdefault(key, own[place]))
    return _without_crowds(found, most)


def _fingerprints(batch: MomentBatch) -> list[Any]:
    keys = sorted(
        key for key in (*batch.numbers, *batch.texts) if key.startswith((CUSTOM, "field.", "company."))
    )
    columns = [batch.numbers[key] if key in batch.numbers else batch.texts[key] for key in keys]
    columns += [batch.company_id, batch.currency]
    codes = []
    known = np.zeros(batch.n, dtype=int)
    for values in columns:
        if values.dtype == object:
            codes.append(codes_of(values)[0] + 1.0)
            known += codes[-1] > 0
        else:
            codes.append(np.where(np.isfinite(values), values, -1e308))
            known += np.isfinite(values)
    rows = np.column_stack(codes) if codes else np.empty((batch.n, 0))
    return [
        row.tobytes() if enough else None for row, enough in zip(rows, known >= _ENOUGH_KNOWN, strict=True)
    ]


_ENOUGH_KNOWN = 4


def _without_crowds(names: list[str], most: int) -> list[str]:
    """Deals that only share two dates, such as all of one import, are no copies: they are told apart."""
    counts = Counter(names)
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        if counts[name] > most:
            seen[name] += 1
            found.append(f"{name}#{seen[name]}")
        else:
            found.append(name)
    return found


def _repeats(texts: Categories) -> bool:
    known = [value for value in texts if value is not None]
    if len(known) < _MIN_REPEATED:
        return bool(known)
    return len(set(known)) <= _MAX_SHARE_DISTINCT * len(known)


def _is_known(key: str) -> bool:
    """Whether the column is one of today's: a stored row may be older than the program."""
    if key.startswith((CUSTOM, SAID)):
        return True
    try:
        return column(key).past != "lost"
    except KeyError:
        return False
