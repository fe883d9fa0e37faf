"""Computes the level of each connector contract suite that ran, and prints it below pytest's own results.

Without a contract suite in the run it does nothing and imports nothing of ours but two small modules.
``--crm-ai-table`` prints every rule, ``--crm-ai-report FILE`` writes all of it as JSON. Where pytest-xdist runs the tests
in several processes, each of them says which suites it found, and the one that was called puts all together.

Its entry point (``pytest11``) has to be named like this module: then ``-p crm_ai_plugin.testing.pytest_plugin``, with which a
project says that it counts on the plugin, and the entry point are one plugin to pytest and not two.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .levels import (
    DID_NOT_RUN,
    ExemptionError,
    Outcome,
    RuleResult,
    check_names,
    exemptions_for,
    judge,
    level_of,
    with_reasons,
)
from .rule import NotDeclared, Rule, catalogue, rule_of

_PROPERTY = "crm_ai_rule"
_SUITES, _REFUSAL = "crm_ai_suites", "crm_ai_refusal"


@dataclass
class Suite:
    """One contract suite of the run."""

    name: str
    exemptions: dict[str, str]
    rules: dict[str, Rule]

    def to_wire(self) -> dict[str, Any]:
        """Return the suite as it goes from one process of the run to another."""
        return asdict(self)

    @classmethod
    def from_wire(cls, told: dict[str, Any]) -> Suite:
        """Return the suite that `to_wire` was asked for."""
        rules = {name: Rule(**one) for name, one in told["rules"].items()}
        return cls(told["name"], told["exemptions"], rules)


@dataclass
class Run:
    """What is known of the run: its suites, and what their tests said, by suite and rule."""

    suites: dict[str, Suite] = field(default_factory=dict)
    outcomes: dict[str, dict[str, list[Outcome]]] = field(default_factory=dict)

    def hear(self, suite: str, rule: str, outcome: Outcome) -> None:
        """Note what a test said of its rule."""
        self.outcomes.setdefault(suite, {}).setdefault(rule, []).append(outcome)

    def results(self, suite: Suite) -> list[RuleResult]:
        """Return the state of every rule of a suite."""
        return judge(suite.rules, self.outcomes.get(suite.name, {}), suite.exemptions)

    def to_json(self) -> list[dict[str, Any]]:
        """Return the suites as the report holds them."""
        judged = [(suite.name, self.results(suite)) for suite in self.suites.values()]
        return [
            {"suite": name, "level": level_of(results), "rules": [one.to_json() for one in results]}
            for name, results in judged
        ]


_RUN = pytest.StashKey[Run]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("crm-ai", "connector contract")
    group.addoption("--crm-ai-table", action="store_true", help="print every rule of each contract suite")
    group.addoption(
        "--crm-ai-kit", type=Path, metavar="FILE", help="kit file of a connector declared in YAML"
    )
    group.addoption("--crm-ai-report", type=Path, metavar="FILE", help="write rules and levels as JSON")


def pytest_configure(config: pytest.Config) -> None:
    """Start with nothing."""
    config.stash[_RUN] = Run()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Note the suites and let the exempted tests fail without failing the run."""
    try:
        for item, one in _ruled(items):
            suite = config.stash[_RUN].suites.get(_suite_name(item)) or _new_suite(config, item)
            if one.id in suite.exemptions:
                item.add_marker(pytest.mark.xfail(reason=suite.exemptions[one.id], strict=False))
    except ExemptionError as error:
        if (output := _to_caller(config)) is None:
            raise pytest.UsageError(str(error)) from None
        output[_REFUSAL] = str(error)
        items.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write onto the report what it says of the test's rule."""
    report = yield
    for _, one in _ruled([item]):
        if outcome := _outcome(report, call):
            told = {"suite": _suite_name(item), "rule": one.id, **asdict(outcome)}
            report.user_properties.append((_PROPERTY, told))
    return report


class _Collector:
    """Hears reports, also those that come from other processes."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # Setup, call and teardown share one list of properties, and each report shows it again.
        for name, told in report.user_properties[-1:]:
            if name == _PROPERTY and isinstance(told, dict):
                self._run.hear(told["suite"], told["rule"], Outcome(told["state"], told["why"]))


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin to listen."""
    session.config.pluginmanager.register(_Collector(session.config.stash[_RUN]), "crm-ai-collector")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401  # pytest-xdist's, and it need not be there
    """Take over what another process of this run found: suites, or an exemption that can't be."""
    told = getattr(node, "workeroutput", {})  # it has none when it was killed
    if _REFUSAL in told:
        raise pytest.UsageError(told[_REFUSAL])
    for suite in map(Suite.from_wire, told.get(_SUITES, ())):
        node.config.stash[_RUN].suites.setdefault(suite.name, suite)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report, or hand the suites on to the process that does."""
    run = session.config.stash[_RUN]
    if (output := _to_caller(session.config)) is not None:
        output[_SUITES] = [suite.to_wire() for suite in run.suites.values()]
        return
    path: Path | None = session.config.getoption("--crm-ai-report")
    if path is not None:
        path.write_text(json.dumps(run.to_json(), indent=2), encoding="utf-8")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the level of each suite, and the rules that are not simply kept."""
    run = config.stash[_RUN]
    suites = [suite for suite in run.suites.values() if suite.name in run.outcomes]
    if not suites:
        return
    terminalreporter.section("connector contract")
    for suite in suites:
        results = run.results(suite)
        kept = sum(one.state == "passed" for one in results)
        terminalreporter.write_line(
            f"{suite.name}: {level_of(results) or 'no level'} ({kept} of {len(results)} rules passed)"
        )
        for one in results:
            # With `-k`, most did not run; the count above says so.
            notable = one.state in {"failed", "exempt"} or (one.state == "untried" and one.why != DID_NOT_RUN)
            if notable or config.getoption("--crm-ai-table"):
                terminalreporter.write_line(
                    f"  {one.rule.id:<30} {one.rule.level:<6} {one.state:<12} {one.why}".rstrip()
                )


def _to_caller(config: pytest.Config) -> dict[str, Any] | None:
    """Return what goes to the process that was called, or None if it is this one."""
    return getattr(config, "workeroutput", None)


def _ruled(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, Rule]]:
    for item in items:
        callspec = getattr(item, "callspec", None)
        found = rule_of(getattr(item, "function", None), callspec.params if callspec else {})
        if found:
            yield item, found


def _suite_name(item: pytest.Item) -> str:
    return item.nodeid.rpartition("::")[0]


def _new_suite(config: pytest.Config, item: pytest.Item) -> Suite:
    from .contracts import ConnectorContract  # noqa: PLC0415  # a suite is here, so it has been imported

    rules = catalogue(ConnectorContract) | catalogue(getattr(item, "cls", None) or object)
    # Where the suite is written, which need not be where it is run.
    module = sys.modules.get(getattr(getattr(item, "cls", None), "__module__", ""))
    exemptions = exemptions_for(Path(getattr(module, "__file__", None) or item.path)) | _of_kit(config)
    check_names(exemptions, rules)
    suite = Suite(_suite_name(item), exemptions, rules)
    config.stash[_RUN].suites[suite.name] = suite
    return suite


def _of_kit(config: pytest.Config) -> dict[str, str]:
    """Return the exemptions of a kit file, if there is one."""
    path: Path | None = config.getoption("--crm-ai-kit")
    if path is None:
        return {}
    from .declared.kit import load  # noqa: PLC0415  # heavy, and only for connectors in YAML

    return with_reasons(load(path).exemptions)


def _outcome(report: pytest.TestReport, call: pytest.CallInfo[None]) -> Outcome | None:
    """Return what this phase of a test settles, None when it settles nothing."""
    error = call.excinfo.value if call.excinfo else None
    if report.failed or (report.skipped and hasattr(report, "wasxfail")):
        return Outcome("failed", f"{call.excinfo.typename if call.excinfo else 'failed'} in {report.when}")
    if report.skipped:
        why = str(getattr(error, "msg", "") or "skipped")
        return Outcome("not declared" if isinstance(error, NotDeclared) else "untried", why)
    return Outcome("passed") if report.when == "call" else None
