"""A condition as text; reading it again gives the same condition."""

from __future__ import annotations

import re

from ....insights.cohort import All, AnyOf, Comparison, Condition, Not, Value
from .parser import KEYWORDS

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")


def written(condition: Condition) -> str:
    """Return the condition in the notation of :mod:`.parser`."""
    if isinstance(condition, All):
        return " and ".join(_inner(part) for part in condition.all)
    if isinstance(condition, AnyOf):
        return " or ".join(_inner(part) for part in condition.any)
    if isinstance(condition, Not):
        return f"not {_inner(condition.not_)}"
    return _comparison(condition)


def _inner(part: Condition) -> str:
    return written(part) if isinstance(part, Comparison | Not) else f"({written(part)})"


def _comparison(one: Comparison) -> str:
    field = '"' + one.field.replace('"', '""') + '"'
    if _PLAIN.fullmatch(one.field) and one.field.lower() not in KEYWORDS:
        field = one.field
    if one.op == "known":
        return f"{field} is {'known' if one.value else 'unknown'}"
    if isinstance(one.value, list):
        return f"{field} in ({', '.join(map(_value, one.value))})"
    return f"{field} {one.op} {_value(one.value)}"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
