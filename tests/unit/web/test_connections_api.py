"""How connections are kept in step, over HTTP."""

from __future__ import annotations

from tests.unit.web.web_fakes import KEY_A, KEY_B, FakeServices, bearer, client_of

PATH = "/api/ai/connections"


def test_a_workspace_sees_its_own_connections() -> None:
    client = client_of(FakeServices())
    for key, workspace in ((KEY_A, "ws_a"), (KEY_B, "ws_b")):
        [row] = client.get(PATH, headers=bearer(key)).get_json()["items"]
        assert row["account"] == workspace
        assert client.get(f"{PATH}/hubspot-1", headers=bearer(key)).get_json() == row
    assert client.get(PATH).status_code == 401
    assert client.get(f"{PATH}/other", headers=bearer()).status_code == 404


def test_a_sync_is_asked_for_and_can_be_watched() -> None:
    services = FakeServices()
    client = client_of(services)
    answer = client.post(f"{PATH}/hubspot-1/sync", json={"full": True}, headers=bearer())
    assert (answer.status_code, answer.headers["Location"]) == (202, f"{PATH}/hubspot-1")
    assert client.post(f"{PATH}/hubspot-1/sync", headers=bearer(KEY_B)).status_code == 202
    assert services.asked == [("ws_a", "hubspot-1", True, False), ("ws_b", "hubspot-1", False, False)]
    assert client.post(f"{PATH}/hubspot-1/sync", json={"ful": True}, headers=bearer()).status_code == 422
    assert client.post(f"{PATH}/other/sync", headers=bearer()).status_code == 404
    assert len(services.asked) == 2
