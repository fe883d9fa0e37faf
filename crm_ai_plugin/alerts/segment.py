"""Whether one deal is in a segment: a filter's condition against its fields and facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from operator import ge, gt, le, lt
from typing import Any

from ..insights import Condition
from ..insights.cohort import All, AnyOf, Comparison, Not
from .watched import WatchedDeal

_ORDERED: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_OF_COMPANY = ("industry", "employees", "annual_revenue", "country", "domain")


def is_in(deal: WatchedDeal, where: Condition | None) -> bool:
    """Return whether a deal fits; a comparison with what is not known does not hold, and neither does its opposite sign."""
    if where is None:
        return True
    if isinstance(where, All):
        return all(is_in(deal, part) for part in where.all)
    if isinstance(where, AnyOf):
        return any(is_in(deal, part) for part in where.any)
    if isinstance(where, Not):
        return not is_in(deal, where.not_)
    return _holds(where, _value(deal, where.field))


def _value(deal: WatchedDeal, field: str) -> Any:  # noqa: ANN401  # whatever the field holds
    record, company, owner = deal.snapshot.deal, deal.snapshot.company, deal.snapshot.owner
    if field == "owner":
        return owner.name if owner is not None else record.owner_id
    if field == "company":
        return company.name if company is not None else record.company_id
    if field in _OF_COMPANY:
        return getattr(company, field, None)
    if field in type(record).model_fields and field != "custom":
        found = getattr(record, field)
        return found.value if field == "outcome" else found
    key = field.removeprefix("custom.")
    if key in record.custom:
        return record.custom[key]
    fact = deal.facts.get(field)
    return fact.value if fact is not None and fact.measured else None


def _holds(one: Comparison, found: Any) -> bool:  # noqa: ANN401  # as above
    if one.op == "known":
        return (found not in (None, "", ())) is one.value
    if found in (None, "", ()):
        return False
    if isinstance(found, tuple):
        return (
            any(_holds(one, each) for each in found)
            if one.op != "!="
            else all(_holds(one, each) for each in found)
        )
    if one.op == "in":
        return any(_same(found, each) for each in one.value) if isinstance(one.value, list) else False
    if isinstance(one.value, list):
        return False
    if one.op in {"=", "!="}:
        return _same(found, one.value) is (one.op == "=")
    if one.op == "contains":
        return str(one.value).casefold() in str(found).casefold()
    return _compared(one.op, found, one.value)


def _same(found: Any, wanted: Any) -> bool:  # noqa: ANN401  # as above
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    number = _number(wanted)
    if isinstance(found, int | float) and number is not None:
        return float(found) == number
    return _text(found).casefold() == _text(wanted).casefold()


def _compared(op: str, found: Any, wanted: Any) -> bool:  # noqa: ANN401  # as above
    number = _number(wanted)
    if isinstance(found, int | float) and number is not None:
        return _ORDERED[op](float(found), number)
    if isinstance(found, date):
        # As text ISO dates sort by time, and a date is a prefix of its moments.
        return _ORDERED[op](_text(found)[: len(str(wanted))], str(wanted))
    return _ORDERED[op](_text(found).casefold(), _text(wanted).casefold())


def _text(value: Any) -> str:  # noqa: ANN401  # as above
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _number(value: Any) -> float | None:  # noqa: ANN401  # as above
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
