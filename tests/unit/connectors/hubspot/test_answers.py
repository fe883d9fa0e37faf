from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_connectors.hubspot import answers
from crm_ai_plugin.errors import (
    ConflictError,
    CrmAiError,
    NotFoundError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
)

PRIVATE = "kim.person@example.org"


def error(status: int, body: Any = None, *, write: bool = False, **headers: str) -> CrmAiError:
    return answers.error_of(status, headers, body, write=write)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, PermanentError),
        (401, ReauthoriseError),
        (403, PermanentError),
        (404, NotFoundError),
        (408, RetryableError),
        (409, ConflictError),
        (423, RetryableError),
        (429, RateLimitedError),
        (477, RetryableError),
        (500, RetryableError),
        (503, RetryableError),
        (302, PermanentError),
        (418, PermanentError),
    ],
)
@pytest.mark.parametrize(
    "body", [None, {}, {"message": PRIVATE, "errors": [{"message": PRIVATE}]}, [PRIVATE], PRIVATE]
)
def test_every_status_has_its_meaning_and_no_body_in_it(
    status: int, kind: type[CrmAiError], body: Any
) -> None:
    found = error(status, body)
    assert type(found) is kind
    assert PRIVATE not in f"{found} {found!r} {vars(found)}"


@given(
    st.integers(300, 599),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["errors", "context", "category", "message", "subCategory", "propertyName", "scopes"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=15,
    ),
)
def test_no_body_breaks_the_reading(status: int, body: Any) -> None:
    assert isinstance(error(status, body), CrmAiError)
    if isinstance(body, dict):
        list(answers.batch_errors(body))


def test_only_a_write_that_may_have_happened_is_uncertain() -> None:
    def uncertain(status: int, *, write: bool) -> bool:
        found = error(status, write=write)
        assert isinstance(found, RetryableError)
        return found.uncertain

    assert uncertain(502, write=True)
    assert not uncertain(502, write=False)
    assert not uncertain(429, write=True)


@pytest.mark.parametrize(
    "context",
    [
        {"requiredGranularScopes": ["crm.objects.deals.write"]},
        {"missingScopes": ["crm.objects.deals.write"]},
        "{missingScopes=[crm.objects.deals.write]}",
    ],
)
def test_a_missing_scope_is_named(context: Any) -> None:
    found = error(403, {"category": "MISSING_SCOPES", "errors": [{"message": "x", "context": context}]})
    assert found.code == answers.MISSING_SCOPE
    assert "crm.objects.deals.write" in found.user_message
    assert found.hint
    assert "crm.objects.deals.write" in found.hint


@pytest.mark.parametrize(
    "body",
    [
        {"errors": [{"code": "PROPERTY_DOESNT_EXIST", "context": {"propertyName": ["crm_ai_p_win"]}}]},
        {
            "message": 'Property values were not valid: [{"error":"PROPERTY_DOESNT_EXIST","name":"crm_ai_p_win"}]'
        },
        {"message": 'Property "crm_ai_p_win" does not exist'},
    ],
)
def test_an_unknown_property_is_named(body: dict[str, Any]) -> None:
    found = error(400, {"category": "VALIDATION_ERROR", **body})
    assert found.code == answers.PROPERTY_MISSING
    assert "crm_ai_p_win" in found.user_message


def test_a_rule_of_the_portal_is_a_sentence_for_its_admin() -> None:
    problems = [{"code": "REQUIRED_PROPERTY", "message": PRIVATE, "context": {"properties": ["region"]}}]
    found = error(400, {"category": "VALIDATION_ERROR", "errors": problems})
    assert found.code == "required_property"
    assert "region" in found.user_message
    assert found.hint


@pytest.mark.parametrize(
    ("problem", "code", "place"),
    [
        ({"message": f"region is required for {PRIVATE}"}, "required_property", "Settings › Objects"),
        ({"code": "REQUIRED_FIELD", "message": PRIVATE}, "required_property", "Settings › Objects"),
        (
            {"message": "You have reached your property limit of 1000"},
            "limit_reached",
            "Settings › Properties",
        ),
        ({"code": "PROPERTY_LIMIT_REACHED"}, "limit_reached", "Settings › Properties"),
        ({"message": "Deal stage can't move backwards in this pipeline"}, "pipeline_rule", "Pipeline rules"),
        ({"message": "A pipeline rule restricts skipping stages"}, "pipeline_rule", "Pipeline rules"),
        ({"code": "INVALID_OPTION", "message": PRIVATE}, "option_unknown", "Settings › Properties"),
        (
            {"message": f"{PRIVATE} was not one of the allowed options"},
            "option_unknown",
            "Settings › Properties",
        ),
        ({"message": f"another record already has the value {PRIVATE}"}, "unique_property", "unique"),
        ({"message": "associations need a permission"}, "association_forbidden", "Edit associations"),
        ({"code": "INVALID_LONG", "message": PRIVATE}, "value_refused", "validation rules"),
        ({"message": "the value must match the validation rule"}, "value_refused", "validation rules"),
        ({"message": PRIVATE}, "validation", "settings"),
    ],
)
@pytest.mark.parametrize("where", ["body", "part of a batch"])
def test_each_rule_of_a_portal_has_its_sentence(
    problem: dict[str, str], code: str, place: str, where: str
) -> None:
    body = {"category": "VALIDATION_ERROR", "errors": [{**problem, "context": {"propertyName": ["region"]}}]}
    if where == "body":
        found = error(400, body)
    else:
        (found,) = answers.batch_errors({"results": [], "errors": [body | problem]})
    assert (type(found), found.code) == (PermanentError, code)
    assert place in (found.hint or "")
    assert PRIVATE not in f"{found} {vars(found)}"
    assert "region" in found.user_message


def test_the_correlation_id_is_for_the_log() -> None:
    correlation = "0a1b2c3d-0000-1111-2222-333344445555"
    assert correlation in (error(400, {"correlationId": correlation}).detail or "")
    assert PRIVATE not in (error(400, {"correlationId": PRIVATE}).detail or "")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("3", 3.0), ("0.5", 0.5), ("", 10.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 10.0), ("-1", 10.0)],
)
def test_when_to_come_back(header: str, seconds: float) -> None:
    found = answers.error_of(429, {"Retry-After": header}, None, write=False)
    assert isinstance(found, RateLimitedError)
    assert found.retry_after == seconds


@pytest.mark.parametrize(
    ("problem", "kinds"),
    [
        ({"category": "OBJECT_NOT_FOUND"}, []),
        ({"category": "X", "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND"}, []),
        ({"category": "RATE_LIMITS"}, [RateLimitedError]),
        ({"category": "MISSING_SCOPES"}, [PermanentError]),
        ({"category": "VALIDATION_ERROR"}, [PermanentError]),
        ({"category": "INTERNAL_ERROR"}, [RetryableError]),
        ({}, [RetryableError]),
    ],
)
def test_failures_inside_a_good_answer_are_seen(problem: dict[str, Any], kinds: list[type]) -> None:
    assert [type(one) for one in answers.batch_errors({"results": [], "errors": [problem]})] == kinds


def test_the_quota() -> None:
    told = {
        "X-HubSpot-RateLimit-Max": "110",
        "X-HubSpot-RateLimit-Remaining": "12",
        "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
    }
    found = answers.quota_of(told)
    assert found is not None
    assert (found.limit, found.remaining, found.resets_in_s) == (110, 12, 10.0)
    assert answers.quota_of({}) is None
    assert answers.quota_of({"X-HubSpot-RateLimit-Remaining": "many"}) is None
