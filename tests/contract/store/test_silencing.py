"""People who must not be profiled, on both databases: nothing they said or are called is stored, whoever delivers it."""

from __future__ import annotations

import pytest

from crm_ai_plugin.records import Activity, ActivityType, Contact, Deal, DealContact, DealSnapshot, Direction
from crm_ai_plugin.store import Store
from tests.fixtures.stores import NOON

C = "hubspot-1"
ANN, BOB = "1", "12"


def mail(id_: str, *people: str, direction: Direction | None = None) -> Activity:
    return Activity(
        id=id_,
        type=ActivityType.EMAIL,
        direction=direction,
        at=NOON,
        deal_id="d",
        subject="Hello Annabel",
        body="Annabel said",
        contact_ids=people,
        custom={"from": "annabel@example.com"},
    )


def snapshot(*, quiet: bool) -> DealSnapshot:
    return DealSnapshot(
        connection=C,
        as_of=NOON,
        deal=Deal(id="d", name="Deal", created_at=NOON),
        contacts=(
            Contact(id=ANN, first_name="Annabel", email="annabel@example.com", do_not_profile=quiet),
            Contact(id=BOB, first_name="Bob"),
        ),
        deal_contacts=(DealContact(deal_id="d", contact_id=ANN), DealContact(deal_id="d", contact_id=BOB)),
        activities=(
            mail("hers", ANN),
            mail("to-both", ANN, BOB, direction=Direction.OUTBOUND),
            mail("from-either", ANN, BOB, direction=Direction.INBOUND),
            mail("his", BOB),
        ),
        visible=frozenset({"contact", "deal_contact", "email"}),
    )


def words(store: Store, connection: str = C) -> dict[str, str]:
    with store.workspace("acme") as session:
        return {one.id: one.body for one in session.records.snapshot(connection, "d", NOON).activities}


def contact(store: Store, id_: str = ANN) -> Contact:
    with store.workspace("acme") as session:
        (found,) = session.records.fetch(C, Contact, [id_])
    return found


SAID, QUIET = (
    "Annabel said",
    {"hers": "", "to-both": "Annabel said", "from-either": "", "his": "Annabel said"},
)
STUB = Contact(id=ANN, first_name="Annabel", do_not_profile=True)


def erase(store: Store, id_: str = ANN) -> None:
    """Do what the runtime does with who is listed."""
    with store.workspace("acme") as session:
        session.records.silence(C, [id_])
        session.records.opt_out_erased(C, id_)


def to_erase(store: Store) -> list[tuple[str, str]]:
    with store.workspace("acme") as session:
        return list(session.records.opt_outs_to_erase(10))


@pytest.mark.parametrize("before", [True, False], ids=["stored before", "never seen"])
def test_a_contact_that_comes_with_the_wish_is_a_stub_without_words(store: Store, *, before: bool) -> None:
    with store.workspace("acme") as session:
        if before:
            session.records.replace_deal(C, snapshot(quiet=False))
        session.records.replace_deal(C, snapshot(quiet=True))
    # Only of whom something was here something can have been derived.
    assert to_erase(store) == ([(C, ANN)] if before else [])
    assert contact(store).do_not_profile
    assert words(store) == QUIET
    erase(store)
    assert to_erase(store) == []
    assert contact(store) == STUB
    assert contact(store, BOB).first_name == "Bob"
    with store.engine.connect() as connection:
        kept = repr(connection.exec_driver_sql("SELECT * FROM contacts").all())
        assert "annabel@example.com" not in kept.lower()


def test_activities_that_come_alone_are_without_words_too(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.upsert(C, [STUB])
        session.records.upsert(C, [Deal(id="d", name="Deal", created_at=NOON)])
        session.records.store_page(C, snapshot(quiet=True).activities, NOON)
    assert words(store) == QUIET


def test_a_wish_from_here_holds_whatever_the_crm_delivers_until_it_is_taken_back(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.replace_deal(C, snapshot(quiet=False))
        made = session.records.opt_out_here(C, ANN, "anna")
        again = session.records.opt_out_here(C, ANN, "somebody else")
    assert (made.here_by, made.crm_since, made.erased_at, again) == ("anna", None, None, made)
    assert contact(store).do_not_profile
    erase(store)
    assert words(store) == QUIET
    with store.workspace("acme") as session:
        session.records.replace_deal(C, snapshot(quiet=False))
    assert contact(store) == STUB
    assert words(store) == QUIET
    assert to_erase(store) == []
    with store.workspace("acme") as session:
        assert session.records.lift_opt_out(C, ANN)
        assert not session.records.lift_opt_out(C, ANN)
        assert session.records.opt_out(C, ANN) is None
    assert contact(store) == Contact(id=ANN, first_name="Annabel")
    with store.workspace("acme") as session:
        session.records.replace_deal(C, snapshot(quiet=False))
    assert contact(store).first_name == "Annabel"
    assert set(words(store).values()) == {SAID}


def test_each_wish_is_taken_back_where_it_was_made(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.upsert(C, [Contact(id=ANN, do_not_profile=True)])
        session.records.opt_out_here(C, ANN, "anna")
        session.records.lift_opt_out(C, ANN)
        assert session.records.opted_out(C) == {ANN}
        session.records.opt_out_here(C, ANN, "anna")
        session.records.upsert(C, [Contact(id=ANN, first_name="Annabel")])
        left = session.records.opt_out(C, ANN)
        assert left is not None
        assert (left.crm_since, left.here_by) == (None, "anna")
    erase(store)
    assert contact(store) == Contact(id=ANN, do_not_profile=True)


def test_a_crm_that_takes_the_wish_back_is_believed(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.replace_deal(C, snapshot(quiet=True))
        session.records.replace_deal(C, snapshot(quiet=False))
        assert session.records.opted_out(C) == frozenset()
    assert contact(store).first_name == "Annabel"
    assert set(words(store).values()) == {SAID}


def test_who_is_not_known_yet_may_be_named_and_another_crms_contact_is_somebody_else(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.opt_out_here(C, ANN, "anna")
        session.records.replace_deal(C, snapshot(quiet=False))
        session.records.replace_deal("crm-2", snapshot(quiet=False))
    assert words(store) == QUIET
    assert set(words(store, "crm-2").values()) == {SAID}
    with store.workspace("other") as session:
        assert session.records.opted_out(C) == frozenset()


def test_visits_of_somebody_go_with_the_wish(store: Store) -> None:
    visit = Activity(
        id="crm-ai:web:1", type=ActivityType.WEB, at=NOON, subject="Prices", contact_ids=(ANN, BOB)
    )
    with store.workspace("acme") as session:
        session.records.upsert(C, [Contact(id=ANN), Contact(id=BOB), visit])
        session.records.opt_out_here(C, ANN, "anna")
        assert session.records.silence(C, [ANN, BOB]) == 1
        assert session.records.fetch(C, Activity, [visit.id]) == []
        assert session.records.silence(C, [ANN, BOB]) == 0


def test_long_addresses_and_many_people_are_no_matter(store: Store) -> None:
    many = [
        Contact(id=f"p{n}", email="x" * 9000 if n == 0 else None, do_not_profile=n % 2 == 0)
        for n in range(1200)
    ]
    with store.workspace("acme") as session:
        session.records.upsert(C, many)
        session.records.upsert(C, many)
        assert len(session.records.opted_out(C)) == 600
        session.records.upsert(C, [Contact(id="long", email="y" * 9000)])


def test_what_comes_before_it_is_erased_does_not_hide_who_is_to_be(store: Store) -> None:
    with store.workspace("acme") as session:
        session.records.replace_deal(C, snapshot(quiet=False))
        session.records.replace_deal(C, snapshot(quiet=True))
        session.records.replace_deal(C, snapshot(quiet=True))
    named = contact(store)
    assert (named.first_name, named.do_not_profile) == ("Annabel", True)
    erase(store)
    assert contact(store) == STUB
