"""Columns of mixed kinds as the inputs of a linear model, on scales that neither unit nor spelling change."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .counts import as_counts
from .table import Bools, Categories, Floats, Ints, Table, known

MIN_LEVEL = 5
MAX_LEVELS = 40
_KNOTS = 41
_BENDS = (-0.6745, 0.6745)
"""Quartiles on the scale of normal scores: where a straight line may bend."""


@dataclass(frozen=True)
class Input:
    """One input of a linear model, made of one column.

    Attributes:
        column: Where it comes from.
        kind: ``score`` (normal score of a number), ``bend`` (its part above a quartile), ``upper`` (1 where a number
            of two values has the larger one), ``unknown`` (1 where the column is unknown) or ``level`` (1 where a
            category has one value).
        level: The value, for ``level``.
        at: The quartile, for ``bend``; between the two values, for ``upper``.
    """

    column: str
    kind: str
    level: str = ""
    at: float = 0.0

    @property
    def name(self) -> str:
        """Unique within a design."""
        return f"{self.column}:{self.kind}:{self.level or self.at}"


@dataclass(frozen=True)
class Design:
    """How the columns of a table become inputs; `quantiles` maps each number's column to its quantiles."""

    inputs: tuple[Input, ...]
    quantiles: Mapping[str, Floats]

    @classmethod
    def of(cls, table: Table, *, bends: bool = True, min_level: int = MIN_LEVEL) -> Design:
        """Return the design that fits the columns of `table`.

        Args:
            table: The training rows.
            bends: Whether numbers may have two bends (a linear spline) beside a slope.
            min_level: Rows that a category's value needs to count on its own.
        """
        inputs: list[Input] = []
        quantiles: dict[str, Floats] = {}
        for name in table.names:
            column = table.columns[name]
            there = known(column)
            if not there.any():
                continue
            if min(int(there.sum()), int((~there).sum())) >= min_level:
                inputs.append(Input(name, "unknown"))
            if table.is_number(name):
                values = np.sort(column[there].astype(float))
                distinct = values[np.concatenate([[True], values[1:] != values[:-1]])]
                if len(distinct) == 1:
                    continue
                if len(distinct) == 2:
                    inputs.append(Input(name, "upper", at=float(distinct.mean())))
                    continue
                quantiles[name] = np.quantile(values, np.linspace(0, 1, _KNOTS), method="inverted_cdf")
                inputs.append(Input(name, "score"))
                if bends and len(distinct) > 4:
                    inputs.extend(Input(name, "bend", at=at) for at in _BENDS)
            else:
                inputs.extend(Input(name, "level", level) for level in _levels(column, min_level))
        return cls(tuple(inputs), quantiles)

    def matrix(self, table: Table) -> Floats:
        """Return rows × inputs; an unknown number has the middle's score 0, an unknown category no level."""
        # Column by column in memory: that is how it is filled and looked at.
        made = np.zeros((table.n, len(self.inputs)), order="F")
        scores: dict[str, Floats] = {}
        levels: dict[str, tuple[Ints, dict[str, int]]] = {}
        for place, one in enumerate(self.inputs):
            column = table.columns.get(one.column)
            if column is None:
                made[:, place] = 1.0 if one.kind == "unknown" else 0.0
            elif one.kind == "unknown":
                made[:, place] = ~known(column)
            elif one.kind == "upper":
                made[:, place] = np.nan_to_num(column.astype(float), nan=-np.inf) > one.at
            elif one.kind == "level":
                if one.column not in levels:
                    levels[one.column] = codes_of(column)
                codes, known_levels = levels[one.column]
                made[:, place] = codes == known_levels.get(one.level, -2)
            else:
                if one.column not in scores:
                    scores[one.column] = normal_scores(column, self.quantiles[one.column])
                score = scores[one.column]
                made[:, place] = score if one.kind == "score" else np.maximum(score - one.at, 0.0)
        return made

    def of_column(self, column: str) -> list[int]:
        """Return the places of a column's inputs."""
        return [place for place, one in enumerate(self.inputs) if one.column == column]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "inputs": [[one.column, one.kind, one.level, one.at] for one in self.inputs],
            "quantiles": {name: values.tolist() for name, values in self.quantiles.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Design:
        """Read what :meth:`to_json` wrote."""
        return cls(
            tuple(Input(str(c), str(k), str(level), float(at)) for c, k, level, at in data["inputs"]),
            {name: np.asarray(values, dtype=float) for name, values in data["quantiles"].items()},
        )


def normal_scores(column: Floats | Categories, quantiles: Floats) -> Floats:
    """Return what a normally distributed column would hold at the same rank; 0 where unknown.

    A rank is blind to unit, currency and skew. Two ends of equal quantiles (many equal values) share their middle rank.
    """
    values = column.astype(float)
    there = np.isfinite(values)
    counts = as_counts(np.where(there, values, 0.0))
    if counts is None:
        return _scores(values, there, quantiles)
    largest = np.arange(int(counts.max()) + 1, dtype=float)
    return np.where(there, _scores(largest, np.ones(len(largest), dtype=bool), quantiles)[counts], 0.0)


def _scores(values: Floats, there: Bools, quantiles: Floats) -> Floats:
    # Half a second to import, and only learning and scoring many deals ask for it.
    from scipy.special import ndtri  # type: ignore[import-untyped]  # noqa: PLC0415  # scipy ships no types

    shares = np.linspace(0, 1, len(quantiles))
    below = np.interp(values, quantiles, shares)
    low = shares[np.clip(np.searchsorted(quantiles, values, side="left"), 0, len(shares) - 1)]
    high = shares[np.clip(np.searchsorted(quantiles, values, side="right") - 1, 0, len(shares) - 1)]
    rank = np.where(high > low, (low + high) / 2, below)
    return np.where(there, ndtri(np.clip(np.where(there, rank, 0.5), 0.01, 0.99)), 0.0)


def codes_of(column: Categories | Floats) -> tuple[Ints, dict[str, int]]:
    """Return a whole number per row (-1 where unknown), and which level each number stands for."""
    values = column.tolist()
    levels: dict[str, int] = {}
    seen: dict[object, int] = {None: -1}
    for value in dict.fromkeys(values):
        if isinstance(value, float) and not math.isfinite(value):
            seen[value] = -1
        elif value is not None:
            seen[value] = levels.setdefault(str(value), len(levels))
    return np.fromiter(map(seen.__getitem__, values), dtype=np.int64, count=len(values)), levels


def _levels(column: Categories | Floats, min_level: int) -> Sequence[str]:
    codes, levels = codes_of(column)
    sizes = np.bincount(codes[codes >= 0], minlength=len(levels))
    counts = {level: int(sizes[code]) for level, code in levels.items()}
    kept = sorted(
        (level for level, n in counts.items() if n >= min_level), key=lambda level: (-counts[level], level)
    )
    return kept[:MAX_LEVELS]
