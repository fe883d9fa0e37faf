"""Write ``docs/reference/fault-matrix.md`` from what the fault suite measures."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUITE = "tests/contract/faults"


def main() -> int:
    """Run the suite, write the page; returns the suite's exit code."""
    sys.path.insert(0, str(ROOT))
    from tests.contract.faults.matrix import PAGE, cells, page  # noqa: PLC0415  # only now can it be found

    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-q", SUITE, f"--fault-matrix={folder}", "-k", "ends_well"]
        done = subprocess.run(command, cwd=ROOT, check=False)
        found = {cell: Path(folder, f"{cell.crm} {cell.way} {cell.fault}") for cell in cells()}
        if done.returncode or not all(path.exists() for path in found.values()):
            return done.returncode or 1
        PAGE.write_text(page({cell: path.read_text(encoding="utf-8") for cell, path in found.items()}))
    print(PAGE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
