"""The contract is tried on connectors that break one rule each: each must fail that rule and no other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_ai_plugin.testing.contracts import ConnectorContract, catalogue
from crm_ai_plugin.testing.rule import LEVELS
from tests.contract.kit.broken import sin
from tests.contract.kit.table import TABLE

ROOT = Path(__file__).parents[3]
RULES = catalogue(ConnectorContract)
Report = dict[str, tuple[str | None, dict[str, str]]]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Run all suites in one process; return level and states by rule for each suite's class."""
    file = tmp_path_factory.mktemp("kit") / "report.json"
    ran = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "--no-header",
                "--tb=no",
                "--noconftest",
                "-o",
                "addopts=",
            ),
            *("-p", "no:cacheprovider", "-p", "no:randomly", "-p", "crm_ai_plugin.testing.pytest_plugin"),
            *("--import-mode=importlib", f"--crm-ai-report={file}", "tests/contract/kit/suites.py"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert file.exists(), ran.stdout + ran.stderr
    return {
        row["suite"].rpartition("::")[2]: (row["level"], {one["rule"]: one["state"] for one in row["rules"]})
        for row in json.loads(file.read_text(encoding="utf-8"))
    }


def test_every_rule_has_a_connector_that_breaks_it() -> None:
    assert set(TABLE) == set(RULES)


def test_every_broken_connector_says_what_it_does_wrong() -> None:
    assert len({sin(cls) for cls in TABLE.values()}) == len(TABLE)
    assert all(sin(cls).endswith(".") for cls in TABLE.values())


def test_a_connector_that_keeps_every_rule_is_gold(report: Report) -> None:
    level, states = report["TestMemoryConnector"]
    assert {rule: state for rule, state in states.items() if state != "passed"} == {}
    assert level == "gold"


@pytest.mark.parametrize("rule", RULES)
def test_it_fails_exactly_its_rule(report: Report, rule: str) -> None:
    level, states = report[f"Test{TABLE[rule].__name__}"]
    assert [one for one, state in states.items() if state == "failed"] == [rule]
    # One level below that of the rule it breaks.
    below = LEVELS.index(RULES[rule].level) - 1
    assert level == (LEVELS[below] if below >= 0 else None)
