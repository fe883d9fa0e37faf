# ruff: noqa: S101  # a contract suite asserts; it runs under pytest only
"""Reading: one deal with everything around it, and all records of a kind."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta

import pytest

from crm_ai_plugin.errors import CrmAiError, NotFoundError
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

from ..rule import rule
from .backstage import Backstage, KnownDeal
from .base import ContractBase, needs, strike

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

    @rule("read.surroundings", "bronze", "A deal comes with its name, people and activities, and no other's.")
    def test_a_known_deal_comes_with_its_surroundings(self, connector: Connector, known: KnownDeal) -> None:
        seen = needs(connector, Capability.READS_DEALS).snapshot(known.deal_id)
        assert (seen.deal.id, seen.deal.name) == (known.deal_id, known.name)
        assert set(known.contact_ids) <= {one.id for one in seen.contacts}
        assert set(known.activity_ids) <= {one.id for one in seen.activities}
        assert all(one.deal_id == known.deal_id for one in (*seen.activities, *seen.deal_contacts))

    @rule("read.utc", "bronze", "Times are in UTC: `as_of` says so and the deal was created when it was.")
    def test_times_are_in_utc(self, connector: Connector, known: KnownDeal) -> None:
        seen = needs(connector, Capability.READS_DEALS).snapshot(known.deal_id)
        times = [
            seen.as_of,
            *(one.at for one in (*seen.activities, *seen.stage_changes, *seen.field_changes)),
        ]
        assert all(one.utcoffset() == timedelta(0) for one in times)
        assert known.created_at is None or seen.deal.created_at == known.created_at

    @rule("read.in-order", "silver", "Activities and changes are in order of time.")
    def test_times_are_in_order(self, connector: Connector, known: KnownDeal) -> None:
        seen = needs(connector, Capability.READS_DEALS).snapshot(known.deal_id)
        for rows in (seen.activities, seen.stage_changes, seen.field_changes):
            times = [one.at for one in rows]
            assert times == sorted(times)

    @rule("read.visible", "silver", "`visible` names what the CRM can show at all, in our words.")
    def test_what_is_visible_is_named(self, connector: Connector, known: KnownDeal) -> None:
        seen = needs(connector, Capability.READS_DEALS).snapshot(known.deal_id)
        assert seen.visible <= {*VISIBLE_RECORDS, *VISIBLE_ACTIVITIES}
        assert {one.type.value for one in seen.activities} <= seen.visible

    @rule(
        "read.do-not-profile",
        "bronze",
        "Who asked not to be profiled carries `do_not_profile`, and a deal comes without their words and without more of them than their name.",
    )
    def test_who_must_not_be_profiled_is_marked(self, connector: Connector, known: KnownDeal) -> None:
        reads = needs(connector, Capability.READS_DEALS)
        if not known.do_not_profile:
            pytest.skip("name such a contact in KnownDeal.do_not_profile to run this")
        seen = reads.snapshot(known.deal_id)
        marked = {one.id for one in seen.contacts if one.do_not_profile}
        assert marked & set(known.contact_ids) == set(known.do_not_profile)
        assert seen == seen.silenced(), (
            "more than the name of who asked not to be profiled, or their words: see DealSnapshot.silenced"
        )

    @rule("read.stable-ids", "silver", "The same records have the same ids when read again, by any process.")
    def test_ids_are_the_same_each_time(
        self, connector: Connector, another: Connector, known: KnownDeal
    ) -> None:
        first, second = (
            needs(one, Capability.READS_DEALS).snapshot(known.deal_id) for one in (connector, another)
        )
        for rows in ("contacts", "activities", "stage_changes", "field_changes", "line_items"):
            assert [one.id for one in getattr(first, rows)] == [one.id for one in getattr(second, rows)], rows

    @rule("read.history", "silver", "The stage history leads to the stage the deal is in.")
    def test_the_history_leads_to_the_present_stage(self, connector: Connector, known: KnownDeal) -> None:
        needs(connector, Capability.READS_HISTORY)
        seen = needs(connector, Capability.READS_DEALS).snapshot(known.deal_id)
        stages = [one.to_stage for one in seen.stage_changes]
        assert stages == list(known.stages or stages)
        assert stages[-1:] == [seen.deal.stage]
        assert {one.field for one in seen.field_changes} <= connector.history_fields  # type: ignore[attr-defined]

    @rule("read.unknown-deal", "bronze", "A deal that does not exist is a `NotFoundError`.")
    def test_an_unknown_deal_is_not_found(self, connector: Connector, known: KnownDeal) -> None:
        with pytest.raises(NotFoundError):
            needs(connector, Capability.READS_DEALS).snapshot(known.missing_id)


class RecordsContract(ContractBase):
    """`ReadsRecords`."""

    @rule("read.parents-first", "silver", "`kinds` names each kind once, parents before children.")
    def test_parents_come_before_children(self, connector: Connector) -> None:
        kinds = list(needs(connector, Capability.READS_RECORDS).kinds())
        assert len(kinds) == len(set(kinds))
        for kind in kinds:
            for parent in _PARENTS.get(kind, ()):
                assert parent not in kinds or kinds.index(parent) < kinds.index(kind), (parent, kind)

    @rule("read.paging-ends", "silver", "Each kind pages to an end; only the last page has no cursor.")
    def test_every_kind_pages_to_an_end(self, connector: Connector) -> None:
        reads = needs(connector, Capability.READS_RECORDS)
        for kind in reads.kinds():
            pages = _pages(connector, kind, None)
            assert 0 < len(pages) < _TOO_MANY_PAGES, f"{kind}: {len(pages)} pages"
            assert pages[-1].cursor is None, f"{kind}: the last page still has a cursor"
            assert all(page.cursor for page in pages[:-1]), f"{kind}: a cursor is missing in the middle"

    @rule("read.right-kind", "silver", "A kind delivers records of that kind and nothing else.")
    def test_a_kind_delivers_its_own_records(self, connector: Connector) -> None:
        reads = needs(connector, Capability.READS_RECORDS)
        for kind in reads.kinds():
            for page in _pages(connector, kind, None):
                assert all(isinstance(one, _CLASSES[kind]) for one in page.records), kind

    @rule("read.resumes", "silver", "From a page's cursor on, everything behind that page comes, each time.")
    def test_reading_resumes_where_it_stopped(self, connector: Connector, another: Connector) -> None:
        reads = needs(connector, Capability.READS_RECORDS)
        tried = 0
        for kind in reads.kinds():
            pages = _pages(connector, kind, None)
            rest = {_name(one) for page in pages[1:] for one in page.records}
            if not pages or not pages[0].cursor:
                continue
            tried += 1
            for reader in (connector, another, connector):
                again = _pages(reader, kind, pages[0].cursor)
                assert rest <= {_name(one) for page in again for one in page.records}, kind
        if not tried:
            pytest.skip("let the fixture `connector` read in pages so small that one kind has two")

    @rule("read.repeated-cursor", "gold", "A CRM that names the same next page for ever is noticed.")
    def test_a_repeated_cursor_ends_in_an_error(self, connector: Connector, backstage: Backstage) -> None:
        reads = needs(connector, Capability.READS_RECORDS)
        strike(backstage, "repeated_cursor", writes=False)
        noticed = 0
        for kind in reads.kinds():
            try:
                pages = _pages(connector, kind, None)
            except CrmAiError:
                noticed += 1
            else:
                assert len(pages) < _TOO_MANY_PAGES, f"{kind} goes round for ever"
        assert noticed, "no kind came to a second page"

    @rule("read.fetch", "silver", "`fetch` returns each record that exists once, and none that does not.")
    def test_only_what_exists_is_fetched(self, connector: Connector, known: KnownDeal) -> None:
        reads = needs(connector, Capability.READS_RECORDS)
        if not known.ids:
            pytest.skip("name ids that exist in KnownDeal.ids to run this")
        for kind, ids in known.ids.items():
            found = reads.fetch(kind, [*ids, known.missing_id])
            assert sorted(one.id for one in found) == sorted(ids), kind
            assert list(reads.fetch(kind, [known.missing_id])) == []
            assert list(reads.fetch(kind, [])) == []


def _pages(connector: Connector, kind: RecordType, cursor: str | None) -> list[Page]:
    changes = needs(connector, Capability.READS_RECORDS).changes(kind, cursor)
    return list(itertools.islice(changes, _TOO_MANY_PAGES))


def _name(record: Record) -> str:
    return json.dumps(record.model_dump(mode="json"), sort_keys=True)
