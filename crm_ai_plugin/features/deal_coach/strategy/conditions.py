"""Which deals a segment of a strategy means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ....records import DealSnapshot

_Names = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(max_length=200)]
_Number = Annotated[float, Field(allow_inf_nan=False)]


class Where(BaseModel):
    """Conditions on a deal; all that are given have to hold, of names in a list one has to.

    Names are compared without regard to case. A deal of which a number or a name isn't known meets no condition on it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pipelines: _Names = ()
    stages: _Names = ()
    sources: _Names = ()
    owners: _Names = ()
    currencies: _Names = ()
    countries: _Names = ()
    industries: _Names = ()
    amount_at_least: _Number | None = None
    amount_below: _Number | None = None
    employees_at_least: _Number | None = None
    employees_below: _Number | None = None
    fields: dict[str, _Names] = Field(default_factory=dict, max_length=50)
    """Custom fields of the deal."""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.model_dump(exclude_defaults=True):
            raise ValueError("name at least one condition, or every deal is meant")
        return self

    def holds(self, snapshot: DealSnapshot) -> bool:
        """Whether a deal is meant."""
        deal, company = snapshot.deal, snapshot.company
        named = (
            (self.pipelines, deal.pipeline),
            (self.stages, deal.stage),
            (self.sources, deal.source),
            (self.owners, deal.owner_id),
            (self.currencies, deal.currency),
            (self.countries, company and company.country),
            (self.industries, company and company.industry),
            *((names, deal.custom.get(field)) for field, names in self.fields.items()),
        )
        sized = (
            (self.amount_at_least, self.amount_below, deal.amount),
            (self.employees_at_least, self.employees_below, company.employees if company else None),
        )
        return all(not names or _among(value, names) for names, value in named) and all(
            _between(value, low, high) for low, high, value in sized
        )


def _among(value: object, names: Iterable[str]) -> bool:
    return value is not None and str(value).strip().casefold() in {name.strip().casefold() for name in names}


def _between(value: float | None, low: float | None, high: float | None) -> bool:
    if low is None and high is None:
        return True
    return value is not None and (low is None or value >= low) and (high is None or value < high)
