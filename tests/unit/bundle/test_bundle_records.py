"""From rows to records: equal to plain validation, and every oddity named."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_ai_plugin.bundle import SPECS, ImportReport, open_bundle
from crm_ai_plugin.bundle.bundle_file import BATCH_ROWS
from crm_ai_plugin.bundle.report import MAX_EXCERPT, MAX_REFUSALS
from crm_ai_plugin.records import Activity, Deal, RecordType

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20).map(str.strip)
ids = words.filter(bool)
by_kind: dict[str, st.SearchStrategy[str]] = {
    "text": ids,
    "integer": st.integers(-(2**50), 2**50).map(str),
    "number": st.floats(allow_nan=False, allow_infinity=False).map(repr),
    "boolean": st.sampled_from(["true", "false"]),
    "date": st.dates(date(1901, 1, 1), date(2199, 1, 1)).map(str),
    "time": st.datetimes(timezones=st.just(UTC))
    .filter(lambda at: 1900 < at.year < 2200)
    .map(datetime.isoformat),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[RecordType, list[dict[str, str]]]:
    type_ = draw(st.sampled_from(sorted(SPECS)))
    columns = SPECS[type_].columns
    rows = []
    for number in range(draw(st.integers(1, 4))):
        row = {}
        for name, column in columns.items():
            if name in SPECS[type_].key and column.kind == "text":
                row[name] = f"{number}-{draw(ids)}"
            elif column.required or draw(st.booleans()):
                row[name] = draw(
                    st.sampled_from([str(one) for one in column.choices])
                    if column.choices
                    else st.lists(ids.filter(lambda one: ";" not in one), min_size=1).map(";".join)
                    if column.kind == "list"
                    else by_kind[column.kind]
                )
        row["Extra"] = draw(words)
        rows.append(row)
    return type_, rows


@settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(tables())
def test_records_equal_plainly_validated_ones(
    read: Any, table: tuple[RecordType, list[dict[str, str]]]
) -> None:
    type_, rows = table
    spec = SPECS[type_]
    text = io.StringIO()
    writer = csv.DictWriter(text, [*spec.columns, "Extra"])
    writer.writeheader()
    writer.writerows(rows)
    done = read({"deals.csv": "id\n", f"{spec.stem}.csv": text.getvalue()})
    expected = []
    for row in rows:
        data: dict[str, Any] = {
            name: value.split(";") if spec.columns[name].kind == "list" else value
            for name, value in row.items()
            if name != "Extra"
        }
        data["custom"] = {"Extra": row["Extra"]} if row["Extra"] else {}
        expected.append(spec.model.model_validate(data))
    found = done.of(spec.model)
    assert found == expected
    for one, other in zip(found, expected, strict=True):
        assert [type(value) for _, value in one] == [type(value) for _, value in other]


def test_batches_are_bounded(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("id\n" + "".join(f"{number}\n" for number in range(2 * BATCH_ROWS + 1)))
    (file,) = open_bundle(path).files
    seen = []
    sizes = []
    for batch in file.records(ImportReport()):
        sizes.append(len(batch))
        seen.append(file.bytes_read)
    assert sizes == [BATCH_ROWS, BATCH_ROWS, 1]
    assert seen == sorted(seen)
    assert file.bytes_read == file.bytes_total


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",A,,open,", "id", "missing_value"),
        ("x" * 129 + ",A,,open,", "id", "bad_value"),
        ("d2,A,1O,open,", "amount", "bad_number"),
        ("d2,A,,maybe,", "outcome", "bad_choice"),
        ("d2,A,,won,31/12/2025", "closed_at", "bad_time"),
        ("d1,A,,open,", "id", "duplicate_id"),
    ],
)
def test_refused_rows_say_where_and_why(read: Any, row: str, column: str, reason: str) -> None:
    done = read({"deals.csv": "id,name,amount,outcome,closed_at\nd1,A,1,open,\n" + row + "\nd3,B,,,\n"})
    assert [deal.id for deal in done.of(Deal)] == ["d1", "d3"]
    (refusal,) = done.report.refusals
    assert (refusal.line, refusal.column, refusal.reason) == (3, column, reason)
    assert refusal.hint
    assert len(refusal.value_excerpt or "") <= MAX_EXCERPT + 1


def test_missing_required_cells_of_children(read: Any) -> None:
    done = read(
        {
            "deals.csv": "id\nd1\n",
            "deal_contacts.csv": "deal_id,contact_id\nd1,c1\n,c2\nd1,\n",
            "stage_changes.csv": "deal_id,to_stage,at\nd1,Won,\n",
        }
    )
    assert done.report.refused_by_reason == {"missing_value": 3}


def test_details_of_refusals_are_capped_and_counts_are_not(read: Any) -> None:
    rows = MAX_REFUSALS + 50
    done = read({"deals.csv": "id,amount\n" + "".join(f"d{number},x\n" for number in range(rows))})
    assert len(done.report.refusals) == MAX_REFUSALS
    assert done.report.refused == done.report.refused_by_reason["bad_number"] == rows


def test_excerpts_can_not_play_tricks_on_a_terminal(read: Any) -> None:
    done = read({"deals.csv": "id,amount\nd1,\x1b[31mred\u202e\n"})
    assert done.report.refusals[0].value_excerpt == "�[31mred�"


def test_references_to_nothing_are_kept_and_named(read: Any) -> None:
    done = read(
        {
            "companies.csv": "id\nKan-code\n",
            "deals.csv": "id,company_id,owner_id\nd1,Kancode,o1\nd2,Kan-code,o1\n",
            "activities.csv": "id,type,at,deal_id,contact_ids\na,note,2026-01-01,d1,c\nb,note,2026-01-01,d9,",
        }
    )
    assert len(done.of(Deal)) == 2
    assert len(done.of(Activity)) == 2
    # Owners and contacts are not in this bundle, so nothing can be said about them.
    assert done.warned() == {("unknown_reference", "company_id"): 1, ("unknown_reference", "deal_id"): 1}
    (company,) = [one for one in done.report.warnings if one.column == "company_id"]
    assert "did you mean `Kan-code`" in company.message
    assert (company.first_line, company.examples) == (2, ["Kancode"])


def test_spellings_and_slips_are_named(read: Any) -> None:
    stages = ["Closed Won"] * 20 + ["closed-won", "Clsoed Won", "Negotiation"]
    rows = "".join(f"d{number},{stage},Product {number % 7}\n" for number, stage in enumerate(stages))
    done = read({"deals.csv": "id,stage,product\n" + rows})
    assert done.warned() == {("spellings", "stage"): 1, ("typo", "stage"): 1}
    shown = {one.code: (one.examples, one.first_line) for one in done.report.warnings}
    assert shown["spellings"] == (["closed-won / Closed Won"], 22)
    assert shown["typo"] == (["Clsoed Won / Closed Won"], 23)


def test_people_are_not_compared(read: Any) -> None:
    contacts = "id,first_name,email,nick\nc1,Ann,a@x.example,An-n\nc2,ANN,A@x.example,Ann\n"
    assert read({"deals.csv": "id\n", "contacts.csv": contacts}).warned() == {}


def test_times_that_contradict_each_other_are_named(read: Any) -> None:
    done = read(
        {
            "deals.csv": "id,outcome,created_at,closed_at\n"
            "d1,won,2026-02-01,2026-01-01\nd2,lost,2026-01-01,\nd3,open,2026-01-01,2026-02-01\nd4,open,,\n"
        }
    )
    assert len(done.of(Deal)) == 4
    assert {code for code, _ in done.warned()} == {
        "closed_before_created",
        "closed_without_time",
        "open_but_closed",
    }


def test_a_misspelt_column_is_kept_and_named(read: Any) -> None:
    done = read({"deals.csv": "id,compny_id,Budget,\nd1,c1,7,\n"})
    assert done.of(Deal) == [Deal(id="d1", custom={"compny_id": "c1", "Budget": "7"})]
    assert set(done.warned()) == {("unknown_column", "compny_id"), ("unnamed_column", None)}


def test_the_report_is_plain_json(read: Any) -> None:
    done = read({"deals.csv": "id,amount\nd1,x\nd2,1\nd2,1\n"})
    shown = json.loads(json.dumps(done.report.to_json()))
    assert shown["files"]["deals.csv"] == {"rows_read": 3, "kept": 1, "refused": 2, "records": {"deal": 1}}
    assert [one["reason"] for one in shown["refusals"]] == ["bad_number", "duplicate_id"]
