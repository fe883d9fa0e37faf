"""What connecting by secrets and connecting by consent share, and a connector that says nothing of its secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel

from crm_ai_plugin.errors import CrmAiError, ReauthoriseError, UserInputError
from crm_ai_plugin.ports.connector import Capability, ConnectionContext
from crm_ai_plugin.runtime.registry import CONNECTORS, Registry
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from tests.integration.installing.conftest import WORKSPACE, Browser, rows

GOOD = "sesame"


class PlainSettings(BaseModel):
    """It has none."""


class PlainConnector:
    """Knows whether a key is the right one."""

    def __init__(self, context: ConnectionContext) -> None:
        self._secrets = context.secrets.load()

    def check(self) -> None:
        if self._secrets.get("key") != GOOD:
            raise ReauthoriseError("the key is refused")

    def close(self) -> None:
        """It holds nothing open."""


class PlainFactory:
    """A partner's factory with what the port asks for and no more."""

    key: ClassVar[str] = "plain"
    label: ClassVar[str] = "Plain CRM"
    capabilities: ClassVar[frozenset[Capability]] = frozenset()
    config_model: ClassVar[type[BaseModel]] = PlainSettings
    scopes: ClassVar[Mapping[str, str]] = {}

    def create(self, context: ConnectionContext) -> PlainConnector:
        return PlainConnector(context)


@pytest.fixture
def plain(tmp_path: Path, sqlite_url: str, redis_url: str) -> Iterator[Services]:
    point = EntryPoint("plain", f"{__name__}:PlainFactory", CONNECTORS)
    settings = Settings(_env_file=None, home=tmp_path, database_url=sqlite_url, redis_url=redis_url)
    services = Services(settings, registry=Registry(found={CONNECTORS: [point]}))
    yield services
    services.close()


def test_a_connector_that_says_nothing_of_its_secrets_is_connected_under_the_account_that_is_said(
    plain: Services,
) -> None:
    made = plain.by_secrets.connect(WORKSPACE, "plain", {"key": GOOD}, account="north", by="test")
    assert (made.connection, made.account, made.webhook) == ("plain-1", "north", None)
    assert plain.connections.secrets(WORKSPACE, "plain-1").load() == {"key": GOOD}
    again = plain.by_secrets.connect(WORKSPACE, "plain", {"key": GOOD}, connection="plain-1", by="test")
    assert (again.account, again.again) == ("north", True)


@pytest.mark.parametrize(
    ("key", "more", "code"),
    [
        (GOOD, {}, "account_missing"),
        ("another", {"account": "north"}, "secrets_refused"),
        (GOOD, {"account": "north", "connection": "No Key"}, "connection_key"),
        (GOOD, {"account": "north", "connection": "old"}, "account_wrong"),
        (GOOD, {"account": "south", "connection": "new"}, "account_connected"),
    ],
)
def test_what_does_not_fit_stores_nothing(
    plain: Services, key: str, more: Mapping[str, Any], code: str
) -> None:
    plain.connect(WORKSPACE, "old", "plain", "south", {}, {"key": "before"})
    with pytest.raises(UserInputError) as refused:
        plain.by_secrets.connect(WORKSPACE, "plain", {"key": key}, by="test", **more)
    assert refused.value.code == code
    assert [row.key for row in rows(plain)] == ["old"]
    assert plain.connections.secrets(WORKSPACE, "old").load() == {"key": "before"}


def test_consent_renewed_keeps_what_signs_the_connections_webhooks(
    services: Services, browser: Browser, another_browser: Browser, link: Callable[..., str]
) -> None:
    browser.connect(link("salesforce"))
    held = services.connections.secrets(WORKSPACE, "salesforce-1")
    before = held.load()
    held.save({**before, "webhook_secret": "now", "webhook_previous_secret": "once"})
    another_browser.connect(link("salesforce"))
    after = held.load()
    assert after["access_token"] != before["access_token"]
    assert (after["webhook_secret"], after["webhook_previous_secret"]) == ("now", "once")


def test_a_flow_without_a_page_names_the_way_there_is(services: Services) -> None:
    config = {"flow": "jwt_bearer", "username": "u@example.com"}
    with pytest.raises(CrmAiError) as refused:
        services.installing.open_link(WORKSPACE, "salesforce", config=config, by="test")
    assert refused.value.hint is not None
    assert "crm-ai connect salesforce --secrets FILE" in refused.value.hint
