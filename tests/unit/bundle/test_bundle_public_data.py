"""The two public tables with shipped mappings come in whole. The data itself is not part of this project."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from crm_ai_plugin.bundle import ImportReport, open_bundle
from crm_ai_plugin.records import Company, Deal, LineItem, Owner, Record, StageChange

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"
DATA = Path(os.environ.get("PUBLIC_CRM_DATA") or BESIDE)


def read_public(path: str, mapping: str) -> tuple[list[Record], ImportReport]:
    if not (DATA / path).exists():
        pytest.skip(f"public data set {path} is not here; name its folder in PUBLIC_CRM_DATA")
    report = ImportReport()
    bundle = open_bundle(DATA / path, mapping)
    return [one for file in bundle.files for batch in file.records(report) for one in batch], report


def test_it_consulting_deals() -> None:
    records, report = read_public("it_consulting_deals/deals.csv", "it_consulting_deals")
    deals = [one for one in records if isinstance(one, Deal)]
    assert (report.rows_read, report.kept, report.refused) == (10_061, 10_061, 0)
    assert Counter(deal.outcome for deal in deals) == {"won": 3_755, "lost": 6_306}
    assert len({deal.id for deal in deals}) == 10_061
    assert sum(deal.id.endswith("-2") for deal in deals) == 14
    assert min(str(deal.closed_at) for deal in deals)[:7] == "2011-04"
    assert max(str(deal.closed_at) for deal in deals)[:7] == "2019-06"
    assert all(deal.created_at is None for deal in deals)
    assert len([one for one in records if isinstance(one, Owner)]) == 278
    assert set(deals[0].custom) == {"Client Category", "Solution Type", "Sector", "Location", "VP Name"}
    assert {(one.code, one.count) for one in report.warnings} == {("repeated_rows", 3_318)}


def test_crm_sales_opportunities() -> None:
    records, report = read_public("crm_sales_opportunities", "crm_sales_opportunities")
    deals = [one for one in records if isinstance(one, Deal)]
    assert report.refused == 0
    assert {name: one.kept for name, one in report.files.items()} == {
        "sales_teams.csv": 35,
        "accounts.csv": 85,
        "sales_pipeline.csv": 8_800,
    }
    assert Counter(deal.outcome for deal in deals) == {"won": 4_238, "lost": 2_473, "open": 2_089}
    assert Counter(deal.stage for deal in deals)["Prospecting"] == 500
    assert sum(deal.company_id is None for deal in deals) == 1_425
    assert "GTXPro" not in {deal.custom["product"] for deal in deals}
    assert all(deal.amount for deal in deals)
    assert sum("close_value" in deal.custom for deal in deals) == 6_711
    assert "technology" in {one.industry for one in records if isinstance(one, Company)}
    assert len([one for one in records if isinstance(one, LineItem)]) == 8_800
    assert len([one for one in records if isinstance(one, StageChange)]) == 8_300 + 6_711
    assert {(one.code, one.column): one.count for one in report.warnings} == {
        ("mended", "product"): 1_480,
        ("mended", "sector"): 12,
        ("mended", "office_location"): 1,
    }


def test_importing_again_gives_the_same_ids() -> None:
    first, _ = read_public("it_consulting_deals/deals.csv", "it_consulting_deals")
    second, _ = read_public("it_consulting_deals/deals.csv", "it_consulting_deals")
    assert first == second
