from __future__ import annotations

import pytest

from crm_ai_plugin.errors import NotFoundError
from crm_ai_plugin.store import ConnectionRow


@pytest.fixture
def acme(store):
    with store.system() as s:
        for workspace in ("acme", "other"):
            s.workspaces.ensure(workspace, workspace)
            s.connections.add(ConnectionRow(workspace, "crm-1", "rest", "acc"))
    return store


def test_a_token_leads_to_its_endpoint_and_is_stored_nowhere(acme):
    with acme.system() as s:
        id_, token = s.webhook_endpoints.open("acme", "crm-1", "generic", {"a": [1]})
        s.webhook_endpoints.open("other", "crm-1", "generic", {})
        found = s.webhook_endpoints.resolve(token)
        assert (found.id, found.workspace_id, found.connection, found.receiver) == (
            id_,
            "acme",
            "crm-1",
            "generic",
        )
        assert found.config == {"a": [1]}
        assert s.webhook_endpoints.get(id_) == found
        for other in (token + "x", token[:-1], token.swapcase(), id_, "", "\x00\ud800"):
            assert s.webhook_endpoints.resolve(other) is None
    with acme.engine.connect() as connection:
        assert token not in repr(connection.exec_driver_sql("SELECT * FROM webhook_endpoints").all())


def test_several_addresses_lead_to_one_connection_while_one_is_replaced(acme):
    with acme.system() as s:
        old, old_token = s.webhook_endpoints.open("acme", "crm-1", "generic", {})
        new, new_token = s.webhook_endpoints.open("acme", "crm-1", "generic", {})
        assert old_token != new_token
        assert [row.id for row in s.webhook_endpoints.list("acme", "crm-1")] == [old, new]
        s.webhook_endpoints.close("acme", old)
        assert s.webhook_endpoints.resolve(old_token) is None
        assert s.webhook_endpoints.resolve(new_token).id == new


def test_settings_are_replaced(acme):
    with acme.system() as s:
        id_, _ = s.webhook_endpoints.open("acme", "crm-1", "generic", {"a": 1})
        s.webhook_endpoints.set_config("acme", id_, {"b": 2})
        assert s.webhook_endpoints.get(id_).config == {"b": 2}


def test_another_workspace_reaches_no_endpoint(acme):
    with acme.system() as s:
        id_, token = s.webhook_endpoints.open("acme", "crm-1", "generic", {})
        assert s.webhook_endpoints.list("other") == []
        with pytest.raises(NotFoundError):
            s.webhook_endpoints.set_config("other", id_, {})
        with pytest.raises(NotFoundError):
            s.webhook_endpoints.close("other", id_)
        assert s.webhook_endpoints.resolve(token).config == {}


def test_what_is_not_there_is_said(acme):
    with acme.system() as s:
        with pytest.raises(NotFoundError):
            s.webhook_endpoints.open("acme", "crm-2", "generic", {})
        with pytest.raises(NotFoundError):
            s.webhook_endpoints.get("whe_x")
        with pytest.raises(NotFoundError):
            s.webhook_endpoints.close("acme", "whe_x")
