"""Nothing harmful gets into a path, a query or towards another host."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_connectors.salesforce import ids, soql
from crm_ai_connectors.salesforce.config import SalesforceConfig
from crm_ai_plugin.errors import NotFoundError, PermanentError, UserInputError

GOOD = "006Sb0000sZmu6pIAB"

HARMFUL = (
    "https://evil.example/x",
    "//evil.example/x",
    "../Account/001000000000001",
    "/services/apexrest/pwn",
    "006000000000001?fields=Name",
    "006000000000001#x",
    "006000000000001/../../x",
    "006000000000001 OR Id != ''",
    "006000000000001\n",
    "00600000000000",
    "0060000000000012",
    "006000000000001'",
    "",
    "００６０００００００００００１",
)


@pytest.mark.parametrize("harmful", HARMFUL)
def test_what_is_no_id_is_refused(harmful: str) -> None:
    with pytest.raises(NotFoundError):
        ids.record_id(harmful)


def test_short_ids_become_long_ones() -> None:
    assert ids.record_id(GOOD[:15]) == GOOD
    assert ids.record_id(GOOD) == GOOD


@given(st.text(max_size=40))
def test_only_letters_and_digits_ever_pass(text: str) -> None:
    try:
        passed = ids.record_id(text)
    except NotFoundError:
        return
    assert passed.isascii()
    assert passed.isalnum()
    assert len(passed) == 18


@pytest.mark.parametrize("name", ["Opportunity/../User", "Lead", "bulk2", "__class__", "", "opportunity"])
def test_objects_come_from_a_list(name: str) -> None:
    with pytest.raises(UserInputError):
        ids.object_name(name)
    with pytest.raises(UserInputError):
        ids.object_name("X/../Y", also=("X/../Y",))


@pytest.mark.parametrize("name", ["Name FROM User", "Name)", "a b", "", "1abc", "x" * 81, "A..B", "Name;"])
def test_fields_have_the_form_of_fields(name: str) -> None:
    with pytest.raises(UserInputError):
        soql.select([name], "Opportunity")


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/services/data/v66.0/query/01g",
        "@evil.example/services/data/v66.0/query/01g",
        "/services/apexrest/x",
        "/services/data/v66.0/query/../../x",
        ".evil.example/",
        7,
    ],
)
def test_a_next_page_leads_to_a_query_or_nowhere(path: Any) -> None:
    with pytest.raises(PermanentError):
        ids.next_page(path)
    assert ids.next_page("/services/data/v66.0/queryAll/01gD0000002HU6K-2000")
    assert ids.next_page(None) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.my.salesforce.com",
        "https://acme--uat.sandbox.my.salesforce.com/",
        "https://acme-dev-ed.develop.my.salesforce.com:443",
    ],
)
def test_an_orgs_own_address_is_allowed(url: str) -> None:
    assert ids.is_allowed_host(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.my.salesforce.com",
        "https://acme.my.salesforce.com.evil.example",
        "https://evil.example/.my.salesforce.com",
        "https://evil.example#.my.salesforce.com",
        "https://evil.example\\@acme.my.salesforce.com",
        "https://user:pw@acme.my.salesforce.com",
        "https://acme.my.salesforce.com:8443",
        "https://my.salesforce.com",
        "https://a.b.my.salesforce.com",
        "https://acme.my.salesforce.com/path",
        "https://acme.my.sales\nforce.com",
        "https://login.salesforce.com",
        "https://127.0.0.1",
        "https://169.254.169.254",
        "https://[::1",
        "https://acme.lightning.force.com",
        "",
    ],
)
def test_no_token_goes_anywhere_else(url: str) -> None:
    assert not ids.is_allowed_host(url)


def test_this_machine_only_when_allowed() -> None:
    assert ids.is_allowed_host("http://127.0.0.1:8123", allow_insecure=True)
    assert not ids.is_allowed_host("http://10.0.0.1:8123", allow_insecure=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"login_url": "https://evil.example"},
        {"login_url": "http://login.salesforce.com"},
        {"instance_url": "https://evil.example"},
        {"instance_url": "https://login.salesforce.com"},
        {"flow": "jwt_bearer"},
        {"flow": "client_credentials"},
        {"deal_fields": ("Name FROM User",)},
        {"loss_reason_field": "x y"},
        {"namespace": "a/b__"},
        {"api_version": "v66.0"},
    ],
)
def test_settings_that_would_leak_or_break_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        SalesforceConfig.model_validate(wrong)


def test_values_are_quoted_and_lists_are_never_empty() -> None:
    assert soql.where_is("Name", "a' OR Name != '") == " WHERE Name = 'a\\' OR Name != \\''"
    assert soql.where_among("Email", ["o'hara@x.example"]) == " WHERE Email IN ('o\\'hara@x.example')"
    with pytest.raises(ValueError, match="no ids"):
        soql.where_in("Id", [])
    with pytest.raises(NotFoundError):
        soql.where_in("Id", [GOOD, "x') OR Id != ('"])


@given(st.text(max_size=60))
def test_no_text_ends_its_quotes(text: str) -> None:
    made = soql.where_is("Name", text).removeprefix(" WHERE Name = ")
    assert made[0] == made[-1] == "'"
    inner, place = made[1:-1], 0
    while place < len(inner):
        assert inner[place] != "'"
        place += 2 if inner[place] == "\\" else 1
    assert place == len(inner)
