"""Which deals an analysis is about, as data: what a filter says, and when deals closed.

A condition is one comparison, or ``{"all": […]}``, ``{"any": […]}``, ``{"not": …}`` of conditions. Its text form
(``industry = 'Banking' and amount > 10000``) is read by the win-loss feature.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self, Union

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

Op = Literal["=", "!=", "<", "<=", ">", ">=", "in", "contains", "known"]
Value = bool | float | str

MAX_COMPARISONS = 60
MAX_DEPTH = 12


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Comparison(_Model):
    """A field against a value. ``in`` takes a list, ``known`` true or false; dates are ISO 8601 text.

    `field` is a field of the deal (``amount``, ``stage``, ``owner``, a custom one), of its company (``industry``),
    or a measured fact (``price_pressure``).
    """

    field: str = Field(min_length=1, max_length=120)
    op: Op = "="
    value: Value | list[Value] = True

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.op == "in") != isinstance(self.value, list):
            raise ValueError("in takes a list, everything else one value")
        if isinstance(self.value, list) and not 1 <= len(self.value) <= 200:
            raise ValueError("in takes 1 to 200 values")
        if self.op == "known" and not isinstance(self.value, bool):
            raise ValueError("known takes true or false")
        texts = self.value if isinstance(self.value, list) else [self.value]
        if any(isinstance(one, str) and len(one) > 500 for one in texts):
            raise ValueError("a text has at most 500 characters")
        return self


class All(_Model):
    """Every one of them holds."""

    all: list[Condition] = Field(min_length=1, max_length=MAX_COMPARISONS)


class AnyOf(_Model):
    """At least one of them holds."""

    any: list[Condition] = Field(min_length=1, max_length=MAX_COMPARISONS)


class Not(_Model):
    """It does not hold."""

    not_: Condition = Field(alias="not")

    @classmethod
    def of(cls, condition: Condition) -> Not:
        """Return the opposite; "not" is a keyword and can't be given by name."""
        return cls.model_validate({"not": condition})


def _kind(given: object) -> str:
    if isinstance(given, dict):
        return next((key for key in ("all", "any", "not") if key in given), "comparison")
    kinds: tuple[tuple[type[_Model], str], ...] = ((All, "all"), (AnyOf, "any"), (Not, "not"))
    return next((kind for model, kind in kinds if isinstance(given, model)), "comparison")


Condition = Annotated[
    Union[  # noqa: UP007  # of tagged members
        Annotated[Comparison, Tag("comparison")],
        Annotated[All, Tag("all")],
        Annotated[AnyOf, Tag("any")],
        Annotated[Not, Tag("not")],
    ],
    Discriminator(_kind),
]

All.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()


class Cohort(_Model):
    """Deals that are looked at together.

    Attributes:
        where: Which deals; all, if left out.
        since: Closed on this day or later.
        until: Closed before this day.
        by: A field whose values are compared side by side.
    """

    where: Condition | None = None
    since: date | None = None
    until: date | None = None
    by: str | None = Field(default=None, min_length=1, max_length=120)

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise ValueError("since lies before until")
        if self.where is not None:
            size, depth = _extent(self.where)
            if size > MAX_COMPARISONS or depth > MAX_DEPTH:
                raise ValueError(f"a filter has at most {MAX_COMPARISONS} comparisons, {MAX_DEPTH} deep")
        return self


def fields_of(condition: Condition) -> list[str]:
    """Return the fields a condition names, each once, in reading order."""
    return list(dict.fromkeys(one.field for one in _comparisons(condition)))


def _comparisons(condition: Condition) -> list[Comparison]:
    if isinstance(condition, Comparison):
        return [condition]
    return [found for part in _parts(condition) for found in _comparisons(part)]


def _parts(condition: Condition) -> list[Condition]:
    if isinstance(condition, All):
        return condition.all
    if isinstance(condition, AnyOf):
        return condition.any
    return [condition.not_] if isinstance(condition, Not) else []


def _extent(condition: Condition) -> tuple[int, int]:
    """(comparisons, depth) of a condition."""
    parts = [_extent(part) for part in _parts(condition)]
    if not parts:
        return 1, 1
    return sum(size for size, _ in parts), 1 + max(depth for _, depth in parts)
