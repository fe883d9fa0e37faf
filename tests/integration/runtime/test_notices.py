"""Notices: webhooks that our own verifier believes, e-mail without smuggled headers, tried again, given up, guarded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_ai_plugin.errors import (
    ConfigurationError,
    ConflictError,
    PermanentError,
    RetryableError,
    UserInputError,
)
from crm_ai_plugin.ports.receiver import RawDelivery, WebhookSecrets
from crm_ai_plugin.ports.verification import STANDARD_WEBHOOKS
from crm_ai_plugin.runtime.notifying.mail import Mailer, check_address
from crm_ai_plugin.runtime.notifying.message import Attachment, Message
from crm_ai_plugin.runtime.notifying.signing import new_secret, signed
from crm_ai_plugin.runtime.notifying.webhook import Webhooks
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import EmailSettings, NoticeSettings
from crm_ai_webhooks.verify.table import verify
from tests.fixtures.json_server import Asked, JsonServer, Reply
from tests.fixtures.mail_server import MailServer
from tests.fixtures.runtime_fakes import NOON, Clock
from tests.integration.runtime.acts import WORKSPACE, connected

MESSAGE = Message("deal.alert", NOON, "Subject", ("One line.",), {"deal": "1"})
HOUR = 3600


@pytest.fixture
def server() -> Iterator[JsonServer]:
    with JsonServer(lambda _asked: Reply(status=204)) as opened:
        yield opened


@pytest.fixture
def mail() -> Iterator[MailServer]:
    opened = MailServer()
    yield opened
    opened.close()


@pytest.fixture
def open_services(build: Any, sqlite_url: str) -> Services:
    """May send to this machine."""
    return connected(build(sqlite_url, allow_insecure=True, notices=NoticeSettings(allow_private=True)))


def hook(services: Services, server: JsonServer, name: str = "Ops") -> tuple[str, str]:
    made = services.channels.add_webhook(WORKSPACE, name, f"http://{server.host}/hook", "anna")
    assert made.secret is not None
    return made.id, made.secret


def believed(asked: Asked, secret: str, now: Any) -> bool:
    delivery = RawDelivery(
        asked.method, "http://x/hook", {k.lower(): v for k, v in asked.headers.items()}, asked.body, now
    )
    verify(STANDARD_WEBHOOKS, delivery, WebhookSecrets(shared=(secret,)), now)
    return True


def test_our_own_verifier_believes_what_is_sent(open_services: Services, server: JsonServer) -> None:
    id_, secret = hook(open_services, server)
    assert secret.startswith("whsec_")
    row = open_services.channels.try_out(WORKSPACE, id_)
    assert (row.state, row.attempts) == ("done", 1)
    (asked,) = server.seen
    assert believed(asked, secret, NOON)
    assert asked.json == {
        "type": "channel.test",
        "timestamp": NOON.isoformat(),
        "data": {"workspace": WORKSPACE, "channel": id_},
    }
    assert asked.headers["webhook-id"] == row.id


@given(st.binary(max_size=200), st.integers(0, 2**31), st.text("abcdef_0123", min_size=1, max_size=30))
def test_any_body_is_signed_so_that_it_is_believed(body: bytes, at: int, id_: str) -> None:
    from datetime import UTC, datetime

    secret, moment = new_secret(), datetime.fromtimestamp(at, UTC)
    delivery = RawDelivery("POST", "https://x/", signed(secret, id_, moment, body), body, moment)
    verify(STANDARD_WEBHOOKS, delivery, WebhookSecrets(shared=(secret,)), moment)


def test_a_secret_is_shown_once_and_kept_encrypted(open_services: Services, server: JsonServer) -> None:
    id_, secret = hook(open_services, server)
    assert secret not in repr(open_services.channels.list(WORKSPACE))
    with open_services.store.workspace(WORKSPACE) as session:
        kept = session.channels.get(id_).secret_encrypted
    assert kept is not None
    assert secret.encode() not in kept


def test_it_is_tried_again_with_the_same_id_until_it_is_taken(
    open_services: Services, server: JsonServer, clock: Clock
) -> None:
    id_, secret = hook(open_services, server)
    answers = iter(
        [Reply(status=500), Reply(drop=True), Reply(status=429, headers={"Retry-After": "120"}), Reply()]
    )
    server.answer = lambda _asked: next(answers)
    row = open_services.channels.try_out(WORKSPACE, id_)
    assert (row.state, row.error_code) == ("pending", "status_500")
    assert open_services.notifying.deliver(WORKSPACE, row.id) == "held"  # not due yet
    for expected in ("pending", "pending"):
        clock.advance(60)
        assert open_services.notifying.deliver(WORKSPACE, row.id) == expected
    clock.advance(60)
    assert open_services.notifying.deliver(WORKSPACE, row.id) == "held"  # it asked for two minutes
    clock.advance(120)
    assert open_services.notifying.deliver(WORKSPACE, row.id) == "done"
    assert {asked.headers["webhook-id"] for asked in server.seen} == {row.id}
    assert believed(server.seen[-1], secret, clock())
    assert open_services.notifying.deliver(WORKSPACE, row.id) == "held"
    assert len(server.seen) == 4


def test_what_nobody_takes_is_given_up_and_can_be_asked_for_again(
    open_services: Services, server: JsonServer, clock: Clock
) -> None:
    id_, _ = hook(open_services, server)
    server.answer = lambda _asked: Reply(status=500)
    row = open_services.channels.try_out(WORKSPACE, id_)
    clock.advance(73 * HOUR)
    assert open_services.notifying.deliver(WORKSPACE, row.id) == "failed"
    server.answer = lambda _asked: Reply()
    # What failed is tried again with a fresh start.
    open_services.channels.again(WORKSPACE, row.id)
    with open_services.store.workspace(WORKSPACE) as session:
        due = session.notices.get(row.id).due_at
    assert due is not None
    clock.now = max(clock.now, due)
    assert open_services.notifying.deliver(WORKSPACE, row.id) == "done"
    with pytest.raises(ConflictError):
        open_services.channels.again(WORKSPACE, row.id)


def test_a_channel_that_takes_nothing_for_days_is_switched_off_and_the_others_are_told(
    open_services: Services, server: JsonServer, clock: Clock
) -> None:
    dead, _ = hook(open_services, server, "dead")
    alive = open_services.channels.add_webhook(WORKSPACE, "alive", f"http://{server.host}/alive", "anna").id
    server.answer = lambda asked: Reply(status=500 if asked.path == "/hook" else 200)
    for _ in range(4):
        open_services.channels.try_out(WORKSPACE, dead)
        clock.advance(41 * HOUR)
    (one,) = [c for c in open_services.channels.list(WORKSPACE) if c.id == dead]
    assert not one.on
    assert one.disabled_reason is not None
    assert "500" in one.disabled_reason
    (told,) = [
        n for n in open_services.channels.notices(WORKSPACE, channel=alive) if n.kind == "channel.disabled"
    ]
    clock.now = max(clock.now, told.due_at or clock.now)
    assert open_services.notifying.deliver(WORKSPACE, told.id) == "done"
    before = len(server.seen)
    assert open_services.channels.try_out(WORKSPACE, dead).error_code == "channel_off"
    assert len(server.seen) == before
    open_services.channels.enable(WORKSPACE, dead, "anna")
    server.answer = lambda _asked: Reply()
    assert open_services.channels.try_out(WORKSPACE, dead).state == "done"


def test_gone_means_gone(open_services: Services, server: JsonServer) -> None:
    id_, _ = hook(open_services, server)
    server.answer = lambda _asked: Reply(status=410)
    assert open_services.channels.try_out(WORKSPACE, id_).state == "failed"
    assert not open_services.channels.list(WORKSPACE)[0].on


def test_a_redirect_is_not_followed(open_services: Services, server: JsonServer) -> None:
    id_, _ = hook(open_services, server)
    server.answer = lambda _asked: Reply(status=302, headers={"Location": f"http://{server.host}/elsewhere"})
    row = open_services.channels.try_out(WORKSPACE, id_)
    assert (row.state, row.error_code) == ("failed", "redirected")
    assert [asked.path for asked in server.seen] == ["/hook"]


def test_inside_addresses_are_not_called(build: Any, sqlite_url: str, server: JsonServer) -> None:
    services = connected(build(sqlite_url, allow_insecure=True))
    id_, _ = hook(services, server)
    row = services.channels.try_out(WORKSPACE, id_)
    assert (row.state, row.error_code) == ("failed", "address_refused")
    assert server.seen == []


@pytest.mark.parametrize(
    "url",
    [
        "http://ops.example/hook", "ftp://ops.example/", "//ops.example", "https://", "https://user:pw@ops.example/",
        "https://ops.example/#x", "https://ops.example/ x", "https://ops.example/\r\nX: y", "javascript:alert(1)",
        "https://[::1", "https://ops.example:99999/", "",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be(url: str) -> None:
    with pytest.raises(UserInputError):
        Webhooks().check(url)


@pytest.mark.parametrize(
    "url", ["https://169.254.169.254/", "https://10.0.0.1/", "https://[::1]/", "https://2130706433/"]
)
def test_metadata_and_private_addresses_are_refused_before_a_byte_is_sent(url: str) -> None:
    with pytest.raises((PermanentError, RetryableError)) as caught:
        Webhooks().send(url, new_secret(), "ntc_1", MESSAGE, NOON)
    assert caught.value.code in {"address_refused", "unreachable"}


def mailer(mail: MailServer, **changes: Any) -> Mailer:
    chosen: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": mail.port,
        "security": "none",
        "sender": "ai@acme.example",
    }
    return Mailer(EmailSettings(**chosen | changes))


def test_an_email_is_plain_and_html_and_says_who_made_it(mail: MailServer) -> None:
    message = Message(
        *("deal.alert", NOON, "Grüße <b>", ("Zeile <script>", "zwei"), {}),
        link=("https://crm.example/deal/1", "Open the deal"),
        attachments=(Attachment("r.pdf", "application/pdf", b"%PDF"),),
    )
    mailer(mail).send(["a@acme.example", "b@acme.example"], "ntc_1", message, NOON)
    (got,) = mail.mails
    assert mail.recipients == ["a@acme.example", "b@acme.example"]
    assert got["Subject"] == "Grüße <b>"
    assert got["Message-ID"] == "<ntc_1@acme.example>"
    assert got["Auto-Submitted"] == "auto-generated"
    plain, html = got.get_body(("plain",)), got.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "Zeile <script>" in plain.get_content()
    assert "<script>" not in html.get_content()
    assert 'href="https://crm.example/deal/1"' in html.get_content()
    assert [part.get_filename() for part in got.iter_attachments()] == ["r.pdf"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80), st.lists(st.text(max_size=60), max_size=3), st.text(max_size=40))
def test_no_header_can_be_smuggled_in(subject: str, lines: list[str], name: str) -> None:
    message = Message(
        "x", NOON, f"{subject}\r\nBcc: evil@evil.example", [*lines, "\r\n.\r\nRCPT TO:<evil@evil.example>"], {},
        attachments=(Attachment(f"{name}\r\nX-Evil: 1", "text/csv", b"1"),),
    )  # fmt: skip
    sender = Mailer(EmailSettings(host="x", sender="ai@acme.example"))
    raw = sender.written(["a@acme.example"], "ntc_1", message, NOON).as_bytes()
    head = raw.partition(b"\r\n\r\n")[0]
    names = {
        line.partition(b":")[0].lower() for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))
    }
    assert names == {
        *(b"from", b"to", b"subject", b"date", b"message-id", b"auto-submitted"),
        *(b"mime-version", b"content-type"),
    }


@pytest.mark.parametrize(
    "address",
    ["a@b", "a b@acme.example", "a@acme.example, b@acme.example", "Anna <a@acme.example>", "a@acme.example\r\nBcc: x@y.example",
     '"a\r\n"@acme.example', "@acme.example", "a@-acme.example", "a" * 250 + "@acme.example", ""],
)  # fmt: skip
def test_only_plain_addresses_are_taken(address: str) -> None:
    with pytest.raises(UserInputError):
        check_address(address)


def test_email_is_off_unless_set_up(open_services: Services) -> None:
    with pytest.raises(ConfigurationError, match="not set up"):
        open_services.channels.add_email(WORKSPACE, "Leads", ["a@acme.example"], "anna")


def test_starttls_that_the_server_does_not_know_sends_nothing(mail: MailServer) -> None:
    with pytest.raises(RetryableError):
        mailer(mail, security="starttls").send(["a@acme.example"], "ntc_1", MESSAGE, NOON)
    assert mail.raw == []


@pytest.mark.parametrize(
    ("answers", "kind", "code"),
    [
        ({"RCPT": "550 no such user"}, PermanentError, "recipients_refused"),
        ({"MAIL": "451 later"}, RetryableError, "email_refused"),
        ({"MAIL": "550 never"}, PermanentError, "email_refused"),
    ],
)
def test_what_the_server_says(
    mail: MailServer, answers: dict[str, str], kind: type[Exception], code: str
) -> None:
    mail.answers = answers
    with pytest.raises(kind) as caught:
        mailer(mail).send(["a@acme.example"], "ntc_1", MESSAGE, NOON)
    assert caught.value.code == code  # type: ignore[attr-defined]  # all of ours have one


def test_a_channel_by_email(build: Any, sqlite_url: str, mail: MailServer) -> None:
    config = EmailSettings(host="127.0.0.1", port=mail.port, security="none", sender="ai@acme.example")
    services = connected(build(sqlite_url, email=config))
    made = services.channels.add_email(WORKSPACE, "Leads", ["a@acme.example", "a@acme.example"], "anna")
    assert services.channels.try_out(WORKSPACE, made.id).state == "done"
    assert mail.recipients == ["a@acme.example"]


def test_a_notice_is_one_however_often_it_is_stored(open_services: Services, server: JsonServer) -> None:
    id_, _ = hook(open_services, server)
    with open_services.store.workspace(WORKSPACE) as session:
        first = open_services.notifying.add(session, [id_], "channel.test", "x", "key")
        second = open_services.notifying.add(session, [id_], "channel.test", "x", "key")
    assert (len(first), second) == (1, [])


def test_the_sweeper_finds_what_a_killed_worker_left(
    open_services: Services, server: JsonServer, clock: Clock
) -> None:
    id_, _ = hook(open_services, server)
    with open_services.store.workspace(WORKSPACE) as session:
        (notice,) = open_services.notifying.add(session, [id_], "channel.test", "x", "key")
        due = session.notices.get(notice).due_at
        assert due is not None
        clock.now = due
        # A worker takes it and dies.
        assert session.notices.claim(notice, clock(), 120) is not None
    assert open_services.store.due_notices(clock(), 10) == []
    clock.advance(121)
    assert [one.notice_id for one in open_services.store.due_notices(clock(), 10)] == [notice]
    assert open_services.sweeper.run().notices == 1
    assert open_services.notifying.deliver(WORKSPACE, notice) == "done"


def test_rotating_the_key_keeps_webhooks_signed(build: Any, sqlite_url: str, server: JsonServer) -> None:
    more: dict[str, Any] = {"allow_insecure": True, "notices": NoticeSettings(allow_private=True)}
    services = connected(build(sqlite_url, **more))
    id_, secret = hook(services, server)
    old = services.settings.secret_key
    from crm_ai_plugin.runtime.vault import Vault

    new = "another-key-of-forty-characters-at-least-0123"
    services.vault = Vault.open(new, services.settings.home, old.get_secret_value() if old else None)
    assert services.rotating.run().unreadable == []
    services.vault = Vault.open(new, services.settings.home, None)
    del services.__dict__["notifying"], services.__dict__["channels"]
    assert services.channels.try_out(WORKSPACE, id_).state == "done"
    assert believed(server.seen[-1], secret, NOON)
