"""Search: filter groups, sorts and paging with the 10,000-result wall."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify

from crm_ai_plugin.testing.sandbox.hubspot.account import HubSpotAccount
from crm_ai_plugin.testing.sandbox.hubspot.body import json_object, page_bounds, strings
from crm_ai_plugin.testing.sandbox.hubspot.errors import bad_request
from crm_ai_plugin.testing.sandbox.hubspot.ordering import Ordering, order_key
from crm_ai_plugin.testing.sandbox.hubspot.schema import PropertyDefinition, kind_of
from crm_ai_plugin.testing.sandbox.hubspot.service import known_kind
from crm_ai_plugin.testing.sandbox.hubspot.values import comparable, property_value
from crm_ai_plugin.testing.sandbox.hubspot.views import object_json
from crm_ai_plugin.testing.sandbox.state import Record

__all__ = ["register"]

_WALL = 10_000
_MAX_GROUPS = 6
_MAX_FILTERS = 18
Test = Callable[[Record], bool]


def _order(left: float | str, right: float | str) -> int | None:
    if isinstance(left, str):
        return (left > right) - (left < right) if isinstance(right, str) else None
    return None if isinstance(right, str) else (left > right) - (left < right)


def _pair(operator: str, left: float | str, right: float | str) -> bool:
    order = _order(left, right)
    if order is None:
        # A number has no place among words: nothing but "not equal" can hold.
        return operator == "NEQ"
    allowed = {"EQ": (0,), "NEQ": (-1, 1), "LT": (-1,), "LTE": (-1, 0), "GT": (1,), "GTE": (0, 1)}
    return order in allowed[operator]


def _tokens(text: str) -> set[str]:
    return set("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _contains(text: str, wanted: str) -> bool:
    if "*" in wanted:
        return any(wanted.casefold().strip("*") in token for token in _tokens(text))
    return _tokens(wanted) <= _tokens(text)


def _filter_test(
    account: HubSpotAccount, kind: str, entry: dict[str, Any], definitions: dict[str, PropertyDefinition]
) -> Test:
    name, operator = str(entry.get("propertyName", "")), str(entry.get("operator", ""))
    if name.startswith("associations."):
        return _association_test(account, kind, name.removeprefix("associations."), operator, entry)
    definition = definitions.get(name)
    if definition is None:
        raise bad_request(f"There was a problem with the request. Property {name} does not exist")

    def value_of(record: Record) -> str:
        return property_value(record, name) or ""

    if operator in ("HAS_PROPERTY", "NOT_HAS_PROPERTY"):
        return lambda record: (value_of(record) != "") is (operator == "HAS_PROPERTY")
    if operator in ("IN", "NOT_IN"):
        wanted = {comparable(definition, value) for value in strings(entry, "values")}
        return lambda record: (comparable(definition, value_of(record)) in wanted) is (operator == "IN")
    if "value" not in entry:
        raise bad_request(f"operator {operator} requires a value")
    given = str(entry["value"])
    if operator in ("CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"):
        return lambda record: _contains(value_of(record), given) is (operator == "CONTAINS_TOKEN")
    low = comparable(definition, given)
    if operator == "BETWEEN":
        high = comparable(definition, str(entry.get("highValue", "")))

        def between(record: Record) -> bool:
            value = comparable(definition, value_of(record))
            return value_of(record) != "" and _pair("GTE", value, low) and _pair("LTE", value, high)

        return between
    if operator not in ("EQ", "NEQ", "LT", "LTE", "GT", "GTE"):
        raise bad_request(f"Invalid input JSON: unknown operator {operator}")
    return lambda record: (
        value_of(record) != "" and _pair(operator, comparable(definition, value_of(record)), low)
    )


def _association_test(
    account: HubSpotAccount, kind: str, to_name: str, operator: str, entry: dict[str, Any]
) -> Test:
    to_kind = kind_of(to_name)
    if to_kind is None:
        raise bad_request(f"Unable to infer object type from: {to_name}")
    wanted = set(strings(entry, "values")) if operator == "IN" else {str(entry.get("value", ""))}
    if operator not in ("EQ", "IN"):
        raise bad_request(f"operator {operator} is not supported on associations")
    return lambda record: any(link.id in wanted for link in account.store.links(kind, record.id, to_kind))


def _groups(account: HubSpotAccount, kind: str, body: dict[str, Any]) -> list[list[Test]]:
    groups = body.get("filterGroups") or []
    if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
        raise bad_request("Invalid input JSON: filterGroups must be a list of objects")
    filters: list[list[dict[str, Any]]] = [group.get("filters") or [] for group in groups]
    if len(groups) > _MAX_GROUPS or sum(map(len, filters)) > _MAX_FILTERS:
        raise bad_request(
            f"At most {_MAX_GROUPS} filterGroups with {_MAX_FILTERS} filters in all are allowed"
        )
    definitions = account.service.definitions[kind]
    return [[_filter_test(account, kind, entry, definitions) for entry in group] for group in filters]


def _sorted(
    records: list[Record], sorts: Sequence[Any], definitions: dict[str, PropertyDefinition]
) -> list[Record]:
    for sort in reversed(sorts):
        if isinstance(sort, dict):
            name = str(sort.get("propertyName", ""))
            down = sort.get("direction", "ASCENDING") == "DESCENDING"
        else:
            name, down = str(sort).lstrip("-"), str(sort).startswith("-")
        if name not in definitions:
            raise bad_request(f"There was a problem with the request. Property {name} does not exist")

        def key(record: Record, name: str = name) -> tuple[bool, str, float | str]:
            return order_key(definitions[name], property_value(record, name) or "")

        records = sorted(records, key=key, reverse=down)
    return records


def _found_in_order(
    account: HubSpotAccount, ordering: Ordering, kind: str, body: dict[str, Any]
) -> list[Record]:
    groups, query = _groups(account, kind, body), str(body.get("query") or "")
    sorts, definitions = body.get("sorts") or [], account.service.definitions[kind]
    records: list[Record] = account.store.all(kind)
    given = body.get("filterGroups") or []
    one_way = len(sorts) == 1 and isinstance(sorts[0], dict) and sorts[0].get("direction") == "ASCENDING"
    if one_way and len(given) == 1 and sorts[0].get("propertyName") in definitions:
        name = str(sorts[0]["propertyName"])
        records, left = ordering.from_value(kind, name, definitions[name], given[0].get("filters") or [])
        groups = [[_filter_test(account, kind, entry, definitions) for entry in left]] if left else []
        sorts = []
    found = [
        record
        for record in records
        if (not groups or any(all(test(record) for test in group) for group in groups))
        and (not query or _contains(" ".join(record.properties.values()), query))
    ]
    return _sorted(found, sorts, definitions)


def register(routes: Blueprint, account: HubSpotAccount) -> None:
    """Add the search route of ``account``."""
    ordering = Ordering(account.store)

    @routes.post("/crm/objects/<version>/<kind>/search")
    def search(version: str, kind: str) -> Response:
        kind, body = known_kind(kind), json_object()
        size, after = page_bounds(body.get("limit"), body.get("after"), usual=10, most=200)
        if after + size > _WALL:
            raise bad_request(f"Paging beyond {_WALL} results is not possible: after plus limit is too large")
        found = _found_in_order(account, ordering, kind, body)
        page = found[after : after + size]
        properties = strings(body, "properties")
        answer: dict[str, Any] = {
            "total": len(found),
            "results": [object_json(record, properties) for record in page],
        }
        if after + size < len(found):
            answer["paging"] = {"next": {"after": str(after + size)}}
        return jsonify(answer)
