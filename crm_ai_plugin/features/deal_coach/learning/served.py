"""The model that serves: which kind it is, and what it says of one deal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from ....facts.batch import AmountScale, one_row
from ....facts.columns.measure import Row
from ....ports.moments import as_text, objects
from ....stats import BayesianLogistic, Interval
from ....stats.judging import RATE
from ....stats.probabilities import Probabilities
from ....stats.table import Cell, Table
from ....stats.win import WinModel
from .facts_model import FactsModel, prior_model

FACTS = "facts"


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
        typical: A typical deal's cells.
        scale: Ranks amounts.
    """

    kind: str
    name: str
    n: int
    model: FactsModel | WinModel
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
            _read[name] = cls(
                kind=data["kind"],
                name=name,
                n=int(data["n"]),
                model=FactsModel(BayesianLogistic.from_json(data["model"]))
                if data["kind"] == FACTS
                else WinModel.from_json(data["model"]),
                kinds=data["kinds"],
                typical=data["typical"],
                scale=AmountScale.from_json(data["scale"]),
            )
        return _read[name]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        inner = self.model.model if isinstance(self.model, FactsModel) else self.model
        made = {
            "kind": self.kind,
            "n": self.n,
            "model": inner.to_json(),
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
            if column is None:
                made[key] = np.full(
                    table.n,
                    None if kind == "category" else np.nan,
                    dtype=object if kind == "category" else float,
                )
            elif kind == "category" and column.dtype != object:
                made[key] = objects([None if np.isnan(value) else as_text(float(value)) for value in column])
            elif kind == "number" and column.dtype == object:
                made[key] = np.full(table.n, np.nan)
        return Table(made, table.n)

    def ask(self, table: Table) -> Verdict:
        """Return the chance of the only row of `table`."""
        if isinstance(self.model, FactsModel):
            one = self.model.one(table)
            return Verdict(one.p, one.base, one.contributions, one.sd)
        said = self.model.predict(table)
        parts = self.model.contributions(table)
        contributions = {
            name: float(part)
            for name, part in zip(self.model.columns, parts[0] if len(parts) else (), strict=True)
            if part
        }
        return Verdict(_interval(said), self.model.base, contributions, float(said.sd[0]))

    def unmeasured(self, table: Table) -> tuple[str, ...]:
        """Return the columns that the model looks at and that are unknown of the deal."""
        if isinstance(self.model, FactsModel):
            inputs = self.model.inputs(table)[0]
            return tuple(name for name in self.model.model.names if inputs.get(name) is None)
        return tuple(
            name for name in self.model.columns if name not in table.columns or not table.known(name)[0]
        )

    def sharpened(self, table: Table) -> Verdict:
        """Return the chance as if what is unknown were known to be typical."""
        if isinstance(self.model, FactsModel):
            model, inputs = self.model.model, self.model.inputs(table)[0]
            typical = dict(zip(model.names, (float(c) for c in model.center), strict=True))
            known = {
                name: value if (value := inputs.get(name)) is not None else typical[name]
                for name in model.names
            }
            one = model.predict(known)
            return Verdict(one.p, one.base, one.contributions, one.sd)
        return self.ask(
            self.with_cells(
                table, {key: self.typical[key] for key in self.unmeasured(table) if key in self.typical}
            )
        )

    @staticmethod
    def with_cells(table: Table, cells: Mapping[str, Cell]) -> Table:
        """Return one deal with some of its cells set otherwise."""
        columns = dict(table.columns)
        for key, value in cells.items():
            made = np.empty(1, dtype=object if isinstance(value, str) else float)
            made[0] = value
            columns[key] = made
        return Table(columns, table.n)


def _interval(said: Probabilities) -> Interval:
    value, low, high = float(said.value[0]), float(said.low[0]), float(said.high[0])
    return Interval(value, min(low, value), max(high, value))


_KEPT = 16
_read: dict[str, Served] = {}
"""The models read last, by name: reading one takes longer than asking it."""


@lru_cache(maxsize=1)
def unlearned() -> Served:
    """Return the model before any deal has closed."""
    return Served(FACTS, "prior", 0, FactsModel(prior_model()))


__all__ = ["FACTS", "RATE", "Served", "Verdict", "unlearned"]
