"""A regularised logistic model of mixed columns, with linear splines: the candidate for few deals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .design import Design, Input
from .effects import Normal
from .interval import Z90
from .logistic import BayesianLogistic
from .probabilities import Probabilities, sigmoid
from .table import Floats, Table

_SD: Mapping[str, float] = {"score": 0.5, "bend": 0.25, "upper": 0.5, "unknown": 0.4, "level": 0.5}
"""Prior standard deviation of a weight, log-odds: what one column does is rarely more than a factor of three."""

_CASE_SD = 0.25
"""What the columns don't hold moves single deals by about this much, however many deals there are; it keeps intervals
honest where the model is only nearly right."""

_UNLEARNED_SD = 0.8
_UNLEARNED_N = 10.0
"""What the columns could tell and too few deals have shown yet; half of it (in variance) is left after so many."""


@dataclass(frozen=True)
class LinearModel:
    """The log-odds of winning as a weighted sum of scores, bends and levels."""

    design: Design
    model: BayesianLogistic
    n: int

    @classmethod
    def fit(
        cls,
        table: Table,
        outcomes: Floats,
        *,
        base: Normal,
        weights: Floats | None = None,
        bends: bool = True,
    ) -> LinearModel:
        """Return the posterior after the rows of `table`; none are needed.

        Args:
            table: The columns.
            outcomes: 0 or 1 per row.
            base: Prior of the log-odds of a typical deal.
            weights: How much each row counts; 1 if left out.
            bends: Whether numbers may bend.
        """
        design = Design.of(table, bends=bends)
        x = design.matrix(table)
        model = BayesianLogistic.fit(
            [one.name for one in design.inputs],
            x,
            outcomes,
            prior_mean=[0.0] * len(design.inputs),
            prior_sd=[_SD[one.kind] for one in design.inputs],
            intercept=base,
            center=(x.mean(axis=0) if table.n else np.zeros(len(design.inputs))).tolist(),
            variance=[0.0] * len(design.inputs),
            weights=weights,
        )
        return cls(design, model, table.n)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in the order of :meth:`contributions`."""
        return tuple(dict.fromkeys(one.column for one in self.design.inputs))

    @property
    def base(self) -> float:
        """Log-odds of a typical deal."""
        return float(self.model.mean[0])

    def predict(self, table: Table) -> Probabilities:
        """Return each row's probability of winning with its 90 % interval, and the log-odds."""
        z = np.column_stack([np.ones(table.n), self.design.matrix(table) - self.model.center])
        eta = z @ self.model.mean
        unlearned = _UNLEARNED_SD**2 * _UNLEARNED_N / (self.n + _UNLEARNED_N)
        variance = np.einsum("ij,jk,ik->i", z, self.model.cov, z) + _CASE_SD**2 + unlearned
        sd = np.sqrt(variance)
        return Probabilities(sigmoid(eta), sigmoid(eta - Z90 * sd), sigmoid(eta + Z90 * sd), eta, sd)

    def contributions(self, table: Table) -> Floats:
        """Return rows × columns of what each column adds to the log-odds; with `base` they add up exactly."""
        parts = (self.design.matrix(table) - self.model.center) * self.model.mean[1:]
        made = np.zeros((table.n, len(self.columns)))
        for place, column in enumerate(self.columns):
            made[:, place] = parts[:, self.design.of_column(column)].sum(axis=1)
        return made

    def inputs(self) -> tuple[Input, ...]:
        """The inputs, in the order of the weights."""
        return self.design.inputs

    def to_json(self) -> dict[str, Any]:
        """Return the model as plain JSON."""
        return {"design": self.design.to_json(), "model": self.model.to_json(), "n": self.n}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LinearModel:
        """Read what :meth:`to_json` wrote."""
        return cls(
            Design.from_json(data["design"]), BayesianLogistic.from_json(data["model"]), int(data["n"])
        )
