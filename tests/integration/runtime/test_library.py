"""A workspace's library: approval, versions, expiry, files, and what answers are made from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.errors import ConflictError, UserInputError
from crm_ai_plugin.insights import ObjectionPayload
from crm_ai_plugin.records import Company, Deal, StageChange
from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.objections.library.exchange import Incoming
from crm_ai_plugin.runtime.objections.library.keeping import Wish
from crm_ai_plugin.runtime.objections.library.notations import NOTATIONS
from crm_ai_plugin.runtime.objections.library.workflow import Dates
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from tests.fixtures.runtime_fakes import Clock
from tests.fixtures.stores import DATABASES

W = "acme"
DAY = timedelta(days=1)
CLAIM: dict[str, Any] = {
    "kind": "claim",
    "language": "en",
    "topics": ["price"],
    "text": "Customers may leave after the first year.",
}
TEMPLATE: dict[str, Any] = {
    "kind": "template",
    "language": "en",
    "topics": ["price"],
    "tones": ["playful"],
    "sentences": ["Let us play with the scope.", {"claim": "leave"}],
    "ask": "Shall we?",
    "why": "When you know each other well.",
}


on_each = pytest.mark.parametrize("database", DATABASES, indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """SQLite, unless a test is about both: the rules don't depend on the database, and the store has tests of its own."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(tmp_path: Path, database_url: str, clock: Clock) -> Iterator[Services]:
    made = Services(Settings.load(env_file=None, home=tmp_path, database_url=database_url), clock)
    with made.store.system() as system:
        system.workspaces.ensure(W, W)
    yield made
    made.close()


@pytest.fixture
def library(services: Services):
    return services.objections.library


def wish(content: dict[str, Any] = CLAIM, by: str = "anna", **changes) -> Wish:
    return Wish(content, by, **changes)


def approved(library, id_: str, content: dict[str, Any] = CLAIM, **dates):
    library.add(W, wish(content), id_)
    library.submit(W, id_, "anna")
    return library.approve(W, id_, "ben", Dates(**dates))


def payload(services: Services, **changes) -> ObjectionPayload:
    asked = Asked(text="Your price is too high.", by="rep-1", **changes)
    return ObjectionPayload.model_validate(services.objections.ask(W, asked).payload)


def deeds(services: Services) -> list[tuple[str, str, str]]:
    with services.store.workspace(W) as session:
        return [(row.actor, row.action, row.subject) for row in reversed(session.audit.list())]


@on_each
def test_the_way_of_a_claim(services, library, clock):
    added = library.add(W, wish(), "leave")
    assert (added.state, added.in_use, added.latest.number, added.latest.author) == ("draft", None, 1, "anna")
    assert library.submit(W, "leave", "anna").state == "in_review"
    entry = library.approve(W, "leave", "ben", note="checked with legal")
    assert (entry.state, entry.in_use, entry.latest.decided_by) == ("approved", 1, "ben")
    assert entry.expires_at == clock() + 365 * DAY
    assert entry.review_at == clock() + 180 * DAY
    assert deeds(services) == [
        ("anna", "library_added", "library:leave"),
        ("anna", "library_submitted", "library:leave"),
        ("ben", "library_approved", "library:leave"),
    ]


@pytest.mark.parametrize("name", ["anna", " Anna ", "ANNA"])
def test_nobody_approves_alone_what_they_wrote(library, name):
    library.add(W, wish(), "leave")
    library.submit(W, "leave", "ben")
    with pytest.raises(ConflictError) as caught:
        library.approve(W, "leave", name)
    assert caught.value.code == "own_approval"
    assert library.get(W, "leave").state == "in_review"


def test_whoever_wrote_a_part_of_it_is_an_author_too(library):
    library.add(W, wish(), "leave")
    library.edit(W, "leave", wish(CLAIM | {"text": "Customers may leave after a year."}, "ben"))
    library.submit(W, "leave", "ben")
    for author in ("anna", "ben"):
        with pytest.raises(ConflictError):
            library.approve(W, "leave", author)
    assert library.approve(W, "leave", "cleo").in_use == 2


def test_a_workspace_may_let_authors_approve(services, library):
    library.add(W, wish(), "leave")
    library.submit(W, "leave", "anna")
    library.allow_own_approval(W, "root", allowed=True)
    assert library.own_approval(W)
    assert library.approve(W, "leave", "anna").in_use == 1
    assert ("root", "library_policy", "own_approval") in deeds(services)
    assert not library.own_approval("other")


@on_each
def test_a_changed_entry_is_a_draft_while_the_approved_words_stay_in_use(services, library):
    approved(library, "leave")
    entry = library.edit(W, "leave", wish(CLAIM | {"text": "Customers may leave at any time."}))
    assert (entry.state, entry.latest.number, entry.in_use) == ("draft", 2, 1)
    assert CLAIM["text"] in payload(services).responses[0].text
    library.submit(W, "leave", "anna")
    assert CLAIM["text"] in payload(services).responses[0].text
    library.approve(W, "leave", "ben")
    assert "Customers may leave at any time." in payload(services).responses[0].text
    assert [(v.number, v.state, v.in_use) for v in library.versions(W, "leave")] == [
        (2, "approved", True),
        (1, "superseded", False),
    ]


def test_saying_the_same_again_makes_no_version(library):
    approved(library, "leave")
    assert library.edit(W, "leave", wish(by="cleo")).latest.number == 1


def test_a_rejected_version_goes_no_further_and_says_why(library):
    library.add(W, wish(), "leave")
    library.submit(W, "leave", "anna")
    with pytest.raises(UserInputError):
        library.reject(W, "leave", "ben", " ")
    entry = library.reject(W, "leave", "ben", "not so in France")
    assert (entry.state, entry.latest.decision_note) == ("rejected", "not so in France")
    with pytest.raises(ConflictError):
        library.submit(W, "leave", "anna")
    assert library.edit(W, "leave", wish(CLAIM | {"text": "Customers may leave early."})).state == "draft"


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (lambda one: one.approve(W, "leave", "ben"), "wrong_state"),
        (lambda one: one.reject(W, "leave", "ben", "no"), "wrong_state"),
        (lambda one: one.expire(W, "leave", "ben"), "not_in_use"),
        (lambda one: one.roll_back(W, "leave", "ben"), "version_unknown"),
        (lambda one: one.edit(W, "leave", wish(TEMPLATE)), "kind_differs"),
        (lambda one: one.edit(W, "leave", wish(), base=7), "edited_meanwhile"),
        (lambda one: one.add(W, wish(), "leave"), "entry_exists"),
        (lambda one: one.add(W, wish(), "Leave!"), "library_invalid"),
        (lambda one: one.add(W, wish(), "export"), "library_invalid"),
        (lambda one: one.add(W, wish(by="=1"), "x"), "name_invalid"),
        (lambda one: one.get(W, "nope"), "entry_unknown"),
        (lambda one: one.diff(W, "leave", 1, 9), "version_unknown"),
        (lambda one: one.get("other", "leave"), "entry_unknown"),
    ],
)
def test_what_can_not_be_done_with_a_draft(library, deed, code):
    library.add(W, wish(), "leave")
    with pytest.raises(UserInputError) as caught:
        deed(library)
    assert caught.value.code == code


@on_each
def test_expiry_needs_nobody(services, library, clock):
    approved(library, "leave", expires_at=clock() + 10 * DAY)
    approved(library, "play", TEMPLATE)
    (before,) = payload(services, tones=("playful",)).responses
    assert (before.claims, before.blocked) == (["leave"], [])
    assert (before.approval, before.entry, before.version, before.variant) == (
        "approved",
        "play",
        1,
        "play@1",
    )
    clock.advance(10 * 86_400)
    found = payload(services, tones=("playful",))
    assert (found.responses[0].claims, found.responses[0].blocked) == ([], ["leave"])
    assert CLAIM["text"] not in found.responses[0].text
    assert any(CLAIM["text"] in note for note in found.notes)
    entry = library.get(W, "leave")
    assert (entry.state, entry.in_use) == ("expired", None)
    assert library.approve(W, "leave", "ben").state == "approved", "approved again, for longer"
    assert payload(services, tones=("playful",)).responses[0].claims == ["leave"]


@pytest.mark.parametrize("state", ["draft", "in_review", "rejected", "expired", "retired"])
def test_what_is_not_approved_blocks_its_sentence(services, library, state):
    library.add(W, wish(), "leave")
    if state != "draft":
        library.submit(W, "leave", "anna")
    if state == "rejected":
        library.reject(W, "leave", "ben", "no")
    if state in ("expired", "retired"):
        library.approve(W, "leave", "ben")
        getattr(library, state.removesuffix("d"))(W, "leave", "ben")
    approved(library, "play", TEMPLATE)
    (one,) = payload(services, tones=("playful",)).responses
    assert one.text == "Let us play with the scope. Shall we?"
    assert one.blocked == ["leave"]


def test_a_template_that_is_not_approved_has_no_tone(services, library):
    library.add(W, wish(), "leave")
    library.add(W, wish(TEMPLATE), "play")
    with pytest.raises(UserInputError) as caught:
        payload(services, tones=("playful",))
    assert caught.value.code == "tone_unknown"


def test_templates_are_for_their_customers_and_know_the_company(services, library):
    content = TEMPLATE | {"sentences": ["We fit {company}.", "Let us look."], "segments": ["small"]}
    approved(library, "play", content)
    with services.store.workspace(W) as session:
        session.records.upsert(
            "crm",
            [
                *(Company(id=c, name=n, employees=e) for c, n, e in (("s", "Smallco", 9), ("l", "Big", 900))),
                *(Deal(id=f"d{c}", name="x", company_id=c, created_at=services.clock()) for c in "sl"),
                Company(id="h", name="<b>Evil</b>", employees=9),
                Deal(id="dh", name="x", company_id="h", created_at=services.clock()),
            ],
        )
    (one,) = payload(services, tones=("playful",), deal_id="ds").responses
    assert one.text == "We fit Smallco. Let us look. Shall we?"
    assert payload(services, tones=("playful",), deal_id="dl").responses == []
    (hostile,) = payload(services, tones=("playful",), deal_id="dh").responses
    assert hostile.text == "Let us look. Shall we?"


@on_each
def test_rolling_back_to_what_was_approved_needs_no_new_approval(services, library):
    approved(library, "leave")
    library.edit(W, "leave", wish(CLAIM | {"text": "Customers may leave at any time."}))
    library.submit(W, "leave", "anna")
    library.approve(W, "leave", "ben")
    entry = library.roll_back(W, "leave", "cleo")
    assert (entry.state, entry.in_use, entry.latest.decided_by) == ("approved", 3, "ben")
    assert CLAIM["text"] in payload(services).responses[0].text
    again = library.roll_back(W, "leave", "cleo")
    assert again.latest.content["text"] == "Customers may leave at any time."
    assert [v.state for v in library.versions(W, "leave")] == ["approved"] + ["superseded"] * 3
    assert library.diff(W, "leave", 1, 3) == ""


def test_rolling_back_to_what_never_was_or_is_over_makes_a_draft(library, clock):
    approved(library, "leave", expires_at=clock() + DAY)
    library.edit(W, "leave", wish(CLAIM | {"text": "Customers may leave at any time."}))
    clock.advance(2 * 86_400)
    entry = library.roll_back(W, "leave", "cleo", 1)
    assert (entry.state, entry.in_use, entry.latest.author) == ("draft", None, "cleo")
    assert library.roll_back(W, "leave", "cleo", 2).state == "draft"


def test_a_retired_entry_comes_back_by_a_new_approval_only(library):
    approved(library, "leave")
    assert library.retire(W, "leave", "ben").state == "retired"
    with pytest.raises(ConflictError):
        library.approve(W, "leave", "ben")
    assert library.roll_back(W, "leave", "cleo", 1).state == "draft"
    assert library.get(W, "leave").in_use is None


def test_a_diff_shows_what_changed_since_the_approved_words(library):
    approved(library, "leave")
    library.edit(W, "leave", wish(CLAIM | {"text": "Customers may leave at any time."}))
    shown = library.diff(W, "leave")
    assert "-text: Customers may leave after the first year." in shown
    assert "+text: Customers may leave at any time." in shown
    assert shown.startswith("--- leave@1\n+++ leave@2")


@on_each
def test_what_is_due_comes_with_the_most_urgent_first(library, clock):
    approved(library, "soon", review_at=clock() + 20 * DAY)
    approved(library, "sooner", CLAIM | {"text": "It runs in Europe."}, expires_at=clock() + 5 * DAY)
    approved(library, "later", CLAIM | {"text": "It runs in Asia."})
    library.add(W, wish(CLAIM | {"text": "A draft."}), "never")
    assert [one.id for one in library.due(W)] == ["sooner", "soon"]
    clock.advance(6 * 86_400)
    assert [(one.id, one.state) for one in library.due(W)] == [("sooner", "expired"), ("soon", "approved")]
    library.retire(W, "sooner", "ben")
    assert [one.id for one in library.due(W)] == ["soon"]


def test_listing_filters_and_pages(library, monkeypatch):
    approved(library, "leave")
    library.add(
        W, wish(CLAIM | {"language": "de", "topics": ["trust"], "text": "Sie können gehen."}), "gehen"
    )
    library.add(W, wish(TEMPLATE), "play")
    assert [one.id for one in library.list(W)] == ["gehen", "leave", "play"]
    assert [one.id for one in library.list(W, kind="claim", state="approved")] == ["leave"]
    assert [one.id for one in library.list(W, language="de")] == ["gehen"]
    assert [one.id for one in library.list(W, topic="trust")] == ["gehen"]
    assert [one.id for one in library.list(W, after="gehen", limit=1)] == ["leave"]
    monkeypatch.setattr("crm_ai_plugin.runtime.objections.library.keeping.PAGE", 1)
    assert [one.id for one in library.list(W, kind="claim", limit=2)] == ["gehen", "leave"]
    assert [one.id for one in library.list(W, state="draft", limit=1, after="gehen")] == ["play"]
    assert library.list("other") == []


@pytest.mark.parametrize("claim", ["nope", "play", "gehen"])
def test_a_template_states_claims_of_its_language_only(library, claim):
    approved(library, "leave")
    library.add(W, wish(CLAIM | {"language": "de", "text": "Sie können gehen."}), "gehen")
    library.add(W, wish(TEMPLATE), "play")
    with pytest.raises(UserInputError) as caught:
        library.add(W, wish(TEMPLATE | {"sentences": ["So.", {"claim": claim}]}))
    assert "claim" in caught.value.user_message


def test_learning_counts_each_wording_by_itself(services, library):
    approved(library, "leave")
    approved(library, "play", TEMPLATE)
    for _ in range(3):
        (one,) = payload(services, tones=("playful",)).responses
        services.objections.record(W, one.id, "sent", by="rep-1")
    library.edit(W, "play", wish(TEMPLATE | {"ask": "Shall we start?"}))
    library.submit(W, "play", "anna")
    library.approve(W, "play", "ben")
    (one,) = payload(services, tones=("playful",)).responses
    services.objections.record(W, one.id, "edited", by="rep-1", text=f"{one.text} Thanks, Zoe")
    worth = {each.variant: each.snips for each in services.objections.worth(W, "price")}
    assert {name: found.n for name, found in worth.items()} == {"play@1": 3, "play@2": 1}
    with services.store.workspace(W) as session:
        (entry,) = session.objections.feedback([one.id])
    assert "Zoe" not in str(entry.change)
    assert entry.change["kept"] == 1.0


def test_what_the_deal_did_next_counts_for_a_template(services, library, clock):
    approved(library, "leave")
    approved(library, "play", TEMPLATE)
    with services.store.workspace(W) as session:
        began = clock() - 30 * DAY
        session.records.upsert("crm", [Deal(id="d1", name="Big one", stage="demo", created_at=began)])
    (one,) = payload(services, tones=("playful",), deal_id="d1").responses
    services.objections.record(W, one.id, "sent", by="rep-1")
    with services.store.workspace(W) as session:
        moved = StageChange(deal_id="d1", from_stage="demo", to_stage="offer", at=clock() + 5 * DAY)
        session.records.upsert("crm", [moved])
    clock.advance(31 * 86_400)
    assert payload(services, tones=("playful",)).past is not None
    with services.store.workspace(W) as session:
        (row,) = session.objections.tallies("price")
    assert (row["variant"], row["n"], row["reward"]) == ("play@1", 1.0, 1.0)


@on_each
def test_another_process_sees_a_change_at_the_next_question(services, library, tmp_path, database_url, clock):
    other = Services(Settings.load(env_file=None, home=tmp_path, database_url=database_url), clock)
    try:
        approved(library, "leave")
        assert payload(other).responses[0].claims == ["leave"]
        library.expire(W, "leave", "ben")
        assert payload(other).responses[0].blocked == ["leave"]
    finally:
        other.close()


def exported(services: Services, notation="json") -> str:
    return services.objections.exchange.export(W, notation)


def bring(services: Services, text: str, notation="json", by="imp", workspace=W, dry_run=False, **changes):
    incoming = Incoming(f"library.{notation}", notation, text, by, **changes)
    return services.objections.exchange.import_(workspace, incoming, dry_run=dry_run)


@pytest.mark.parametrize("notation", NOTATIONS)
def test_what_went_out_comes_in_again_and_changes_nothing(services, library, notation):
    approved(library, "leave")
    approved(
        library, "play", TEMPLATE | {"sentences": ["Fits {company}.", {"claim": "leave"}, 'Yes; a, "b".']}
    )
    library.edit(W, "play", wish(TEMPLATE | {"why": "Ärger: 1 % weniger"}))
    library.add(W, wish(CLAIM | {"language": "de", "text": "Überall möglich."}), "no")
    text = exported(services, notation)
    same = bring(services, text, notation)
    assert (same.unchanged, same.added, same.changed, same.refused) == (["leave", "no", "play"], [], [], [])
    assert not same.stored
    assert exported(services, notation) == text
    with services.store.system() as system:
        system.workspaces.ensure("copy", "copy")
    first = bring(services, text, notation, workspace="copy")
    assert sorted(first.added) == ["leave", "no", "play"]
    assert {one.state for one in library.list("copy")} == {"draft"}
    assert {one.latest.owner for one in library.list("copy")} == {"anna"}
    assert [one.latest.content for one in library.list("copy")] == [
        one.latest.content for one in library.list(W)
    ]


@on_each
def test_an_import_that_is_signed_off_is_in_use_at_once(services, library):
    text = '[{"kind": "claim", "language": "en", "text": "It runs in Europe.", "topics": ["price"]}]'
    with pytest.raises(ConflictError):
        bring(services, text, approved_by="IMP")
    assert library.list(W) == []
    outcome = bring(services, text, approved_by="ben")
    assert outcome.added == outcome.approved
    (entry,) = library.list(W)
    assert (entry.state, entry.latest.author, entry.latest.decided_by) == ("approved", "imp", "ben")
    again = bring(services, text, approved_by="ben")
    assert (again.unchanged, again.approved, again.stored) == (outcome.added, [], False)
    assert ("imp", "library_imported", "library") in deeds(services)


def test_a_draft_that_was_imported_is_approved_by_importing_it_signed_off(services, library):
    text = (
        '[{"kind": "claim", "id": "eu", "language": "en", "text": "It runs in Europe.", "topics": ["price"]}]'
    )
    bring(services, text)
    assert bring(services, text, approved_by="ben").approved == ["eu"]
    assert library.get(W, "eu").in_use == 1


@on_each
def test_with_one_bad_row_nothing_comes_in(services, library):
    text = (
        "kind,id,language,topics,text\n"
        "claim,good,en,price,It runs in Europe.\n"
        "claim,bad,en,price,Write to ann@acme.example.\n"
        'claim,worse,xx,nonsense,"<b>bold</b>"\n'
        "claim,good,en,price,It runs in Asia.\n"
        "claim,short\n"
    )
    outcome = bring(services, text, "csv")
    assert not outcome.stored
    assert library.list(W) == []
    told = [(one.file, one.line, one.column) for one in outcome.refused]
    assert told == [
        ("library.csv", 3, "text"),
        ("library.csv", 4, "language"),
        ("library.csv", 5, "id"),
        ("library.csv", 6, None),
    ]
    assert "e-mail" in outcome.refused[0].reason
    assert "acme" not in str(outcome.refused)


def test_a_dry_run_stores_nothing(services, library):
    text = "- {kind: claim, id: eu, language: en, topics: [price], text: It runs in Europe.}\n"
    outcome = bring(services, text, "yaml", dry_run=True)
    assert (outcome.added, outcome.stored) == (["eu"], False)
    assert library.list(W) == []
    with services.store.workspace(W) as session:
        assert session.library.state().turn == 0
