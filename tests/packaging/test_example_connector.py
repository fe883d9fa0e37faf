"""A partner's package is built, installed beside our wheel into a bare environment, and keeps its contract there."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "acme-connector"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build(project: Path, out: Path) -> Path:
    """Build a wheel with what is installed here, without looking for more."""
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        out,
        project,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a venv with both wheels, their dependencies and pytest."""
    folder = tmp_path_factory.mktemp("partner")
    bootstrap = script("bootstrap")
    # Built from a copy, so that nothing is left in the checkout.
    example = folder / "acme-connector"
    shutil.copytree(EXAMPLE, example, ignore=shutil.ignore_patterns(".*cache*", "__pycache__", ".venv"))
    wheels = [build(ROOT, folder / "ours"), build(example, folder / "theirs")]
    venv = bootstrap.Venv(folder / "venv")
    venv.make()
    for own in wheels:
        venv.install([bootstrap.LOCKS / "dev.txt"], own)
    assert venv.check() == ""
    path: Path = venv.path
    return path


def crm_ai(venv: Path, *arguments: str) -> tuple[int, Any]:
    home = venv.parent / "home"
    done = subprocess.run(
        [venv / "bin" / "crm-ai", *arguments],
        cwd=venv.parent,
        env={"PATH": "/usr/bin:/bin", "CRM_AI_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.mark.timeout(300)
def test_the_example_keeps_its_contract_where_a_partner_installs_it(installed: Path) -> None:
    code, told = crm_ai(installed, "connector", "test", "acme", "--json")
    assert code == 0, [
        r for s in told["suites"] for r in s["rules"] if r["state"] not in ("passed", "not declared")
    ]
    (suite,) = told["suites"]
    assert suite["level"] == "gold"
    # By its entry point it stands where ours do.
    _, rows = crm_ai(installed, "doctor", "--json")
    states = {row["check"]: row["state"] for row in rows}
    assert states["connectors acme"] == states["connectors hubspot"] == "ok"


@pytest.mark.timeout(300)
def test_a_new_connector_can_be_written_by_the_wheel(installed: Path, tmp_path: Path) -> None:
    code, told = crm_ai(installed, "connector", "new", "acme", "--into", str(tmp_path), "--json")
    assert code == 0, [
        r for s in told["suites"] for r in s["rules"] if r["state"] not in ("passed", "not declared")
    ]
    fresh = Path(told["folder"])
    same = [
        "pyproject.toml",
        "Makefile",
        ".gitignore",
        "src/acme_connector/client.py",
        "tests/test_contract.py",
    ]
    for name in same:
        assert (fresh / name).read_text() == (EXAMPLE / name).read_text(), name
