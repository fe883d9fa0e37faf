"""The model that serves: which kind it is, and what it says of one deal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from ....facts.batch import AmountScale, one_row
from ....facts.columns.measure import Row
from ....ports.moments import as_text, objects
from ....stats import Interval, Normal
from ....stats.interval import Z90
from ....stats.judging import RATE
from ....stats.probabilities import Probabilities, sigmoid
from ....stats.table import Cell, Table
from ....stats.win import WinModel
from .facts_model import FactsModel, Parts, prior_model
from .win_rate import NO_DEALS, rate_of, weight_after

ServedKind = Literal["facts", "linear", "additive", "rate"]
FACTS: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Verdict:
    """The chance of one deal: ``base + sum(contributions)`` is its log-odds."""

    p: Interval
    base: float
    contributions: Mapping[str, float]
    sd: float


@dataclass(frozen=True)
class Served:
    """A fitted model with what it takes to ask it about one deal.

    Attributes:
        kind: ``facts``, ``linear``, ``additive`` or ``rate``.
        name: Names the fitted model.
        n: Closed deals it learned from.
        model: The model itself.
        kinds: ``number`` or ``category`` by column.
        weight: How much the model counts against the win rate of all deals, 0 to 1.
        rate: The win rate of all deals, in log-odds.
        typical: A typical deal's cells.
        scale: Ranks amounts.
    """

    kind: ServedKind
    name: str
    n: int
    model: FactsModel | WinModel
    weight: float = 1.0
    rate: Normal = field(default_factory=lambda: Normal(0.0, 1.0))
    kinds: Mapping[str, str] = field(default_factory=dict)
    typical: Mapping[str, float | str] = field(default_factory=dict)
    scale: AmountScale = field(default_factory=lambda: AmountScale({}))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Served:
        """Read what :meth:`to_json` wrote; the same model is read once per process."""
        name = str(data["name"])
        if name not in _read:
            if len(_read) >= _KEPT:
                _read.clear()
            read = FactsModel if "logistic" in data["model"] else WinModel
            _read[name] = cls(
                kind=data["kind"],
                name=name,
                n=int(data["n"]),
                model=read.from_json(data["model"]),
                weight=float(data["weight"]),
                rate=Normal(*data["rate"]),
                kinds=data["kinds"],
                typical=data["typical"],
                scale=AmountScale.from_json(data["scale"]),
            )
        return _read[name]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        made = {
            "kind": self.kind,
            "n": self.n,
            "model": self.model.to_json(),
            "weight": self.weight,
            "rate": [self.rate.mean, self.rate.sd],
            "kinds": dict(self.kinds),
            "typical": dict(self.typical),
            "scale": self.scale.to_json(),
        }
        text = json.dumps(made, sort_keys=True, default=float)
        return {**made, "name": hashlib.sha256(text.encode()).hexdigest()[:16]}

    def table(self, row: Row) -> Table:
        """Return one deal as the table that the model takes."""
        return one_row(row.values, self.kinds, self.scale, row.currency)

    def conform(self, table: Table) -> Table:
        """Return many deals with each column of the kind that it was learned as."""
        made = dict(table.columns)
        for key, kind in self.kinds.items():
            column = made.get(key)
            if kind == "category" and (column is None or column.dtype != object):
                known = [None] * table.n if column is None else [_text(float(value)) for value in column]
                made[key] = objects(known)
            elif kind == "number" and (column is None or column.dtype == object):
                made[key] = np.full(table.n, np.nan)
        return Table(made, table.n)

    def predict(self, table: Table) -> Probabilities:
        """Return each row's chance with its 90 % interval; the rows conform."""
        return self._parts(table).said

    def ask(self, table: Table, *, typical: bool = False) -> Verdict:
        """Return the chance of the only row of `table`.

        Args:
            table: One deal.
            typical: As if what is unknown were known to be typical.
        """
        if typical and isinstance(self.model, WinModel):
            cells = {key: self.typical[key] for key in self.unmeasured(table) if key in self.typical}
            table = self.with_cells(table, cells)
        parts = self._parts(table, typical=typical)
        said = parts.said
        value, low, high = float(said.value[0]), float(said.low[0]), float(said.high[0])
        contributions = {
            name: float(part)
            for name, part in zip(self.model.columns, parts.contributions[0], strict=True)
            if part
        }
        interval = Interval(value, min(low, value), max(high, value))
        return Verdict(interval, float(parts.base[0]), contributions, float(said.sd[0]))

    def unmeasured(self, table: Table) -> tuple[str, ...]:
        """Return the columns that the model looks at and that are unknown of the deal."""
        if isinstance(self.model, FactsModel):
            return self.model.unknown(table)
        return tuple(
            name for name in self.model.columns if name not in table.columns or not table.known(name)[0]
        )

    def _parts(self, table: Table, *, typical: bool = False) -> Parts:
        if isinstance(self.model, FactsModel):
            parts = self.model.parts(table, typical=typical)
        else:
            parts = Parts(
                self.model.predict(table),
                np.full(table.n, self.model.base),
                self.model.contributions(table).reshape(table.n, len(self.model.columns)),
            )
        return self._pooled(parts)

    def _pooled(self, parts: Parts) -> Parts:
        """A weighted mean of what the model says and the win rate, in log-odds, so that a sum stays a sum.

        The deviation is that of the less sure of the two, and how far they are apart comes on top.
        """
        w = self.weight
        if w >= 1.0:
            return parts
        said = parts.said
        eta = w * said.eta + (1 - w) * self.rate.mean
        apart = w * (1 - w) * (said.eta - self.rate.mean) ** 2
        # The win rate of all deals may be known well; that of this deal is not, for it.
        sd = np.sqrt(np.maximum(said.sd, self.rate.sd) ** 2 + apart)
        value = sigmoid(eta)
        pooled = Probabilities(value, sigmoid(eta - Z90 * sd), sigmoid(eta + Z90 * sd), eta, sd)
        return Parts(pooled, w * parts.base + (1 - w) * self.rate.mean, w * parts.contributions)

    @staticmethod
    def with_cells(table: Table, cells: Mapping[str, Cell]) -> Table:
        """Return one deal with some of its cells set otherwise."""
        columns = dict(table.columns)
        for key, value in cells.items():
            made = np.empty(1, dtype=object if isinstance(value, str) else float)
            made[0] = value
            columns[key] = made
        return Table(columns, table.n)


def _text(value: float) -> str | None:
    return None if np.isnan(value) else as_text(value)


_KEPT = 16
_read: dict[str, Served] = {}
"""The models read last, by name: reading one takes longer than asking it."""


@lru_cache(maxsize=1)
def unlearned() -> Served:
    """Return the model before any deal has closed."""
    return Served(FACTS, "prior", 0, prior_model(), weight_after(0.0), rate_of(NO_DEALS))


__all__ = ["FACTS", "RATE", "Served", "Verdict", "unlearned"]
