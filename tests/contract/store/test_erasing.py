"""People who asked to be forgotten, on both databases."""

from __future__ import annotations

from crm_ai_plugin.records import Activity, ActivityType, Contact, Deal, DealContact, DealSnapshot
from crm_ai_plugin.store import Store
from tests.fixtures.stores import NOON

C = "hubspot-1"
ANN, BOB = "1", "12"


def snapshot() -> DealSnapshot:
    def mail(id_: str, *people: str) -> Activity:
        return Activity(
            id=id_,
            type=ActivityType.EMAIL,
            at=NOON,
            deal_id="d",
            subject="Hello",
            body="said",
            contact_ids=people,
            custom={"from": "x"},
        )

    return DealSnapshot(
        connection=C,
        as_of=NOON,
        deal=Deal(id="d", name="Deal", created_at=NOON),
        contacts=(Contact(id=ANN, email="ann@example.com"), Contact(id=BOB)),
        deal_contacts=(DealContact(deal_id="d", contact_id=ANN), DealContact(deal_id="d", contact_id=BOB)),
        activities=(mail("both", ANN, BOB), mail("hers", ANN), mail("his", BOB)),
        visible=frozenset({"contact", "deal_contact", "email"}),
    )


def people(
    store: Store, connection: str = C
) -> tuple[list[str], list[str], dict[str, tuple[tuple[str, ...], str]]]:
    with store.workspace("acme") as session:
        found = session.records.snapshot(connection, "d", NOON)
    return (
        sorted(one.id for one in found.contacts),
        sorted(one.contact_id for one in found.deal_contacts),
        {one.id: (one.contact_ids, one.body) for one in found.activities},
    )


FORGOTTEN = ([BOB], [BOB], {"both": ((BOB,), ""), "hers": ((), ""), "his": ((BOB,), "said")})


def test_a_person_is_taken_out_of_everything_and_others_stay(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.replace_deal(C, snapshot())
        session.records.replace_deal("crm-2", snapshot())
        assert session.records.erase_contact(C, ANN) == 2
    assert people(store) == FORGOTTEN
    assert people(store, "crm-2")[0] == [ANN, BOB], "another CRM's contact of that id is somebody else"
    with store.engine.connect() as connection:
        for table in ("contacts", "activities"):
            kept = connection.exec_driver_sql(
                f"SELECT * FROM {table} WHERE connection = '{C}'"  # made up in here
            ).all()
            assert "ann@example.com" not in repr(kept)


def test_nothing_that_is_delivered_later_brings_them_back(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.replace_deal(C, snapshot())
        session.records.erase_contact(C, ANN)
        assert session.records.prune_tombstones(NOON.replace(year=2030)) > 0
    with store.workspace("acme") as session:
        session.records.replace_deal(C, snapshot())
        session.records.upsert(C, [Contact(id=ANN), DealContact(deal_id="d", contact_id=ANN)])
        session.records.store_page(C, [*snapshot().contacts, *snapshot().activities], NOON.replace(year=2029))
    assert people(store) == FORGOTTEN


def test_who_was_never_seen_is_remembered_too_and_twice_is_once(store: Store) -> None:
    with store.workspace("acme") as session:
        assert session.records.erase_contact(C, ANN) == 0
        assert session.records.erase_contact(C, ANN) == 0
        assert session.records.is_erased(C, ANN)
        assert not session.records.is_erased("crm-2", ANN)
        session.records.replace_deal(C, snapshot())
    assert people(store) == FORGOTTEN
    with store.workspace("other") as session:
        assert not session.records.is_erased(C, ANN)


def test_an_id_that_looks_like_a_pattern_names_one_person_only(store: Store) -> None:
    odd = '%_"ü'
    mail = Activity(id="m", type=ActivityType.EMAIL, at=NOON, body="said", contact_ids=(odd,))
    with store.workspace("acme") as session:
        session.records.replace_deal(C, snapshot())
        session.records.upsert(C, [mail])
        assert session.records.erase_contact(C, odd) == 1
        assert session.records.erase_contact(C, "%") == 0
    assert people(store)[0] == [ANN, BOB]


def test_a_deal_as_a_crm_delivers_it_loses_them_too(store: Store) -> None:
    with store.workspace("acme") as session:
        assert session.records.admitted(snapshot()) == snapshot()
        session.records.erase_contact(C, ANN)
        left = session.records.admitted(snapshot())
    assert [one.id for one in left.contacts] == [BOB]
    assert {one.id: one.body for one in left.activities} == {"both": "", "hers": "", "his": "said"}
