"""``crm-ai key``: a program gets a key, calls the API with it, and loses it again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.web.app import create_app


@pytest.fixture
def api(cli, home, bundle, redis_url, monkeypatch) -> Iterator[FlaskClient]:
    """The API of an installation with three deals."""
    monkeypatch.setenv("CRM_AI_REDIS_URL", redis_url)
    assert cli("import", str(bundle)).status == 0
    assert cli("coach", "d1").status == 0
    services = Services(Settings.load(env_file=None))
    yield create_app(services).test_client()
    services.close()


def _get(api: FlaskClient, key: str) -> int:
    with capture_logs():  # in this process they go where the command's output goes
        return api.get("/api/ai/deal-coach/d1", headers={"Authorization": f"Bearer {key}"}).status_code


def test_a_key_opens_the_api_until_it_is_revoked(cli, api):
    made = cli("key", "create", " nightly report ", "--json").json
    assert (made["label"], made["workspace"]) == ("nightly report", "default")
    assert _get(api, made["key"]) == 200
    assert _get(api, made["key"] + "x") == 401
    done = cli("key", "revoke", made["id"])
    assert (done.status, done.out) == (0, f"revoked: {made['id']}\n")
    assert _get(api, made["key"]) == 401
    assert cli("key", "list", "--json").json == []


def test_the_key_alone_goes_to_standard_output(cli, api):
    made = cli("key", "create", "ci")
    assert _get(api, made.out.strip()) == 200
    assert made.out.count("\n") == made.err.count("\n") == 1
    assert made.out.strip() not in made.err


def test_a_list_shows_what_is_there_and_opens_nothing(cli, api):
    keys = {cli("key", "create", label).out.strip() for label in ("one", "two")}
    rows = cli("key", "list", "--json").json
    assert [row["label"] for row in rows] == ["one", "two"]
    shown = cli("key", "list").out
    assert all(row["id"] in shown for row in rows)
    assert not any(key in shown for key in keys)
    assert _get(api, rows[0]["id"]) == 401


def test_a_key_is_made_and_revoked_in_its_workspace_only(cli, api, bundle):
    assert cli("import", str(bundle), "--workspace", "north").status == 0
    made = cli("key", "create", "theirs", "--workspace", "north", "--json").json
    assert _get(api, made["key"]) == 404  # no advice there
    assert cli("key", "list", "--json").json == []
    refused = cli("key", "revoke", made["id"])
    assert refused.status == 2
    assert refused.err == (
        f"crm-ai: workspace 'default' has no API key '{made['id']}' (crm-ai key list shows them)\n"
    )
    assert _get(api, made["key"]) == 404


def test_who_made_and_revoked_keys_is_on_record(cli, api, home):
    made = cli("key", "create", "ci", "--json").json
    cli("key", "revoke", made["id"])
    services = Services(Settings.load(env_file=None))
    with services.store.workspace("default") as session:
        rows = [(row.actor, row.action) for row in session.audit.list() if row.subject == made["id"]]
    services.close()
    assert sorted(rows) == [("cli", "key_created"), ("cli", "key_revoked")]


@pytest.mark.parametrize("label", ["", "   ", "x" * 101])
def test_a_key_needs_a_name(cli, home, label):
    done = cli("key", "create", label)
    assert (done.status, done.out) == (2, "")
    assert done.err == "crm-ai: a label has 1 to 100 characters\n"


@pytest.mark.parametrize("arguments", [["create", "x"], ["list"], ["revoke", "key_1"]])
def test_a_workspace_that_is_not_there_is_named(cli, home, arguments):
    done = cli("key", *arguments, "--workspace", "nowhere")
    assert done.status == 2
    assert "there is no workspace 'nowhere'" in done.err
