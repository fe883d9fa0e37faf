"""What is written in JavaScript keeps its own rules and passes its own tests."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("node_projects", ROOT / "scripts" / "node_projects.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PROJECTS = _module()


def _scripts() -> Iterator[tuple[Path, str]]:
    for project in PROJECTS.node_projects():
        there = json.loads((project / "package.json").read_text(encoding="utf-8"))["scripts"]
        yield from ((project, script) for script in PROJECTS.CHECKS if script in there)


def test_every_project_is_found_and_checked() -> None:
    found = {project.name for project, script in _scripts() if script == "test"}
    assert {"hubspot", "salesforce"} <= found
    assert found == {path.parent.name for path in (ROOT / "cards").glob("*/package.json")}


@pytest.mark.needs_node
@pytest.mark.parametrize(
    ("project", "script"),
    [pytest.param(*one, id=f"{one[0].name}-{one[1]}") for one in _scripts()],
)
def test_project(project: Path, script: str) -> None:
    if not PROJECTS.installed(project):
        pytest.skip(f"run: python scripts/node_projects.py ({project.name} lacks its packages)")
    npm = shutil.which("npm")
    assert npm
    done = subprocess.run(
        [npm, "run", "--silent", script], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"npm run {script} in {project}\n{done.stdout[-6000:]}{done.stderr[-6000:]}"


@pytest.mark.parametrize("lock", [str(one / "package-lock.json") for one in PROJECTS.node_projects()])
def test_lock_files_name_no_address(lock: str) -> None:
    packages = json.loads(Path(lock).read_text(encoding="utf-8"))["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    # What comes inside another package is covered by that one's hash.
    own = {name: entry for name, entry in packages.items() if name and not entry.get("inBundle")}
    assert [name for name, entry in own.items() if not entry.get("integrity")] == []
