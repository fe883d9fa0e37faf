"""Answering a query over stored records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request
from crm_ai_plugin.testing.sandbox.salesforce.ids import full_id, is_id
from crm_ai_plugin.testing.sandbox.salesforce.reading import Reader, Step
from crm_ai_plugin.testing.sandbox.salesforce.schema import Field, SObject
from crm_ai_plugin.testing.sandbox.salesforce.soql.dates import day_range
from crm_ai_plugin.testing.sandbox.salesforce.soql.tree import (
    Bare,
    Both,
    Compare,
    Condition,
    Either,
    Neither,
    Number,
    Query,
    Text,
    Value,
)
from crm_ai_plugin.testing.sandbox.salesforce.values import NUMBERS, as_datetime, parse_datetime
from crm_ai_plugin.testing.sandbox.state import Record

__all__ = ["Comparable", "matching", "pinned_ids", "sorted_by"]

Comparable = str | float | bool
Test = Callable[[Record], bool]
_QUOTED = frozenset({"string", "textarea", "picklist", "email", "phone", "url", "reference", "id", "anyType"})


def pinned_ids(condition: Condition | None, field: str) -> list[str] | None:
    """The ids a query pins ``field`` to by ``=`` or ``IN`` in every case; ``None`` when it does not."""
    if isinstance(condition, Both):
        found = (pinned_ids(part, field) for part in condition.parts)
        return next((ids for ids in found if ids is not None), None)
    wanted = (field.lower(),)
    if (
        isinstance(condition, Compare)
        and condition.operator in ("=", "in")
        and tuple(part.lower() for part in condition.path) == wanted
    ):
        texts = [value.text for value in condition.values if isinstance(value, Text)]
        return [full_id(text) for text in texts] if len(texts) == len(condition.values) else None
    return None


def matching(query: Query, kind: SObject, reader: Reader, now: datetime) -> Test:
    """The test a record of ``kind`` has to pass.

    Raises:
        SalesforceError: 400, a field or a value of the condition does not fit.
    """
    if kind.filters and all(pinned_ids(query.where, name) is None for name in kind.filters):
        raise bad_request(
            "MALFORMED_QUERY",
            f"Implementation restriction: {kind.name} requires a filter by a single Id on "
            f"{' or '.join(kind.filters)} using the equals operator or multiple Id's using the IN operator.",
        )
    if query.where is None:
        return lambda record: True
    return _test(query.where, kind, reader, now)


def _test(condition: Condition, kind: SObject, reader: Reader, now: datetime) -> Test:
    if isinstance(condition, Neither):
        inner = _test(condition.part, kind, reader, now)
        return lambda record: not inner(record)
    if isinstance(condition, Both | Either):
        parts = [_test(part, kind, reader, now) for part in condition.parts]
        if isinstance(condition, Both):
            return lambda record: all(part(record) for part in parts)
        return lambda record: any(part(record) for part in parts)
    return _compare(condition, kind, reader, now)


def _compare(condition: Compare, kind: SObject, reader: Reader, now: datetime) -> Test:
    steps, field = reader.resolve(kind, condition.path)
    if not field.filterable:
        name = ".".join(condition.path)
        raise bad_request(
            "INVALID_FIELD",
            f"\n{name}\n^\nERROR at Row:1:Column:1\nfield '{name}' can not be filtered in a query call",
        )

    def value_of(record: Record) -> Comparable | None:
        return comparable(field, reader.stored(record, steps, field))

    if condition.operator == "like":
        (wanted,) = condition.values
        pattern = _like(wanted.like if isinstance(wanted, Text) else "")
        return lambda record: (value := value_of(record)) is not None and bool(pattern.fullmatch(str(value)))
    if condition.operator in ("in", "not in"):
        members = {_literal(field, value) for value in condition.values}
        if condition.operator == "in":
            return lambda record: value_of(record) in members
        return lambda record: value_of(record) not in members
    (wanted,) = condition.values
    days = day_range(wanted.text, now) if isinstance(wanted, Bare) else None
    if days is not None:
        return _between(condition, field, value_of, days)
    return _ordered(condition.operator, value_of, _literal(field, wanted), condition)


def _ordered(
    operator: str,
    value_of: Callable[[Record], Comparable | None],
    wanted: Comparable | None,
    condition: Compare,
) -> Test:
    if operator == "=":
        return lambda record: value_of(record) == wanted
    if operator == "!=":
        return lambda record: value_of(record) != wanted
    if wanted is None or isinstance(wanted, bool):
        name = ".".join(condition.path)
        raise bad_request("INVALID_QUERY_FILTER_OPERATOR", f"{name} cannot be compared by {operator}")

    def holds(record: Record) -> bool:
        value = value_of(record)
        if value is None or isinstance(value, bool):
            return False
        # Both sides come from the same field, so both are texts or both are numbers.
        below = value < wanted  # type: ignore[operator]
        match operator:
            case "<":
                return below
            case "<=":
                return below or value == wanted
            case ">":
                return not below and value != wanted
            case _:
                return not below

    return holds


def _between(
    condition: Compare,
    field: Field,
    value_of: Callable[[Record], Comparable | None],
    days: tuple[datetime, datetime],
) -> Test:
    first, after = (
        (as_datetime(day) if field.type == "datetime" else day.date().isoformat()) for day in days
    )
    if field.type not in ("date", "datetime"):
        raise _wrong_type(field, "date literals fit dates only")

    def holds(record: Record) -> bool:
        value = value_of(record)
        if not isinstance(value, str):
            return condition.operator == "!="
        match condition.operator:
            case "=":
                return first <= value < after
            case "!=":
                return not first <= value < after
            case "<":
                return value < first
            case "<=":
                return value < after
            case ">":
                return value >= after
            case _:
                return value >= first

    return holds


def comparable(field: Field, stored: str) -> Comparable | None:
    """A stored value as it is compared: numbers as such, texts without regard to case, ids with it."""
    if field.type == "boolean":
        return stored == "true"
    if not stored:
        return None
    if field.type in NUMBERS:
        return float(stored)
    if field.type in ("reference", "id", "date", "datetime"):
        return stored
    return stored.casefold()


def _literal(field: Field, value: Value) -> Comparable | None:
    if isinstance(value, Bare) and value.text.lower() == "null":
        return None
    if isinstance(value, Text):
        return _quoted(field, value.text)
    if isinstance(value, Number):
        if field.type not in NUMBERS:
            raise _wrong_type(field, "and should be enclosed in quotes")
        return float(value.text)
    word = value.text.lower()
    if field.type == "boolean" and word in ("true", "false"):
        return word == "true"
    try:
        if field.type == "date":
            return datetime.strptime(value.text, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a date only
        if field.type == "datetime":
            return as_datetime(parse_datetime(value.text))
    except (ValueError, OverflowError):
        pass
    raise _wrong_type(field, "and should be enclosed in quotes" if field.type in _QUOTED else "")


def _quoted(field: Field, text: str) -> Comparable | None:
    if field.type not in _QUOTED:
        raise _wrong_type(field, "and should not be enclosed in quotes")
    if field.type in ("reference", "id"):
        if text and not is_id(text):
            raise bad_request("INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {text[:60]}")
        return full_id(text) or None
    return text.casefold() or None


def _wrong_type(field: Field, more: str) -> SalesforceError:
    kind = {"datetime": "dateTime"}.get(field.type, field.type)
    return bad_request(
        "INVALID_FIELD",
        f"value of filter criterion for field '{field.name}' must be of type {kind} {more}".rstrip(),
    )


def _like(pattern: str) -> re.Pattern[str]:
    parts = []
    k = 0
    while k < len(pattern):
        ch = pattern[k]
        if ch == "\\":
            k += 1
            parts.append(re.escape(pattern[k].casefold()))
        elif ch == "%":
            # Two in a row mean the same and would make the search slow.
            if parts[-1:] != [".*"]:
                parts.append(".*")
        elif ch == "_":
            parts.append(".")
        else:
            parts.append(re.escape(ch.casefold()))
        k += 1
    return re.compile("".join(parts), re.DOTALL)


def sorted_by(query: Query, kind: SObject, reader: Reader, records: Iterable[Record]) -> list[Record]:
    """Records in the query's order; by id where it leaves that open.

    Raises:
        SalesforceError: 400, an unknown field, or one that cannot be sorted by.
    """
    found = list(records)
    for step in reversed(query.order):
        steps, field = reader.resolve(kind, step.path)
        if not field.filterable:
            raise bad_request("INVALID_FIELD", f"field '{field.name}' can not be sorted in a query call")
        last = step.nulls_last if step.nulls_last is not None else False
        found.sort(key=_key(reader, steps, field, nulls=last != step.descending), reverse=step.descending)
    return found


def _key(
    reader: Reader, steps: tuple[Step, ...], field: Field, *, nulls: bool
) -> Callable[[Record], tuple[bool, Comparable]]:
    def key(record: Record) -> tuple[bool, Comparable]:
        value = comparable(field, reader.stored(record, steps, field))
        empty: Comparable = 0.0 if field.type in NUMBERS else ""
        return ((value is None) is nulls, empty if value is None else value)

    return key
