"""Every connector of ours keeps its contract, as ``crm-ai connector test`` runs it, and the page says what came out."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from crm_ai_plugin.testing.contracts import ConnectorContract, catalogue

ROOT = Path(__file__).parents[3]


def script() -> ModuleType:
    path = ROOT / "scripts" / "levels_reference.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LEVELS = script()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", LEVELS.AGAINST)
def test_it_is_gold_and_the_page_says_so(name: str) -> None:
    done = LEVELS.run(name)
    assert done.passed, done.said
    assert done.suites[0]["level"] == "gold"
    assert LEVELS.column(name) == LEVELS.states(done.suites), "stale: run `make levels`"


def test_the_page_has_every_rule() -> None:
    assert set(LEVELS.column("rest")) == set(catalogue(ConnectorContract))
