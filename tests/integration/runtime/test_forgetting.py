"""Erasures: cut off they go on, without the CRM they wait, told twice they are one, and nobody else is touched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_ai_plugin.errors import ConflictError, NotFoundError, RetryableError
from crm_ai_plugin.privacy.marks import Marker
from crm_ai_plugin.records import Activity, ActivityType, Contact, Deal, DealContact
from crm_ai_plugin.runtime.hash_key import HashKey
from crm_ai_plugin.runtime.live.feed import KEYS
from crm_ai_plugin.runtime.privacy import forgetting
from crm_ai_plugin.runtime.rotating import Rotating
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.runtime.vault import Vault
from crm_ai_plugin.store import OutboxRow, Store
from crm_ai_plugin.web import create_app
from tests.fixtures.runtime_fakes import NOON, Clock, Crm
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, deliveries

ANN = Contact(id="ann", first_name="Ann", last_name="Weberling", email="ann@weberling.example")
BOB = Contact(id="bob", first_name="Bob", last_name="King", email="bob@king.example")
RECORDS = [
    Deal(id="1", name="Deal 1"),
    ANN,
    BOB,
    DealContact(deal_id="1", contact_id="ann"),
    DealContact(deal_id="1", contact_id="bob"),
    Activity(
        id="hers", type=ActivityType.CALL, at=NOON, deal_id="1", body="She spoke.", contact_ids=("ann",)
    ),
    Activity(
        id="note", type=ActivityType.NOTE, at=NOON, deal_id="1", body="Weberling agreed. Send the offer."
    ),
]


def filled(services: Services) -> Services:
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, RECORDS)
    return services


def written(services: Services, crm: Crm) -> str:
    """A note about her in the CRM."""
    command = {"body_html": "Ask Ann Weberling", "body_text": "Ask Ann Weberling", "at": NOON.isoformat()}
    with services.store.workspace(WORKSPACE) as session:
        session.outbox.add(OutboxRow("dlv_1", CONNECTION, None, "note", "deal", "1", "key-1", command))
    services.delivering.deliver(WORKSPACE, "dlv_1")
    assert list(crm.notes.values()) == ["key-1"]
    return "dlv_1"


def held(services: Services) -> dict[str, Any]:
    found: list[Any] = []
    with services.store.workspace(WORKSPACE) as session:
        found += session.records.fetch(CONNECTION, Contact, ["ann", "bob"])
        found += session.records.fetch(CONNECTION, Activity, ["hers", "note"])
        found += session.records.fetch(CONNECTION, Deal, ["1"])
    return {one.id: one for one in found}


def test_cut_off_anywhere_it_goes_on_and_ends_the_same(
    both: Services, clock: Clock, crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(filled(both), crm)
    steps = forgetting.found_steps()
    with both.store.workspace(WORKSPACE) as session:
        both.forgetting.hash_key.ensure()
        erasure = both.forgetting.open(session, CONNECTION, "ann", "anna")
    for killed_at in range(1, len(steps) + 1):

        def killed(number: int, _all: int, at: int = killed_at) -> None:
            if number == at:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            both.forgetting.run(WORKSPACE, erasure, killed)
        assert both.forgetting.run(WORKSPACE, erasure).state == "running", "somebody may still be at it"
        clock.advance(forgetting.LEASE.total_seconds())
        assert [one.erasure_id for one in both.store.due_erasures(clock(), 10)] == [erasure]
    done = both.forgetting.run(WORKSPACE, erasure)
    assert (done.state, done.sealed) == ("done", None)
    assert {part["place"]: part["removed"] for part in done.parts}["contact_records"] > 0
    assert crm.notes == {}
    left = held(both)
    assert set(left) == {"bob", "hers", "note", "1"}
    assert (left["hers"].body, left["note"].body) == ("", "[…] Send the offer.")
    assert "eberling" not in repr(done)
    assert both.forgetting.run(WORKSPACE, erasure) == done
    assert both.store.due_erasures(clock(), 10) == []


def test_forgetting_twice_is_forgetting_once(services: Services) -> None:
    filled(services)
    first = services.forgetting.forget(WORKSPACE, "ann", by="anna")
    before = held(services)
    assert services.forgetting.forget(WORKSPACE, "ann", CONNECTION) == first
    assert held(services) == before
    assert len(services.forgetting.receipts(WORKSPACE)) == 1
    with pytest.raises(NotFoundError):
        services.forgetting.forget(WORKSPACE, "nobody")


def test_what_a_crm_does_not_take_back_now_waits_and_is_told(
    services: Services, clock: Clock, crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = written(filled(services), crm)

    def down(*_: Any) -> Any:
        raise RetryableError("the CRM is away", code="crm_away")

    undo = crm.undo
    monkeypatch.setattr(crm, "undo", down)
    waiting = services.forgetting.forget(WORKSPACE, "ann", CONNECTION)
    assert waiting.state == "pending"
    assert [one for one in waiting.parts if one["state"] == "pending"] == [
        {"place": f"crm:{CONNECTION}", "removed": 0, "state": "pending", "kept": 0, "code": "crm_away"}
    ]
    assert set(held(services)) == {"bob", "hers", "note", "1"}, "nothing else waits for it"
    monkeypatch.setattr(crm, "undo", undo)
    clock.advance(timedelta(days=2).total_seconds())
    assert services.sweeper.run().erasures == 1
    done = services.forgetting.run(WORKSPACE, waiting.id)
    assert done.state == "done"
    assert crm.notes == {}
    (row,) = deliveries(services, id=delivery)
    assert (row.state, row.command, row.receipt) == ("undone", {}, None)


def test_what_is_not_written_yet_never_is(services: Services, crm: Crm) -> None:
    filled(services)
    command = {"body_html": "Ann Weberling", "body_text": "Ann Weberling", "at": NOON.isoformat()}
    with services.store.workspace(WORKSPACE) as session:
        session.outbox.add(OutboxRow("dlv_2", CONNECTION, None, "note", "deal", "1", "key-2", command))
    assert services.forgetting.forget(WORKSPACE, "ann", CONNECTION).state == "done"
    services.delivering.deliver(WORKSPACE, "dlv_2")
    assert crm.notes == {}


def test_nothing_brings_them_back_but_an_admin_who_lifts_it(services: Services) -> None:
    filled(services)
    done = services.forgetting.forget(WORKSPACE, "ann", CONNECTION)
    again = ANN.model_copy(update={"id": "new", "email": " ANN@Weberling.Example "})
    early = Activity(id="e", type=ActivityType.CALL, at=NOON, body="Secret.", contact_ids=("new",))
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, [early])
        session.records.upsert(CONNECTION, [*RECORDS, again])
        assert session.records.fetch(CONNECTION, Contact, ["ann", "new"]) == []
        (call,) = session.records.fetch(CONNECTION, Activity, ["e"])
        assert (call.body, call.contact_ids) == ("", ()), "it came in before anybody knew whose it is"
    assert held(services)["note"].body == "[…] Send the offer."
    lifted = services.forgetting.lift(WORKSPACE, done.id, "anna")
    assert lifted.lifted_by == "anna"
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, RECORDS)
        assert ("lift_erasure", "anna") in {(row.action, row.actor) for row in session.audit.list()}
    assert held(services)["note"].body == RECORDS[-1].body  # type: ignore[attr-defined]
    assert held(services)["ann"] == ANN


def test_the_log_and_live_events_keep_no_id_of_theirs(services: Services, crm: Crm) -> None:
    written(filled(services), crm)
    command = {"values": {"persona_channel": "email"}}
    with services.store.workspace(WORKSPACE) as session:
        session.outbox.add(OutboxRow("dlv_3", CONNECTION, None, "fields", "contact", "ann", "key-3", command))
        session.audit.add("anna", "undo", "dlv_3", {"action": "fields", "target": "ann", "kept": []})
        session.audit.add("anna", "undo", "dlv_1", {"action": "note", "target": "1", "kept": []})
    for id_ in ("ann", "bob"):
        services.live.job_moved(WORKSPACE, f"refresh:{CONNECTION}:contact:1:{id_}", "done")
    services.forgetting.forget(WORKSPACE, "ann", CONNECTION)
    with services.store.workspace(WORKSPACE) as session:
        undone = {
            (row.subject, row.detail.get("target")) for row in session.audit.list() if row.action == "undo"
        }
    assert undone == {("dlv_3", None), ("dlv_1", "1")}
    stream = services.redis.xrange(f"{KEYS.prefix}{{{WORKSPACE}}}")
    assert b":ann" not in repr(stream).encode()
    assert b":bob" in repr(stream).encode()


def test_an_erasure_under_way_is_not_lifted(services: Services) -> None:
    filled(services)
    services.forgetting.hash_key.ensure()
    with services.store.workspace(WORKSPACE) as session:
        erasure = services.forgetting.open(session, CONNECTION, "ann", "anna")
    with pytest.raises(ConflictError):
        services.forgetting.lift(WORKSPACE, erasure, "anna")


def test_who_was_forgotten_before_ids_were_hashed_stays_so(services: Services) -> None:
    filled(services)
    with services.store.engine.begin() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO erasures VALUES ('{WORKSPACE}', '{CONNECTION}', 'bob', '{NOON.isoformat(' ')}')"  # made up in here
        )
    with services.store.workspace(WORKSPACE) as session:
        assert session.records.is_erased(CONNECTION, "bob")
    services.forgetting.forget(WORKSPACE, "ann", CONNECTION)
    with services.store.workspace(WORKSPACE) as session:
        assert session.erasures.unhashed() == []
        assert session.records.is_erased(CONNECTION, "bob")


def test_people_are_known_again_when_the_secret_key_was_rotated(store: Store) -> None:
    old, new = "the old key, long enough", "the new key, long enough"
    with store.system() as system:
        system.workspaces.ensure("acme", "acme")
    mark = HashKey(store, Vault(old)).marker("acme").email("ann@x.test")
    rotated = Rotating(store, Vault(new, [old]), None).run()
    assert (rotated.anew, rotated.unreadable) == (1, [])
    assert HashKey(store, Vault(new)).marker("acme").email("ANN@x.test ") == mark


def test_without_its_key_nobody_is_stored_who_may_have_been_forgotten(services: Services) -> None:
    from crm_ai_plugin.errors import ConfigurationError

    filled(services)
    services.forgetting.forget(WORKSPACE, "ann", CONNECTION)
    lost = HashKey(services.store, Vault("another key, long enough"))
    services.store.marker_of = lost.marker
    with services.store.workspace(WORKSPACE) as session, pytest.raises(ConfigurationError):
        session.records.upsert(CONNECTION, RECORDS)


def test_over_http_a_receipt_names_nobody(services: Services, crm: Crm) -> None:
    written(filled(services), crm)
    with services.store.system() as system:
        system.workspaces.ensure(WORKSPACE, WORKSPACE)
        headers = {"Authorization": f"Bearer {system.api_keys.create(WORKSPACE, 'test')}"}
    client, url = create_app(services).test_client(), "/api/privacy/erasures"
    made = client.post(url, json={"contact_id": "ann"}, headers=headers)
    assert made.status_code == 200
    receipt = made.get_json()
    removed = {part["place"]: part["removed"] for part in receipt["parts"]}
    assert (removed["contact_records"] > 0, removed[f"crm:{CONNECTION}"]) == (True, 1)
    assert "ann" not in made.text.replace("channel", "").replace("scanned", "")
    assert client.get(f"{url}/{receipt['id']}", headers=headers).get_json() == receipt
    assert client.get(url, headers=headers).get_json()["items"] == [receipt]
    assert client.post(f"{url}/{receipt['id']}/retry", headers=headers).get_json() == receipt
    lifted = client.post(f"{url}/{receipt['id']}/lift", headers=headers).get_json()
    assert lifted["lifted_at"]
    assert client.post(url, json={"contact_id": "nobody"}, headers=headers).status_code == 404
    assert client.get(f"{url}/era_none", headers=headers).status_code == 404
    assert client.get(url).status_code == 401


NAMES = st.sampled_from(["Ann", "Bob", "Weberling", "King", "Price", "Eva", "Ruiz"])
TEXTS = st.lists(
    st.one_of(
        NAMES,
        st.sampled_from(["price", "asks for it.", "\n", "The budget is fixed.", "b@x.test", "a@x.test"]),
    ),
    max_size=8,
).map(" ".join)


@given(
    names=st.tuples(NAMES, NAMES, NAMES, NAMES),
    bodies=st.lists(TEXTS, min_size=3, max_size=3),
    shared=st.booleans(),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_forgetting_one_person_leaves_what_is_of_another(
    sqlite_store: Store, names: tuple[str, str, str, str], bodies: list[str], shared: bool
) -> None:
    """B's record, B's part in deals and touchpoints, and every sentence that names nobody: all are as they were."""
    store, workspace = sqlite_store, f"w{abs(hash((names, tuple(bodies), shared)))}"
    store.marker_of = lambda name: Marker(b"k" * 32, name)
    a = Contact(id="a", first_name=names[0], last_name=names[1], email="a@x.test")
    b = Contact(id="b", first_name=names[2], last_name=names[3], email="b@x.test", phone="0171 5550123")
    mails = [
        Activity(id=f"b{n}", type=ActivityType.EMAIL, direction="outbound", at=NOON, deal_id="d", body=body, contact_ids=("b",))
        for n, body in enumerate(bodies)
    ]  # fmt: skip
    records = [
        Deal(id="d", name="Licences"),
        a,
        b,
        *mails,
        DealContact(deal_id="d", contact_id="b", role="champion"),
    ]
    if shared:
        records.append(DealContact(deal_id="d", contact_id="a"))
    with store.workspace(workspace) as session:
        session.records.upsert("c", records)
        person = session.records.who_is("c", "a")
        id_ = session.erasures.add("m", "c", "x", b"")
        session.erasures.leave_marks(id_, person.marks(session.erasures.marker))
        for kind in ("deal", "activity"):
            session.records.scrub(person, kind, id_)
        session.records.take_out(person.contacts)
        session.records.upsert("c", records)
        assert session.records.fetch("c", Contact, ["a"]) == []
        assert session.records.fetch("c", Contact, ["b"]) == [b]
        assert session.records.fetch("c", Deal, ["d"]) == [records[0]]
        assert [link.contact_id for link in session.records.snapshot("c", "d", NOON).deal_contacts] == ["b"]
        theirs = {names[0], names[1]} - {names[2], names[3]} | {"a@x.test"}
        full = {f"{names[0]} {names[1]}".casefold(), f"{names[1]} {names[0]}".casefold()}
        left = session.records.fetch("c", Activity, ["b0", "b1", "b2"])
        for before, after in zip(mails, left, strict=True):
            assert after.contact_ids == ("b",)
            flat = " ".join(before.body.split())
            if not any(one in flat for one in theirs) and not any(one in flat.casefold() for one in full):
                assert after.body == before.body
