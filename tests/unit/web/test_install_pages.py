"""The pages an admin sees on the way to a CRM and back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_ai_plugin.errors import ConfigurationError, UserInputError
from tests.unit.web.installing_fakes import BROWSER, LINK
from tests.unit.web.web_fakes import KEY_B, FakeServices, bearer, client_of

COOKIE = "__Host-crm-ai-install"


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


def test_the_page_says_what_is_asked_and_why_and_uses_nothing_up(services: FakeServices) -> None:
    answer = client_of(services).get(f"/install/acme/start?t={LINK}&utm_source=mail")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<strong>deals.read</strong>: reads &lt;deals&gt;" in html
    assert "<strong>mails.read</strong>: reads mails (optional)" in html
    assert "Connect Acme &lt;CRM&gt;" in html
    assert [name for name, _ in services.installing.calls] == ["invitation"]
    assert "Set-Cookie" not in answer.headers


def test_nothing_inline_runs_and_nobody_frames_the_page(services: FakeServices) -> None:
    answer = client_of(services).get(f"/install/acme/start?t={LINK}")
    rules = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in rules
    assert "frame-ancestors 'none'" in rules
    assert "form-action 'self' https:;" in rules
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<script" not in answer.get_data(as_text=True)
    assert "style=" not in answer.get_data(as_text=True)


def test_the_form_leads_to_the_crm_and_leaves_a_secret_with_the_browser(services: FakeServices) -> None:
    client = client_of(services)
    answer = client.post("/install/acme/start", data={"t": LINK})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "https://crm.example/authorize?state=st"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}={BROWSER};")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_a_browser_keeps_its_secret(services: FakeServices) -> None:
    client = client_of(services)
    client.set_cookie(COOKIE, "mine", domain="localhost", secure=True)
    client.post("/install/acme/start", data={"t": LINK}, base_url="https://localhost")
    assert services.installing.calls[-1][1]["browser"] == "mine"


def test_an_api_key_goes_to_the_crm_at_once(services: FakeServices) -> None:
    answer = client_of(services).get("/install/acme/start", headers=bearer())
    assert answer.status_code == 302
    assert [name for name, _ in services.installing.calls] == ["open_link", "begin"]
    assert services.installing.calls[0][1]["workspace"] == "ws_a"
    assert services.installing.calls[1][1]["link"] == LINK


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic x"}])
def test_without_link_or_key_a_page_says_so(services: FakeServices, headers: dict[str, str]) -> None:
    answer = client_of(services).get("/install/acme/start", headers=headers)
    assert answer.status_code == 401
    assert answer.mimetype == "text/html"
    assert services.installing.calls == []


def test_a_card_link_makes_no_install_link(services: FakeServices) -> None:
    token = services.vault.sign("card", {"ws": "ws_a", "kind": "k", "type": "deal", "id": "7"})
    client = client_of(services)
    answer = client.post("/install/acme/link", json={}, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not_covered")
    assert client.get("/install/acme/start", headers={"Authorization": f"Bearer {token}"}).status_code == 403
    assert services.installing.calls == []


def test_a_machine_gets_a_link(services: FakeServices) -> None:
    answer = client_of(services).post("/install/acme/link", json={"connection": "acme-1"}, headers=bearer())
    assert answer.status_code == 201
    assert answer.get_json()["url"].endswith(LINK)
    assert services.installing.calls[0][1]["connection"] == "acme-1"
    assert services.installing.calls[0][1]["config"] is None


def test_a_program_learns_what_can_be_connected_and_what_for(services: FakeServices) -> None:
    acme, globex = client_of(services).get("/api/ai/connectors", headers=bearer()).get_json()["items"]
    assert acme["label"] == "Acme CRM"
    assert acme["permissions"][1] == {"name": "mails.read", "reason": "reads mails", "optional": True}
    assert (acme["lacks"], globex["lacks"]) == (None, "set CRM_AI_GLOBEX__CLIENT_ID")


def test_settings_of_a_connection_are_not_taken_from_a_machine(services: FakeServices) -> None:
    # One of them says where the app's secret goes.
    given = {"config": {"api_base": "https://evil.example"}}
    answer = client_of(services).post("/install/acme/link", json=given, headers=bearer())
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert services.installing.calls == []


def test_the_last_page_says_what_is_left_to_do(services: FakeServices) -> None:
    html = client_of(services).get("/install/acme/callback?code=c0de&state=st").get_data(as_text=True)
    assert "Acme CRM account &lt;42&gt; is connected." in html
    assert "<code>https://ai.example/webhooks/in/tok&lt;en</code>" in html
    assert "<strong>mails.read</strong>: reads mails" in html
    assert "It is not shown again" in html
    assert "being loaded now" in html
    assert "c0de" not in html
    services.installing.connected = replace(
        services.installing.connected, again=True, loading=False, missing=()
    )
    html = client_of(services).get("/install/acme/callback?code=c&state=st").get_data(as_text=True)
    assert "is connected again" in html
    assert "as soon as the queue" in html
    assert "Not granted" not in html


def test_the_callback_hands_on_what_it_knows_and_nothing_else(services: FakeServices) -> None:
    client_of(services).get("/install/acme/callback?error=access_denied&state=st&x=1&error_description=")
    params = services.installing.calls[-1][1]["params"]
    assert params == {"error": "access_denied", "state": "st"}


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (UserInputError("this step can't be finished here", code="state_invalid", hint="again"), 400),
        (UserInputError("access was declined", code="access_denied", hint="choose <Allow>"), 422),
        (ConfigurationError("the app is not installed", code="app_not_installed", hint="install it"), 500),
    ],
)
def test_what_went_wrong_and_what_to_do_is_one_page(
    services: FakeServices, failure: UserInputError, status: int
) -> None:
    services.installing.failure = failure
    answer = client_of(services).get("/install/acme/callback?code=c0de&state=st4te")
    html = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert failure.user_message[1:] in html.replace("&#39;", "'")
    assert str(failure.hint)[1:].replace("<", "&lt;").replace(">", "&gt;") in html
    assert "c0de" not in html
    assert "st4te" not in html


def test_the_log_holds_neither_code_nor_state_nor_link(
    services: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    client = client_of(services)
    client.get(f"/install/acme/start?t={LINK}")
    client.post("/install/acme/start", data={"t": LINK})
    client.get("/install/acme/callback?code=c0de&state=st4te")
    services.installing.failure = ConfigurationError("no", hint="no")
    client.get("/install/acme/callback?code=c0de&state=st4te")
    shown = capsys.readouterr()
    for secret in (LINK, "c0de", "st4te", BROWSER):
        assert secret not in shown.out + shown.err


def test_an_overlong_parameter_is_refused_before_anything_is_asked(services: FakeServices) -> None:
    answer = client_of(services).get(f"/install/acme/callback?state={'x' * 3000}")
    assert answer.status_code == 422
    assert services.installing.calls == []


def test_a_connection_is_ended_by_its_workspace_only(services: FakeServices) -> None:
    client = client_of(services)
    answer = client.delete("/api/ai/connections/acme-1?undo=1", headers=bearer())
    assert answer.get_json() == {
        "connection": "acme-1",
        "account": "42",
        "revoked": True,
        "problem": None,
        "undone": 3,
    }
    assert client.delete("/api/ai/connections/acme-1", headers=bearer(KEY_B)).status_code == 404
    assert client.delete("/api/ai/connections/acme-1").status_code == 401
    assert services.disconnecting.calls == [("ws_a", "acme-1", "api", True)]
