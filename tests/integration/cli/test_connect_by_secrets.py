"""``crm-ai connect --secrets``: connections that need no page of the CRM, on all three sandboxes."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.testing.sandbox import Fault, SandboxServer
from crm_ai_plugin.testing.sandbox.rest.server import KontorSandbox
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox

WRONG = "a-wrong-secret-0000"


@dataclass(frozen=True)
class Case:
    """One way to connect a CRM.

    Attributes:
        connector: Name of the connector.
        config: Settings of the connection.
        secrets: What its admin made.
        spoilt: The secret that is made wrong.
        account: Under which account it is stored.
        more: Further arguments.
    """

    connector: str
    config: Mapping[str, Any]
    secrets: Mapping[str, str]
    spoilt: str
    account: str
    more: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def portal() -> Iterator[SandboxServer]:
    with SandboxServer(deals=5) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def org() -> Iterator[SalesforceSandbox]:
    with SalesforceSandbox(deals=5) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def kontor() -> Iterator[KontorSandbox]:
    with KontorSandbox(deals=5) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def private_key(org: SalesforceSandbox) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    org.register_public_key(public.decode())
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@pytest.fixture(params=["hubspot", "client_credentials", "jwt_bearer", "rest"])
def case(
    request: pytest.FixtureRequest,
    portal: SandboxServer,
    org: SalesforceSandbox,
    kontor: KontorSandbox,
    private_key: str,
) -> Case:
    base = {"login_url": org.url, "allow_insecure": True}
    return {
        "hubspot": Case(
            "hubspot",
            {"api_base": portal.url, "app_base": portal.url, "allow_insecure": True},
            {"access_token": portal.private_token},
            "access_token",
            str(portal.portal_id),
        ),
        "client_credentials": Case(
            "salesforce",
            {**base, "flow": "client_credentials"},
            {"client_id": org.client_id, "client_secret": org.org.client_secret},
            "client_secret",
            org.org_id,
        ),
        "jwt_bearer": Case(
            "salesforce",
            {**base, "flow": "jwt_bearer", "username": org.org.username},
            {"client_id": org.client_id, "private_key": private_key},
            "private_key",
            org.org_id,
        ),
        "rest": Case(
            "rest",
            kontor.connection(),
            {"api_key": kontor.api_key},
            "api_key",
            f"kontor:{kontor.realm}",
            ("--account", kontor.realm),
        ),
    }[request.param]


@pytest.fixture(autouse=True)
def _queue(home: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_AI_REDIS_URL", redis_url)


@pytest.fixture
def services(home: Path) -> Iterator[Services]:
    opened = Services(Settings.load(env_file=None))
    yield opened
    opened.close()


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., list[str]]:
    """Writes a case's files and returns the arguments of ``connect``."""

    def written(case: Case, secrets: Mapping[str, Any] | None = None) -> list[str]:
        config, held = tmp_path / "settings.yaml", tmp_path / "secrets.json"
        config.write_text(yaml.safe_dump(dict(case.config)))
        held.write_text(json.dumps(dict(case.secrets if secrets is None else secrets)))
        held.chmod(0o600)
        return ["connect", case.connector, "--config", str(config), "--secrets", str(held), *case.more]

    return written


def rows(services: Services) -> list[Any]:
    with services.store.system() as system:
        return list(system.connections.list())


def test_it_is_connected_encrypted_and_loading(cli, case, files, services):
    done = cli(*files(case), "--json")
    assert (done.status, done.err) == (0, "")
    assert (done.json["connection"], done.json["account"], done.json["again"], done.json["loading"]) == (
        f"{case.connector}-1",
        case.account,
        False,
        True,
    )
    (row,) = rows(services)
    assert (row.connector, row.account, row.status) == (case.connector, case.account, "active")
    for secret in case.secrets.values():
        assert secret not in repr(row.secrets_encrypted) + json.dumps(dict(row.config)) + done.out
    held = services.connections.secrets("default", row.key).load()
    assert case.secrets.items() <= held.items()
    with services.connections.open("default", row.key) as connector:
        connector.check()
    (listed,) = cli("connections", "--json").json
    assert listed["sync"]["asked_at"]
    with services.store.workspace("default") as session:
        (deed,) = session.audit.list()
    assert (deed.actor, deed.action) == ("command line", "connected")


def test_nothing_is_read_before_somebody_chose_where_that_is_asked_for(cli, case, files, services):
    done = cli(*files(case), "--choose-first", "--json")
    assert (done.json["waits"], done.json["loading"]) == (True, False)
    (row,) = rows(services)
    assert row.selection["open"] is True
    (listed,) = cli("connections", "--json").json
    assert not listed["sync"]["asked_at"]
    assert "before an admin has chosen" in cli(*files(case), "--as", row.key).err


def test_what_the_crm_refuses_leaves_nothing(cli, case, files, services):
    done = cli(*files(case, {**case.secrets, case.spoilt: WRONG}))
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    for secret in (WRONG, *case.secrets.values()):
        assert secret not in done.err
    assert rows(services) == []


def test_a_private_apps_token_is_forgotten_and_has_to_be_ended_in_the_crm(cli, files, portal):
    config = {"api_base": portal.url, "allow_insecure": True}
    case = Case("hubspot", config, {"access_token": portal.private_token}, "access_token", "")
    cli(*files(case))
    ended = cli("disconnect", "hubspot-1", "--json").json
    assert (ended["revoked"], "not ended from here" in ended["problem"]) == (False, True)


def test_a_refusal_leaves_the_connection_that_is_there(cli, case, files, services):
    assert cli(*files(case), "--as", "main").status == 0
    (before,) = rows(services)
    done = cli(*files(case, {**case.secrets, case.spoilt: WRONG}), "--as", "main")
    assert done.status == 2
    assert rows(services) == [before]


def test_a_secret_that_is_missing_or_misspelt_is_named_with_what_is_taken(cli, case, files, services):
    held = dict(case.secrets)
    value = held.pop(case.spoilt)
    lacking = cli(*files(case, held))
    assert (lacking.status, f"lack {case.spoilt} " in lacking.err) == (2, True)
    misspelt = cli(*files(case, {**held, case.spoilt.replace("e", "", 1): value}))
    assert misspelt.status == 2
    assert f"did you mean {case.spoilt}?" in misspelt.err
    for done in (lacking, misspelt):
        assert f"{case.spoilt}: " in done.err
        assert done.err.count("\n") == 1
        assert value not in done.err
    assert rows(services) == []


def test_the_same_account_again_renews_its_connection_and_keeps_what_signs_webhooks(
    cli, case, files, services
):
    assert cli(*files(case)).status == 0
    held = services.connections.secrets("default", f"{case.connector}-1")
    held.save({case.spoilt: "old", "webhook_secret": "shared-with-the-crm"})
    with services.store.system() as system:
        system.connections.set_status("default", f"{case.connector}-1", "reauthorise")
    done = cli(*files(case))
    assert (done.status, "connected again" in done.out) == (0, True)
    (row,) = rows(services)
    assert row.status == "active"
    assert held.load()["webhook_secret"] == "shared-with-the-crm"
    assert held.load()[case.spoilt] == case.secrets[case.spoilt]


def test_another_account_is_not_put_into_a_connection(cli, case, files, services):
    services.connect("default", "main", case.connector, "777", case.config, {"kept": "as it was"})
    done = cli(*files(case), "--as", "main")
    assert done.status == 2
    assert f"account {case.account}, but connection main is of account 777" in done.err
    assert services.connections.secrets("default", "main").load() == {"kept": "as it was"}


def test_the_account_the_crm_tells_is_the_one_that_counts(cli, files, portal, services):
    case = Case(
        "hubspot",
        {"api_base": portal.url, "allow_insecure": True},
        {"access_token": portal.private_token},
        "access_token",
        str(portal.portal_id),
        ("--account", "777"),
    )
    done = cli(*files(case))
    assert (done.status, f"account {portal.portal_id}, not 777" in done.err) == (2, True)
    assert rows(services) == []


def test_a_crm_that_names_no_account_needs_one(cli, files, kontor, services):
    case = Case("rest", kontor.connection(), {"api_key": kontor.api_key}, "api_key", "")
    done = cli(*files(case))
    assert (done.status, "say it with --account" in done.err) == (2, True)
    assert rows(services) == []
    assert cli(*files(case), "--account", "north", "--as", "main").status == 0
    # Known by now, and so not asked for again.
    again = cli(*files(case), "--as", "main", "--json")
    assert (again.status, again.json["account"], again.json["again"]) == (0, "kontor:north", True)


def test_a_crm_that_is_away_is_one_line_and_leaves_nothing(cli, files, portal, services):
    config = {"api_base": portal.url, "allow_insecure": True, "deadline_s": 0.5}
    case = Case("hubspot", config, {"access_token": portal.private_token}, "access_token", "")
    portal.add_fault(Fault("server_error", path="/pipelines/", times=20, status=503))
    try:
        done = cli(*files(case))
    finally:
        portal.clear_faults()
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert rows(services) == []


def test_secrets_come_on_standard_input(cli, files, portal, monkeypatch):
    case = Case("hubspot", {"api_base": portal.url, "allow_insecure": True}, {}, "", "")
    arguments = files(case)
    arguments[arguments.index("--secrets") + 1] = "-"
    given = f"access_token: {portal.private_token}\n".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    assert cli(*arguments).status == 0


def test_a_file_that_others_can_read_is_remarked_on(cli, files, portal, tmp_path):
    config = {"api_base": portal.url, "allow_insecure": True}
    case = Case("hubspot", config, {"access_token": portal.private_token}, "access_token", "")
    arguments = files(case)
    (tmp_path / "secrets.json").chmod(0o644)
    done = cli(*arguments)
    assert (done.status, "others on this machine can read" in done.err) == (0, True)
    assert portal.private_token not in done.out + done.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no secrets"),
        ("tok-sesame", "holds no secrets"),
        ("[tok-sesame]", "holds no secrets"),
        ("{tok-sesame", "is no YAML"),
        ("\x00", "is no YAML"),
        ("access_token: 0123", "put it in quotes"),
        ("access_token: {tok-sesame: 1}", "put it in quotes"),
        ("tok-sesame: x", "takes no secret of one of those names"),
    ],
)
def test_a_file_that_is_none_is_one_line_that_quotes_nothing(cli, tmp_path, services, text, told):
    held = tmp_path / "secrets.yaml"
    held.write_text(text)
    held.chmod(0o600)
    done = cli("connect", "hubspot", "--secrets", str(held))
    assert (done.status, done.err.count("\n"), told in done.err) == (2, 1, True)
    assert "sesame" not in done.err + done.out
    assert rows(services) == []


def test_slips_are_one_clear_line(cli, tmp_path):
    held = tmp_path / "secrets.yaml"
    held.write_text("access_token: x\n")
    held.chmod(0o600)
    for arguments, told in [
        (["hubspot", "--secrets", "nowhere.yaml"], "can't read nowhere.yaml"),
        (["hubspot", "--account", "1"], "--account goes with --secrets"),
        (["hubspot", "--secrets", str(held), "--as", "My Portal"], "no key for a connection"),
        (["nothing", "--secrets", str(held)], "no plugin 'nothing'"),
        (["rest", "--secrets", str(held)], "connection: definition: "),
    ]:
        done = cli("connect", *arguments)
        assert (done.status, done.err.count("\n"), told in done.err) == (2, 1, True), done.err
    page = cli("connect", "--help")
    assert "--secrets hubspot.yaml" in " ".join(page.out.split())
