"""Versions: back to an earlier one, how two differ, and what is to be looked at again."""

from __future__ import annotations

import pytest

from crm_ai_plugin.errors import ConflictError
from tests.integration.runtime.library.acts import (
    CLAIM,
    DAY,
    TEMPLATE,
    W,
    approved,
    on_each,
    payload,
    wish,
)


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
