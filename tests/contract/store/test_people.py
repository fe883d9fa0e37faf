"""Contacts with everything that was seen of them, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_ai_plugin.errors import ConflictError, NotFoundError
from crm_ai_plugin.ports.person import Override
from crm_ai_plugin.privacy.person import Person
from crm_ai_plugin.records import Activity, ActivityType, Company, Contact, Deal, DealContact, StageChange
from crm_ai_plugin.store import Store
from crm_ai_plugin.store.tables.persona_readings import PersonaReadingTable
from tests.fixtures.stores import NOON

C = "crm-1"


def mail(id_: str, hours: int, *people: str, deal: str | None = "d1") -> Activity:
    return Activity(
        id=id_, type=ActivityType.EMAIL, at=NOON + timedelta(hours=hours), deal_id=deal, contact_ids=people
    )


RECORDS = (
    Contact(id="ann", company_id="co"),
    Contact(id="bob"),
    Company(id="co", country="DE"),
    Deal(id="d1"),
    Deal(id="d2"),
    DealContact(deal_id="d1", contact_id="ann", role="champion"),
    DealContact(deal_id="d2", contact_id="bob"),
    StageChange(deal_id="d1", to_stage="won", at=NOON),
    mail("late", 2, "ann", "bob"),
    mail("early", 1, "ann"),
    mail("loose", 3, "ann", deal=None),
    mail("other", 1, "bob", deal="d2"),
)


def names(store: Store, contact: str) -> list[str]:
    with store.workspace("acme") as session:
        return [a.id for a in session.records.person(C, contact, NOON).activities]


def test_a_person_comes_with_what_they_took_part_in_over_all_deals(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.upsert(C, RECORDS)
        ann = session.records.person(C, "ann", NOON)
        everybody = [one.contact.id for one in session.records.people(NOON)]
    assert [a.id for a in ann.activities] == ["early", "late", "loose"]
    assert [deal.id for deal in ann.deals] == ["d1"]
    assert [link.role for link in ann.deal_contacts] == ["champion"]
    assert [change.to_stage for change in ann.stage_changes] == ["won"]
    assert ann.company is not None
    assert everybody == ["ann", "bob"]


def test_the_order_in_which_records_arrive_changes_nothing(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.upsert(C, RECORDS)
        before = list(session.records.people(NOON))
    with store.workspace("other") as session:
        session.records.upsert(C, RECORDS[::-1])
        assert list(session.records.people(NOON)) == before


def test_of_thousands_the_newest_are_looked_at_and_visits_leave_them_room(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_ai_plugin.store.repositories.records.people.NEWEST", {False: 3, True: 2})
    mails = [mail(f"m{n}", -n, "ann", "bob") for n in range(5)]
    visits = [mail(f"v{n}", -n, "ann").model_copy(update={"type": ActivityType.WEB}) for n in range(4)]
    with store.workspace("acme") as session:
        session.records.upsert(
            C, [Contact(id="ann"), Contact(id="bob"), *mails, *visits, mail("planned", 9, "ann")]
        )
        ann, bob = session.records.people(NOON)
        assert session.records.person(C, "ann", NOON) == ann
        assert [a.id for a in ann.activities] == ["m2", "m1", "v1", "m0", "v0", "planned"]
        assert [a.id for a in bob.activities] == ["m2", "m1", "m0"]
        assert (ann.older, bob.older) == (4, 2)
        session.records.upsert(
            C,
            [
                mails[4].model_copy(update={"at": NOON}),
                mails[0].model_copy(update={"type": ActivityType.WEB}),
            ],
        )
        bob = session.records.person(C, "bob", NOON)
    assert [a.id for a in bob.activities] == ["m2", "m1", "m0", "m4"]


def test_what_was_read_of_a_contact_is_kept_and_forgotten(store: Store) -> None:
    with store.workspace("acme") as session:
        readings = session.persona_readings
        assert readings.of(C, "ann") is None
        readings.set(C, "ann", b"1")
        readings.set(C, "ann", b"2")
        readings.set(C, "bob", b"3")
        assert readings.of(C, "ann") == b"2"
        assert session.personal_rows.erase(PersonaReadingTable, Person(contacts=((C, "ann"),))) == 1
        assert (readings.of(C, "ann"), readings.of(C, "bob")) == (None, b"3")


def test_who_took_part_follows_the_touchpoint(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.upsert(C, RECORDS)
        session.records.upsert(C, [mail("late", 2, "bob")])
    assert names(store, "ann") == ["early", "loose"]
    with store.workspace("acme") as session:
        session.records.delete(C, "activity", ["early"])
        session.records.delete(C, "deal", ["d2"])
    assert names(store, "ann") == ["loose"]
    assert names(store, "bob") == ["late"]


def test_who_was_forgotten_took_part_in_nothing(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.upsert(C, RECORDS)
        session.records.erase_contact(C, "ann")
        with pytest.raises(NotFoundError):
            session.records.find_contact("ann")
        assert [one.contact.id for one in session.records.people(NOON)] == ["bob"]
    with store.engine.connect() as connection:
        left = connection.exec_driver_sql(
            "SELECT count(*) FROM participants WHERE contact_id = 'ann'"
        ).scalar()
    assert left == 0


def test_an_id_in_two_crms_has_to_be_told_apart(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.upsert(C, [Contact(id="ann")])
        session.records.upsert("crm-2", [Contact(id="ann")])
        with pytest.raises(ConflictError):
            session.records.find_contact("ann")
        assert session.records.find_contact("ann", "crm-2")[0] == "crm-2"


def test_those_touched_lately_are_found(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.upsert(C, RECORDS)
        since = NOON + timedelta(hours=1, minutes=30)
        found = session.records.touched_since(since, NOON + timedelta(hours=9), 10)
    assert found == [(C, "bob"), (C, "ann")]


def test_one_override_of_a_trait_is_in_force(store: Store) -> None:
    first = Override("stance", "lock", "Champion", "met them", "anna", NOON, {"said": "x"})
    second = Override("stance", "reject", None, "wrong", "ben", NOON)
    with store.workspace("acme") as session:
        session.persona_overrides.set(C, "ann", first)
        assert session.persona_overrides.of(C, "ann") == [first]
        session.persona_overrides.set(C, "ann", second)
        assert session.persona_overrides.of(C, "ann") == [second]
        assert session.persona_overrides.of(C, "bob") == []
        assert session.persona_overrides.lift(C, "ann", "stance")
        assert not session.persona_overrides.lift(C, "ann", "stance")
