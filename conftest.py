"""What holds for the whole suite: no deadlines, and what can't run here is left out with a word."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

# A deadline per example is an assertion on time, and fails on a busy machine.
settings.register_profile("suite", deadline=None, print_blob=True)
settings.load_profile("suite")

# marker -> (what it is called, programs of which one is enough, how to get it)
NEEDS = {
    "needs_chromium": (
        "Chromium",
        ("chromium", "chromium-browser", "google-chrome"),
        "apt-get install chromium",
    ),
    "needs_node": ("Node", ("node",), "apt-get install nodejs"),
}
LEFT_OUT = pytest.StashKey[Counter[str]]()


def found(programs: tuple[str, ...]) -> str | None:
    """Return the path of the first of `programs` that is there."""
    return next((path for path in map(shutil.which, programs) if path), None)


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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the tests whose program is missing."""
    config.stash[LEFT_OUT] = Counter()
    for marker, (name, programs, _) in NEEDS.items():
        if found(programs):
            continue
        for item in items:
            if item.get_closest_marker(marker):
                config.stash[LEFT_OUT][marker] += 1
                item.add_marker(pytest.mark.skip(reason=f"{name} is not installed"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Print the last line, after pytest's own."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or LEFT_OUT not in config.stash or config.option.collectonly:
        return
    counts = config.stash[LEFT_OUT]
    parts = [f"tests that need {NEEDS[marker][0]}: {n} ({NEEDS[marker][2]})" for marker, n in counts.items()]
    if others := len(terminal.stats.get("skipped", ())) - counts.total():
        parts.append(f"for reasons listed above: {others}")
    terminal.write_line(f"Left out: {'; '.join(parts) or 'nothing'}.")


@pytest.fixture(autouse=True)
def _logging_as_found() -> Iterator[None]:
    """Commands set up logging for their process; in this one the next test must find it as it was."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)
