"""The strategy of a workspace as admins write it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ....errors import UserInputError
from ..candidates import candidate_specs
from ..methodology.gaps import THEME as GAPS
from .conditions import Where

NAME = "strategy"
"""Of the document among a workspace's controls."""
CODE = "strategy_invalid"

_Weight = Annotated[float, Field(ge=0.25, le=4.0, allow_inf_nan=False)]
_Text = Annotated[str, Field(min_length=1, max_length=120)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Segment(_Part):
    """Deals that get no recommendations; all conditions of `where` have to hold."""

    name: _Text
    where: Where
    because: str = Field(default="", max_length=300)


class Weights(_Part):
    """What weighs more or less for some time; both days count, one left out is open."""

    from_: date | None = Field(default=None, alias="from")
    until: date | None = None
    themes: dict[str, _Weight] = Field(default_factory=dict)
    actions: dict[str, _Weight] = Field(default_factory=dict)
    because: str = Field(default="", max_length=300)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.until and self.until < self.from_:
            raise ValueError("until lies before from")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether they count on that day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class HoldOutTerms(_Part):
    """Which part of the recommendations chance holds back; none unless an admin says so.

    `unit` is what is drawn for: each ``action`` of a deal by itself, or the whole ``deal``. `salt` names the draw: as
    long as it stays, so does what was drawn. The store gives one.
    """

    share: float = Field(default=0.0, ge=0.0, le=0.5, allow_inf_nan=False)
    unit: Literal["action", "deal"] = "action"
    salt: str = Field(default="", max_length=64)


class Strategy(_Part):
    """The whole document; an empty one changes nothing."""

    exclude: tuple[Segment, ...] = Field(default=(), max_length=50)
    actions_off: tuple[str, ...] = Field(default=(), max_length=200)
    themes: dict[str, _Weight] = Field(default_factory=dict)
    weights: tuple[Weights, ...] = Field(default=(), max_length=50)
    learn_from_dismissals: bool = True
    hold_out: HoldOutTerms = HoldOutTerms()


def strategy_of(document: Mapping[str, Any] | None) -> Strategy:
    """Return a stored strategy; the empty one where there is none."""
    return Strategy.model_validate(document) if document else Strategy()


def parse_strategy(document: object) -> Strategy:
    """Return a strategy somebody wrote, after a look at every name in it.

    Args:
        document: What YAML or JSON held.

    Raises:
        UserInputError: ``strategy_invalid``, with place and remedy.
    """
    if document is None:
        return Strategy()
    if not isinstance(document, Mapping):
        raise UserInputError("a strategy is a mapping of settings", code=CODE, hint="crm-ai strategy show")
    try:
        strategy = Strategy.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "strategy"
        raise UserInputError(
            f"{where}: {str(first['msg']).removeprefix('Value error, ')}", code=CODE
        ) from None
    specs = candidate_specs()
    actions, themes = {spec.key for spec in specs}, {spec.theme for spec in specs} | {GAPS}
    _require("actions_off", strategy.actions_off, actions)
    _require("themes", strategy.themes, themes)
    for place, weights in enumerate(strategy.weights):
        _require(f"weights.{place}.themes", weights.themes, themes)
        _require(f"weights.{place}.actions", weights.actions, actions)
    return strategy


def _require(place: str, given: Iterable[str], known: set[str]) -> None:
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), 1)
            raise UserInputError(
                f"{place}: there is no {name[:80]!r}",
                code=CODE,
                hint=f"did you mean {near[0]}?" if near else f"one of {', '.join(sorted(known))}",
            )
