"""Documents and earlier objections: taken in, found, cited, forgotten; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crm_ai_plugin.errors import NotFoundError, UserInputError
from crm_ai_plugin.insights import ObjectionPayload
from crm_ai_plugin.ports.question import Claim
from crm_ai_plugin.records import Contact, Deal, Outcome
from crm_ai_plugin.runtime.knowledge import adding
from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.objections.library.shelf import Library
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from tests.fixtures.documents import pdf
from tests.fixtures.runtime_fakes import Clock

W, OTHER = "acme", "other"
GUIDE = b"# Security guide\n\n## Encryption\nCustomer data is encrypted with AES-256.\n\n## Hosting\nServers stand in Dublin.\n"
PRICES = pdf(
    ["Price list 2026", "The list price is 60 euros per user and month.\nFrom fifty users on it is 48 euros."]
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(tmp_path: Path, database_url: str, clock: Clock) -> Iterator[Services]:
    settings = Settings.load(env_file=None, home=tmp_path, database_url=database_url)
    made = Services(settings, clock)
    with made.store.system() as system:
        for workspace in (W, OTHER):
            system.workspaces.ensure(workspace, workspace)
    yield made
    made.close()


def ask(services, text, library=None, **changes):
    asked = Asked(text=text, by="rep-1", **changes)
    found = services.objections.asking.ask(W, asked, library or Library())
    return found, ObjectionPayload.model_validate(found.payload)


def found(services, query, workspace=W):
    return services.passages.find(workspace, query).hits


def test_what_was_added_is_found_with_its_place(services):
    services.knowledge.add(W, "prices.pdf", PRICES, "anna")
    services.knowledge.add(W, "guide.md", GUIDE, "anna")
    first = found(services, "How much is it per user?")[0]
    assert (first.passage.title, first.passage.page) == ("prices", 2)
    assert first.quote == "The list price is 60 euros per user and month."
    assert first.fits
    best = found(services, "Sind unsere Daten verschlüsselt?")[0]
    assert best.passage.heading == "Security guide › Encryption"


def test_adding_again_changes_nothing_and_another_version_replaces(services):
    first = services.knowledge.add(W, "guide.md", GUIDE, "anna")
    assert first.outcome == "added"
    assert services.knowledge.add(W, "guide.md", GUIDE, "ben").outcome == "unchanged"
    # The same file under another name would be found twice.
    assert services.knowledge.add(W, "copy/guide.md", GUIDE, "ben").document.name == "guide.md"
    again = services.knowledge.add(W, "guide.md", b"# Security guide\n\nServers stand in Oslo.\n", "ben")
    assert again.outcome == "replaced"
    assert [row.id for row in services.knowledge.documents(W)] == [again.document.id]
    texts = [hit.passage.text for hit in found(services, "Where do the servers stand?")]
    assert texts == ["Servers stand in Oslo."]


def test_what_is_removed_is_found_no_more(services):
    added = services.knowledge.add(W, "guide.md", GUIDE, "anna")
    assert found(services, "encrypted data")
    services.knowledge.remove(W, added.document.id, "anna")
    assert not found(services, "encrypted data")
    with pytest.raises(NotFoundError):
        services.knowledge.remove(W, added.document.id, "anna")


def test_a_workspace_finds_its_own_documents_only(services):
    added = services.knowledge.add(W, "guide.md", GUIDE, "anna")
    assert not found(services, "encrypted data", OTHER)
    with pytest.raises(NotFoundError):
        services.knowledge.remove(OTHER, added.document.id, "eve")
    assert found(services, "encrypted data")


@pytest.mark.parametrize("name", ["", "a\x00.md", "../x.md", "x" * 400 + ".md"])
def test_a_name_that_is_none_is_refused(services, name):
    with pytest.raises(UserInputError) as raised:
        services.knowledge.add(W, name, GUIDE, "anna")
    assert raised.value.code == "document_name"


def test_more_than_can_be_searched_is_refused_and_leaves_things_as_they_were(services, monkeypatch):
    monkeypatch.setattr(adding, "MOST_PASSAGES", 2)
    services.knowledge.add(W, "guide.md", GUIDE, "anna")
    with pytest.raises(UserInputError) as raised:
        services.knowledge.add(W, "prices.pdf", PRICES, "anna")
    assert raised.value.code == "knowledge_full"
    assert [row.name for row in services.knowledge.documents(W)] == ["guide.md"]


def test_an_answer_cites_documents_beside_it_and_states_nothing_of_them(services):
    services.knowledge.add(W, "prices.pdf", PRICES, "anna")
    insight, payload = ask(services, "Your price per user is too high.")
    [cited, *_] = payload.documents
    proof = next(one for one in insight.evidence if one.id == cited.evidence)
    assert (proof.record.type, proof.what) == ("document", "prices, page 2")
    assert proof.quote in "The list price is 60 euros per user and month. From fifty users on it is 48 euros."
    assert all("60" not in response.text and "48" not in response.text for response in payload.responses)
    assert all(cited.evidence not in response.evidence for response in payload.responses)


def test_a_passage_supports_an_approved_claim_that_stands_in_it(services):
    services.knowledge.add(W, "prices.pdf", PRICES, "anna")
    claims = tuple(
        Claim(id_, text, "en", ("price",), approved=True)
        for id_, text in (
            ("clm_1", "From fifty users on it is 48 euros."),
            ("clm_2", "From fifty users on it is 12 euros."),
        )
    )
    for claim, supported in ((claims[0], ["clm_1"]), (claims[1], [])):
        _, payload = ask(services, "Your price per user is too high.", Library(claims=(claim,)))
        assert payload.documents[0].supports == supported
        rests = [payload.documents[0].evidence in response.evidence for response in payload.responses]
        assert all(rests) if supported else not any(rests)


def test_what_is_no_objection_cites_nothing(services):
    services.knowledge.add(W, "prices.pdf", PRICES, "anna")
    _, payload = ask(services, "Thank you, the price per user is fine.")
    assert payload.category.key == "not_an_objection"
    assert payload.documents == []


def test_earlier_objections_come_back_with_what_was_answered_and_what_came_of_it(services, clock):
    with services.store.workspace(W) as session:
        closed = clock() + timedelta(days=5)
        deal = Deal(id="d1", name="Big", stage="demo", created_at=clock() - timedelta(days=9), closed_at=closed,
                    outcome=Outcome.WON)  # fmt: skip
        session.records.upsert("crm", [deal])
    ask(services, "Please send me your brochure, we will see.")
    before, first = ask(services, "This is too expensive for us.", deal_id="d1")
    services.objections.record(W, first.responses[0].id, "sent", by="rep-1")
    clock.now += timedelta(days=40)
    ask(services, "Wir haben gar keine Zeit.")  # whoever asks lets what is due be settled
    _, payload = ask(services, "Das ist uns viel zu teuer.")
    [similar, *rest] = payload.similar
    assert (similar.id, similar.next_move) == (before.subject.id, "won")
    assert similar.answer == first.responses[0].text
    assert payload.past is not None
    assert (payload.past.n, payload.past.won) == (1, 1)
    assert all("brochure" not in one.text for one in rest)


def test_the_same_conversation_is_no_past(services):
    first, _ = ask(services, "This is too expensive for us.")
    _, second = ask(services, "It is too expensive for us, really.", conversation=first.subject.id)
    assert second.similar == []
    _, third = ask(services, "It is too expensive for us.")
    assert {one.id for one in third.similar} >= {first.subject.id}


def test_another_workspace_has_no_part_in_it(services):
    ask(services, "This is too expensive for us.")
    theirs = services.objections.asking.ask(OTHER, Asked(text="This is too expensive for us.", by="x"))
    assert ObjectionPayload.model_validate(theirs.payload).similar == []


def test_what_people_said_who_must_not_be_profiled_is_not_shown(services):
    ask(services, "This is too expensive for us.", contact_id="p")
    with services.store.workspace(W) as session:
        session.records.upsert(
            "crm", [Contact(id="p", first_name="Ada", last_name="King", do_not_profile=True)]
        )
    _, payload = ask(services, "This is too expensive for us.")
    assert payload.similar == []


def test_forgetting_a_person_reaches_search_insights_and_passages(services):
    with services.store.workspace(W) as session:
        session.records.upsert(
            "crm", [Contact(id="p", first_name="Ada", last_name="King", email="ada@king.test")]
        )
    services.knowledge.add(W, "notes.md", b"Ask ADA KING about it.\n\n# Else\nServers stand in Oslo.", "anna")
    ask(services, "This is too expensive for us.", contact_id="p")
    shown, payload = ask(services, "It is too expensive for us.")
    assert payload.similar
    services.forgetting.forget(W, "p", "crm")
    stored = ObjectionPayload.model_validate(services.objections.get(W, shown.subject.id).payload)
    assert stored.similar == []
    _, later = ask(services, "This is too expensive for us.")
    assert {one.id for one in later.similar} == {shown.subject.id}
    assert [hit.passage.text for hit in found(services, "Ada King, servers")] == ["Servers stand in Oslo."]
