"""Reading request bodies and paging arguments."""

from __future__ import annotations

from typing import Any

from flask import request

from crm_ai_plugin.testing.sandbox.hubspot.errors import bad_request

__all__ = ["MAX_BATCH", "batch_inputs", "json_object", "page_bounds", "strings"]

MAX_BATCH = 100


def json_object() -> dict[str, Any]:
    """The request body as a JSON object.

    Raises:
        HubSpotError: 400, it is none.
    """
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise bad_request("Invalid input JSON: the body is not a JSON object")
    return body


def batch_inputs(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The ``inputs`` of a batch call, at most 100.

    Raises:
        HubSpotError: 400, they are missing, of a wrong form or too many.
    """
    inputs = body.get("inputs")
    if not isinstance(inputs, list) or not all(isinstance(entry, dict) for entry in inputs):
        raise bad_request("Invalid input JSON: inputs must be a list of objects")
    if len(inputs) > MAX_BATCH:
        raise bad_request(f"The maximum number of inputs is {MAX_BATCH}, but {len(inputs)} were given")
    return inputs


def strings(body: dict[str, Any], key: str) -> list[str]:
    """A list of strings in a body, empty when absent."""
    value = body.get(key) or []
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise bad_request(f"Invalid input JSON: {key} must be a list of strings")
    return value


def page_bounds(
    limit: str | int | None, after: str | int | None, *, usual: int, most: int
) -> tuple[int, int]:
    """Limit and offset of a page.

    Raises:
        HubSpotError: 400, one of them is out of range.
    """
    try:
        size, start = int(limit or usual), int(after or 0)
    except (TypeError, ValueError):
        raise bad_request("limit and after must be integers") from None
    if not 1 <= size <= most or start < 0:
        raise bad_request(f"limit must be between 1 and {most}, after not negative")
    return size, start
