"""What the results of a contract suite amount to: a state per rule, and a level."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .rule import LEVELS, Level, Rule

State = Literal["passed", "failed", "untried", "not declared", "exempt"]
"""``untried``: a fixture is missing or the test did not run. ``not declared``: the rule does not apply."""

MANIFEST = "contract.toml"
_FULFILLED = {"passed", "not declared", "exempt"}
_SHORTEST_REASON = 20
DID_NOT_RUN = "its test did not run"


@dataclass(frozen=True)
class Outcome:
    """What one test said of its rule."""

    state: State
    why: str = ""


@dataclass(frozen=True)
class RuleResult:
    """What all tests of a rule said together."""

    rule: Rule
    state: State
    why: str = ""

    def to_json(self) -> dict[str, str]:
        """Return it as a row of the report."""
        return {
            "rule": self.rule.id,
            "level": self.rule.level,
            "state": self.state,
            "why": self.why,
            "says": self.rule.says,
        }


def judge(
    rules: Mapping[str, Rule], outcomes: Mapping[str, Iterable[Outcome]], exemptions: Mapping[str, str]
) -> list[RuleResult]:
    """Return the state of every rule, in the order of `rules`."""
    results = []
    for rule in rules.values():
        result = _of_rule(rule, list(outcomes.get(rule.id, ())))
        if result.state not in {"passed", "not declared"} and rule.id in exemptions:
            result = RuleResult(rule, "exempt", exemptions[rule.id])
        results.append(result)
    return results


def level_of(results: Iterable[RuleResult]) -> Level | None:
    """Return the highest level of which, and below which, every rule is kept, exempt or not applicable."""
    lacking = {one.rule.level for one in results if one.state not in _FULFILLED}
    reached = None
    for level in LEVELS:
        if level in lacking:
            break
        reached = level
    return reached


class ExemptionError(ValueError):
    """An exemption names no rule or gives no reason."""


def exemptions_for(suite: Path) -> dict[str, str]:
    """Return the exemptions that hold for a suite's file.

    They stand in ``contract.toml`` beside it (``[exemptions]``), which travels with an installed package, or in the
    nearest ``pyproject.toml`` above it (``[tool.crm_ai_contract.exemptions]``).

    Raises:
        ExemptionError: one can't be read.
    """
    found: dict[str, Any] = {}
    # Above an installed package lies somebody else's project.
    above = () if "site-packages" in suite.parts else suite.parents
    project = next((path for path in (one / "pyproject.toml" for one in above) if path.is_file()), None)
    if project:
        found |= _table(project, "tool", "crm_ai_contract", "exemptions")
    if (manifest := suite.parent / MANIFEST).is_file():
        found |= _table(manifest, "exemptions")
    return with_reasons(found)


def with_reasons(found: Mapping[str, Any]) -> dict[str, str]:
    """Return exemptions whose reasons are sentences, tidied.

    Raises:
        ExemptionError: one has no reason.
    """
    for name, reason in found.items():
        if not isinstance(reason, str) or len(reason.strip()) < _SHORTEST_REASON:
            raise ExemptionError(f"exemption {name!r}: write the reason in a sentence")
    return {name: " ".join(reason.split()) for name, reason in found.items()}


def check_names(exemptions: Mapping[str, str], rules: Mapping[str, Rule]) -> None:
    """Refuse exemptions from rules that don't exist.

    Raises:
        ExemptionError: there is no such rule.
    """
    if unknown := sorted(set(exemptions) - set(rules)):
        raise ExemptionError(f"exemption {unknown[0]!r}: there is no such rule")


def _of_rule(rule: Rule, outcomes: list[Outcome]) -> RuleResult:
    if not outcomes:
        return RuleResult(rule, "untried", DID_NOT_RUN)
    for state in ("failed", "untried"):
        for one in outcomes:
            if one.state == state:
                return RuleResult(rule, one.state, one.why)
    if all(one.state == "not declared" for one in outcomes):
        return RuleResult(rule, "not declared", outcomes[0].why)
    return RuleResult(rule, "passed")


def _table(path: Path, *keys: str) -> dict[str, Any]:
    try:
        table: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ExemptionError(f"{path} can't be read: {type(error).__name__}") from None
    for key in keys:
        table = table.get(key, {}) if isinstance(table, dict) else {}
    return table if isinstance(table, dict) else {}
