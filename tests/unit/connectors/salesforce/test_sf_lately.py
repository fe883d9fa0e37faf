"""What changed in all objects, asked for together: nothing lost, whatever one part of an answer says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import responses
from hypothesis import given
from hypothesis import strategies as st
from requests import PreparedRequest

from crm_ai_connectors.salesforce import SalesforceConnector, SalesforceConnectorFactory, cursor, soql
from crm_ai_connectors.salesforce.cursor import Position
from crm_ai_plugin.errors import CrmAiError, PermanentError
from crm_ai_plugin.ports.connector import ConnectionContext, Page
from crm_ai_plugin.testing.suites.memory import CountingBudget, MemorySecrets

ORG = "https://acme.my.salesforce.com"
DATA = f"{ORG}/services/data/v66.0"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SINCE = datetime(2026, 3, 1, 12, tzinfo=UTC)
OVERLAP = timedelta(minutes=5)
OBJECTS = (
    "User",
    "Account",
    "Contact",
    "Opportunity",
    "OpportunityContactRole",
    "Task",
    "Event",
    "EmailMessage",
    "OpportunityHistory",
    "OpportunityFieldHistory",
    "OpportunityLineItem",
)
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # made aware

Answer = Callable[[str], tuple[int, Any]]


def rows(*found: dict[str, Any], following: str | None = None) -> tuple[int, Any]:
    more = {} if following is None else {"nextRecordsUrl": following}
    return 200, {"totalSize": len(found), "done": following is None, "records": list(found), **more}


def account(number: int, at: datetime = NOW - timedelta(hours=1)) -> dict[str, Any]:
    stamp = at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    return {"Id": f"001{number:012d}AAA", "Name": f"Account {number}", "SystemModstamp": stamp}


class Org:
    """Answers each part of a composite call by what it asks for; keeps what was asked."""

    def __init__(self, wire: responses.RequestsMock) -> None:
        self.answers: dict[str, Answer] = {}
        self.calls: list[list[str]] = []
        wire.add_callback(responses.POST, f"{DATA}/composite", self._answer)

    def _answer(self, request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        parts = json.loads(str(request.body if isinstance(request.body, str) else request.body.decode()))  # type: ignore[union-attr]
        asked = [
            (part["referenceId"], parse_qs(urlsplit(part["url"]).query)["q"][0])
            for part in parts["compositeRequest"]
        ]
        self.calls.append([query for _, query in asked])
        told = []
        for name, query in asked:
            status, body = self.answers.get(query.partition(" FROM ")[2].split()[0], lambda _: rows())(query)
            told.append({"referenceId": name, "httpStatusCode": status, "httpHeaders": {}, "body": body})
        return 200, {}, json.dumps({"compositeResponse": told})


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def org(wire: responses.RequestsMock) -> Org:
    return Org(wire)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def connector(clock: Clock) -> Iterator[SalesforceConnector]:
    secrets = MemorySecrets(
        {
            "access_token": "00Dxx!AQ.access-token",
            "refresh_token": "refresh-token-1",
            "instance_url": ORG,
            "client_id": "key",
            "client_secret": "client-secret-1",
        }
    )
    made = SalesforceConnectorFactory().create(
        ConnectionContext("sf-1", {}, secrets, CountingBudget(), clock)
    )
    assert isinstance(made, SalesforceConnector)
    yield made
    made.close()


def lately(connector: SalesforceConnector) -> Iterator[Page]:
    begun = cursor.dump(dict.fromkeys(OBJECTS, Position(since=SINCE.isoformat())))
    [together] = connector.passes()
    return connector.changes_together(together, begun)


def since(page: Page, name: str) -> datetime | None:
    return cursor.parse(page.cursor, OBJECTS)[name].since_time


def ids(pages: list[Page]) -> list[str]:
    return [getattr(one, "id", "") for page in pages for one in page.records]


def test_one_object_that_fails_neither_holds_back_the_others_nor_counts_as_empty(
    org: Org, connector: SalesforceConnector
) -> None:
    org.answers["Account"] = lambda _: rows(account(1))
    org.answers["User"] = lambda _: (400, [{"errorCode": "MALFORMED_QUERY", "message": "x"}])
    pages: list[Page] = []
    with pytest.raises(PermanentError):
        pages.extend(lately(connector))
    assert ids(pages) == [account(1)["Id"]]
    assert since(pages[-1], "User") == SINCE
    assert (since(pages[-1], "Account") or SINCE) > SINCE


def test_an_error_beside_holds_back_only_what_needs_it(org: Org, connector: SalesforceConnector) -> None:
    org.answers["Account"] = lambda _: rows(account(1))
    stamp = account(1)["SystemModstamp"]
    step = {"Id": "008000000000001AAA", "OpportunityId": "006000000000001AAA", "SystemModstamp": stamp}
    org.answers["OpportunityHistory"] = lambda query: (
        (403, [{"errorCode": "UNKNOWN_EXCEPTION", "message": "x"}])
        if " IN " in query
        else rows({**step, "StageName": "New", "CreatedDate": stamp})
    )
    pages: list[Page] = []
    with pytest.raises(CrmAiError):
        pages.extend(lately(connector))
    assert ids(pages) == [account(1)["Id"]]
    assert since(pages[-1], "OpportunityHistory") == SINCE


def test_a_field_that_is_never_granted_is_an_error_and_no_empty_answer(
    org: Org, connector: SalesforceConnector
) -> None:
    refused = {"errorCode": "INVALID_FIELD", "message": "No such column 'Name' on entity 'User'."}
    org.answers["User"] = lambda _: (400, [refused])
    with pytest.raises(CrmAiError):
        list(lately(connector))


def test_an_answer_in_two_pages_is_read_to_its_end(
    org: Org, wire: responses.RequestsMock, connector: SalesforceConnector
) -> None:
    following = "/services/data/v66.0/queryAll/01gD0000002HU6K-500"
    org.answers["Account"] = lambda _: rows(account(1), following=following)
    wire.get(f"{ORG}{following}", json=rows(account(2))[1])
    assert ids(list(lately(connector))) == [account(1)["Id"], account(2)["Id"]]


def test_more_than_one_answer_holds_is_read_on_from_its_last_row(
    org: Org, wire: responses.RequestsMock, connector: SalesforceConnector
) -> None:
    first = [account(one, SINCE + timedelta(seconds=one)) for one in range(2_000)]
    org.answers["Account"] = lambda _: rows(*first)
    asked: list[str] = []

    def on(request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        asked.append(parse_qs(urlsplit(str(request.url)).query)["q"][0])
        return 200, {}, json.dumps(rows(first[-1], account(2_000))[1])

    wire.add_callback(responses.GET, f"{DATA}/queryAll/", on)
    found = ids(list(lately(connector)))
    assert set(found) == {account(one)["Id"] for one in range(2_001)}
    [query] = asked
    assert (SINCE + timedelta(seconds=1_999)).strftime("%H:%M:%S") in query


def test_a_cursor_goes_by_the_time_of_the_query_however_late_its_page_is_taken(
    org: Org, connector: SalesforceConnector, clock: Clock
) -> None:
    org.answers["User"] = lambda _: rows({**account(1, NOW), "Id": "005000000000001AAA"})
    org.answers["Account"] = lambda _: rows(account(1, NOW))
    pages = []
    for page in lately(connector):
        pages.append(page)
        clock.now += timedelta(hours=1)
    held = [page for page in pages if page.records]
    assert [page.as_of for page in held] == [NOW, NOW]
    assert since(held[-1], "Account") == NOW - OVERLAP


def test_a_day_without_changes_costs_three_calls_and_no_part_too_many(
    org: Org, connector: SalesforceConnector
) -> None:
    [last] = lately(connector)
    assert last.cursor is None
    assert sorted(map(len, org.calls)) == [2, 5, 5]


@given(TIMES, TIMES, TIMES)
def test_a_position_keeps_the_overlap_and_never_goes_back(
    before: datetime, last: datetime, read_at: datetime
) -> None:
    at = Position(since=before.isoformat())
    passed = at.passed(last, read_at)
    past = passed.past(read_at)
    assert before <= (passed.since_time or before) <= max(before, min(last, read_at - OVERLAP))
    assert (passed.since_time or before) <= (past.since_time or before) <= max(before, read_at - OVERLAP)


@given(st.lists(st.text(min_size=1, max_size=80)))
def test_packed_values_are_all_there_and_fit_an_address(values: list[str]) -> None:
    lists = list(soql.packed(values))
    assert [one for chunk in lists for one in chunk] == values
    for chunk in lists:
        assert len(quote(soql.where_among("Email", chunk), safe="")) < 15_000
