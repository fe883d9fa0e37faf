"""Sandbox CRMs, the product on a store of its own, and a browser that goes from one to the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from pydantic import SecretStr
from werkzeug.test import TestResponse

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import HubSpotSettings, SalesforceSettings, Settings
from crm_ai_plugin.store import ConnectionRow
from crm_ai_plugin.testing.sandbox import SandboxServer
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED

PUBLIC = "http://127.0.0.1:8000"
WORKSPACE = "acme"


@pytest.fixture(scope="module")
def portal() -> Iterator[SandboxServer]:
    with SandboxServer(seed=5, deals=8, client_secret=PLANTED["client secret"]) as server:
        yield server


@pytest.fixture(scope="module")
def org() -> Iterator[SalesforceSandbox]:
    with SalesforceSandbox(seed=5, deals=8, client_secret=PLANTED["client secret"]) as server:
        yield server


class Clock:
    """Real time, which a test may put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


def settings_of(home: Path, sqlite_url: str, redis_url: str, portal: Any, org: Any) -> Settings:
    return Settings(
        _env_file=None,
        home=home,
        database_url=sqlite_url,
        redis_url=redis_url,
        public_url=PUBLIC,
        secret_key=SecretStr(PLANTED["secret key"]),
        workspace=WORKSPACE,
        allow_insecure=True,
        hubspot=HubSpotSettings(
            client_id=portal.client_id,
            client_secret=SecretStr(portal.client_secret),
            app_id=str(portal.app_id),
            api_base=portal.url,
            app_base=portal.url,
        ),
        salesforce=SalesforceSettings(
            client_id=org.org.client_id,
            client_secret=SecretStr(org.org.client_secret),
            login_url=org.url,
        ),
    )


@pytest.fixture
def services(
    tmp_path: Path,
    sqlite_url: str,
    redis_url: str,
    portal: SandboxServer,
    org: SalesforceSandbox,
    clock: Clock,
) -> Iterator[Services]:
    built = Services(settings_of(tmp_path, sqlite_url, redis_url, portal, org), clock)
    with built.store.system() as system:
        system.workspaces.ensure(WORKSPACE, WORKSPACE)
    yield built
    built.close()


@dataclass
class Browser:
    """One admin's browser at our pages, with the cookies we gave it."""

    client: FlaskClient

    def open(self, url: str) -> TestResponse:
        return self.client.get(url.removeprefix(PUBLIC))

    def set_out(self, link: str) -> str:
        """Press the button on the page of a link and return where that leads."""
        connector = urlsplit(link).path.split("/")[2]
        token = parse_qs(urlsplit(link).query)["t"][0]
        answer = self.client.post(f"/install/{connector}/start", data={"t": token})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return str(answer.headers["Location"])

    def consent(self, page: str) -> str:
        """Say yes on the CRM's page and return the address it sends the browser back to."""
        answer = requests.get(f"{page}&sandbox_consent=auto", allow_redirects=False, timeout=10)
        assert answer.status_code == 302
        return answer.headers["Location"]

    def decline(self, page: str) -> str:
        """Say no on the CRM's page."""
        html = requests.get(page, timeout=10).text
        links = [part.partition('"')[0].replace("&amp;", "&") for part in html.split('href="')[1:]]
        return next(link for link in links if "access_denied" in link)

    def connect(self, link: str) -> TestResponse:
        """Go the whole way."""
        return self.open(self.consent(self.set_out(link)))


@pytest.fixture
def browser(services: Services) -> Browser:
    return Browser(create_app(services).test_client())


@pytest.fixture
def another_browser(services: Services) -> Browser:
    return Browser(create_app(services).test_client())


@pytest.fixture
def link(services: Services) -> Callable[..., str]:
    """Make install links."""

    def make(connector: str, **more: Any) -> str:
        return services.installing.open_link(WORKSPACE, connector, by="test", **more).url

    return make


def rows(services: Services, workspace: str = WORKSPACE) -> list[ConnectionRow]:
    with services.store.system() as system:
        return list(system.connections.list(workspace))


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))
