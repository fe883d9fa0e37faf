"""Where calls may go, what may fill an address, and that no secret shows."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from crm_ai_connectors.rest import RestConfig, RestConnectorFactory, templates
from crm_ai_connectors.rest.hosts import Hosts, variables
from crm_ai_connectors.text.redact import Redactor
from crm_ai_plugin.errors import (
    ConfigurationError,
    CrmAiError,
    NotFoundError,
    PermanentError,
    ReauthoriseError,
)
from tests.fixtures.json_server import JsonServer, Reply
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.rest_connecting import connected, context
from tests.fixtures.rest_small import definition

KEY = PLANTED["token"]


def test_this_machine_is_refused_unless_allowed(server: JsonServer) -> None:
    made = connected(
        definition(),
        context({"api_key": KEY}),
        variables={"host": server.host},
        base_url=server.url,
        allow_private=False,
    )
    with pytest.raises(PermanentError) as caught:
        made.check()
    assert caught.value.code == "address_refused"
    assert server.seen == []
    made.close()


def test_a_redirect_is_not_followed(server: JsonServer) -> None:
    with JsonServer(lambda _: Reply({})) as other:
        server.answer = lambda _: Reply(status=302, headers={"Location": f"{other.url}/steal"})
        made = connected(
            definition(), context({"api_key": KEY}), variables={"host": server.host}, base_url=server.url
        )
        with pytest.raises(PermanentError) as caught:
            made.check()
        assert caught.value.code == "redirect"
        assert other.seen == []
        made.close()


def test_a_next_page_elsewhere_is_refused(server: JsonServer) -> None:
    with JsonServer(lambda _: Reply({"items": []})) as other:
        server.answer = lambda _: Reply({"items": [{"id": 1}], "next": f"{other.url}/deals"})
        listing = {"paging": {"type": "next_url", "url": "next"}}
        made = connected(
            definition(listing),
            context({"api_key": KEY}),
            variables={"host": server.host},
            base_url=server.url,
        )
        with pytest.raises(PermanentError) as caught:
            list(made.parts.bulk.changes("deal", None))
        assert caught.value.code == "host_refused"
        assert other.seen == []
        made.close()


@pytest.mark.parametrize("one", ["..", ".", "", "x" * 500, "a\nb", "a\x00"])
def test_what_can_be_no_id_is_not_asked_for(server: JsonServer, one: str) -> None:
    made = connected(
        definition(), context({"api_key": KEY}), variables={"host": server.host}, base_url=server.url
    )
    with pytest.raises(NotFoundError):
        made.parts.objects.get("deals", one)
    assert server.seen == []
    made.close()


@pytest.mark.parametrize("one", ["../users/1", "1?admin=1", "1#x", "a/b", "%2e%2e/x", "ä ö", "1;x"])
def test_an_id_stays_in_its_segment(server: JsonServer, one: str) -> None:
    made = connected(
        definition(), context({"api_key": KEY}), variables={"host": server.host}, base_url=server.url
    )
    made.parts.client.send(
        made.parts.client.request(made.parts.definition.resources["deals"].detail, "GET", {"id": one})  # type: ignore[arg-type]
    )
    target = server.seen[-1].target
    assert target.startswith("/api/deals/")
    assert not set(target.removeprefix("/api/deals/")) & set("/?#; ")
    made.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x", "https://api.crm.example.evil.example/", "https://api.crm.example@evil.example/",
        "https://user:pw@api.crm.example/", "http://api.crm.example/", "https://api.crm.example:8443/", "ftp://api.crm.example/",
        "https://crm.example/", "https:///x", "https://api.crm.example\\@evil.example/", "//api.crm.example/", "https://[::1]/", "x",
        "https://.crm.example.org/",
    ],
)  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    made = definition(base_url="https://api.crm.example/v1", hosts=["*.crm.example"], variables={})
    hosts = Hosts(made, RestConfig(definition="tiny"), {})
    with pytest.raises(PermanentError):
        hosts.check(url)
    assert hosts.check("https://eu.crm.example/x")


@pytest.mark.parametrize(
    "host", ["evil.example/x", "a@b", "a b", "", "x?y", "x#y", "crm.example:80/..", "A\n"]
)
def test_a_tenant_variable_is_held_to_its_pattern(host: str) -> None:
    with pytest.raises(ConfigurationError):
        variables(definition(), RestConfig(definition="tiny", variables={"host": host}))


def test_templates_only_substitute() -> None:
    values = {"name": "x", "secret": object()}
    assert templates.render("{name.__class__}{name!r}{name:>5}{0}{name}", values) == "{name!r}{name:>5}{0}x"
    with pytest.raises(ValueError, match="no filter"):
        templates.check("{name|upper}")
    assert templates.fill({"a": "{none}", "b": "{name}", "c": None}, values) == {"b": "x", "c": None}


def test_a_key_in_the_query_shows_nowhere(server: JsonServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = connected(
        definition(auth={"type": "query", "params": {"api_token": "{secret.api_key}"}}),
        context({"api_key": KEY}), variables={"host": server.host}, base_url=server.url,
    )  # fmt: skip
    made.check()
    assert server.seen[-1].query == {"api_token": KEY}
    assert not [name for name in server.seen[-1].headers if "query" in name.lower()]
    told = ""
    for reply in (
        Reply({"error": f"bad {KEY}"}, 400),
        Reply(status=500),
        Reply(drop=True),
        Reply(status=302),
    ):
        server.answer = lambda _, reply=reply: reply  # type: ignore[misc]
        with pytest.raises(CrmAiError) as caught:
            made.check()
        chain: BaseException | None = caught.value
        while chain is not None:
            told += f"{chain!r} {chain} {vars(chain)}"
            chain = chain.__cause__ or chain.__context__
    assert KEY not in told + caplog.text + repr(made) + repr(vars(made))
    made.close()


def test_a_vendors_message_is_shown_without_secrets_or_people(server: JsonServer) -> None:
    said = f"<p>No rights for ann@example.com, key {KEY}, phone +49 170 1234567</p>"
    server.answer = lambda _: Reply({"message": said}, 403)
    rules = [{"when": {"status": [403]}, "as": "forbidden", "message": {"path": "message"}}]
    made = connected(
        definition(errors=rules),
        context({"api_key": KEY}),
        variables={"host": server.host},
        base_url=server.url,
    )
    with pytest.raises(PermanentError) as caught:
        made.check()
    assert caught.value.user_message.endswith("No rights for ***, key ***, phone ***")
    made.close()


def test_redaction_is_short_and_on_one_line() -> None:
    redactor = Redactor(["topsecret"], [r"ACME-\d+"])
    assert redactor.clean("a\nb topsecret ACME-17 https://x.example/?k=1") == "a b *** *** ***"
    assert len(redactor.clean("word " * 500)) == 200
    assert "topsecret" not in repr(redactor)


def test_hooks_need_leave() -> None:
    wanted = definition(hooks={"record": "json:loads"})
    with pytest.raises(ConfigurationError, match="does not allow"):
        connected(wanted, context({"api_key": KEY}), variables={"host": "crm.example"})


def test_an_answer_without_end_is_cut_off(server: JsonServer) -> None:
    server.answer = lambda _: Reply(b'"' + b"x" * 50_000 + b'"')
    made = connected(
        definition(max_bytes=10_000),
        context({"api_key": KEY}),
        variables={"host": server.host},
        base_url=server.url,
    )
    with pytest.raises(CrmAiError) as caught:
        made.check()
    assert caught.value.code == "answer_too_large"
    made.close()


@pytest.mark.parametrize("body", [b"[" * 100_000, b"\xff\xfe", b'{"a": NaN', b'{"a": 1' + b"0" * 5000 + b"}"])
def test_hostile_bodies_are_malformed_answers(server: JsonServer, body: bytes) -> None:
    server.answer = lambda _: Reply(body)
    made = connected(
        definition(), context({"api_key": KEY}), variables={"host": server.host}, base_url=server.url
    )
    with pytest.raises(CrmAiError) as caught:
        made.parts.bulk.fetch("deal", ["1"])
    assert caught.value.code == "malformed_answer"
    made.close()


def test_a_missing_secret_is_named() -> None:
    made = connected(definition(), context({}), variables={"host": "crm.example"})
    with pytest.raises(ConfigurationError, match="api_key"):
        made.check()
    made.close()


@pytest.mark.parametrize(
    "config",
    [
        {"definition": "nowhere"},
        {"definition": "espocrm"},
        {"definition": "espocrm", "variables": {"host": "crm.example", "other": "x"}},
        {"definition": "espocrm", "variables": {"host": "crm.example"}, "base_url": "http://127.0.0.1"},
        {"definition": "espocrm", "colour": "red"},
    ],
)
def test_wrong_settings_are_a_configuration_error(config: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        RestConnectorFactory().create(context({"api_key": KEY}, config=config))


def test_the_factory_knows_the_limits() -> None:
    limits = RestConnectorFactory().limits({"definition": "attio", "limits": {"write": (5, 1)}})
    assert limits == {"read": (100, 1), "write": (5, 1)}


def test_a_dead_key_is_said_once(server: JsonServer) -> None:
    server.answer = lambda _: Reply({"code": "expired"}, 403)
    made = connected(
        definition(auth_errors=[{"status": [403], "body": {"code": "expired"}}]),
        context({"api_key": KEY}), variables={"host": server.host}, base_url=server.url,
    )  # fmt: skip
    with pytest.raises(ReauthoriseError):
        made.check()
    assert len(server.seen) == 1
    made.close()
