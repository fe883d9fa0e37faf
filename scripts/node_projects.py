"""The projects in ``cards/`` that are written in JavaScript, and what they need: `python scripts/node_projects.py` installs it.

Standard library only, because set-up runs it before anything is there. Nothing of this is needed to run the product:
without Node the projects' tests are left out, with a word.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKS = ("types", "lint", "format", "test")
"""Scripts of a project's package.json that have to pass, as far as it has them."""


def node_projects() -> Iterator[Path]:
    """Yield every folder that holds a lock file of npm."""
    return (path.parent for path in sorted((ROOT / "cards").glob("*/package-lock.json")))


def installed(project: Path) -> bool:
    """Tell whether the packages are there that the lock file asks for."""
    stamp = _stamp(project)
    return stamp.exists() and stamp.read_text() == _fingerprint(project)


def install(project: Path) -> bool:
    """Bring a project's packages up to its lock file; False when npm could not."""
    if installed(project):
        return True
    npm = shutil.which("npm")
    if npm is None:
        return False
    command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=project, check=False).returncode != 0:
        return False
    _stamp(project).write_text(_fingerprint(project))
    return True


def _stamp(project: Path) -> Path:
    return project / "node_modules" / ".installed"


def _fingerprint(project: Path) -> str:
    return hashlib.sha256((project / "package-lock.json").read_bytes()).hexdigest()


def main() -> int:
    """Install all. What can't be installed costs its tests, not the set-up."""
    if shutil.which("npm") is None:
        print("setup: npm is not there; what is written in JavaScript is left out", file=sys.stderr)
        return 0
    for project in node_projects():
        name = project.relative_to(ROOT)
        if installed(project):
            continue
        print(f"setup: installing the packages of {name}", file=sys.stderr)
        if not install(project):
            print(f"setup: npm could not install {name}; its tests are left out", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
