"""Build sdist and wheel (the wheel from the sdist) and prove the wheel in a bare venv.

Proved: the exact top-level names, that every entry point loads, that the locked set satisfies the
wheel's own metadata, and that `crm-ai --help` runs outside the checkout.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import bootstrap

TOP_LEVEL = {"crm_ai_plugin", "crm_ai_connectors", "crm_ai_webhooks", "crm_ai_cards"}
DATA = (
    "crm_ai_plugin/manifest/manifest.json",
    "crm_ai_plugin/py.typed",
    "crm_ai_plugin/web/bundle/manifest.json",
)

BUNDLE = bootstrap.ROOT / "crm_ai_plugin" / "web" / "bundle"

LOAD_ENTRY_POINTS = """
import importlib.metadata as metadata, sys
# Contract suites are pytest's, which comes with the extra `testing` and not with what runs.
apart = {"console_scripts", "crm_ai.contracts", "pytest11"}
mine = [e for e in metadata.distribution("crm-ai-plugin").entry_points if e.group not in apart]
broken = []
for entry in mine:
    try:
        entry.load()
    except Exception as error:
        broken.append(f"{entry.group}:{entry.name}: {type(error).__name__}: {error}")
print(f"{len(mine) - len(broken)} of {len(mine)} entry points load")
sys.exit("\\n".join(broken) or 0)
"""


def main() -> int:
    """Run all steps; return the number of failed ones."""
    dist = bootstrap.ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    _must([sys.executable, "-m", "build", "--no-isolation", "--outdir", dist, bootstrap.ROOT])
    (wheel,) = dist.glob("*.whl")
    (sdist,) = dist.glob("*.tar.gz")
    print(
        f"{wheel.name} {wheel.stat().st_size / 1e3:.0f} kB, {sdist.name} {sdist.stat().st_size / 1e3:.0f} kB"
    )
    problems = _contents(wheel)
    with tempfile.TemporaryDirectory() as folder:
        problems += _in_bare_venv(wheel, Path(folder))
    for problem in problems:
        print(f"wheel: {problem}", file=sys.stderr)
    if not problems:
        print("wheel: ok")
    return len(problems)


def _contents(wheel: Path) -> list[str]:
    names = zipfile.ZipFile(wheel).namelist()
    found = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    problems = [f"top-level names are {sorted(found)}, not {sorted(TOP_LEVEL)}"] if found != TOP_LEVEL else []
    built = {f"crm_ai_plugin/web/bundle/{path.name}" for path in BUNDLE.iterdir()}
    return problems + [f"{name} is missing" for name in sorted({*DATA, *built} - set(names))]


def _in_bare_venv(wheel: Path, folder: Path) -> list[str]:
    began = time.monotonic()
    venv = bootstrap.Venv(folder / "venv")
    try:
        venv.make()
        venv.install([bootstrap.LOCKS / "runtime.txt"], wheel)
    except bootstrap.SetupError as error:
        return [str(error)]
    print(f"bare venv with the locked set in {time.monotonic() - began:.0f} s")
    problems = [f"the locked set does not satisfy it: {venv.check()}"] if venv.check() else []
    steps: dict[str, list[str | Path]] = {
        "an entry point does not load": [venv.python, "-I", "-c", LOAD_ENTRY_POINTS],
        "crm-ai --help fails outside the checkout": [venv.path / "bin" / "crm-ai", "--help"],
    }
    for problem, step in steps.items():
        done = subprocess.run(step, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            problems.append(f"{problem}: {(done.stdout + done.stderr).strip()[-2000:]}")
        elif "-I" in step:
            print(done.stdout.strip())
    return problems


def _must(command: list[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-3000:], file=sys.stderr)
        sys.exit("the build failed")


if __name__ == "__main__":
    sys.exit(min(main(), 1))
