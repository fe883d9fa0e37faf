"""Each piece of evidence leads into the CRM, or at least to the deal it belongs to."""

from __future__ import annotations

from crm_ai_plugin.insights import Evidence
from crm_ai_plugin.records import Deal, DealSnapshot, RecordRef
from crm_ai_plugin.runtime.advice.advising import linked
from tests.fixtures.runtime_fakes import Clock

SNAPSHOT = DealSnapshot(connection="c", as_of=Clock()(), deal=Deal(id="d1"))


def _evidence(type_: str, id_: str, url: str | None = None) -> Evidence:
    record = RecordRef(type=type_, id=id_, connection="c")
    return Evidence(id="ev_1", record=record, what="said so", url=url)


def _pages(type_: str, id_: str) -> str | None:
    return f"https://crm.example/{type_}/{id_}" if type_ in ("deal", "contact") else None


def test_a_record_with_a_page_is_linked() -> None:
    assert linked(_evidence("contact", "7"), SNAPSHOT, _pages).url == "https://crm.example/contact/7"


def test_a_record_without_a_page_leads_to_its_deal() -> None:
    assert linked(_evidence("activity", "7"), SNAPSHOT, _pages).url == "https://crm.example/deal/d1"


def test_a_link_that_is_there_stays() -> None:
    assert (
        linked(_evidence("contact", "7", "https://x.example/"), SNAPSHOT, _pages).url == "https://x.example/"
    )


def test_files_have_no_pages() -> None:
    assert linked(_evidence("contact", "7"), SNAPSHOT, lambda *_: None).url is None
