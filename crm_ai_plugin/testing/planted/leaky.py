"""Columns that give the outcome away, of each kind there is, and honest ones that look a little like them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64] | NDArray[np.object_]


@dataclass(frozen=True)
class LeakyColumns:
    """Columns of closed and of open deals; `leaks` says why each leak is one, the rest is honest."""

    closed: Mapping[str, Column]
    open_: Mapping[str, Column]
    outcomes: NDArray[np.float64]
    changed_at_close: Mapping[str, float]
    leaks: Mapping[str, str]

    @property
    def honest(self) -> tuple[str, ...]:
        """Columns that must be kept."""
        return tuple(name for name in self.closed if name not in self.leaks)


def plant_leaks(n_closed: int, n_open: int, seed: int) -> LeakyColumns:
    """Return leaks of every kind beside honest columns, some of which are strong, sparse or unevenly filled."""
    rng = np.random.default_rng(seed)
    y = (rng.random(n_closed) < 0.4).astype(float)
    closed: dict[str, Column] = {}
    open_: dict[str, Column] = {}

    def number(
        name: str, there: NDArray[np.float64], now: NDArray[np.float64], fill: float, fill_open: float
    ) -> None:
        closed[name] = np.where(rng.random(n_closed) < fill, there, np.nan)
        open_[name] = np.where(rng.random(n_open) < fill_open, now, np.nan)

    noise, fresh = rng.normal(size=n_closed), rng.normal(size=n_open)
    number("close_value", np.where(y == 1, 1000 * np.exp(noise), 0.0), np.zeros(n_open), 1.0, 1.0)
    number("days_to_close", 30 + 10 * noise, fresh, 1.0, 0.0)
    number("margin_at_signing", 0.3 + 0.05 * noise, fresh, 0.95, 0.03)
    number("handover_score", y + 0.05 * noise, rng.normal(0.5, 0.5, n_open), 1.0, 1.0)
    reason = np.array(["price", "timing", "competitor"], dtype=object)
    closed["loss_reason"] = _where(y == 0, rng.choice(reason, n_closed))
    open_["loss_reason"] = np.full(n_open, None, dtype=object)
    closed["contract_number"] = _where((y == 1) & (rng.random(n_closed) < 0.6), "C")
    open_["contract_number"] = _where(rng.random(n_open) < 0.02, "C")
    stage = np.where(y == 1, "signed", "dropped").astype(object)
    closed["final_step"], open_["final_step"] = stage, np.full(n_open, "running", dtype=object)
    number("forecast", 0.4 * y + 0.6 * rng.random(n_closed), rng.random(n_open), 1.0, 1.0)
    leaks = {
        "close_value": "near_perfect",
        "days_to_close": "filled_at_close",
        "margin_at_signing": "filled_at_close",
        "handover_score": "near_perfect",
        "loss_reason": "filled_at_close",
        "contract_number": "filled_at_close",
        "final_step": "near_perfect",
        "forecast": "changed_at_close",
    }
    number("engagement", 1.2 * y + noise, 0.5 + fresh, 1.0, 1.0)
    number("employees", np.exp(4 + noise), np.exp(4 + fresh), 0.8, 0.72)
    number("rare_survey", noise, fresh, 0.08, 0.06)
    buyer_known = rng.random(n_closed) < np.where(y == 1, 0.65, 0.45)
    closed["buyer_title"] = _where(buyer_known, "CFO")
    open_["buyer_title"] = _where(rng.random(n_open) < 0.45, "CFO")
    regions = np.array([f"region-{i}" for i in range(30)], dtype=object)
    closed["region"], open_["region"] = rng.choice(regions, n_closed), rng.choice(regions, n_open)
    closed["product"] = np.where(rng.random(n_closed) < 0.3 + 0.4 * y, "suite", "basic").astype(object)
    open_["product"] = rng.choice(np.array(["suite", "basic"], dtype=object), n_open)
    return LeakyColumns(closed, open_, y, {"forecast": 0.85, "engagement": 0.1, "region": 0.02}, leaks)


def _where(known: NDArray[np.bool_], value: NDArray[np.object_] | str) -> NDArray[np.object_]:
    """A category with gaps."""
    made = np.full(len(known), None, dtype=object)
    made[known] = value if isinstance(value, str) else value[known]
    return made
