"""Errors as Salesforce's REST API answers them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["SalesforceError", "bad_request", "not_found"]


class SalesforceError(Exception):
    """An answer that is not a success.

    Attributes:
        status: HTTP status.
        code: Salesforce's error code.
        message: What is wrong.
        fields: Names of the fields at fault.
    """

    def __init__(self, status: int, code: str, message: str, fields: Sequence[str] | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields

    @property
    def body(self) -> list[dict[str, Any]]:
        """The list Salesforce sends, with one error."""
        error: dict[str, Any] = {"message": self.message, "errorCode": self.code}
        if self.fields is not None:
            error["fields"] = list(self.fields)
        return [error]

    @property
    def saved(self) -> dict[str, Any]:
        """The error as a part of a collection's result."""
        return {"statusCode": self.code, "message": self.message, "fields": list(self.fields or ())}


def bad_request(code: str, message: str, fields: Sequence[str] | None = None) -> SalesforceError:
    """A 400."""
    return SalesforceError(400, code, message, fields)


def not_found(message: str = "The requested resource does not exist") -> SalesforceError:
    """A 404."""
    return SalesforceError(404, "NOT_FOUND", message)
