"""A persona gets into each sandbox CRM once a person let it through, into fields of our own, and is taken back whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.cli.demo.connecting import connect, installed
from crm_ai_plugin.errors import ConflictError, UserInputError
from crm_ai_plugin.insights import Insight
from crm_ai_plugin.records import Activity, ActivityType, Contact, Direction
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.testing.sandbox import playing
from crm_ai_plugin.testing.sandbox.state import Source
from tests.fixtures.planted_secrets import PLANTED

W, C = "acme", "crm-1"
PEOPLE = {"hubspot": "contacts", "salesforce": "Contact", "rest": "people"}
WORDS = "We want to buy it; everybody here loves it."


@pytest.fixture(params=playing.names())
def crm(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sandbox(crm: str) -> Iterator[Any]:
    with playing.load(crm)(seed=7, deals=6, client_secret=PLANTED["client secret"]) as opened:
        yield opened


@pytest.fixture
def services(sandbox: Any, tmp_path: Path, sqlite_url: str, redis_url: str) -> Iterator[Services]:
    settings = Settings.load(
        env_file=None,
        home=tmp_path / "home",
        database_url=sqlite_url,
        redis_url=redis_url,
        workspace=W,
        allow_insecure=True,
        secret_key=PLANTED["secret key"],
    )
    made = Services(installed(settings, sandbox.wiring()))
    connect(made, W, C, sandbox.wiring())
    yield made
    made.close()


@pytest.fixture
def contact(crm: str, sandbox: Any) -> str:
    """Somebody whom the CRM knows and may be profiled."""
    return str(next(one.id for one in sandbox.store.all(PEOPLE[crm])))


def talk(services: Services, contact: str, *, since: int = 0, count: int = 12) -> Insight:
    """Let somebody answer mails, and return their persona."""
    now = services.clock()
    acts = []
    for number in range(since, since + count):
        at = now - timedelta(days=2 * (since + count - number) + 1)
        shared = {"type": ActivityType.EMAIL, "contact_ids": (contact,), "thread_id": f"t{number}"}
        acts.append(Activity(id=f"o{number}", direction=Direction.OUTBOUND, at=at, **shared))
        answer = at + timedelta(hours=2)
        acts.append(Activity(id=f"i{number}", direction=Direction.INBOUND, at=answer, body=WORDS, **shared))
    with services.store.workspace(W) as session:
        session.records.upsert(C, [Contact(id=contact, first_name="Dana", last_name="Doe"), *acts])
    return services.personas.renew(W, contact, C)


def deliver_all(services: Services) -> None:
    for _ in range(3):
        with services.store.workspace(W) as session:
            waiting = [row.id for row in session.outbox.list(state="pending")]
        for id_ in waiting:
            services.delivering.deliver(W, id_)


def held(crm: str, sandbox: Any, contact: str) -> dict[str, str]:
    """What the CRM holds of a person, save the times it keeps by itself."""
    (record,) = [one for one in sandbox.store.all(PEOPLE[crm]) if one.id == contact]
    return {
        name: value
        for name, value in record.properties.items()
        if value not in ("", None) and "odified" not in name and name != "lastmodifieddate"
    }


def test_nothing_is_written_before_a_person_approved_and_all_of_it_is_taken_back(
    crm, sandbox, services, contact
) -> None:
    before = held(crm, sandbox, contact)
    insight = talk(services, contact)
    with services.store.workspace(W) as session:
        assert session.outbox.list() == []
    preview = services.approving.preview(W, contact, C)
    fields = next(one for one in preview if one.action == "fields")
    assert fields.after["persona_channel"] == "email"
    assert held(crm, sandbox, contact) == before
    done = services.approving.approve(W, contact, insight.version, by="anna", connection=C)
    assert (done.state, done.by, done.approved_version) == ("approved", "anna", insight.version)
    deliver_all(services)
    written = set(held(crm, sandbox, contact).items()) - set(before.items())
    assert "email" in {value for _, value in written}
    assert not any("champion" in str(value) or "loves it" in str(value) for _, value in written)
    assert before.items() <= held(crm, sandbox, contact).items()
    # Twice is once.
    services.approving.approve(W, contact, insight.version, by="bo", connection=C)
    with services.store.workspace(W) as session:
        rows = session.outbox.list()
    assert {row.state for row in rows} == {"done"}
    assert sorted(done.deliveries) == sorted(row.id for row in rows)
    back = services.approving.withdraw(W, contact, by="anna", take_back=True, connection=C)
    assert back.state == "withdrawn"
    assert held(crm, sandbox, contact) == before


def test_a_persons_value_stays_whatever_is_approved_and_undone_later(crm, sandbox, services, contact) -> None:
    before = held(crm, sandbox, contact)
    first = talk(services, contact)
    services.approving.approve(W, contact, first.version, by="anna", connection=C)
    deliver_all(services)
    now = held(crm, sandbox, contact)
    (channel,) = [name for name, value in now.items() if value == "email" and name not in before]
    sandbox.store.update(PEOPLE[crm], contact, {channel: "pigeon post"}, Source("CRM_UI", "userId:1"))
    services.personas.override(W, contact, "language", "state", by="bo", value="Latin", connection=C)
    newest = services.approving.state(W, contact, C).version
    services.approving.approve(W, contact, newest, by="anna", connection=C)
    deliver_all(services)
    found = held(crm, sandbox, contact)
    assert found[channel] == "pigeon post"
    assert "Latin" in found.values()
    with services.store.workspace(W) as session:
        rows = [row for row in session.outbox.list(conflicts=True) if row.insight_id != first.id]
    assert [dict((row.receipt or {})["conflicts"]) for row in rows] == [{"persona_channel": "pigeon post"}]
    services.approving.withdraw(W, contact, by="anna", take_back=True, connection=C)
    assert held(crm, sandbox, contact) == before | {channel: "pigeon post"}


def test_what_says_something_else_waits_for_a_new_approval(sandbox, services, contact) -> None:
    first = talk(services, contact)
    services.approving.approve(W, contact, first.version, by="anna", connection=C)
    services.personas.override(
        W, contact, "stance", "state", by="bo", value="=cmd|' /C calc'!A0", connection=C
    )
    state = services.approving.state(W, contact, C)
    assert (state.state, state.version, state.approved_version) == (
        "waiting",
        first.version + 1,
        first.version,
    )
    with services.store.workspace(W) as session:
        assert {row.insight_id for row in session.outbox.list()} == {first.id}
    with pytest.raises(ConflictError) as old:
        services.approving.approve(W, contact, first.version, by="anna", connection=C)
    assert old.value.code == "version_old"


def test_an_admin_may_let_personas_in_by_themselves(crm, sandbox, services, contact) -> None:
    services.write_policies.set(W, {"approval": "automatic", "note": False}, "anna")
    talk(services, contact)
    deliver_all(services)
    assert services.approving.state(W, contact, C).by == "automatic"
    assert "email" in held(crm, sandbox, contact).values()
    with services.store.workspace(W) as session:
        assert {row.action for row in session.outbox.list()} == {"fields"}


def test_of_who_must_not_be_profiled_nothing_is_written(crm, sandbox, services, contact) -> None:
    insight = talk(services, contact)
    before = held(crm, sandbox, contact)
    with services.store.workspace(W) as session:
        session.records.upsert(C, [Contact(id=contact, do_not_profile=True)])
    with pytest.raises(UserInputError) as refused:
        services.approving.approve(W, contact, insight.version, by="anna", connection=C)
    assert refused.value.code == "not_profiled"
    services.write_policies.set(W, {"approval": "automatic"}, "anna")
    services.approving.after(W, insight)
    deliver_all(services)
    assert held(crm, sandbox, contact) == before


def test_who_is_not_to_be_profiled_loses_what_was_written_and_no_sync_brings_it_back(
    crm, sandbox, services, contact
) -> None:
    before = held(crm, sandbox, contact)
    insight = talk(services, contact)
    services.approving.approve(W, contact, insight.version, by="anna", connection=C)
    deliver_all(services)
    assert held(crm, sandbox, contact) != before
    wish = services.opting_out.opt_out(W, contact, by="anna", connection=C)
    assert wish.erased_at is not None
    assert held(crm, sandbox, contact) == before
    services.syncing.ask(W, C, full=True)
    while services.syncing.step(W, C).mode is not None:
        pass
    with services.store.workspace(W) as session:
        (stub,) = session.records.fetch(C, Contact, [contact])
        touched = session.records.took_part(C, contact)
        assert session.insights.latest("persona", "contact", contact, C) is None
    assert (stub.do_not_profile, stub.email, stub.phone, stub.title) == (True, None, None, None)
    assert "".join(one.subject + one.body for one in touched if one.contact_ids == (contact,)) == ""


def test_who_objects_after_the_approval_is_not_written_either(crm, sandbox, services, contact) -> None:
    before = held(crm, sandbox, contact)
    insight = talk(services, contact)
    services.approving.approve(W, contact, insight.version, by="anna", connection=C)
    with services.store.workspace(W) as session:
        session.records.upsert(C, [Contact(id=contact, do_not_profile=True)])
    deliver_all(services)
    assert held(crm, sandbox, contact) == before
