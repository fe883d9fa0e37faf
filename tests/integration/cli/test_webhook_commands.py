"""``crm-ai webhook``: making, listing and closing addresses, and replacing the secret behind them."""

from __future__ import annotations

import importlib.metadata
import io
import sys
from importlib.metadata import EntryPoint

import pytest

from crm_ai_plugin.runtime import registry
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.store import ConnectionRow
from tests.fixtures.planted_secrets import PLANTED

GENERIC = EntryPoint("generic", "crm_ai_webhooks.generic:GenericReceiver", registry.RECEIVERS)
CONFIG = """\
verification: {kind: basic, username: crm}
shape:
  events: {"": {type: deal}}
"""


@pytest.fixture(autouse=True)
def with_generic(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*, group):
        installed = [p for p in importlib.metadata.entry_points(group=group) if p.name != GENERIC.name]
        return [*installed, GENERIC] if group == registry.RECEIVERS else installed

    monkeypatch.setattr(registry, "entry_points", found)


@pytest.fixture
def services(home, redis_url, monkeypatch):
    monkeypatch.setenv("CRM_AI_REDIS_URL", redis_url)
    monkeypatch.setenv("CRM_AI_PUBLIC_URL", "https://ai.example/crm/")
    services = Services(Settings.load(env_file=None))
    with services.store.system() as system:
        system.workspaces.ensure("default", "default")
        system.connections.put(
            ConnectionRow(
                "default", "crm-1", "rest", "acc", secrets_encrypted=services.vault.encrypt({"t": 1})
            )
        )
    yield services
    services.close()


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "webhooks.yaml"
    path.write_text(CONFIG)
    return str(path)


def typed(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def secrets(services):
    with services.store.system() as system:
        stored = services.vault.decrypt(system.connections.get("default", "crm-1").secrets_encrypted)
    assert stored.pop("t") == 1  # nothing else is lost on the way
    return stored


def test_an_address_is_shown_once_and_closed(cli, services, config):
    made = cli("webhook", "open", "crm-1", "--config", config, "--json").json
    base, _, token = made["url"].rpartition("/")
    assert base == "https://ai.example/crm/webhooks/in"
    assert services.endpoints.resolve("in", token).row.id == made["id"]
    listed = cli("webhook", "list", "--json")
    assert [(row["id"], row["connection"], row["receiver"]) for row in listed.json] == [
        (made["id"], "crm-1", "generic")
    ]
    assert token not in listed.out + cli("webhook", "list").out
    assert cli("webhook", "close", made["id"]).status == 0
    assert cli("webhook", "list", "--json").json == []
    assert cli("webhook", "close", made["id"]).status == 2


def test_without_json_the_address_is_all_that_is_on_standard_output(cli, services, config):
    done = cli("webhook", "open", "crm-1", "--config", config)
    assert done.out.startswith("https://ai.example/crm/webhooks/in/")
    assert len(done.out.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["crm-1"], "verification"),
        (["crm-2", "--config", "CONFIG"], "no connection 'crm-2'"),
        (["crm-1", "--config", "CONFIG", "--receiver", "nobody"], "nobody"),
        (["crm-1", "--config", "CONFIG", "--receiver", "hubspot"], "serves no single connections"),
        (["crm-1", "--config", "absent.yaml"], "absent.yaml"),
        (["crm-1", "--config", "."], "can't read"),
        (["crm-1", "--config", "BROKEN"], "no YAML"),
        (["crm-1", "--config", "LIST"], "holds no settings"),
        (["crm-1", "--config", "CONFIG", "--workspace", "elsewhere"], "elsewhere"),
    ],
)
def test_mistakes_are_explained(cli, services, config, tmp_path, arguments, complaint):
    (tmp_path / "broken").write_text("{")
    (tmp_path / "list").write_text("[1]")
    paths = {"CONFIG": config, "BROKEN": str(tmp_path / "broken"), "LIST": str(tmp_path / "list")}
    done = cli("webhook", "open", *(paths.get(a, a) for a in arguments))
    assert done.status == 2
    assert complaint in done.err
    assert len(done.err.splitlines()) == 1


def test_a_secret_is_replaced_without_a_gap(cli, services, monkeypatch):
    one, two = PLANTED["webhook secret"], PLANTED["client secret"]
    for new in (one, two, two):
        typed(monkeypatch, f"{new}\n")
        done = cli("webhook", "secret", "crm-1")
        assert done.status == 0
        assert new not in done.out + done.err
    assert secrets(services) == {"webhook_secret": two, "webhook_previous_secret": one}
    assert cli("webhook", "secret", "crm-1", "--finish").status == 0
    assert secrets(services) == {"webhook_secret": two}


def test_a_subscription_has_a_secret_of_its_own(cli, services, monkeypatch):
    for new in ("one", "two", "three", "three"):
        typed(monkeypatch, new)
        cli("webhook", "secret", "crm-1", "--subscription", "s1")
    assert secrets(services) == {"webhook_secrets": {"s1": ["three", "two"]}}
    cli("webhook", "secret", "crm-1", "--subscription", "s1", "--finish")
    assert secrets(services) == {"webhook_secrets": {"s1": ["three"]}}


@pytest.mark.parametrize("given", ["", "\n", "   \n"])
def test_an_empty_secret_is_refused(cli, services, monkeypatch, given):
    typed(monkeypatch, given)
    assert cli("webhook", "secret", "crm-1").status == 2
    assert secrets(services) == {}


def test_the_group_alone_shows_its_commands(cli):
    assert "secret" in cli("webhook").out
