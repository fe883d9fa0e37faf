"""Runs the contract suite that an installed connector brings along."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import ConfigurationError, NotFoundError, PermanentError, PluginLoadError

if TYPE_CHECKING:
    from ...testing.declared.kit import Kit

GROUP = "crm_ai.contracts"
"""Entry points that name the module with a connector's `ConnectorContract`."""

PLUGIN = "crm_ai_plugin.testing.pytest_plugin"
DECLARED = "crm_ai_plugin.testing.suites.declared"
_PASSED, _FAILED = 0, 1


@dataclass(frozen=True)
class Run:
    """What came out: the suites of the report, and what pytest said."""

    suites: list[dict[str, Any]]
    passed: bool
    said: str


def run(name: str) -> Run:
    """Run the suite of the connector `name` in a process of its own.

    Raises:
        NotFoundError: no installed connector of that name brings a suite.
        PluginLoadError: its module is not there.
        ConfigurationError: pytest is not installed.
        PermanentError: the run ended before there was a report.
    """
    return run_file(name, _file(_entry_point(name)))


def open_kit(path: Path) -> Kit:
    """Read the kit file of a connector declared in YAML.

    Raises:
        UserInputError: it can't be read.
        ConfigurationError: pytest is not installed.
    """
    _need_pytest()
    from ...testing.declared.kit import load

    return load(path)


def run_declared(kit: Path) -> Run:
    """Run the suite of a connector declared in YAML, against the CRM that its kit file leads to.

    Raises:
        PermanentError: the run ended before there was a report.
    """
    spec = importlib.util.find_spec(DECLARED)
    if spec is None or spec.origin is None:
        raise PluginLoadError(f"{DECLARED} is not there")
    return run_file(kit.name, Path(spec.origin), "--crm-ai-kit", kit.resolve())


def run_file(name: str, file: Path, *arguments: str | Path) -> Run:
    """Run the suite in a file, called `name` in messages.

    Raises:
        ConfigurationError: pytest is not installed.
        PermanentError: the run ended before there was a report.
    """
    _need_pytest()
    with tempfile.TemporaryDirectory() as scratch:
        ini, report = Path(scratch) / "pytest.ini", Path(scratch) / "report.json"
        # Not the settings of whatever project the command is run in.
        ini.write_text("[pytest]\n", encoding="utf-8")
        done = subprocess.run(  # noqa: S603  # this Python; the file is an installed module's
            [
                *(sys.executable, "-m", "pytest", "-q", "--no-header", "-c", ini, "--rootdir", scratch),
                *("-p", "no:cacheprovider", "-p", PLUGIN, "--crm-ai-report", report, *arguments, file),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        suites = json.loads(report.read_text(encoding="utf-8")) if report.exists() else []
    if done.returncode not in {_PASSED, _FAILED} or not suites:
        lines = (done.stdout + done.stderr).strip().splitlines() or ["no output"]
        raise PermanentError(
            f"the suite of {name} could not be run: {lines[-1]}", code="suite_broken", detail="\n".join(lines)
        )
    return Run(suites, done.returncode == _PASSED, done.stdout)


def _entry_point(name: str) -> EntryPoint:
    points = {point.name: point for point in entry_points(group=GROUP)}
    if name not in points:
        known = ", ".join(sorted(points)) or "none"
        raise NotFoundError(
            f"no installed connector {name!r} brings a contract suite (there is: {known})",
            code="suite_unknown",
            hint=f"install its package; it names the suite in the entry points {GROUP}",
        )
    return points[name]


def _file(point: EntryPoint) -> Path:
    try:
        # Imports the package around the module, not the module: that is pytest's to do.
        spec = importlib.util.find_spec(point.module)
    except Exception as error:  # a stranger's package may raise anything
        raise PluginLoadError(f"{point.value} can't be imported: {type(error).__name__}") from error
    if spec is None or spec.origin is None:
        raise PluginLoadError(f"{point.value}, which the entry point names, is not there")
    return Path(spec.origin)


def _need_pytest() -> None:
    if importlib.util.find_spec("pytest") is None:
        raise ConfigurationError(
            "pytest is not installed", code="pytest_missing", hint="pip install 'crm-ai-plugin[testing]'"
        )
