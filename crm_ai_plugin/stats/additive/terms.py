"""The tables of which an additive model is the sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..table import Floats, Ints

Place = tuple[int, ...]
"""The axes a table lies over: one or two, in ascending order."""


@dataclass
class Terms:
    """A constant and tables over one or two axes; a row's value is the sum of the cells it lies in."""

    base: float
    tables: dict[Place, Floats]

    def at(self, place: Place, bins: Ints) -> Floats:
        """Return one table's value for each row of `bins` (rows × axes)."""
        table = self.tables[place]
        if len(place) == 1:
            return np.asarray(table[bins[:, place[0]]], dtype=float)
        return np.asarray(table[bins[:, place[0]], bins[:, place[1]]], dtype=float)

    def total(self, bins: Ints) -> Floats:
        """Return the sum for each row."""
        result = np.full(len(bins), self.base)
        for place in self.tables:
            result += self.at(place, bins)
        return result

    def add(self, other: Terms, factor: float) -> None:
        """Add `factor` times another set of tables over the same axes."""
        self.base += factor * other.base
        for place, table in other.tables.items():
            if place in self.tables:
                self.tables[place] = self.tables[place] + factor * table
            else:
                self.tables[place] = factor * table

    def scaled(self, slope: float, shift: float) -> Terms:
        """Return the tables of ``shift + slope * total``."""
        return Terms(
            shift + slope * self.base, {place: slope * table for place, table in self.tables.items()}
        )


def purify(terms: Terms, bins: Ints, sizes: Sequence[int], weights: Floats) -> Terms:
    """Return the same sum with every effect in the smallest table that can hold it.

    What a table of two columns says about one of them alone moves to that column's table, and what that says about
    everybody moves into the constant, with the mass of the training rows as weights. Without it the same model could
    be written in many ways, and an explanation would mean nothing.

    Source: Lengerich, Tan, Chang, Hooker, Caruana: Purifying Interaction Effects with the Functional ANOVA, AISTATS 2020.

    Args:
        terms: The tables.
        bins: Rows × axes, of the training rows.
        sizes: Bins per axis.
        weights: How much each row counts.
    """
    tables = {place: table.copy() for place, table in terms.tables.items()}
    base = terms.base
    for place in [p for p in sorted(tables) if len(p) == 2]:
        mass = _mass(bins, place, sizes, weights)
        pair, rows, columns = _without_margins(tables[place], mass)
        tables[place] = pair
        for axis, margin in ((place[0], rows), (place[1], columns)):
            tables[(axis,)] = tables.get((axis,), np.zeros(sizes[axis])) + margin
    for axis in [p[0] for p in tables if len(p) == 1]:
        share = np.bincount(bins[:, axis], weights=weights, minlength=sizes[axis]).astype(np.float64)
        middle = float(share @ tables[(axis,)] / share.sum()) if share.sum() > 0 else 0.0
        tables[(axis,)] = tables[(axis,)] - middle
        base += middle
    return Terms(base, dict(sorted(tables.items())))


def spread(terms: Terms, bins: Ints, weights: Floats) -> Mapping[Place, float]:
    """Return each table's standard deviation over the rows: how much it moves the log-odds."""
    total = weights.sum()
    return {
        place: float(np.sqrt(weights @ (terms.at(place, bins) ** 2) / total)) if total > 0 else 0.0
        for place in terms.tables
    }


def _mass(bins: Ints, place: Place, sizes: Sequence[int], weights: Floats) -> Floats:
    a, b = place
    flat = bins[:, a] * sizes[b] + bins[:, b]
    counted = np.bincount(flat, weights=weights, minlength=sizes[a] * sizes[b]).astype(np.float64)
    return counted.reshape(sizes[a], sizes[b])


def _without_margins(table: Floats, mass: Floats, sweeps: int = 200) -> tuple[Floats, Floats, Floats]:
    """Move weighted row and column means out until none is left; the sum of the parts stays the table."""
    pair = table.copy()
    rows, columns = np.zeros(table.shape[0]), np.zeros(table.shape[1])
    in_rows, in_columns = mass.sum(axis=1), mass.sum(axis=0)
    safe_rows, safe_columns = np.where(in_rows > 0, in_rows, 1.0), np.where(in_columns > 0, in_columns, 1.0)
    for _ in range(sweeps):
        by_row = (mass * pair).sum(axis=1) / safe_rows
        pair -= by_row[:, None]
        rows += by_row
        by_column = (mass * pair).sum(axis=0) / safe_columns
        pair -= by_column[None, :]
        columns += by_column
        if max(np.max(np.abs(by_row)), np.max(np.abs(by_column))) < 1e-9:
            break
    # A cell that no row lies in was only extrapolated; it says nothing beyond its two columns.
    return pair, rows, columns
