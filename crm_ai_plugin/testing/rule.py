"""What a rule of the contract is: a stable id, a level, one sentence; carried by the test that checks it.

A rule stands at its test and nowhere else. `catalogue` reads them off a suite, so that a suite of one's own
brings its own rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import pytest

Level = Literal["bronze", "silver", "gold"]
LEVELS: tuple[Level, ...] = ("bronze", "silver", "gold")
"""From the lowest up; each asks for all below it."""

_RULES = "__crm_ai_rules__"
_Test = TypeVar("_Test", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """One promise of a connector.

    Attributes:
        id: Stable name, ``area.what``; exemptions and tables use it.
        level: The lowest level that asks for it.
        says: The promise in one sentence.
    """

    id: str
    level: Level
    says: str


class NotDeclared(pytest.skip.Exception):  # type: ignore[name-defined,misc]  # an attribute to mypy
    """The connector does not declare what the rule is about: the rule does not apply."""

    # Else pytest shows the whole path of the class before the reason.
    __module__ = "builtins"


@dataclass(frozen=True)
class _Carried:
    """The rules of one test: one, or one per value of a parameter."""

    parameter: str | None
    rules: Mapping[str, Rule]


def rule(id: str, level: Level, says: str) -> Callable[[_Test], _Test]:  # noqa: A002  # what it is called everywhere
    """Say which rule a test checks."""
    return _carry(_Carried(None, {"": Rule(id, level, says)}))


def rule_per(parameter: str, rules: Mapping[Any, Rule]) -> Callable[[_Test], _Test]:
    """Say which rule a parametrized test checks for each value of `parameter`."""
    return _carry(_Carried(parameter, rules))


def rule_of(test: object, parameters: Mapping[str, Any]) -> Rule | None:
    """Return the rule that `test`, called with `parameters`, checks."""
    carried: _Carried | None = getattr(test, _RULES, None)
    if carried is None:
        return None
    return carried.rules.get("" if carried.parameter is None else str(parameters.get(carried.parameter)))


def catalogue(suite: type) -> dict[str, Rule]:
    """Return the rules of a suite by id, those of the lowest level first."""
    found: dict[str, Rule] = {}
    for cls in suite.__mro__:
        for test in vars(cls).values():
            carried: _Carried | None = getattr(test, _RULES, None)
            for one in carried.rules.values() if carried else ():
                found.setdefault(one.id, one)
    return dict(sorted(found.items(), key=lambda item: (LEVELS.index(item[1].level), item[0])))


def _carry(carried: _Carried) -> Callable[[_Test], _Test]:
    def put(test: _Test) -> _Test:
        setattr(test, _RULES, carried)
        return test

    return put
