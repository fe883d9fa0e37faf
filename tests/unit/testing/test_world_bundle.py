"""Writing a world: the columns of a bundle, the same bytes for the same seed."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from crm_ai_plugin.testing.world import build_world, write_bundle

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
COLUMNS = {
    "deals": "id,name,company_id,owner_id,pipeline,stage,amount,currency,created_at,closed_at,"
    "expected_close_at,outcome,loss_reason,competitors,source",
    "companies": "id,name,domain,industry,employees,annual_revenue,country",
    "contacts": "id,company_id,first_name,last_name,email,phone,title,seniority,language,country,do_not_profile",
    "deal_contacts": "deal_id,contact_id,role",
    "activities": "id,type,direction,at,duration_s,subject,body,deal_id,contact_ids,owner_id,thread_id",
    "stage_changes": "deal_id,from_stage,to_stage,at",
    "field_changes": "deal_id,field,old,new,at",
    "line_items": "deal_id,product,quantity,price,discount",
    "owners": "id,name,email,team",
}


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    write_bundle(build_world(5, deals=60, now=NOW), tmp_path / "a")
    write_bundle(build_world(5, deals=60, now=NOW), tmp_path / "b")
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")


def test_the_bytes_do_not_depend_on_the_process(tmp_path: Path) -> None:
    program = (
        "import sys; from datetime import datetime; from crm_ai_plugin.testing.world import *;"
        "write_bundle(build_world(5, deals=40, now=datetime.fromisoformat(sys.argv[1])), sys.argv[2])"
    )
    for hash_seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", program, NOW.isoformat(), str(tmp_path / hash_seed)],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            check=True,
            timeout=60,
        )
    assert _bytes(tmp_path / "1") == _bytes(tmp_path / "2")


def test_another_seed_gives_another_world(tmp_path: Path) -> None:
    one, other = (build_world(seed, deals=20, now=NOW) for seed in (5, 6))
    assert [a.body for a in one.activities] != [a.body for a in other.activities]


def test_columns_are_the_contract(tmp_path: Path) -> None:
    written = write_bundle(build_world(5, deals=10, now=NOW), tmp_path / "new" / "folder")
    assert [path.stem for path in written] == list(COLUMNS)
    for path in written:
        assert path.read_text(encoding="utf-8").splitlines()[0] == COLUMNS[path.stem]


def test_cells_read_back(tmp_path: Path) -> None:
    world = build_world(5, deals=40, now=NOW)
    write_bundle(world, tmp_path)
    with (tmp_path / "activities.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["body"] for row in rows] == [activity.body for activity in world.activities]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["at"]) for row in rows)
    assert any(";" in row["contact_ids"] for row in rows)
    with (tmp_path / "deals.csv").open(encoding="utf-8", newline="") as stream:
        deals = list(csv.DictReader(stream))
    assert all((row["closed_at"] == "") is (row["outcome"] == "open") for row in deals)


def test_now_may_be_in_any_zone_yet_not_naive() -> None:
    shifted = NOW.astimezone(timezone(timedelta(hours=5)))
    assert build_world(5, deals=8, now=shifted) == build_world(5, deals=8, now=NOW)
    with pytest.raises(ValueError, match="timezone-aware"):
        build_world(5, deals=8, now=NOW.replace(tzinfo=None))


@pytest.mark.parametrize(("deals", "share"), [(0, 0.2), (5, -0.1), (5, 1.1)])
def test_sizes_out_of_range_are_refused(deals: int, share: float) -> None:
    with pytest.raises(ValueError, match="open_share"):
        build_world(5, deals=deals, open_share=share, now=NOW)


@pytest.mark.parametrize(("deals", "share"), [(1, 0.27), (2, 1.0), (6, 0.0)])
def test_edge_sizes_work(deals: int, share: float) -> None:
    world = build_world(5, deals=deals, open_share=share, now=NOW)
    assert len(world.deals) == deals
    assert world.deal(world.showcase_deal_id).outcome == "open"


def test_an_unknown_deal_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        build_world(5, deals=1, now=NOW).deal("1")
