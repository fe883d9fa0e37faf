"""From a draft to what is said to customers, and out of use again."""

from __future__ import annotations

import pytest

from crm_ai_plugin.errors import ConflictError, UserInputError
from tests.integration.runtime.library.acts import (
    CLAIM,
    DAY,
    TEMPLATE,
    W,
    approved,
    deeds,
    on_each,
    payload,
    wish,
)


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
