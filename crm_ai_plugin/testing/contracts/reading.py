# ruff: noqa: S101  # a contract suite asserts; it runs under pytest only
"""Reading: one deal with everything around it, and all records of a kind."""

from __future__ import annotations

import itertools
import json

import pytest

from crm_ai_plugin.errors import NotFoundError
from crm_ai_plugin.ports.connector import Capability, Connector, Page
from crm_ai_plugin.records import (
    Activity,
    Company,
    Contact,
    Deal,
    DealContact,
    FieldChange,
    LineItem,
    Owner,
    Record,
    RecordType,
    StageChange,
)
from crm_ai_plugin.records.snapshot import VISIBLE_ACTIVITIES, VISIBLE_RECORDS

from .backstage import KnownDeal
from .base import ContractBase, needs

_CLASSES: dict[RecordType, type[Record]] = {
    "deal": Deal,
    "company": Company,
    "contact": Contact,
    "deal_contact": DealContact,
    "activity": Activity,
    "stage_change": StageChange,
    "field_change": FieldChange,
    "line_item": LineItem,
    "owner": Owner,
}
_PARENTS: dict[RecordType, tuple[RecordType, ...]] = {
    "contact": ("company",),
    "deal": ("owner", "company"),
    "deal_contact": ("deal", "contact"),
    "activity": ("deal", "contact"),
    "stage_change": ("deal",),
    "field_change": ("deal",),
    "line_item": ("deal",),
}
_TOO_MANY_PAGES = 2_000


class SnapshotContract(ContractBase):
    """`ReadsDeals` and `ReadsHistory`."""

    def test_a_known_deal_comes_with_its_surroundings(self, connector: Connector, known: KnownDeal) -> None:
        seen = needs(connector, Capability.READS_DEALS).snapshot(known.deal_id)
        assert (seen.deal.id, seen.deal.name) == (known.deal_id, known.name)
        assert set(known.contact_ids) <= {one.id for one in seen.contacts}
        assert set(known.activity_ids) <= {one.id for one in seen.activities}
        assert all(one.deal_id == known.deal_id for one in (*seen.activities, *seen.deal_contacts))

    def test_times_are_in_order_and_have_a_zone(self, connector: Connector, known: KnownDeal) -> None:
        seen = needs(connector, Capability.READS_DEALS).snapshot(known.deal_id)
        for rows in (seen.activities, seen.stage_changes, seen.field_changes):
            times = [one.at for one in rows]
            assert times == sorted(times)
        assert seen.as_of.utcoffset() is not None

    def test_what_is_visible_is_named(self, connector: Connector, known: KnownDeal) -> None:
        seen = needs(connector, Capability.READS_DEALS).snapshot(known.deal_id)
        assert seen.visible <= {*VISIBLE_RECORDS, *VISIBLE_ACTIVITIES}
        assert {one.type.value for one in seen.activities} <= seen.visible

    def test_the_history_leads_to_the_present_stage(self, connector: Connector, known: KnownDeal) -> None:
        needs(connector, Capability.READS_HISTORY)
        seen = needs(connector, Capability.READS_DEALS).snapshot(known.deal_id)
        stages = [one.to_stage for one in seen.stage_changes]
        assert stages == list(known.stages or stages)
        assert stages[-1:] == [seen.deal.stage]
        assert {one.field for one in seen.field_changes} <= connector.history_fields  # type: ignore[attr-defined]

    def test_an_unknown_deal_is_not_found(self, connector: Connector, known: KnownDeal) -> None:
        with pytest.raises(NotFoundError):
            needs(connector, Capability.READS_DEALS).snapshot(known.missing_id)


class RecordsContract(ContractBase):
    """`ReadsRecords`."""

    def test_parents_come_before_children(self, connector: Connector) -> None:
        kinds = list(needs(connector, Capability.READS_RECORDS).kinds())
        assert len(kinds) == len(set(kinds))
        for kind in kinds:
            for parent in _PARENTS.get(kind, ()):
                assert parent not in kinds or kinds.index(parent) < kinds.index(kind), (parent, kind)

    def test_every_kind_pages_to_an_end(self, connector: Connector) -> None:
        reads = needs(connector, Capability.READS_RECORDS)
        for kind in reads.kinds():
            pages = _pages(connector, kind, None)
            assert pages[-1].cursor is None, f"{kind}: the last page still has a cursor"
            assert all(page.cursor for page in pages[:-1]), f"{kind}: a cursor is missing in the middle"
            assert all(isinstance(one, _CLASSES[kind]) for page in pages for one in page.records)

    def test_reading_resumes_where_it_stopped(self, connector: Connector) -> None:
        reads = needs(connector, Capability.READS_RECORDS)
        for kind in reads.kinds():
            pages = _pages(connector, kind, None)
            if len(pages) == 1:
                continue
            again = _pages(connector, kind, pages[0].cursor)
            rest = {_name(one) for page in pages[1:] for one in page.records}
            assert rest <= {_name(one) for page in again for one in page.records}, kind

    def test_only_what_exists_is_fetched(self, connector: Connector, known: KnownDeal) -> None:
        reads = needs(connector, Capability.READS_RECORDS)
        for kind, ids in known.ids.items():
            found = reads.fetch(kind, [*ids, known.missing_id])
            assert sorted(one.id for one in found) == sorted(ids), kind
            assert list(reads.fetch(kind, [known.missing_id])) == []
            assert list(reads.fetch(kind, [])) == []


def _pages(connector: Connector, kind: RecordType, cursor: str | None) -> list[Page]:
    pages = list(
        itertools.islice(needs(connector, Capability.READS_RECORDS).changes(kind, cursor), _TOO_MANY_PAGES)
    )
    assert 0 < len(pages) < _TOO_MANY_PAGES, f"{kind}: {len(pages)} pages"
    return pages


def _name(record: Record) -> str:
    return json.dumps(record.model_dump(mode="json"), sort_keys=True)
