"""A glass-box model of winning: a sum of tables over one and two columns, calibrated, with an honest interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..calibration import Link, fit_link
from ..folds import group_folds
from ..interval import Z90
from ..probabilities import Probabilities, sigmoid
from ..table import Floats, Ints, Table
from .binning import Axis, bin_matrix, make_axes
from .boosting import LARGE, Boosting, Grid, boost, boosting_for
from .packing import pack, unpack
from .terms import Place, Terms, purify, spread

_SCREENING = 60
"""Rounds after which it shows which columns go together."""


@dataclass(frozen=True)
class AdditiveModel:
    """The log-odds of winning as ``base + sum(tables)``.

    `replicas` are the same model with one fold of the rows left out each; their spread is the interval (delete-a-group
    jackknife: Kott, 2001, J. Official Statistics 17). `link` is what calibration did; its uncertainty is in the
    interval too. `out_of_fold` holds each training row's log-odds by the replica that had not seen it, calibrated.
    """

    axes: tuple[Axis, ...]
    terms: Terms
    replicas: tuple[Terms, ...]
    link: Link
    n: int
    out_of_fold: Floats

    @classmethod
    def fit(  # one fit's data have this many parts
        cls,
        table: Table,
        outcomes: Floats,
        *,
        groups: Sequence[str],
        weights: Floats | None = None,
        recency: Floats | None = None,
        how: Boosting | None = None,
        folds: int | None = None,
        max_bins: int | None = None,
    ) -> AdditiveModel:
        """Return the model of `outcomes`.

        Args:
            table: The columns; unknown values as they come.
            outcomes: 0 or 1 per row.
            groups: What belongs together: rows of one group are in one fold.
            weights: How much each row counts; 1 if left out.
            recency: How much each row counts in calibration: the level moves with time more than what matters does.
            how: How trees are grown; chosen by the number of rows if left out.
            folds: How many replicas; 5, or 3 for many rows, if left out.
            max_bins: Bins per number at most; by the number of rows if left out.

        Raises:
            ValueError: fewer than two outcomes or fewer groups than folds.
        """
        y = np.asarray(outcomes, dtype=float)
        if len(np.unique(y)) < 2:
            raise ValueError("both outcomes are needed")
        w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=float)
        count = folds or (5 if table.n < LARGE else 3)
        axes = make_axes(table, y, max_bins=max_bins or max(16, min(250, table.n // 20)))
        bins = bin_matrix(axes, table)
        sizes, numeric = [axis.size for axis in axes], [axis.is_number for axis in axes]
        # A canonical order: sums of floats, and so ties between splits, depend on it.
        fresh = w if recency is None else w * np.asarray(recency, dtype=float)
        order = np.lexsort((fresh, w, y, *bins.T[::-1]))
        bins, y, w, fresh = bins[order], y[order], w[order], fresh[order]
        fold = group_folds(np.asarray(groups, dtype=str)[order].tolist(), count)
        chosen = how or boosting_for(len(y))
        grid = Grid(bins, sizes, numeric)
        pairs = _strongest_pairs(grid, y, w, chosen)
        replicas, held_out = [], np.zeros(len(y))
        for k in range(count):
            replica = boost(grid, y, w, fold != k, chosen, pairs)
            held_out[fold == k] = replica.total(bins[fold == k])
            replicas.append(replica)
        whole = Terms(0.0, {})
        for replica in replicas:
            whole.add(replica, 1.0 / count)
        link = fit_link(held_out, y, fresh)
        pure = purify(whole, bins, sizes, w).scaled(link.slope, link.shift)
        back = np.empty(len(y))
        back[order] = link.shift + link.slope * held_out
        return cls(axes, pure, tuple(r.scaled(link.slope, link.shift) for r in replicas), link, len(y), back)

    @property
    def places(self) -> tuple[tuple[str, ...], ...]:
        """The columns of each table, in the order of :meth:`contributions`."""
        return tuple(self._names(place) for place in self.terms.tables)

    def predict(self, table: Table) -> Probabilities:
        """Return each row's probability of winning with its 90 % interval, and the log-odds."""
        bins = bin_matrix(self.axes, table)
        eta = self.terms.total(bins)
        sd = np.sqrt(
            self._replica_variance(bins) + self.link.variance((eta - self.link.shift) / self.link.slope)
        )
        return Probabilities(sigmoid(eta), sigmoid(eta - Z90 * sd), sigmoid(eta + Z90 * sd), eta, sd)

    def contributions(self, table: Table) -> Floats:
        """Return rows × tables of what each table adds to the log-odds; with ``terms.base`` they add up exactly."""
        bins = bin_matrix(self.axes, table)
        parts = [self.terms.at(place, bins) for place in self.terms.tables]
        return np.column_stack(parts) if parts else np.empty((table.n, 0))

    def by_column(self, table: Table) -> Floats:
        """Return rows × columns of contributions, each pair's shared half and half between its two columns."""
        bins = bin_matrix(self.axes, table)
        result = np.zeros((table.n, len(self.axes)))
        for place in self.terms.tables:
            part = self.terms.at(place, bins) / len(place)
            for axis in place:
                result[:, axis] += part
        return result

    def importance(self, table: Table) -> Mapping[tuple[str, ...], float]:
        """Return by how much (standard deviation, log-odds) each table moves the rows of `table`."""
        bins = bin_matrix(self.axes, table)
        found = spread(self.terms, bins, np.ones(table.n))
        return {self._names(place): value for place, value in found.items()}

    def to_json(self) -> dict[str, Any]:
        """Return the model as plain JSON; tables are packed."""
        return {
            "axes": [axis.to_json() for axis in self.axes],
            "terms": pack(self.terms),
            "replicas": [pack(replica) for replica in self.replicas],
            "link": self.link.to_json(),
            "n": self.n,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> AdditiveModel:
        """Read what :meth:`to_json` wrote; what belongs to training rows is not kept."""
        return cls(
            tuple(Axis.from_json(axis) for axis in data["axes"]),
            unpack(data["terms"]),
            tuple(unpack(replica) for replica in data["replicas"]),
            Link.from_json(data["link"]),
            int(data["n"]),
            np.empty(0),
        )

    def _replica_variance(self, bins: Ints) -> Floats:
        k = len(self.replicas)
        if k < 2:
            return np.zeros(len(bins))
        values = np.stack([replica.total(bins) for replica in self.replicas])
        return np.asarray((k - 1) / k * ((values - values.mean(axis=0)) ** 2).sum(axis=0), dtype=float)

    def _names(self, place: Place) -> tuple[str, ...]:
        return tuple(self.axes[axis].name for axis in place)


def _strongest_pairs(grid: Grid, y: Floats, w: Floats, how: Boosting) -> list[Place] | None:
    """Return the pairs of columns worth a table, twice as many as columns; None where there are few anyway.

    Source: Lou et al., KDD 2013: pairs are ranked first, so that most of the possible tables are never made.
    """
    wanted = 2 * len(grid.sizes)
    if len(grid.sizes) * (len(grid.sizes) - 1) // 2 <= wanted:
        return None
    everything = np.ones(len(y), dtype=bool)
    quick = boost(grid, y, w, everything, replace(how, rounds=_SCREENING, rate=2 * how.rate))
    found = spread(purify(quick, grid.bins, grid.sizes, w), grid.bins, w)
    pairs: list[Place] = [place for place in found if len(place) == 2]
    return sorted(pairs, key=lambda place: (-found[place], place))[:wanted]
