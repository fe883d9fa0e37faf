"""Bulk 2.0 query jobs: created, looked at, fetched as CSV by locator, aborted, deleted."""

from __future__ import annotations

import csv
import io
import itertools
import threading
from dataclasses import dataclass, field
from typing import Any

from crm_ai_plugin.testing.sandbox.salesforce.api import Answer, Api, Call
from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request, not_found
from crm_ai_plugin.testing.sandbox.salesforce.ids import full_id, make_id
from crm_ai_plugin.testing.sandbox.salesforce.org import SalesforceOrg
from crm_ai_plugin.testing.sandbox.salesforce.query import run_query, selected_paths
from crm_ai_plugin.testing.sandbox.salesforce.soql import parse
from crm_ai_plugin.testing.sandbox.salesforce.values import as_datetime

__all__ = ["register"]

_DELIMITERS = {"COMMA": ",", "TAB": "\t", "SEMICOLON": ";", "PIPE": "|", "CARET": "^", "BACKQUOTE": "`"}
_ENDINGS = {"LF": "\n", "CRLF": "\r\n"}
_DONE = ("JobComplete", "Aborted", "Failed")


@dataclass
class _Job:
    id: str
    operation: str
    query: str
    delimiter: str
    ending: str
    version: str
    at: str
    by: str
    object: str = ""
    state: str = "UploadComplete"
    problem: str = ""
    looks: int = 0
    names: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        shown = {
            "id": self.id,
            "operation": self.operation,
            "object": self.object,
            "createdById": self.by,
            "createdDate": self.at,
            "systemModstamp": self.at,
            "state": self.state,
            "concurrencyMode": "Parallel",
            "contentType": "CSV",
            "apiVersion": float(self.version),
            "lineEnding": self.ending,
            "columnDelimiter": self.delimiter,
        }
        if self.problem:
            shown["errorMessage"] = self.problem
        if self.state == "JobComplete":
            shown |= {"numberRecordsProcessed": len(self.rows), "retries": 0, "totalProcessingTime": 20}
        return shown


class _Jobs:
    def __init__(self, org: SalesforceOrg) -> None:
        self._org = org
        self._jobs: dict[str, _Job] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def create(self, call: Call) -> Answer:
        asked = call.json_object()
        operation, query = asked.get("operation"), asked.get("query")
        if operation not in ("query", "queryAll") or not isinstance(query, str):
            raise bad_request("INVALIDJOB", "operation must be query or queryAll, and query must be given")
        delimiter, ending = str(asked.get("columnDelimiter", "COMMA")), str(asked.get("lineEnding", "LF"))
        if delimiter not in _DELIMITERS or ending not in _ENDINGS:
            raise bad_request("INVALIDJOB", "columnDelimiter or lineEnding is unknown")
        parsed = parse(query)
        kind = self._org.schema.queried(parsed.source)
        if parsed.count or parsed.offset:
            raise bad_request("API_ERROR", "COUNT and OFFSET are not supported in Bulk API 2.0 queries")
        paths = selected_paths(self._org, parsed)
        if any(self._org.reader.resolve(kind, path)[1].type == "base64" for path in paths):
            raise bad_request("API_ERROR", "Base64 fields are not supported in Bulk API 2.0 queries")
        at = as_datetime(self._org.clock.now())
        with self._lock:
            job_id = make_id("750", next(self._numbers))
            job = _Job(
                job_id, operation, query, delimiter, ending, call.version, at, call.source.id, kind.name
            )
            self._jobs[job_id] = job
        return Answer(200, job.json())

    def get(self, call: Call, job_id: str) -> Answer:
        job = self._find(job_id)
        with self._lock:
            # A job takes a while: it is seen queued, then at work, then complete.
            job.looks += 1
            if job.state == "UploadComplete":
                job.state = "InProgress"
            elif job.state == "InProgress" and job.looks > self._org.bulk_looks:
                self._finish(job)
        return Answer(body=job.json())

    def list(self, call: Call) -> Answer:
        with self._lock:
            listed = [job.json() for job in self._jobs.values()]
        return Answer(body={"done": True, "records": listed, "nextRecordsUrl": None})

    def change(self, call: Call, job_id: str) -> Answer:
        job = self._find(job_id)
        if call.json_object().get("state") != "Aborted":
            raise bad_request("INVALIDJOB", "only the state Aborted can be set")
        with self._lock:
            if job.state in _DONE:
                raise bad_request("INVALIDJOBSTATE", f"Aborting already {job.state} Job not allowed")
            job.state = "Aborted"
        return Answer(body=job.json())

    def delete(self, call: Call, job_id: str) -> Answer:
        job = self._find(job_id)
        with self._lock:
            if job.state not in _DONE:
                raise bad_request(
                    "INVALIDJOBSTATE", "The job must be complete, aborted or failed to be deleted"
                )
            del self._jobs[job.id]
        return Answer(204)

    def results(self, call: Call, job_id: str) -> Answer:
        job = self._find(job_id)
        if job.state != "JobComplete":
            raise bad_request("INVALIDJOBSTATE", f"The job is {job.state}, so there are no results")
        try:
            most = int(call.args.get("maxRecords", "50000"))
            start = int(call.args.get("locator", "") or "0", 36)
        except ValueError:
            raise bad_request("INVALID_QUERY_LOCATOR", "invalid locator or maxRecords") from None
        if most < 1 or not 0 <= start <= len(job.rows):
            raise bad_request("INVALID_QUERY_LOCATOR", "invalid locator or maxRecords")
        page = job.rows[start : start + min(most, self._org.largest_bulk_page)]
        following = start + len(page)
        stream = io.StringIO()
        # Salesforce quotes every value.
        writer = csv.writer(
            stream,
            delimiter=_DELIMITERS[job.delimiter],
            lineterminator=_ENDINGS[job.ending],
            quoting=csv.QUOTE_ALL,
        )
        writer.writerow(job.names)
        writer.writerows(page)
        headers = {
            "Sforce-Locator": _base36(following) if following < len(job.rows) else "null",
            "Sforce-NumberOfRecords": str(len(page)),
        }
        return Answer(200, headers=headers, text=stream.getvalue(), mimetype="text/csv")

    def _finish(self, job: _Job) -> None:
        org = self._org
        try:
            query = parse(job.query)
            kind = org.schema.queried(query.source)
            paths = selected_paths(org, query)
            columns = [org.reader.resolve(kind, path) for path in paths]
            found = run_query(org, query, deleted=job.operation == "queryAll")
        except SalesforceError as problem:
            job.state, job.problem = "Failed", f"{problem.code}: {problem.message}"
            return
        job.names = [".".join([*(step.relationship for step in steps), last.name]) for steps, last in columns]
        for record in found:
            cells = [(last, org.reader.stored(record, steps, last)) for steps, last in columns]
            job.rows.append([_cell(last.type, stored) for last, stored in cells])
        job.state = "JobComplete"

    def _find(self, job_id: str) -> _Job:
        with self._lock:
            job = self._jobs.get(full_id(job_id))
        if job is None:
            raise not_found()
        return job


def _cell(kind: str, stored: str) -> str:
    if kind == "boolean":
        return stored or "false"
    if kind == "anyType":
        return stored.partition(":")[2]
    if kind == "datetime":
        # Unlike the REST API, Bulk writes instants with a Z.
        return stored.replace("+0000", "Z")
    return stored


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


def register(api: Api, org: SalesforceOrg) -> None:
    """Add the routes of query jobs over ``org``."""
    jobs = _Jobs(org)
    api.add("POST", "jobs/query", jobs.create)
    api.add("GET", "jobs/query", jobs.list)
    api.add("GET", "jobs/query/{job_id}", jobs.get)
    api.add("PATCH", "jobs/query/{job_id}", jobs.change)
    api.add("DELETE", "jobs/query/{job_id}", jobs.delete)
    api.add("GET", "jobs/query/{job_id}/results", jobs.results)
