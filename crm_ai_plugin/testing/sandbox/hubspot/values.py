"""Property values: what a write may set, and how a value is stored and compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from crm_ai_plugin.testing.sandbox.clock import millis, stamp
from crm_ai_plugin.testing.sandbox.hubspot.errors import bad_request, property_errors
from crm_ai_plugin.testing.sandbox.hubspot.schema import PropertyDefinition
from crm_ai_plugin.testing.sandbox.state import Record

__all__ = ["checked_properties", "comparable", "parse_time", "property_value"]

_MAX_LENGTH = 65_536


def parse_time(value: str) -> datetime:
    """An instant from milliseconds or ISO 8601; a date is midnight UTC.

    Raises:
        ValueError: The text is neither.
    """
    if value.lstrip("-").isdigit():
        return datetime.fromtimestamp(int(value) / 1000, UTC)
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def checked_properties(
    definitions: Mapping[str, PropertyDefinition], properties: object, options: Mapping[str, frozenset[str]]
) -> dict[str, str]:
    """The properties of a write as they are stored.

    Args:
        definitions: Properties of the object type by name.
        properties: What the caller sent.
        options: Allowed values of properties whose options the account decides (stages, owners).

    Raises:
        HubSpotError: 400 naming every property that is unknown, read-only or has an invalid value.
    """
    if not isinstance(properties, dict):
        raise bad_request("Invalid input JSON: properties must be an object")
    problems: list[tuple[str, str, str]] = []
    accepted: dict[str, str] = {}
    for name, value in properties.items():
        if value is not None and not isinstance(value, str):
            raise bad_request(
                f"Invalid input JSON: Cannot deserialize value of property {name}: not a string"
            )
        definition = definitions.get(name)
        if definition is None:
            problems.append((name, "PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist'))
        elif definition.read_only:
            problems.append(
                (name, "READ_ONLY_VALUE", f'"{name}" is a read only property; its value cannot be set.')
            )
        else:
            try:
                accepted[name] = _stored(definition, value or "", options.get(name))
            except ValueError as problem:
                code, _, message = str(problem).partition("|")
                problems.append((name, code, message))
    if problems:
        raise property_errors(problems)
    return accepted


def _stored(definition: PropertyDefinition, value: str, allowed: frozenset[str] | None) -> str:
    if value == "":
        return ""
    if definition.type == "number":
        try:
            float(value)
        except ValueError:
            raise ValueError(f"INVALID_DOUBLE|{value} was not a valid number.") from None
    elif definition.type in ("date", "datetime"):
        try:
            at = parse_time(value)
        except (ValueError, OverflowError, OSError):
            code = "INVALID_LONG" if definition.type == "datetime" else "INVALID_DATE"
            raise ValueError(f"{code}|{value} was not a valid {definition.type}.") from None
        return f"{at:%Y-%m-%d}" if definition.type == "date" else stamp(at)
    elif definition.type == "bool":
        if value not in ("true", "false"):
            raise ValueError(f"INVALID_BOOLEAN|{value} was not a valid boolean.")
    elif definition.type == "enumeration":
        choices = allowed if allowed is not None else frozenset(definition.options)
        if choices and any(part not in choices for part in value.split(";")):
            raise ValueError(f"INVALID_OPTION|{value} was not one of the allowed options.")
    elif len(value) > _MAX_LENGTH:
        raise ValueError(f"STRING_TOO_LONG|The value is longer than {_MAX_LENGTH} characters.")
    return value


def property_value(record: Record, name: str) -> str | None:
    """A property as a read returns it; dates of creation and change come from the record itself."""
    if name in record.properties:
        return record.properties[name]
    if name == "hs_object_id":
        return record.id
    if name in ("createdate", "hs_createdate"):
        return stamp(record.created_at)
    if name in ("hs_lastmodifieddate", "lastmodifieddate"):
        return stamp(record.updated_at)
    return None


def comparable(definition: PropertyDefinition | None, value: str) -> float | str:
    """A value in the form searches compare it: numbers, milliseconds, or case-folded text."""
    kind = definition.type if definition is not None else "string"
    try:
        if kind == "number":
            return float(value)
        if kind in ("date", "datetime"):
            return float(millis(parse_time(value)))
    except (ValueError, OverflowError, OSError):
        return value.casefold()
    return value.casefold()
