"""Bulk 2.0 query jobs of a sandbox org, driven by simple-salesforce's own client."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from simple_salesforce.bulk2 import Operation, _Bulk2Client
from simple_salesforce.exceptions import SalesforceMalformedRequest

from crm_ai_plugin.testing.sandbox import SalesforceSandbox
from tests.integration.sandbox.salesforce_client import connect


@pytest.fixture
def bulk(org: SalesforceSandbox) -> _Bulk2Client:
    client: _Bulk2Client = connect(org).bulk2.Task._client
    return client


def finished(bulk: _Bulk2Client, soql: str, operation: Operation = Operation.query) -> str:
    job: str = bulk.create_job(operation, query=soql)["id"]
    states = [bulk.get_job(job, is_query=True)["state"] for _ in range(2)]
    assert states == ["InProgress", "JobComplete"]
    return job


def rows_of(page: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page["records"])))


def test_results_come_in_pages_by_locator(bulk: _Bulk2Client, org: SalesforceSandbox) -> None:
    job = finished(bulk, "SELECT Id, Subject, What.Name, IsClosed, SystemModstamp FROM Task")
    rows, locator, pages = [], "", 0
    while pages == 0 or locator:
        page = bulk.get_query_results(job, locator, 100)
        found = rows_of(page)
        assert len(found) == page["number_of_records"] <= 100
        rows += found
        locator, pages = page["locator"], pages + 1
    tasks = {task.id: task for task in org.org.store.all("Task")}
    assert [row["Id"] for row in rows] == list(tasks)
    assert pages == -(-len(tasks) // 100)
    # Bodies hold quotes, commas and line ends: they have to come through.
    assert all(row["Subject"] == tasks[row["Id"]].properties["Subject"] for row in rows)
    assert {row["IsClosed"] for row in rows} <= {"true", "false"}
    assert all(row["SystemModstamp"].endswith(".000Z") for row in rows)


def test_texts_with_quotes_and_line_ends_survive(bulk: _Bulk2Client, org: SalesforceSandbox) -> None:
    body = 'He said "no",\r\nthen\n\n"maybe", ; größer'
    task = org.add_task(org.showcase_deal_id, subject="x", body=body)
    job = finished(bulk, f"SELECT Description FROM Task WHERE Id = '{task.id}'")
    (row,) = csv.DictReader(io.StringIO(bulk.get_query_results(job)["records"], newline=""))
    assert row["Description"] == body


def test_query_all_shows_the_recycle_bin(bulk: _Bulk2Client, org: SalesforceSandbox) -> None:
    task = org.add_task(org.showcase_deal_id, subject="gone")
    org.delete("Task", task.id)
    soql = f"SELECT Id, IsDeleted FROM Task WHERE Id = '{task.id}'"
    assert rows_of(bulk.get_query_results(finished(bulk, soql))) == []
    (row,) = rows_of(bulk.get_query_results(finished(bulk, soql, Operation.query_all)))
    assert row["IsDeleted"] == "true"


def test_a_job_can_be_aborted_and_deleted(bulk: _Bulk2Client) -> None:
    job = bulk.create_job(Operation.query, query="SELECT Id FROM Task")["id"]
    with pytest.raises(SalesforceMalformedRequest):
        bulk.get_query_results(job)
    assert bulk.abort_job(job, is_query=True)["state"] == "Aborted"
    with pytest.raises(SalesforceMalformedRequest):
        bulk.abort_job(job, is_query=True)


def test_a_query_that_bulk_cannot_run_is_refused(bulk: _Bulk2Client) -> None:
    for soql in ("SELECT Nix FROM Task", "SELECT COUNT() FROM Task", "SELECT Content FROM ContentNote"):
        with pytest.raises(SalesforceMalformedRequest):
            bulk.create_job(Operation.query, query=soql)
