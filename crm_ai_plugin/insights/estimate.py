"""A number that says how sure it is."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Estimate(BaseModel):
    """A point with its 90 % interval.

    `n` counts the observations behind it (0: prior knowledge only) and `basis` says in words what they
    are, e.g. ``"prior"`` or ``"prior + 214 closed deals"``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float
    low: float
    high: float
    n: int = Field(ge=0)
    basis: str

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError("an estimate lies inside its own interval")
        return self
