"""The objection card in a real browser, on the real runtime: copying by button and key, rating, two widths."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from werkzeug.serving import make_server

from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED
from tests.integration.web.web_server import CHROMIUM, FLAGS, Quiet

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

pytestmark = [
    pytest.mark.needs_chromium,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}: apt-get install chromium"),
]
SAID = "Your price is too high. <b>Really.</b>"


@pytest.fixture
def services(tmp_path: Path, sqlite_url: str) -> Iterator[Services]:
    secret = SecretStr(PLANTED["secret key"])
    made = Services(Settings.load(env_file=None, home=tmp_path, database_url=sqlite_url, secret_key=secret))
    yield made
    made.close()


@pytest.fixture
def link(services: Services) -> Iterator[str]:
    app = create_app(services)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    url = f"http://127.0.0.1:{server.port}"
    services.settings = services.settings.model_copy(update={"public_url": url})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with services.store.system() as system:
        system.workspaces.ensure("acme", "acme")
        key = system.api_keys.create("acme", "test")
    asked = services.objections.ask("acme", Asked(text=SAID, by="rep", tones=("consultative",)))
    made = app.test_client().post(
        f"/api/cards/objection/objection/{asked.subject.id}/link",
        json={"by": "rep-5"},
        headers={"Authorization": f"Bearer {key}"},
    )
    yield str(made.get_json()["url"])
    server.shutdown()
    thread.join()
    server.server_close()


def test_answers_are_copied_by_key_and_button_and_rated(services: Services, link: str) -> None:
    complaints: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(link)
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.get_by_text(SAID).is_visible()
        page.keyboard.press("2")
        _says(page, "Copied.")
        assert _clipboard(page) == page.locator(".crm-reply-text").nth(1).inner_text()
        page.get_by_role("button", name="Copy answer 1").click()
        first = page.locator(".crm-reply-text").first.inner_text()
        sync_api.expect(page.locator("#card-status")).to_have_text("Copied.")
        page.get_by_role("button", name="Answer 2 was useful").click()
        _says(page, "Thank you.")
        assert _clipboard(page) == first
        page.get_by_role("button", name="Edit answer 1 before copying it").click()
        page.keyboard.press("2")
        page.get_by_role("textbox", name="Your wording").fill(f"{first} Best, Zoe")
        with page.expect_response(lambda answer: answer.url.endswith("/feedback")):
            page.get_by_role("button", name="Copy answer 1").click()
        _says(page, "Copied.")
        page.wait_for_function("navigator.clipboard.readText().then((text) => text.endsWith('Zoe'))")
        page.keyboard.press("Shift+Tab")
        page.get_by_role("textbox", name="Your wording").press("Escape")
        assert page.locator(".crm-reply-text").first.is_visible()
        page.get_by_role("button", name="Answer 1 was sent").click()
        _says(page, "Noted as sent.")
        browser.close()
    assert complaints == []
    (kept,) = services.objections.history("acme")
    did = {one.position: (sorted(one.did), one.rating) for one in kept.responses}
    assert did[2] == (["copied", "rated"], 5)
    assert did[1] == (["copied", "edited", "sent"], None)
    with services.store.workspace("acme") as session:
        changes = [
            entry.change for entry in session.objections.feedback([kept.responses[0].id]) if entry.change
        ]
    assert len(changes) == 1
    assert "Zoe" not in str(changes)


def _says(page: Any, text: str) -> None:
    sync_api.expect(page.locator("#card-status")).to_have_text(text)


def _clipboard(page: Any) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))
