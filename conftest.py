"""What holds for the whole suite: no deadlines, and what can't run here is left out with a word."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

# A deadline per example is an assertion on time, and fails on a busy machine.
settings.register_profile("suite", deadline=None, print_blob=True)
settings.load_profile("suite")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A script that runs the suite in the background has it ignored, and so would every program a test interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)

# marker -> (what it is called, programs of which one is enough, how to get it)
NEEDS = {
    "needs_chromium": (
        "Chromium",
        ("chromium", "chromium-browser", "google-chrome"),
        "apt-get install chromium",
    ),
    "needs_node": ("Node", ("node",), "version 20.19 or newer, with npm"),
}
OLDEST_NODE = (20, 19)


def found(programs: tuple[str, ...]) -> str | None:
    """Return the path of the first of `programs` that is there and new enough."""
    return next((path for path in map(shutil.which, programs) if path and _is_new_enough(path)), None)


@cache
def _is_new_enough(path: str) -> bool:
    """Debian's own Node may be too old for what the projects are built with."""
    if Path(path).name != "node":
        return True
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)", said)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST_NODE


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path; for tests marked ``needs_chromium``."""
    path = found(NEEDS["needs_chromium"][1])
    assert path, "mark the test with needs_chromium"
    return path


@pytest.fixture(scope="session")
def node() -> str:
    """Node's path; for tests marked ``needs_node``."""
    path = found(NEEDS["needs_node"][1])
    assert path, "mark the test with needs_node"
    return path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests whose program is missing."""
    for marker, (name, programs, _) in NEEDS.items():
        if found(programs):
            continue
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=_missing(name)))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Print the last line, after pytest's own. Counts reports, because the tests may run in other processes."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or config.option.collectonly:
        return
    reasons = Counter(_reason(report) for report in terminal.stats.get("skipped", ()))
    parts = [
        f"tests that need {name}: {count} ({how})"
        for name, _, how in NEEDS.values()
        if (count := reasons.pop(_missing(name), 0))
    ]
    if others := reasons.total():
        parts.append(f"for reasons listed above: {others}")
    terminal.write_line(f"Left out: {'; '.join(parts) or 'nothing'}.")


def _missing(name: str) -> str:
    return f"{name} is not installed"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2].removeprefix("Skipped: ") if isinstance(report.longrepr, tuple) else ""


@pytest.fixture(autouse=True)
def _logging_as_found() -> Iterator[None]:
    """Commands set up logging for their process; in this one the next test must find it as it was."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(autouse=True)
def _signals_as_found() -> Iterator[None]:
    """What runs until told to stop takes Ctrl-C over, and the next test must find it as it was."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
