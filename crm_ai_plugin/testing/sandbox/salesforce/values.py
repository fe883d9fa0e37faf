"""Field values: JSON of clients to what is stored (text, as in every face) and back."""

from __future__ import annotations

import base64
import binascii
import math
import re
from datetime import UTC, date, datetime

from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request
from crm_ai_plugin.testing.sandbox.salesforce.ids import full_id, is_id
from crm_ai_plugin.testing.sandbox.salesforce.schema import Field

__all__ = ["NUMBERS", "JsonValue", "as_datetime", "decode", "encode", "parse_datetime"]

JsonValue = str | int | float | bool | None
NUMBERS = frozenset({"int", "double", "currency", "percent"})
_OFFSET = re.compile(r"([+-]\d{2})(\d{2})$")


def as_datetime(at: datetime) -> str:
    """An aware datetime as Salesforce prints it, in whole seconds: ``2026-01-31T08:00:00.000+0000``."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000+0000"


def parse_datetime(text: str) -> datetime:
    """An instant with its offset, as clients write it.

    Raises:
        ValueError: It is none, or has no offset.
    """
    made = datetime.fromisoformat(_OFFSET.sub(r"\1:\2", text.strip()))
    if made.tzinfo is None:
        raise ValueError("an instant needs an offset")
    return made.astimezone(UTC)


def decode(field: Field, stored: str) -> JsonValue:
    """A stored value as JSON; ``None`` for an empty one, ``False`` for an empty checkbox."""
    if field.type == "boolean":
        return stored == "true"
    if not stored:
        return None
    if field.type == "int":
        return int(float(stored))
    if field.type in NUMBERS:
        return float(stored)
    if field.type == "anyType":
        return _any(stored)
    return stored


def _any(stored: str) -> JsonValue:
    # History rows keep the type of the field they tell of in front of the value.
    kind, _, text = stored.partition(":")
    return float(text) if kind == "number" and text else text or None


def encode(field: Field, value: object) -> str:
    """What is stored for a value a client sends.

    Raises:
        SalesforceError: 400, the field cannot hold it.
    """
    if value is None or value == "":
        return ""
    try:
        text = _encoded(field, value)
    except (ValueError, OverflowError, binascii.Error):
        raise _unfit(field, value) from None
    if field.length and len(text) > field.length and field.type not in ("reference", "base64"):
        raise bad_request(
            "STRING_TOO_LONG",
            f"{field.name}: data value too large: {text[:60]} (max length={field.length})",
            [field.name],
        )
    return text


def _encoded(field: Field, value: object) -> str:
    kind = field.type
    if kind == "boolean":
        if not isinstance(value, bool) and str(value).lower() not in ("true", "false"):
            raise ValueError
        return str(value).lower()
    if kind in NUMBERS:
        if isinstance(value, bool) or not math.isfinite(number := float(str(value))):
            raise ValueError
        return str(int(number)) if kind == "int" else repr(number)
    if not isinstance(value, str):
        if isinstance(value, dict | list | bool):
            raise ValueError  # noqa: TRY004 - the client sent a value that does not fit
        value = str(value)
    if kind == "date":
        return date.fromisoformat(value[:10]).isoformat()
    if kind == "datetime":
        return as_datetime(parse_datetime(value) if "T" in value else parse_datetime(f"{value}T00:00Z"))
    if kind in ("reference", "id"):
        if not is_id(value):
            raise bad_request(
                "MALFORMED_ID",
                f"{field.name}: id value of incorrect type: {value[:60]}",
                [field.name],
            )
        return full_id(value)
    if kind == "base64":
        return base64.b64decode(value, validate=True).decode()
    return value


def _unfit(field: Field, value: object) -> SalesforceError:
    return bad_request(
        "JSON_PARSER_ERROR",
        f"Cannot deserialize instance of {field.type} from VALUE_STRING value {str(value)[:60]} "
        "or request may be missing a required field",
        [field.name] if field.custom else None,
    )
