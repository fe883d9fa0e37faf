"""Which deals a condition holds for.

An unknown value fulfils no comparison, ``!=`` included; ``not`` turns round what its condition says, so that
``not industry = 'Banking'`` holds where the industry is unknown and ``industry != 'Banking'`` does not.
Texts are compared whatever their case.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import UTC, date, datetime

import numpy as np

from ....errors import UserInputError
from ....insights.cohort import All, AnyOf, Comparison, Condition, Not, Value
from ....sentences import plain
from ....stats.table import Bools, Floats, known
from .fields import Column, Fields

_DAY = 86_400
_ORDER: dict[str, Callable[[Floats, float], Bools]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def matches(condition: Condition | None, fields: Fields) -> Bools:
    """Return, for each deal, whether the condition holds; without one it always does.

    Raises:
        UserInputError: a field is not there, or is of another kind than the value.
    """
    if condition is None:
        return np.ones(fields.n, dtype=bool)
    if isinstance(condition, All):
        return np.asarray(np.logical_and.reduce([matches(part, fields) for part in condition.all]))
    if isinstance(condition, AnyOf):
        return np.asarray(np.logical_or.reduce([matches(part, fields) for part in condition.any]))
    if isinstance(condition, Not):
        return np.asarray(~matches(condition.not_, fields))
    return _compared(condition, fields.column(condition.field))


def _compared(one: Comparison, column: Column) -> Bools:
    there = known(column.values)
    if one.op == "known":
        return there if one.value is True else np.asarray(~there)
    values: list[Value] = list(one.value) if isinstance(one.value, list) else [one.value]
    if column.kind == "text":
        return _texts(one, column, values, there)
    wanted = [_number(one, column, value) for value in values]
    numbers = np.asarray(column.values, dtype=float)
    if one.op == "in":
        return np.asarray(there & np.isin(numbers, wanted))
    if one.op == "contains":
        raise _unfit(one, column, "compare it by =, <, > or in")
    # A day is a stretch of time: "= 2026-03-01" means within it, "> 2026-03-01" after it.
    if column.kind == "date":
        numbers = np.floor(numbers)
    with np.errstate(invalid="ignore"):
        return np.asarray(there & _ORDER[one.op](numbers, wanted[0]))


def _texts(one: Comparison, column: Column, values: list[Value], there: Bools) -> Bools:
    if one.op in ("<", "<=", ">", ">="):
        raise _unfit(one, column, "compare it by =, !=, in, contains or is known")
    wanted = {_text(value) for value in values}
    # Few values and many deals: each value is looked at once.
    verdicts: dict[object, bool] = {}
    held = np.zeros(len(column.values), dtype=bool)
    for place, value in enumerate(column.values):
        if value is None:
            continue
        verdict = verdicts.get(value)
        if verdict is None:
            folded = str(value).casefold()
            verdict = any(part in folded for part in wanted) if one.op == "contains" else folded in wanted
            verdicts[value] = verdict
        held[place] = verdict
    return np.asarray(there & ~held) if one.op == "!=" else held


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).casefold()


def _number(one: Comparison, column: Column, value: Value) -> float:
    if column.kind == "date":
        return _day(one, column, value)
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise _unfit(one, column, "give a number") from None
    return float(value)


def _day(one: Comparison, column: Column, value: Value) -> float:
    try:
        return float(days_of(date.fromisoformat(str(value)[:10])))
    except ValueError:
        raise _unfit(one, column, "give a date like 2026-03-31") from None


def days_of(day: date) -> int:
    """Return the days since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() // _DAY)


def _unfit(one: Comparison, column: Column, how: str) -> UserInputError:
    kinds = {"number": "a number", "text": "text", "date": "a date"}
    return UserInputError(
        f"the field {plain(one.field, 40)!r} holds {kinds[column.kind]}, so {one.op} does not fit its value here",
        code="filter_unfit",
        hint=how,
    )
