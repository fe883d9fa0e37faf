"""Errors in the shape HubSpot answers them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["HubSpotError", "bad_request", "not_found", "property_errors"]


class HubSpotError(Exception):
    """An answer other than 2xx.

    Attributes:
        status: HTTP status.
        body: JSON body with status, message, correlationId and category.
        headers: Further response headers.
    """

    def __init__(
        self,
        status: int,
        category: str,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body: dict[str, Any] = {
            "status": "error",
            "message": message,
            "correlationId": str(uuid.uuid4()),
            "category": category,
            **(more or {}),
        }


def bad_request(message: str, **more: object) -> HubSpotError:
    """A 400 of the category VALIDATION_ERROR."""
    return HubSpotError(400, "VALIDATION_ERROR", message, more=more)


def not_found(kind: str, record_id: str) -> HubSpotError:
    """A 404 for an object."""
    return HubSpotError(
        404, "OBJECT_NOT_FOUND", f"Object not found. objectId are usually numeric. ({kind} {record_id})"
    )


def property_errors(problems: Sequence[tuple[str, str, str]]) -> HubSpotError:
    """A 400 for property values; each problem is name, code and message."""
    return bad_request(
        "Property values were not valid: " + "; ".join(message for _, _, message in problems),
        errors=[
            {"message": message, "code": code, "context": {"propertyName": [name]}}
            for name, code, message in problems
        ],
    )
