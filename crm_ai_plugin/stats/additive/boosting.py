"""Boosted trees in which no path asks about more than two columns, read out as tables.

Each leaf of such a tree is a box over at most two columns, so the whole ensemble is a sum of tables over one and two
columns: explaining it costs a look into each table, and is exact.

Source: Friedman: Greedy Function Approximation, 2001 (boosting); Lou, Caruana, Gehrke, Hooker: Accurate Intelligible
Models with Pairwise Interactions, KDD 2013 (the form of the model).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..table import Bools, Floats, Ints
from .terms import Place, Terms

LARGE = 20_000
"""Rows from which on time matters more than the last thousandth, and long steps lose nothing."""

_EXACT = 1e-4


@dataclass(frozen=True)
class Boosting:
    """How the trees are grown.

    Attributes:
        rounds: Trees at most.
        rate: Learning rate.
        leaves: Leaves per tree.
        min_rows: Rows per leaf at least.
        ridge: L2 penalty on leaf values.
        patience: Rounds without progress on held-out rows after which growing stops.
    """

    rounds: int = 600
    rate: float = 0.05
    leaves: int = 24
    min_rows: int = 10
    ridge: float = 1.0
    patience: int = 50


def boosting_for(rows: int) -> Boosting:
    """Return how trees are grown for so many rows."""
    if rows >= LARGE:
        return Boosting(rounds=160, rate=0.15, leaves=12, min_rows=20, patience=10)
    return Boosting(min_rows=max(3, min(10, rows // 100)))


@dataclass(frozen=True)
class Grid:
    """Rows × axes of `bins`, with the number of bins per axis (the last holds what is unknown) and whether it is ordered."""

    bins: Ints
    sizes: Sequence[int]
    numeric: Sequence[bool]


def boost(
    grid: Grid,
    outcomes: Floats,
    weights: Floats,
    fit_on: Bools,
    how: Boosting,
    pairs: Sequence[Place] | None = None,
) -> Terms:
    """Return the tables of trees grown on the rows `fit_on`; the others say when to stop.

    Args:
        grid: The rows.
        outcomes: 0 or 1 per row.
        weights: How much each row counts.
        fit_on: Which rows teach.
        how: How the trees are grown.
        pairs: Which columns may go together; any two if left out.
    """
    # A third of a second to import, and only fitting asks for it.
    from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    x = np.where(grid.bins == np.asarray(grid.sizes) - 1, np.nan, grid.bins.astype(float))
    stop = ~fit_on
    make: Any = (
        HistGradientBoostingClassifier  # what it declares of its arguments is narrower than what it takes
    )
    model = make(
        max_iter=how.rounds,
        learning_rate=how.rate,
        max_leaf_nodes=how.leaves,
        min_samples_leaf=how.min_rows,
        l2_regularization=how.ridge,
        interaction_cst=_together(pairs, len(grid.sizes)),
        categorical_features=[not ordered for ordered in grid.numeric],
        early_stopping=bool(stop.any()),
        n_iter_no_change=how.patience,
        random_state=0,
    )
    held = (
        {"X_val": x[stop], "y_val": outcomes[stop], "sample_weight_val": weights[stop]} if stop.any() else {}
    )
    # Threads that wait for each other cost more than they bring on few rows, and a worker shares its machine.
    with threadpool_limits(None if len(x) >= LARGE else 1, user_api="openmp"):
        model.fit(x[fit_on], outcomes[fit_on], sample_weight=weights[fit_on], **held)
    terms = _read_out(model, grid.sizes, _Inside.of(x[fit_on], grid.numeric))
    _prove(model, terms, x, grid.bins)
    return terms


def _together(pairs: Sequence[Place] | None, axes: int) -> Any:  # noqa: ANN401  # as the library takes it
    if axes < 2:
        return None
    return "pairwise" if pairs is None else [set(pair) for pair in pairs] + [{axis} for axis in range(axes)]


@dataclass(frozen=True)
class _Inside:
    """How the library numbers things: categories come first, and of each only the levels it saw, in ascending order."""

    axes: tuple[int, ...]
    levels: Mapping[int, Ints]

    @classmethod
    def of(cls, x: Floats, numeric: Sequence[bool]) -> _Inside:
        categories = [axis for axis, ordered in enumerate(numeric) if not ordered]
        numbers = [axis for axis, ordered in enumerate(numeric) if ordered]
        seen = {axis: np.unique(x[np.isfinite(x[:, axis]), axis]).astype(np.int64) for axis in categories}
        return cls((*categories, *numbers), seen)


def _read_out(model: Any, sizes: Sequence[int], inside: _Inside) -> Terms:  # noqa: ANN401
    tables: dict[Place, Floats] = {}
    base = float(np.ravel(model._baseline_prediction)[0])  # noqa: SLF001  # `_prove` notices if it changes
    for (tree,) in model._predictors:  # noqa: SLF001
        for value, boxes in _leaves(tree, sizes, inside):
            place = tuple(sorted(boxes))
            if not place:
                base += value
                continue
            table = tables.setdefault(place, np.zeros(tuple(sizes[axis] for axis in place)))
            if len(place) == 1:
                table[boxes[place[0]]] += value
            else:
                table[np.ix_(boxes[place[0]], boxes[place[1]])] += value
    return Terms(base, tables)


def _leaves(tree: Any, sizes: Sequence[int], inside: _Inside) -> Iterator[tuple[float, dict[int, Bools]]]:  # noqa: ANN401
    """Yield each leaf's value and, per axis asked about, the bins that lead to it."""
    waiting: list[tuple[int, dict[int, Bools]]] = [(0, {})]
    while waiting:
        at, boxes = waiting.pop()
        node = tree.nodes[at]
        if node["is_leaf"]:
            yield float(node["value"]), boxes
            continue
        axis = inside.axes[int(node["feature_idx"])]
        # What was not there to learn from goes where unknown values go.
        left = np.full(sizes[axis], bool(node["missing_go_to_left"]))
        levels = inside.levels.get(axis)
        if levels is None:
            left[:-1] = np.arange(sizes[axis] - 1) <= node["num_threshold"]
        else:
            left[levels] = _bits(tree.raw_left_cat_bitsets[node["bitset_idx"]], np.arange(len(levels)))
        before = boxes.get(axis)
        for child, box in ((int(node["left"]), left), (int(node["right"]), ~left)):
            waiting.append((child, {**boxes, axis: box if before is None else before & box}))


def _bits(bitset: Any, codes: Ints) -> Bools:  # noqa: ANN401
    words = np.asarray(bitset, dtype=np.int64)[codes // 32]
    set_: Bools = (words >> (codes % 32)) & 1 == 1
    return set_


def _prove(model: Any, terms: Terms, x: Floats, bins: Ints) -> None:  # noqa: ANN401
    """Hold the tables against the trees: a release of the library that grows them otherwise must not pass unnoticed."""
    some = slice(None, 256)
    if len(bins) and np.max(np.abs(model.decision_function(x[some]) - terms.total(bins[some]))) > _EXACT:
        raise RuntimeError(
            "the boosted trees could not be read out exactly; this release of scikit-learn is not supported"
        )
