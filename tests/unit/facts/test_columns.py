"""A deal as a row of columns: only its past is in it, whatever the CRM holds today."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from crm_ai_plugin.facts import fact_specs
from crm_ai_plugin.facts.batch import AmountScale, groups_of, table_of
from crm_ai_plugin.facts.columns import column, column_label, column_specs, layout
from crm_ai_plugin.facts.columns.measure import row_of
from crm_ai_plugin.facts.looking import moments_of
from crm_ai_plugin.facts.moments import stage_entries
from crm_ai_plugin.facts.words import PACKAGE
from crm_ai_plugin.ports.moments import Moment, batch_of
from crm_ai_plugin.records import DealSnapshot, FieldChange, Outcome
from crm_ai_plugin.sentences import catalogue
from crm_ai_plugin.signals import load_library
from tests.unit.features.builders import NOW, closed, deal
from tests.unit.features.world_snapshots import world_of

_, SNAPSHOTS = world_of(6, 900)
CLOSED = [s for s in SNAPSHOTS if s.deal.outcome is not Outcome.OPEN]


def test_every_column_has_a_label_and_what_is_lost_in_the_past_is_not_kept() -> None:
    words = catalogue("en", PACKAGE)
    for one in column_specs():
        assert column_label(one.key, words)
    kept = {*layout().numbers, *layout().texts}
    assert "economic_buyer_reached" in kept
    assert not kept & {"outcome", "loss_reason", "next_meeting"}
    assert column_label("custom.lead_score__c", words) == "lead score c"


def test_facts_say_what_they_are_about() -> None:
    about = {spec.key: spec.category for spec in fact_specs()}
    assert about["economic_buyer_reached"] == "stakeholders"
    assert about["close_date_pushes"] == "timeline"
    assert about["price_pressure"] == about["largest_discount"] == "pricing"
    assert about["competitor_mentions"] == "competition"
    assert about["security_review"] == "requirements"
    assert column("custom.x").category == "other"


def test_a_field_is_what_its_change_records_say_it_was_then() -> None:
    made = (
        closed(Outcome.WON)
        .deal(source="partner", owner_id="o2", custom={"seats": 50, "plan": "gold", "region": "north"})
        .change(20, "source", "web", "partner")
        .change(20, "seats", "10", "50")
        .change(20, "plan", "", "gold")
        .build()
    )
    before = row_of(made, NOW - timedelta(days=25), {})
    after = row_of(made, NOW - timedelta(days=15), {})
    assert (before.values["field.source"], after.values["field.source"]) == ("web", "partner")
    assert (before.values["custom.seats"], after.values["custom.seats"]) == (10.0, 50.0)
    assert "custom.plan" not in before.values
    assert after.values["custom.plan"] == "gold"
    assert after.replayed >= {"field.source", "custom.seats", "custom.plan"}
    assert before.values["custom.region"] == "north"
    assert "custom.region" not in before.replayed
    assert "field.owner" not in before.replayed


def test_nothing_later_than_the_moment_is_in_a_row() -> None:
    made = (
        closed(Outcome.LOST)
        .person("dana")
        .mail_in(30, "Is the price final?")
        .mail_in(3, "The budget is frozen.")
        .build()
    )
    moment = NOW - timedelta(days=10)
    later = made.model_copy(
        update={
            "activities": made.activities[:1],
            "field_changes": (
                *made.field_changes,
                FieldChange(deal_id="d1", field="seats", old="5", new="9", at=NOW),
            ),
        }
    )
    before = dict(row_of(later, moment, {}).values)
    assert before.pop("custom.seats") == 5.0
    assert before == row_of(made, moment, {}).values


def test_prose_and_remarks_are_no_categories() -> None:
    made = deal(custom={"notes": "x" * 200, "flag": True, "score": "7.5", "empty": ""}).build()
    values = row_of(made, None, {}).values
    assert "custom.notes" not in values
    assert "custom.empty" not in values
    assert (values["custom.flag"], values["custom.score"]) == (1.0, 7.5)


def test_a_workspaces_own_phrases_are_columns_too(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("topic: lunar_module\nphrases:\n  en: [lunar module]\n")
    library = load_library(file)
    made = deal().person("dana").mail_in(3, "We need the lunar module.").build()
    assert row_of(made, None, {}, library).values["said.lunar_module"] == 1.0


def test_stages_are_looked_at_as_they_are_entered_and_never_at_the_close() -> None:
    made = (
        closed(Outcome.WON)
        .stage(35, "discovery")
        .stage(20, "proposal", "discovery")
        .stage(0, "closedwon", "proposal")
        .build()
    )
    assert [stage for stage, _ in stage_entries(made)] == ["discovery", "proposal"]
    found = moments_of(made, {})
    assert [(m.kind, m.place, m.stage) for m in found if m.kind == "stage"] == [
        ("stage", 0, "discovery"),
        ("stage", 1, "proposal"),
    ]
    assert all(m.closed_at is not None and m.at < m.closed_at for m in found)
    assert [m.kind for m in moments_of(deal().build(), {})] == ["now"]


def batch_from(snapshots: list[DealSnapshot]) -> list[Moment]:
    return [m for s in snapshots for m in moments_of(s, {}, stages=False)]


def test_the_amount_is_its_rank_so_that_a_currencys_unit_does_not_matter() -> None:
    moments = batch_from(CLOSED[:80])
    batch = batch_of(moments)
    cents = batch_of([_paid(m, 100.0) for m in moments])
    one, other = table_of(batch), table_of(cents)
    np.testing.assert_allclose(one.columns["field.amount"], other.columns["field.amount"])
    ranks = one.columns["field.amount"].astype(float)
    assert 0 <= np.nanmin(ranks) < 0.1
    assert 0.9 < np.nanmax(ranks) <= 1
    scale = AmountScale.of(batch)
    assert np.isnan(scale.rank(np.array([5.0]), np.array(["XXX"], dtype=object)))[0]


def _paid(moment: Moment, factor: float) -> Moment:
    amount = None if moment.amount is None else moment.amount * factor
    values = dict(moment.values)
    if amount is not None:
        values["field.amount"] = amount
    return replace(moment, amount=amount, values=values)


def test_copies_of_a_deal_share_a_group_and_strangers_do_not() -> None:
    def bid(days: float, plan: str) -> Moment:
        made = (
            closed(Outcome.WON)
            .deal(source="web", pipeline="p", amount=500.0, currency="EUR", custom={"plan": plan, "seats": 4})
            .build()
        )
        at = NOW - timedelta(days=days)
        fields = {"created_at": at - timedelta(days=50), "closed_at": at}
        return moments_of(
            made.model_copy(update={"deal": made.deal.model_copy(update=fields)}), {}, stages=False
        )[0]

    rows = [bid(1, "gold"), bid(9, "gold"), bid(5, "tin")]
    groups = dict(zip(batch_of(rows).closed_at.tolist(), groups_of(batch_of(rows)), strict=True))
    first, copy, stranger = (groups[row.closed_at.timestamp() / 86_400] for row in rows if row.closed_at)
    assert first == copy != stranger


def test_deals_of_whom_little_is_known_stand_for_themselves() -> None:
    bare = batch_from(CLOSED[:40])
    unknown = [replace(m, values={}, company_id=None, currency=None) for m in bare]
    assert len(set(groups_of(batch_of(unknown)))) == len(unknown)


def test_a_table_leaves_out_texts_that_hardly_ever_repeat() -> None:
    rows = [
        replace(
            m,
            values={
                "custom.name": f"n{i}",
                "custom.plan": "abc"[i % 3],
                "custom.gone": 1.0,
                "of_yesterday": 2.0,
            },
        )
        for i, m in enumerate(batch_from(CLOSED[:40]))
    ]
    assert table_of(batch_of(rows)).names == ("custom.gone", "custom.plan")
