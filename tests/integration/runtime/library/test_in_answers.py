"""What answers to objections are made from, and what is learned of it."""

from __future__ import annotations

import pytest

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.records import Company, Deal, StageChange
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
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
