"""Runs the benchmarks: ``python -m benchmarks [--tiny] [NAME ...]``."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from crm_ai_plugin.errors import CrmAiError
from crm_ai_plugin.runtime import logs

from . import __path__ as here
from .support.errors import BenchmarkError

TINY = "--tiny"


def names() -> list[str]:
    """Return what there is to run."""
    return sorted(m.name for m in pkgutil.iter_modules(here) if not m.ispkg and not m.name.startswith("_"))


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, or all, and return the exit status."""
    chosen = [a for a in arguments if a != TINY]
    if unknown := sorted(set(chosen) - set(names())):
        print(f"no such benchmark: {', '.join(unknown)} (there are: {', '.join(names())})", file=sys.stderr)
        return 2
    # What the developer has set for an installation is no part of a measurement.
    for name in [n for n in os.environ if n.startswith("CRM_AI_")]:
        del os.environ[name]
    logs.configure("warning")
    signal.signal(signal.SIGTERM, _unwind)
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {_load()}"
    )
    try:
        for name in chosen or names():
            _one(name, tiny=TINY in arguments)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except (CrmAiError, BenchmarkError) as error:
        print(f"not measured: {error}", file=sys.stderr)
        return 1
    return 0


def _one(name: str, *, tiny: bool) -> None:
    module = importlib.import_module(f"{__package__}.{name}")
    print(f"\n## {name}: {(module.__doc__ or '').strip().splitlines()[0]}\n", flush=True)
    start = time.perf_counter()
    module.run(module.TINY if tiny else module.FULL)
    print(f"\n({time.perf_counter() - start:.0f} s, {_load()})", flush=True)


def _load() -> str:
    try:
        return f"load {Path('/proc/loadavg').read_text().split()[0]}"
    except OSError:
        return "load unknown"


def _unwind(_number: int, _frame: FrameType | None) -> None:
    # As Ctrl-C does: the servers are ended on the way out.
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
