"""What answers, refusals and cursors mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_connectors.http.retry import DAILY, seconds_of
from crm_ai_connectors.salesforce import answers, cursor
from crm_ai_connectors.salesforce.cursor import Position
from crm_ai_connectors.salesforce.refusals import explain
from crm_ai_plugin.errors import (
    ConfigurationError,
    ConflictError,
    CrmAiError,
    NotFoundError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
    UserInputError,
)
from tests.fixtures.planted_secrets import PLANTED

SECRET = "Jane Doe 00Dxx!AQ." + PLANTED["token"]


def error(status: int, code: str, message: str = SECRET, *, write: bool = False) -> CrmAiError:
    return answers.error_of(status, {}, [{"errorCode": code, "message": message}], write=write)


@pytest.mark.parametrize(
    ("status", "code", "kind", "named"),
    [
        (401, "INVALID_SESSION_ID", ReauthoriseError, "reauthorise"),
        (403, "API_DISABLED_FOR_ORG", PermanentError, "api_disabled"),
        (403, "INSUFFICIENT_ACCESS", PermanentError, "forbidden"),
        (400, "INSUFFICIENT_ACCESS_OR_READONLY", PermanentError, "forbidden"),
        (404, "NOT_FOUND", NotFoundError, "not_found"),
        (404, "ENTITY_IS_DELETED", NotFoundError, "not_found"),
        (400, "MALFORMED_ID", NotFoundError, "not_found"),
        (400, "INVALID_CROSS_REFERENCE_KEY", PermanentError, "reference_invalid"),
        (400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", PermanentError, "validation"),
        (400, "REQUIRED_FIELD_MISSING", PermanentError, "validation"),
        (400, "STRING_TOO_LONG", PermanentError, "too_long"),
        (400, "INVALID_QUERY_LOCATOR", PermanentError, answers.LOCATOR_GONE),
        (400, "DUPLICATE_VALUE", ConflictError, "conflict"),
        (400, "UNABLE_TO_LOCK_ROW", RetryableError, "unavailable"),
        (302, "", PermanentError, "redirect"),
        (400, "WHATEVER_ELSE", PermanentError, "refused"),
        (503, "SERVER_UNAVAILABLE", RetryableError, "unavailable"),
        (429, "", RateLimitedError, "rate_limited"),
    ],
)
def test_each_answer_has_its_error(status: int, code: str, kind: type[CrmAiError], named: str) -> None:
    found = error(status, code)
    assert (type(found), found.code) == (kind, named)
    assert SECRET not in repr(vars(found)) + str(found)


def test_the_days_calls_and_a_crowd_are_told_apart() -> None:
    day = error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    crowd = error(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.")
    assert isinstance(day, RateLimitedError)
    assert isinstance(crowd, RateLimitedError)
    assert (day.code, crowd.code) == (DAILY, "rate_limited")
    assert (day.retry_after or 0) > (crowd.retry_after or 0) > 0


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("17", 17.0),
        ("0.5", 0.5),
        ("-1", None),
        ("inf", None),
        ("soon", None),
        ("", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2015 07:28:00", None),
    ],
)
def test_when_to_come_back(told: str, seconds: float | None) -> None:
    assert seconds_of({"Retry-After": told}) == seconds
    assert seconds_of({}) is None


def test_a_date_to_come_back_at_is_in_seconds() -> None:
    at = datetime.now(UTC) + timedelta(hours=1)
    found = seconds_of({"Retry-After": format_datetime(at, usegmt=True)})
    assert found is not None
    assert 3000 < found <= 3600


def test_only_a_write_with_a_5xx_is_uncertain() -> None:
    for status, write, uncertain in ((500, True, True), (500, False, False), (400, True, False)):
        found = error(status, "UNABLE_TO_LOCK_ROW", write=write)
        assert isinstance(found, RetryableError)
        assert found.uncertain is uncertain


@pytest.mark.parametrize(
    ("code", "message", "names", "expected"),
    [
        (
            "INVALID_FIELD",
            "\nSELECT Id,Foo__c\n^\nERROR at Row:1:Column:11\nNo such column 'Foo__c' on entity 'Opportunity'.",
            {"Foo__c"},
            answers.FIELD_MISSING,
        ),
        (
            "INVALID_FIELD",
            "Didn't understand relationship 'Individual' in field path.",
            {"Individual."},
            answers.FIELD_MISSING,
        ),
        ("INVALID_TYPE", "sObject type 'Note' is not supported.", {"Note"}, answers.OBJECT_MISSING),
        (
            "INVALID_FIELD",
            "No such column 'CRM_AI_P_Win__c' on sobject of type Opportunity",
            {"CRM_AI_P_Win__c"},
            answers.FIELD_MISSING,
        ),
        (
            "NOT_FOUND",
            "Provided external ID field does not exist or is not accessible: CRM_AI_Key__c",
            {"CRM_AI_Key__c"},
            answers.FIELD_MISSING,
        ),
    ],
)
def test_what_is_missing_is_named(code: str, message: str, names: set[str], expected: str) -> None:
    found = error(400, code, message)
    assert isinstance(found, answers.MissingError)
    assert (found.code, set(found.names)) == (expected, names)
    assert "permission set" in (found.hint or "")


@given(
    st.integers(300, 599),
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda x: st.lists(x) | st.dictionaries(st.sampled_from(["errorCode", "message"]), x),
    ),
    st.booleans(),
)
def test_no_body_breaks_it(status: int, body: Any, write: bool) -> None:
    assert answers.error_of(status, {}, body, write=write).user_message


def test_the_quota_is_read_from_header_and_limits() -> None:
    found = answers.quota_of({"Sforce-Limit-Info": "api-usage=25/5000; per-app-api-usage=17/250(appName=x)"})
    assert found is not None
    assert (found.limit, found.remaining) == (5000, 4975)
    over = answers.quota_of({"Sforce-Limit-Info": "api-usage=5100/5000"})
    assert over is not None
    assert over.remaining == 0
    assert answers.quota_of({"Sforce-Limit-Info": "nonsense"}) is None
    limits = answers.quota_of_limits({"DailyApiRequests": {"Max": 100, "Remaining": 40}})
    assert limits is not None
    assert (limits.limit, limits.remaining) == (100, 40)
    odds: tuple[Any, ...] = (None, [], {}, {"DailyApiRequests": 3}, {"DailyApiRequests": {"Max": "x"}})
    for odd in odds:
        assert answers.quota_of_limits(odd) is None


@pytest.mark.parametrize(
    ("code", "description", "kind", "named"),
    [
        ("invalid_client", "app+must+be+installed+into+org", ConfigurationError, "app_not_installed"),
        ("OAUTH_APPROVAL_ERROR_GENERIC", "An unexpected error", ConfigurationError, "app_not_installed"),
        ("invalid_client", "invalid client credentials", ConfigurationError, "client_invalid"),
        ("invalid_client_id", "client identifier invalid", ConfigurationError, "client_invalid"),
        ("OAUTH_APP_BLOCKED", "this app is blocked by admin", ConfigurationError, "app_blocked"),
        ("OAUTH_APP_ACCESS_DENIED", "user is not admin approved", ConfigurationError, "user_not_assigned"),
        ("OAUTH_EC_APP_ACCESS_DENIED", "", ConfigurationError, "user_not_assigned"),
        ("invalid_app_access", "user is not admin approved", ConfigurationError, "user_not_assigned"),
        ("invalid_app_access", "", ConfigurationError, "flow_disabled"),
        ("redirect_uri_mismatch", "", ConfigurationError, "callback_unknown"),
        ("access_denied", "end-user denied authorization", UserInputError, "access_denied"),
        ("invalid_grant", "expired access/refresh token", ReauthoriseError, "reauthorise"),
        ("invalid_grant", "user hasn't approved this consumer", ReauthoriseError, "user_not_preauthorised"),
        ("invalid_grant", "expired authorization code", UserInputError, "code_expired"),
        ("invalid_grant", "ip restricted", ReauthoriseError, "ip_refused"),
        ("invalid_grant", "audience is invalid", ConfigurationError, "audience_invalid"),
        ("inactive_user", "", ReauthoriseError, "inactive"),
        ("something_new", SECRET, ConfigurationError, "login_refused"),
        (None, None, ConfigurationError, "login_refused"),
    ],
)
def test_a_refused_login_says_what_to_do(
    code: str | None, description: str | None, kind: type[CrmAiError], named: str
) -> None:
    found = explain(code, description)
    assert (type(found), found.code) == (kind, named)
    assert found.hint
    assert SECRET not in repr(vars(found)) + str(found)


POSITIONS = st.builds(
    Position,
    since=st.none() | st.just("2026-01-05T09:30:00+00:00"),
    begun=st.none() | st.just("2026-01-05T09:30:00+00:00"),
    job=st.none() | st.just("750Sb0000000001IAA"),
    locator=st.none() | st.text(min_size=1, max_size=20),
    deal=st.none() | st.just("006Sb0000000001IAA"),
    last=st.none() | st.tuples(*[st.none() | st.text(max_size=5)] * 4),
    plain=st.booleans(),
)


@given(st.dictionaries(st.sampled_from(["Task", "Event"]), POSITIONS))
def test_a_cursor_comes_back_as_it_went(positions: dict[str, Position]) -> None:
    assert cursor.parse(cursor.dump(positions), ("Task", "Event")) == positions


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "[]",
        "7",
        '{"User":{}}',
        '{"Task":7}',
        '{"Task":{"job":"../x"}}',
        '{"Task":{"since":"2026"}}',
        '{"Task":{"since":"2026-01-05"}}',
        '{"Task":{"since":7}}',
        '{"Task":{"last":["a"]}}',
        '{"Task":{"locator":["a"]}}',
    ],
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(UserInputError):
        cursor.parse(text, ("Task",))
