"""People who must not be profiled, on both databases: what was derived goes, nothing comes again until they say so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_ai_plugin.errors import NotFoundError
from crm_ai_plugin.insights.persona import PersonaPayload
from crm_ai_plugin.records import Contact
from crm_ai_plugin.runtime.processes.scheduler import erase_opt_outs
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.store import ConnectionRow
from crm_ai_plugin.testing.planted.people import NOW, PlantedPerson, planted_person
from tests.fixtures.runtime_fakes import Clock

W, C = "acme", "crm"


@pytest.fixture
def services(tmp_path: Path, database_url: str) -> Iterator[Services]:
    clock = Clock()
    clock.now = NOW
    made = Services(Settings.load(env_file=None, home=tmp_path, database_url=database_url), clock)
    with made.store.system() as system:
        system.workspaces.ensure(W, W)
    yield made
    made.close()


@pytest.fixture
def person(services: Services) -> PlantedPerson:
    made = planted_person(11, 40)
    deliver(services, made)
    return made


def deliver(services: Services, person: PlantedPerson, *, wish: bool = False) -> None:
    """Let the CRM deliver somebody with all they did."""
    contact = person.snapshot.contact.model_copy(update={"do_not_profile": wish})
    with services.store.workspace(W) as session:
        session.records.upsert(C, [contact, *person.snapshot.activities])


def traits(services: Services, id_: str) -> int:
    return len(PersonaPayload.model_validate(services.personas.renew(W, id_).payload).traits)


def stated(services: Services, id_: str) -> int:
    """Return in how many versions something is stated."""
    with services.store.workspace(W) as session:
        found = session.insights.history("persona", "contact", id_, connection=C, limit=20)
    return sum(bool(PersonaPayload.model_validate(one.payload).traits) for one in found)


def texts(services: Services, id_: str) -> str:
    with services.store.workspace(W) as session:
        found = session.records.person(C, id_, NOW)
    alone = [one for one in found.activities if one.contact_ids == (id_,)]
    assert alone
    return "".join(one.subject + one.body for one in alone)


def assert_gone(services: Services, person: PlantedPerson) -> None:
    contact = person.snapshot.contact
    assert stated(services, contact.id) == 0
    assert texts(services, contact.id) == ""
    with services.store.workspace(W) as session:
        (stub,) = session.records.fetch(C, Contact, [contact.id])
    # The name stays, so that what others say of them can be kept from leaving.
    assert stub == Contact(
        id=contact.id,
        company_id=contact.company_id,
        first_name=contact.first_name,
        last_name=contact.last_name,
        do_not_profile=True,
    )
    assert traits(services, contact.id) == 0


def test_a_wish_here_erases_at_once_and_holds_against_the_crm(
    services: Services, person: PlantedPerson
) -> None:
    id_ = person.snapshot.contact.id
    assert traits(services, id_) > 0
    wish = services.opting_out.opt_out(W, id_, by="anna")
    assert (wish.do_not_profile, wish.here_by, wish.erased_at) == (True, "anna", NOW)
    assert_gone(services, person)
    deliver(services, person)
    assert_gone(services, person)
    assert services.opting_out.opt_out(W, id_, by="bert") == wish
    with services.store.workspace(W) as session:
        told = [one for one in session.audit.list() if one.action == "do_not_profile"]
    assert [(one.actor, one.subject) for one in told] == [("anna", f"contact:{id_}")]


def test_once_it_is_taken_back_the_next_delivery_is_profiled_anew(
    services: Services, person: PlantedPerson
) -> None:
    id_ = person.snapshot.contact.id
    before = traits(services, id_)
    services.opting_out.opt_out(W, id_, by="anna")
    wish = services.opting_out.lift(W, id_, by="anna")
    assert not wish.do_not_profile
    assert traits(services, id_) < before
    deliver(services, person)
    assert traits(services, id_) == before


@pytest.mark.usefixtures("redis_url")
def test_a_wish_in_the_crm_erases_with_the_next_round_and_ends_with_the_crms(
    services: Services, person: PlantedPerson
) -> None:
    id_ = person.snapshot.contact.id
    before = traits(services, id_)
    deliver(services, person, wish=True)
    assert traits(services, id_) == 0, "from the moment it is noted nothing is inferred"
    erase_opt_outs(services)
    assert_gone(services, person)
    assert services.opting_out.lift(W, id_, by="anna").do_not_profile, "what the CRM says only it takes back"
    assert services.opting_out.erase_due(W) == 0
    deliver(services, person)
    assert traits(services, id_) == before


def test_of_somebody_else_everything_stays(services: Services, person: PlantedPerson) -> None:
    other = planted_person(12, 40)
    deliver(services, other)
    before = (traits(services, other.snapshot.contact.id), texts(services, other.snapshot.contact.id))
    services.opting_out.opt_out(W, person.snapshot.contact.id, by="anna")
    after = (traits(services, other.snapshot.contact.id), texts(services, other.snapshot.contact.id))
    assert after == before


def test_somebody_not_delivered_yet_is_named_with_the_connection(services: Services) -> None:
    with pytest.raises(NotFoundError):
        services.opting_out.opt_out(W, "person-11", by="anna")
    with pytest.raises(NotFoundError) as unknown:
        services.opting_out.opt_out(W, "person-11", by="anna", connection=C)
    assert unknown.value.code == "connection_unknown"
    with services.store.system() as system:
        system.connections.add(ConnectionRow(W, C, "hubspot", "1"))
    wish = services.opting_out.opt_out(W, "person-11", by="anna", connection=C)
    assert wish.here_since == NOW
    made = planted_person(11, 40)
    deliver(services, made)
    assert_gone(services, made)
