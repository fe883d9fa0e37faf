"""An admin's whole way in a real browser: our page, the CRM's, and back, with our policy and cookie in force."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from werkzeug.serving import make_server

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import HubSpotSettings, SalesforceSettings, Settings
from crm_ai_plugin.testing.sandbox import SandboxServer
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED
from tests.integration.web.web_server import CHROMIUM, FLAGS, Quiet

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: make setup with dev requirements"
)

pytestmark = [
    pytest.mark.needs_chromium,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}: apt-get install chromium"),
]


@pytest.fixture
def services(tmp_path: Path, sqlite_url: str, redis_url: str) -> Iterator[Services]:
    """The product on a real port, with both CRMs' sandboxes behind it."""
    secret = PLANTED["client secret"]
    with (
        SandboxServer(seed=5, deals=4, client_secret=secret) as portal,
        SalesforceSandbox(seed=5, deals=4, client_secret=secret) as org,
    ):
        settings = Settings.load(
            env_file=None,
            home=tmp_path,
            database_url=sqlite_url,
            redis_url=redis_url,
            secret_key=PLANTED["secret key"],
            allow_insecure=True,
            hubspot=HubSpotSettings(
                client_id=portal.client_id,
                client_secret=SecretStr(portal.client_secret),
                api_base=portal.url,
                app_base=portal.url,
            ),
            salesforce=SalesforceSettings(
                client_id=org.client_id, client_secret=SecretStr(org.client_secret), login_url=org.url
            ),
        )
        built = Services(settings)
        server = make_server("127.0.0.1", 0, create_app(built), threaded=True, request_handler=Quiet)
        settings.public_url = f"http://127.0.0.1:{server.port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield built
        server.shutdown()
        thread.join()
        server.server_close()
        built.close()


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


def test_both_crms_are_connected_by_hand(services: Services, chrome: Any) -> None:
    complaints: list[str] = []
    context = chrome.new_context()
    page = context.new_page()
    page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
    for connector, label in (("hubspot", "HubSpot"), ("salesforce", "Salesforce")):
        page.goto(services.installing.open_link("acme", connector, by="test").url)
        assert page.get_by_role("heading", name=f"Connect {label}").is_visible()
        page.get_by_role("button", name=f"Continue to {label}").click()
        page.locator("#allow").click()
        assert page.get_by_role("heading", name="is connected.").is_visible()
        page.reload()
        assert page.get_by_text("This step can't be finished here").is_visible(), "an address is good once"
    with services.store.system() as system:
        assert [row.key for row in system.connections.list("acme")] == ["hubspot-1", "salesforce-1"]
    (cookie,) = [one for one in context.cookies() if one["name"].endswith("crm-ai-install")]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    # What is refused, and icons of the sandbox that are not there, the browser notes itself; it must not have stopped
    # anything of ours.
    assert [one for one in complaints if "Failed to load resource" not in one] == []
