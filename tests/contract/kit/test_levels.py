"""From results to a level: what counts, what does not, and what an exemption needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.testing.contracts import ConnectorContract, Rule, catalogue
from crm_ai_plugin.testing.levels import (
    ExemptionError,
    Outcome,
    State,
    check_names,
    exemptions_for,
    judge,
    level_of,
)

ROOT = Path(__file__).parents[3]
RULES = {
    "a.bronze": Rule("a.bronze", "bronze", "says"),
    "b.silver": Rule("b.silver", "silver", "says"),
    "c.gold": Rule("c.gold", "gold", "says"),
}
REASON = "this CRM's manual says that it can't"

SUITE = """
import pytest
from crm_ai_plugin.testing.contracts import ConnectorContract
from tests.contract.kit.broken_writing import ForgetsToUndo
from tests.contract.kit.memory_crm import KNOWN, MemoryCrm

class TestMine(ConnectorContract):
    @pytest.fixture
    def backstage(self):
        return MemoryCrm()
    @pytest.fixture
    def connector(self, backstage):
        return ForgetsToUndo(backstage)
    @pytest.fixture
    def another(self, backstage):
        return ForgetsToUndo(backstage)
    @pytest.fixture
    def known(self):
        return KNOWN
"""

ALONE = """
import pytest
from crm_ai_plugin.testing.contracts import ConnectorContract
from tests.contract.kit.memory_connector import MemoryConnector
from tests.contract.kit.memory_crm import MemoryCrm

class TestMine(ConnectorContract):
    @pytest.fixture
    def connector(self):
        return MemoryConnector(MemoryCrm())
"""


def run(folder: Path, suite: str, *arguments: str) -> tuple[int, dict[str, Any], str]:
    """Run a suite in a project of its own; return exit code, its report, and what was printed."""
    (folder / "test_mine.py").write_text(suite, encoding="utf-8")
    if not (folder / "pyproject.toml").exists():
        (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\n", encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"),
            *("-p", "crm_ai_plugin.testing.pytest_plugin", "--crm-ai-report=report.json", *arguments),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    report = folder / "report.json"
    suites = json.loads(report.read_text(encoding="utf-8")) if report.exists() else []
    told = suites[0] if suites else {}
    return done.returncode, told, done.stdout + done.stderr


def states(told: dict[str, Any]) -> dict[str, str]:
    return {row["rule"]: row["state"] for row in told["rules"]}


def outcomes(bronze: State, silver: State, gold: State) -> dict[str, list[Outcome]]:
    return {"a.bronze": [Outcome(bronze)], "b.silver": [Outcome(silver)], "c.gold": [Outcome(gold)]}


PROCESSES = pytest.mark.parametrize("processes", ["-n0", "-n2"])


@pytest.mark.parametrize(
    ("bronze", "silver", "gold", "level"),
    [
        ("passed", "passed", "passed", "gold"),
        ("passed", "passed", "failed", "silver"),
        ("passed", "passed", "untried", "silver"),
        ("passed", "failed", "passed", "bronze"),
        ("failed", "passed", "passed", None),
        ("untried", "passed", "passed", None),
        ("passed", "not declared", "not declared", "gold"),
    ],
)
def test_a_level_asks_for_all_below_it(bronze: State, silver: State, gold: State, level: str | None) -> None:
    assert level_of(judge(RULES, outcomes(bronze, silver, gold), {})) == level


@pytest.mark.parametrize(
    ("found", "state"),
    [
        ([], "untried"),
        ([Outcome("passed"), Outcome("failed")], "failed"),
        ([Outcome("passed"), Outcome("untried")], "untried"),
        ([Outcome("passed"), Outcome("not declared")], "passed"),
        ([Outcome("not declared"), Outcome("not declared")], "not declared"),
    ],
)
def test_a_rule_is_as_good_as_its_worst_test(found: list[Outcome], state: str) -> None:
    first, *_ = judge(RULES, {"a.bronze": found}, {})
    assert first.state == state


@pytest.mark.parametrize("state", ["failed", "untried"])
def test_an_exemption_stands_in_with_its_reason(state: State) -> None:
    results = judge(RULES, outcomes("passed", state, "passed"), {"b.silver": REASON})
    assert (results[1].state, results[1].why, level_of(results)) == ("exempt", REASON, "gold")


def test_an_exemption_that_is_not_needed_is_not_shown() -> None:
    results = judge(RULES, outcomes("passed", "passed", "passed"), {"b.silver": REASON})
    assert results[1].state == "passed"


@pytest.mark.parametrize("reason", ['""', '"too short"', '"                             "', "true", "7"])
def test_an_exemption_needs_a_written_reason(tmp_path: Path, reason: str) -> None:
    (tmp_path / "contract.toml").write_text(f'[exemptions]\n"b.silver" = {reason}\n', encoding="utf-8")
    with pytest.raises(ExemptionError, match="write the reason"):
        exemptions_for(tmp_path / "contract.py")


@pytest.mark.parametrize("text", ["exemptions = 5", "[other]\n", ""])
def test_a_manifest_without_exemptions_exempts_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "contract.toml").write_text(text, encoding="utf-8")
    assert exemptions_for(tmp_path / "contract.py") == {}


@pytest.mark.parametrize("raw", [b"[exemptions", b"\x00", b"\xff\xfe"])
def test_a_manifest_that_can_not_be_read_is_said(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "contract.toml").write_bytes(raw)
    with pytest.raises(ExemptionError, match="can't be read"):
        exemptions_for(tmp_path / "contract.py")


def test_a_project_above_an_installed_package_is_not_asked(tmp_path: Path) -> None:
    text = f'[tool.crm_ai_contract.exemptions]\n"b.silver" = "{REASON}"\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert exemptions_for(tmp_path / "src" / "acme" / "contract.py") == {"b.silver": REASON}
    assert exemptions_for(tmp_path / "lib" / "site-packages" / "acme" / "contract.py") == {}


def test_an_exemption_from_no_rule_is_refused() -> None:
    with pytest.raises(ExemptionError, match="no such rule"):
        check_names({"b.sliver": REASON}, RULES)


@PROCESSES
def test_a_failing_rule_fails_the_run_and_is_named(tmp_path: Path, processes: str) -> None:
    code, told, said = run(tmp_path, SUITE, processes)
    assert code == 1
    assert states(told)["write.undo"] == "failed"
    assert "test_mine.py::TestMine: bronze" in said
    assert "  write.undo                     silver failed       AssertionError in call" in said


def test_an_exempt_rule_does_not_fail_the_run_and_is_shown(tmp_path: Path) -> None:
    (tmp_path / "contract.toml").write_text(f'[exemptions]\n"write.undo" = "{REASON}"\n', encoding="utf-8")
    code, told, said = run(tmp_path, SUITE)
    assert (code, told["level"], states(told)["write.undo"]) == (0, "gold", "exempt")
    assert REASON in said


@PROCESSES
def test_a_wrong_exemption_ends_the_run(tmp_path: Path, processes: str) -> None:
    (tmp_path / "contract.toml").write_text(f'[exemptions]\n"write.redo" = "{REASON}"\n', encoding="utf-8")
    code, _, said = run(tmp_path, SUITE, processes)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "exemption 'write.redo': there is no such rule" in said


def test_what_did_not_run_is_not_kept(tmp_path: Path) -> None:
    code, told, said = run(tmp_path, SUITE, "-k", "capability")
    assert (code, told["level"]) == (0, None)
    assert "no level (1 of" in said


def test_a_rule_whose_test_was_replaced_is_not_kept(tmp_path: Path) -> None:
    replaced = f"{SUITE}\n    def test_the_check_passes(self):\n        pass\n"
    _, told, _ = run(tmp_path, replaced)
    assert (told["level"], states(told)["declare.check"]) == (None, "untried")


def test_a_missing_fixture_is_named(tmp_path: Path) -> None:
    code, told, _ = run(tmp_path, ALONE)
    assert (code, told["level"]) == (0, None)
    why = {row["rule"]: row["why"] for row in told["rules"] if row["state"] == "untried"}
    assert why["read.surroundings"] == "give a fixture `known` (KnownDeal) to run this"
    assert why["secret.not-in-repr"] == "give a fixture `backstage` (Backstage) to run this"
    assert all("fixture" in one for one in why.values())


def test_nothing_is_built_at_collection(tmp_path: Path) -> None:
    suite = ALONE.replace("return MemoryConnector(MemoryCrm())", "raise SystemExit('built')")
    code, _, said = run(tmp_path, suite, "--collect-only")
    assert code == 0
    assert "built" not in said


def test_several_processes_report_what_one_does(tmp_path: Path) -> None:
    (tmp_path / "contract.toml").write_text(f'[exemptions]\n"write.undo" = "{REASON}"\n', encoding="utf-8")
    (_, one, _), (_, two, said) = run(tmp_path, SUITE, "-n0"), run(tmp_path, SUITE, "-n2")
    assert two == one
    assert said.count("test_mine.py::TestMine: gold") == 1


def test_all_is_in_the_table_when_asked_for(tmp_path: Path) -> None:
    _, _, said = run(tmp_path, SUITE, "--crm-ai-table")
    assert [rule for rule in catalogue(ConnectorContract) if f"  {rule} " not in said] == []


def test_without_a_suite_the_plugin_is_silent_and_light(tmp_path: Path) -> None:
    suite = """
import sys

def test_light():
    heavy = {"pydantic", "sqlalchemy", "flask", "numpy", "requests", "redis"}
    assert not heavy & set(sys.modules)
"""
    (tmp_path / "test_mine.py").write_text(suite, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("-p", "crm_ai_plugin.testing.pytest_plugin", "--rootdir", "."),
        ],
        cwd=tmp_path,
        # Other plugins may be as heavy as they like.
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "connector contract" not in done.stdout
