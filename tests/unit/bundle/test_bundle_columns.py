"""The columns are what the contract promises, in every direction."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from crm_ai_plugin.bundle import SPECS
from crm_ai_plugin.records import Activity, ActivityType, Contact, Deal, LineItem, Outcome

PROMISED = {
    "deals": "id,name,company_id,owner_id,pipeline,stage,amount,currency,created_at,closed_at,"
    "expected_close_at,outcome,loss_reason,competitors,source",
    "companies": "id,name,domain,industry,employees,annual_revenue,country",
    "contacts": "id,company_id,first_name,last_name,email,phone,title,seniority,language,country,"
    "do_not_profile",
    "deal_contacts": "deal_id,contact_id,role",
    "activities": "id,type,direction,at,duration_s,subject,body,deal_id,contact_ids,owner_id,thread_id",
    "stage_changes": "deal_id,from_stage,to_stage,at",
    "field_changes": "deal_id,field,old,new,at",
    "line_items": "deal_id,product,quantity,price,discount",
    "owners": "id,name,email,team",
}


@pytest.mark.parametrize("stem", PROMISED)
def test_every_promised_column_is_known(stem: str) -> None:
    (spec,) = [one for one in SPECS.values() if one.stem == stem]
    assert set(PROMISED[stem].split(",")) <= set(spec.columns)
    assert set(spec.key) <= set(spec.columns)


def test_there_are_no_other_files() -> None:
    assert {spec.stem for spec in SPECS.values()} == set(PROMISED)


def test_parents_come_before_what_refers_to_them() -> None:
    for spec in SPECS.values():
        for column in spec.columns.values():
            if column.references:
                assert SPECS[column.references].order < spec.order


def test_a_full_row_of_each_kind_of_column(read: Any) -> None:
    done = read(
        {
            "deals.csv": "id,amount,created_at,expected_close_at,outcome,competitors,Score\n"
            "d1,1000.5,2026-01-02T10:00:00+02:00,2026-03-31,WON,Acme; Beta ;,7\n",
            "contacts.csv": "id,first_name,do_not_profile\nc1,Ann,yes\n",
            "activities.csv": "id,type,at,duration_s,contact_ids,done\na1,Email,2026-01-02,90,c1;c2,true\n",
            "line_items.csv": "deal_id,product,quantity,discount\nd1,Widget,2,0.1\n",
        }
    )
    assert done.of(Deal) == [
        Deal(
            id="d1",
            amount=1000.5,
            created_at=datetime(2026, 1, 2, 8, 0, tzinfo=UTC),
            expected_close_at=date(2026, 3, 31),
            outcome=Outcome.WON,
            competitors=("Acme", "Beta"),
            custom={"Score": "7"},
        )
    ]
    assert done.of(Contact) == [Contact(id="c1", first_name="Ann", do_not_profile=True)]
    assert done.of(Activity) == [
        Activity(
            id="a1",
            type=ActivityType.EMAIL,
            at=datetime(2026, 1, 2, tzinfo=UTC),
            duration_s=90,
            contact_ids=("c1", "c2"),
            done=True,
        )
    ]
    assert done.of(LineItem) == [LineItem(deal_id="d1", product="Widget", quantity=2, discount=0.1)]
