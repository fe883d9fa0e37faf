"""Runs the benchmarks: ``python -m benchmarks [NAME ...]``; every module with ``run()`` is one."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
import time
from pathlib import Path

from . import __path__ as here

NOT_BENCHMARKS = {"__main__", "harness", "loadgen", "naive"}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all, and return the exit status."""
    known = sorted(m.name for m in pkgutil.iter_modules(here) if m.name not in NOT_BENCHMARKS)
    unknown = set(names) - set(known)
    if unknown:
        print(
            f"no such benchmark: {', '.join(sorted(unknown))} (there are: {', '.join(known)})",
            file=sys.stderr,
        )
        return 2
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {_load()}"
    )
    for name in names or known:
        module = importlib.import_module(f"benchmarks.{name}")
        print(f"\n## {name}: {(module.__doc__ or '').strip().splitlines()[0]}\n")
        start = time.perf_counter()
        module.run()
        print(f"\n({time.perf_counter() - start:.0f} s, {_load()})")
    return 0


def _load() -> str:
    try:
        return f"load {Path('/proc/loadavg').read_text().split()[0]}"
    except OSError:
        return "load unknown"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
