"""What a methodology is made of, as an admin writes it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ....errors import UserInputError
from ....facts import fact_specs
from ....records import BuyingRole
from ....signals import default_library
from ..candidates import candidate_specs

NAME = "methodology"
"""Of the choice among a workspace's controls."""
CODE = "methodology_invalid"
FIELDS = ("amount", "close_date", "source", "competitors", "company")
"""Fields of a deal that a source may name beside ``custom.<name>``."""

_Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Part):
    """One thing in the records that speaks for an element, or against it.

    Exactly one of `fact`, `signal`, `role` and `field` names it. `counts` says what it is worth: the whole element,
    a part of it, or that it is not so.
    """

    fact: str | None = None
    signal: str | None = None
    role: str | None = None
    field: str | None = Field(default=None, max_length=200)
    at_least: float | None = Field(default=None, allow_inf_nan=False)
    """For a fact that is a number; above zero if left out."""
    counts: Literal["full", "part", "against"] = "full"

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(name is not None for name in (self.fact, self.signal, self.role, self.field)) != 1:
            raise ValueError("name exactly one of fact, signal, role and field")
        if self.at_least is not None and self.fact is None:
            raise ValueError("at_least goes with a fact")
        return self


class Element(_Part):
    """One thing the methodology asks for; `label` and `ask` may be left out where the catalogue has words."""

    key: _Key
    label: str = Field(default="", max_length=60)
    ask: str = Field(default="", max_length=300)
    """What to find out when nothing fills it."""
    weight: float = Field(default=1.0, gt=0, le=10, allow_inf_nan=False)
    filled_by: tuple[Source, ...] = Field(min_length=1, max_length=20)
    closed_by: tuple[str, ...] = Field(default=(), max_length=10)
    """Actions of the coach that close its gap."""


class Methodology(_Part):
    """A list of elements with a name."""

    key: _Key
    label: str = Field(default="", max_length=60)
    elements: tuple[Element, ...] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _apart(self) -> Self:
        keys = [element.key for element in self.elements]
        if len(set(keys)) != len(keys):
            raise ValueError("two elements have the same key")
        return self


@cache
def shipped() -> Mapping[str, Methodology]:
    """Return the methodologies that come with the package, by key."""
    entries = sorted(
        (
            entry
            for entry in (files(__name__.rpartition(".")[0]) / "data").iterdir()
            if entry.name.endswith(".yaml")
        ),
        key=lambda entry: entry.name,
    )
    found = (
        Methodology.model_validate(yaml.safe_load(entry.read_text(encoding="utf-8"))) for entry in entries
    )
    return {one.key: one for one in found}


def methodology_of(choice: Mapping[str, Any] | None) -> Methodology | None:
    """Return the methodology that a workspace chose: ours by its key, or the definition it brought."""
    if not choice:
        return None
    definition = choice.get("definition")
    if definition is not None:
        return Methodology.model_validate(definition)
    return shipped().get(str(choice.get("key")))


def parse_methodology(document: object) -> Methodology:
    """Return a methodology somebody wrote, after a look at every name in it.

    Args:
        document: What YAML or JSON held.

    Raises:
        UserInputError: ``methodology_invalid``, with place and remedy.
    """
    if not isinstance(document, Mapping):
        raise UserInputError(
            "a methodology is a mapping with key, label and elements",
            code=CODE,
            hint="crm-ai methodology show meddicc prints one to start from",
        )
    try:
        found = Methodology.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or NAME
        raise UserInputError(
            f"{where}: {str(first['msg']).removeprefix('Value error, ')}", code=CODE
        ) from None
    if found.key in shipped() and found != shipped()[found.key]:
        raise UserInputError(
            f"key: {found.key} is the name of one of ours", code=CODE, hint="give yours another key"
        )
    if found.key not in shipped():
        _require_words(found)
    known = {
        "fact": {spec.key for spec in fact_specs()},
        "signal": set(default_library().topics),
        "role": {role.value for role in BuyingRole},
    }
    actions = {spec.key for spec in candidate_specs()}
    for place, element in enumerate(found.elements):
        for at, source in enumerate(element.filled_by):
            for kind, names in known.items():
                _require(f"elements.{place}.filled_by.{at}.{kind}", [getattr(source, kind)], names)
            if source.field is not None and not source.field.startswith("custom."):
                _require(f"elements.{place}.filled_by.{at}.field", [source.field], {*FIELDS, "custom.NAME"})
        _require(f"elements.{place}.closed_by", element.closed_by, actions)
    return found


def _require_words(found: Methodology) -> None:
    if not found.label.strip():
        raise UserInputError("label: a name people will read is missing", code=CODE)
    for place, element in enumerate(found.elements):
        for name in ("label", "ask"):
            if not getattr(element, name).strip():
                raise UserInputError(f"elements.{place}.{name}: is missing", code=CODE)


def _require(place: str, given: Iterable[str | None], known: set[str]) -> None:
    for name in given:
        if name is not None and name not in known:
            near = difflib.get_close_matches(name, sorted(known), 1)
            raise UserInputError(
                f"{place}: there is no {name[:80]!r}",
                code=CODE,
                hint=f"did you mean {near[0]}?" if near else f"one of {', '.join(sorted(known))}",
            )
