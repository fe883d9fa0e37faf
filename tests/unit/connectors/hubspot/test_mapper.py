from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_connectors.hubspot import HubSpotConfig
from crm_ai_connectors.hubspot.mapper import activities, deals, history, people, values
from crm_ai_connectors.hubspot.mapper.kinds import Kinds
from crm_ai_connectors.hubspot.mapper.stages import read_stages
from crm_ai_connectors.text import reference
from crm_ai_plugin.records import Direction, Outcome

CONFIG = HubSpotConfig()


def stage(stage_id: str, label: str, **metadata: str) -> dict[str, Any]:
    return {"id": stage_id, "label": label, "metadata": metadata}


PIPELINES = [
    {
        "id": "default",
        "label": "Sales",
        "stages": [
            stage("1", "Open", isClosed="false", probability="0.2"),
            stage("2", "Twin", isClosed="false", probability="0.4"),
            stage("3", "Twin", isClosed="false", probability="0.5"),
            stage("w", "Won", isClosed="true", probability="1.0"),
            stage("l", "Lost", isClosed="true", probability="0.0"),
        ],
    }
]
STAGES = read_stages(PIPELINES, by_label=True)


def raw(object_id: str = "7", **properties: str | None) -> dict[str, Any]:
    return {"id": object_id, "properties": properties}


def entry(value: str, at: str, source: str = "CRM_UI", source_id: str = "userId:1") -> dict[str, str]:
    return {"value": value, "timestamp": at, "sourceType": source, "sourceId": source_id}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-23T10:00:00.500Z", datetime(2026, 11, 23, 10, 0, 0, 500_000, UTC)),
        ("2026-11-23T11:00:00+01:00", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("1763892000000", datetime(2025, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("soon", None),
        ("", None),
        (None, None),
        ("999999999999999999999", None),
    ],
)
def test_times(value: str | None, expected: datetime | None) -> None:
    assert values.moment(value) == expected


@given(st.one_of(st.none(), st.text(), st.floats(), st.integers(), st.lists(st.text()), st.booleans()))
def test_no_value_breaks_a_reader(value: Any) -> None:
    for read in (
        values.text,
        values.number,
        values.flag,
        values.moment,
        values.day,
        values.milliseconds,
        values.listed,
    ):
        read(value)


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "12,50", "viel"])
def test_what_is_no_finite_number_is_none(value: str) -> None:
    assert values.number(value) is None


def test_stages_have_labels_and_twins_their_ids() -> None:
    assert [STAGES.name(one) for one in ("1", "2", "3", "gone", None)] == [
        "Open",
        "Twin (2)",
        "Twin (3)",
        "gone",
        None,
    ]
    assert [STAGES.outcome(one) for one in ("1", "w", "l")] == [Outcome.OPEN, Outcome.WON, Outcome.LOST]
    assert STAGES.outcome("gone") is None
    assert read_stages(PIPELINES, by_label=False).name("1") == "1"


def test_a_stage_without_metadata_goes_by_its_probability() -> None:
    found = read_stages(
        [{"id": "p", "stages": [stage("a", "A", probability="1.0"), stage("b", "B")]}], by_label=True
    )
    assert (found.outcome("a"), found.outcome("b")) == (Outcome.WON, Outcome.OPEN)


def test_a_deal() -> None:
    found = deals.deal(
        raw(
            dealname=" Big one ",
            dealstage="l",
            pipeline="default",
            amount="1200.50",
            closedate="2026-11-01T00:00:00Z",
            createdate="2026-01-01T00:00:00Z",
            closed_lost_reason="price",
            competitors="Acme;Beta",
            hs_analytics_source="OFFLINE",
        ),
        STAGES,
        CONFIG.model_copy(update={"currency": "EUR"}),
        company_id="5",
    )
    assert (found.name, found.stage, found.pipeline) == ("Big one", "Lost", "Sales")
    assert (found.amount, found.currency) == (1200.5, "EUR")
    assert (found.outcome, found.loss_reason) == (Outcome.LOST, "price")
    assert (found.closed_at, found.expected_close_at) == (
        datetime(2026, 11, 1, tzinfo=UTC),
        date(2026, 11, 1),
    )
    assert (found.competitors, found.source) == (("Acme", "Beta"), "OFFLINE")
    assert found.custom == {"dealstage": "l", "pipeline": "default"}


def test_an_open_deal_has_no_close_time_and_no_loss_reason() -> None:
    found = deals.deal(raw(dealstage="1", closedate="2026-11-01", closed_lost_reason="old"), STAGES, CONFIG)
    assert (found.closed_at, found.loss_reason, found.outcome) == (None, None, Outcome.OPEN)
    assert found.expected_close_at == date(2026, 11, 1)


def test_a_deal_in_a_vanished_stage_goes_by_hubspots_flags() -> None:
    won = deals.deal(raw(dealstage="gone", hs_is_closed_won="true", hs_is_closed="true"), STAGES, CONFIG)
    lost = deals.deal(raw(dealstage="gone", hs_is_closed="true"), STAGES, CONFIG)
    assert (won.outcome, lost.outcome) == (Outcome.WON, Outcome.LOST)


def test_further_properties_become_custom_fields() -> None:
    config = HubSpotConfig(deal_properties=("region",))
    assert "region" in Kinds(config).properties("deals")
    assert deals.deal(raw(region="north"), STAGES, config).custom["region"] == "north"


def test_history_begins_with_the_first_stage_and_skips_what_we_did() -> None:
    told = {
        "id": "7",
        "propertiesWithHistory": {
            "dealstage": [
                entry("w", "2026-03-01T00:00:00Z"),
                entry("2", "2026-02-15T00:00:00Z", "INTEGRATION", "99"),
                entry("1", "2026-01-01T00:00:00Z"),
            ],
            "amount": [
                entry("300", "2026-02-03T00:00:00Z"),
                entry("250", "2026-02-02T00:00:00Z", "INTEGRATION", "99"),
                entry("200", "2026-02-01T00:00:00Z", "INTEGRATION", "1"),
                entry("100", "2026-01-01T00:00:00Z"),
            ],
            "closedate": [
                entry("2026-06-01T00:00:00Z", "2026-02-01T00:00:00Z"),
                entry("1767225600000", "2026-01-01T00:00:00Z"),
            ],
        },
    }
    steps = history.stage_changes(told, "7", STAGES, "99")
    assert [(one.from_stage, one.to_stage) for one in steps] == [(None, "Open"), ("Open", "Won")]
    changes = [(one.field, one.old, one.new) for one in history.field_changes(told, "7", "99")]
    assert changes == [
        ("amount", "100", "200"),
        ("expected_close_at", "2026-01-01", "2026-06-01"),
        ("amount", "200", "300"),
    ]
    assert history.stage_entered(told) == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "broken", [{}, {"propertiesWithHistory": None}, {"propertiesWithHistory": {"amount": [None, 3]}}]
)
def test_broken_history_is_no_history(broken: dict[str, Any]) -> None:
    assert history.stage_changes(broken, "7", STAGES, None) == []
    assert history.field_changes(broken, "7", None) == []


@pytest.mark.parametrize(
    ("labels", "buying_role", "role"),
    [
        (["Champion"], None, "champion"),
        (["User", "Economic Buyer"], None, "economic_buyer"),
        (["Procurement"], None, "Procurement"),
        (["Procurement", "Blocker"], None, "blocker"),
        ([], "BUDGET_HOLDER", "economic_buyer"),
        ([], "OTHER;DECISION_MAKER", "decision_maker"),
        (["Champion"], "BLOCKER", "champion"),
        ([], None, None),
    ],
)
def test_roles(labels: list[str], buying_role: str | None, role: str | None) -> None:
    assert people.role(labels, raw(hs_buying_role=buying_role), CONFIG) == role


def test_of_a_contact_who_must_not_be_profiled_there_is_a_name_and_no_role() -> None:
    told = raw(firstname="Kim", email="kim@example.org", do_not_profile="true", hs_buying_role="CHAMPION")
    found = people.contact(told, CONFIG)
    assert found.do_not_profile
    assert found.first_name == "Kim"
    assert found.email is None
    assert people.deal_contact("1", "7", [], told, CONFIG).role is None


def test_an_owner_has_the_primary_team() -> None:
    teams = [{"name": "B", "primary": False}, {"name": "A", "primary": True}]
    found = people.owner(
        {"id": 3, "firstName": "Sam", "lastName": None, "email": "s@x.example", "teams": teams}
    )
    assert (found.id, found.name, found.team) == ("3", "Sam", "A")
    assert people.owner({"id": "3"}).team is None


def act(object_type: str, **properties: str) -> Any:
    told = raw(**{"hs_timestamp": "2026-01-05T10:00:00Z", **properties})
    return activities.activity(told, object_type, deal_id="1", contact_ids=["5"])


def test_an_email_prefers_its_text_and_falls_back_to_html() -> None:
    plain = act(
        "emails", hs_email_text="a <b>\r\nc", hs_email_html="<p>x</p>", hs_email_direction="INCOMING_EMAIL"
    )
    assert (plain.body, plain.direction) == ("a <b>\nc", Direction.INBOUND)
    assert act("emails", hs_email_html="<p>x</p><script>y</script>", hs_email_direction="EMAIL").body == "x"


def test_calls_meetings_and_tasks() -> None:
    call = act(
        "calls",
        hs_call_title="T",
        hs_call_body="<p>b</p>",
        hs_call_duration="90500",
        hs_call_direction="OUTBOUND",
    )
    assert (call.subject, call.body, call.duration_s, call.direction) == ("T", "b", 90, Direction.OUTBOUND)
    meeting = act(
        "meetings",
        hs_meeting_start_time="2026-02-01T10:00:00Z",
        hs_meeting_end_time="2026-02-01T10:45:00Z",
        hs_meeting_body="<p>agenda</p>",
        hs_internal_meeting_notes="<p>notes</p>",
    )
    assert (meeting.at, meeting.duration_s) == (datetime(2026, 2, 1, 10, tzinfo=UTC), 2700)
    assert meeting.body == "agenda\nnotes"
    assert [act("tasks", hs_task_status=one).done for one in ("COMPLETED", "NOT_STARTED")] == [True, False]
    assert act("tasks").done is None


def test_what_did_not_take_place_is_no_activity() -> None:
    assert act("meetings", hs_meeting_outcome="CANCELED") is None
    assert act("meetings", hs_meeting_outcome="NO_SHOW") is not None
    assert activities.activity(raw(), "notes", deal_id="1", contact_ids=[]) is None


def test_words_are_silent_only_if_nobody_else_took_part() -> None:
    told = raw(hs_timestamp="2026-01-05T10:00:00Z", hs_email_text="words", hs_email_subject="s")

    def body(contact_ids: list[str]) -> str:
        found = activities.activity(
            told, "emails", deal_id="1", contact_ids=contact_ids, silent_contacts={"5"}
        )
        assert found is not None
        return found.subject + found.body

    assert [body(one) for one in (["5"], ["5", "6"], [])] == ["", "swords", "swords"]


@pytest.mark.parametrize("key", ["note.4f2a", "contract-1", "k1", "dlv_01:x"])
def test_a_plain_key_is_shown_as_it_is(key: str) -> None:
    assert reference.line(key) == f"Ref crm-ai:{key}"


@given(st.text(min_size=1))
def test_every_key_is_found_again_at_the_end(key: str) -> None:
    assert reference.find(f"Words before.\n{reference.line(key)} \n") == reference.token(key)
    assert reference.find(f"{reference.line(key)} quoted in the middle") is None


def test_only_notes_and_tasks_can_be_ours() -> None:
    words = f"do it\n{reference.line('k')}"
    assert act("emails", hs_email_text=words) is not None
    assert act("notes", hs_note_body=words) is None
    assert act("tasks", hs_task_body=words) is None
