"""The journal's files come from elsewhere: whatever is in them, nothing but accounts comes out."""

from __future__ import annotations

from typing import Any

import pytest
import responses
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_connectors.hubspot import HubSpotConfig, HubSpotConnectorFactory
from crm_ai_connectors.hubspot.journal import _accounts
from crm_ai_plugin.errors import CrmAiError, PermanentError, RetryableError
from crm_ai_plugin.ports.installing import OAuthApp
from tests.fixtures.planted_secrets import PLANTED

BASE = "https://api.hubapi.com"
JOURNAL = f"{BASE}/webhooks-journal/journal/2026-09"
APP = OAuthApp("id", PLANTED["client secret"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["journalEvents", "eventTypeId", "action", "portalId"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_file_breaks_the_reading(body: Any) -> None:
    assert all(one.isdecimal() for one in _accounts(body))


def test_only_uninstalls_count() -> None:
    events = [
        {"eventTypeId": "4-1916193", "portalId": 1},
        {"action": "app_uninstall", "portalId": "2"},
        {"eventTypeId": "4-1909196", "action": "APP_INSTALL", "portalId": 3},
        {"eventTypeId": "4-1916193"},
    ]
    assert list(_accounts({"journalEvents": events})) == ["1", "2"]


@pytest.fixture
def web() -> Any:
    with responses.RequestsMock() as mock:
        mock.post(f"{BASE}/oauth/2026-09/token", json={"access_token": PLANTED["token"]})
        yield mock


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ({"url": "http://files.example/1", "currentOffset": "a"}, PermanentError),
        ({"url": "file:///etc/passwd", "currentOffset": "a"}, PermanentError),
        ({"url": 7, "currentOffset": "a"}, RetryableError),
        ({"url": "https://files.example/1", "currentOffset": "../../x"}, RetryableError),
    ],
)
def test_an_entry_that_leads_astray_is_not_followed(
    web: responses.RequestsMock, entry: dict[str, Any], kind: type[CrmAiError]
) -> None:
    web.get(f"{JOURNAL}/offset/a-0/next", json=entry)
    with pytest.raises(kind) as caught:
        HubSpotConnectorFactory().uninstalls(APP, HubSpotConfig().model_dump(), "a-0")
    assert PLANTED["client secret"] not in repr(vars(caught.value))
    assert len(web.calls) == 2
