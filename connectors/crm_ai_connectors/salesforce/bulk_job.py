"""A Bulk API 2.0 query job, step by step: created, looked after, its results read page by page.

The library's own way waits for a job up to a day, inside the process. Here every step is one call, and who
calls decides when to come back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from simple_salesforce.api import Salesforce
from simple_salesforce.bulk2 import Operation, SFBulk2Handler, _Bulk2Client

from crm_ai_plugin.errors import PermanentError, RetryableError

from ..http.retry import Effect
from .client import SalesforceClient, as_mapping
from .ids import object_name, record_id

RESULT_PAGE = 10_000
_LONGEST_LOCATOR = 200


class JobState(Enum):
    """How far a job is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Results:
    """A page of results; `locator` is empty at the end."""

    rows: list[dict[str, Any]]
    locator: str


class BulkJobs:
    """Query jobs of one org."""

    def __init__(self, client: SalesforceClient) -> None:
        self._client = client

    def create(self, name: str, soql: str, *, all_rows: bool) -> str:
        """Start a job and return its id."""
        operation = Operation.query_all if all_rows else Operation.query
        # A second job would only cost one of ten thousand a day: it may be asked for again.
        made = self._client.call(
            Effect.REPEATABLE, lambda vendor: _jobs(vendor, name).create_job(operation, query=soql)
        )
        return _job_id(as_mapping(made).get("id"))

    def state(self, name: str, job: str) -> JobState:
        """Return how far a job is.

        Raises:
            NotFoundError: it is gone: results are kept for seven days.
        """
        found = self._client.call(
            Effect.READ, lambda vendor: _jobs(vendor, name).get_job(record_id(job), is_query=True)
        )
        match as_mapping(found).get("state"):
            case "JobComplete":
                return JobState.DONE
            case "Failed" | "Aborted":
                return JobState.FAILED
            case _:
                return JobState.RUNNING

    def results(self, name: str, job: str, locator: str, size: int = RESULT_PAGE) -> Results:
        """Return a page of results from `locator` on, empty for the first.

        Raises:
            NotFoundError: the job is gone.
        """
        found = self._client.call(
            Effect.READ,
            lambda vendor: _jobs(vendor, name).get_query_results(
                record_id(job), locator=_locator(locator), max_records=size
            ),
        )
        answer = as_mapping(found)
        return Results(_rows(str(answer.get("records") or "")), _locator(str(answer.get("locator") or "")))

    def delete(self, name: str, job: str) -> None:
        """Throw a finished job away."""
        self._client.call(Effect.REPEATABLE, lambda vendor: _delete(vendor, name, job))


def _jobs(vendor: Salesforce, name: str) -> _Bulk2Client:
    handler = SFBulk2Handler(vendor.session_id, vendor.bulk2_url, session=vendor.session)
    return _Bulk2Client(object_name(name), handler.bulk2_url, handler.headers, handler.session)


def _delete(vendor: Salesforce, name: str, job: str) -> None:
    handler = _jobs(vendor, name)
    handler.session.delete(f"{vendor.bulk2_url}query/{record_id(job)}", headers=handler.headers)


def _job_id(value: object) -> str:
    if not isinstance(value, str) or not value.startswith("750"):
        raise RetryableError("Salesforce's answer names no bulk job", code="malformed_answer")
    return record_id(value)


def _locator(value: str) -> str:
    if len(value) > _LONGEST_LOCATOR or not value.isascii() or not value.isprintable():
        raise PermanentError("that is no place in a bulk job's results", code="cursor_invalid")
    return "" if value == "null" else value


def _rows(text: str) -> list[dict[str, Any]]:
    try:
        rows: list[Mapping[str, Any]] = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise RetryableError("Salesforce's bulk results can't be read", code="malformed_answer") from None
    # An absent value is an empty cell; a cell too many or too few has no name or no value.
    return [{name: value for name, value in row.items() if name and value != ""} for row in rows]
