"""Generated reference pages are current."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from crm_ai_plugin.settings import known_names

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_settings_page_is_current(reference: ModuleType) -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), "stale: run `make generate`"


def test_card_schema_is_current(reference: ModuleType) -> None:
    assert reference.CARD_SCHEMA.read_text(encoding="utf-8") == reference.card(), "stale: run `make generate`"


def test_settings_page_names_every_setting(reference: ModuleType) -> None:
    page = reference.page()
    # A group is no setting of its own on the page; its members are.
    leaves = [
        name for name in known_names() if not any(other.startswith(f"{name}__") for other in known_names())
    ]
    assert [name for name in leaves if f"`{name}`" not in page] == []
