"""The pages about files say what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from crm_ai_plugin.bundle import SPECS, shipped_mappings
from crm_ai_plugin.bundle.mapping import FieldSource, FileMapping
from crm_ai_plugin.bundle.mapping.load import parse_mapping
from crm_ai_plugin.bundle.reasons import DirtCode, Reason

DOCS = Path(__file__).resolve().parents[3] / "docs"
REFERENCE = (DOCS / "reference" / "bundle.md").read_text("utf-8")
HOW_TO = (DOCS / "how-to" / "import-a-foreign-csv.md").read_text("utf-8")


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.stem)
def test_every_column_is_listed_and_no_other(spec: Any) -> None:
    (row,) = re.findall(rf"^\| `{spec.stem}` \| (.*) \|$", REFERENCE, re.MULTILINE)
    without_notes = re.sub(r"\([^)]*\)", "", row)
    assert re.findall(r"`(\w+)`", without_notes) == list(spec.columns)
    required = [name for name, column in spec.columns.items() if column.required]
    assert re.findall(r"\*\*`(\w+)`\*\*", without_notes) == required


def test_every_key_of_a_mapping_is_listed() -> None:
    for model in (FileMapping, FieldSource):
        for name, field in model.model_fields.items():
            assert f"`{field.alias or name}`" in REFERENCE


def test_every_reason_and_kind_of_dirt_is_listed() -> None:
    for name in (*get_args(Reason), *get_args(DirtCode), *shipped_mappings()):
        assert f"`{name}`" in REFERENCE


def test_the_mapping_in_the_reference_is_valid() -> None:
    for text in re.findall(r"```yaml\n(.*?)```", REFERENCE, re.DOTALL):
        parse_mapping("reference.yaml", text)


def test_the_how_to_does_what_it_says(read: Any) -> None:
    (table,) = re.findall(r"```\n(Customer;.*?)```", HOW_TO, re.DOTALL)
    (mapping,) = re.findall(r"```yaml\n(.*?)```", HOW_TO, re.DOTALL)
    done = read({"bids.csv": table}, mapping)
    assert done.report.to_json()["files"]["bids.csv"] == {
        "rows_read": 4,
        "kept": 3,
        "refused": 1,
        "records": {"owner": 1, "company": 2, "deal": 3},
    }
    (refusal,) = done.report.refusals
    shown = f"refused {refusal.file}:{refusal.line} {refusal.column}: {refusal.reason}. {refusal.hint}"
    assert shown in HOW_TO
