"""The win model against LightGBM, and its explanations against TreeSHAP, on the same rows.

Each side runs in a process of its own, so that its peak memory is its own; libraries are imported before the clock
starts. Explaining with TreeSHAP is measured on a part of the rows and scaled, because it takes a minute or more.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from .support.errors import BenchmarkError
from .support.model_sides import Side


@dataclass(frozen=True)
class Size:
    """How many rows, how many of them TreeSHAP explains, and how often everything is done."""

    rows: int
    explained: int
    rounds: int


FULL = Size(rows=78_000, explained=8_000, rounds=3)
TINY = Size(rows=1_500, explained=100, rounds=1)


def run(size: Size) -> None:
    """Measure and print."""
    ours, theirs = [], []
    for _ in range(size.rounds):
        theirs.append(_apart("lightgbm", size))
        ours.append(_apart("ours", size))
    print(f"{f'{size.rows:,} rows, 12 columns':38}{'ours':>10}{'LightGBM':>10}{'ratio':>8}  target")
    rows: tuple[tuple[str, Callable[[Side], float], str], ...] = (
        ("processor seconds to learn", lambda side: side.fit, "ours ≤ 3 times"),
        ("processor seconds to explain all rows", lambda side: side.explain, "ours ≤ 0.02 times TreeSHAP's"),
        ("peak memory, MB", lambda side: side.peak, "ours ≤ 1.5 times"),
    )
    for name, figure, target in rows:
        a, b = median(map(figure, ours)), median(map(figure, theirs))
        print(f"{name:38}{a:10.2f}{b:10.2f}{a / b:8.3f}  {target}")
    a, b = ours[0].auc, theirs[0].auc
    print(f"{'AUC on rows not learned from':38}{a:10.4f}{b:10.4f}{a - b:+8.4f}  ours ≥ theirs - 0.005")


def _apart(side: str, size: Size) -> Side:
    command = [
        sys.executable,
        "-m",
        "benchmarks.support.model_sides",
        side,
        str(size.rows),
        str(size.explained),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchmarkError(f"{side} ended without a figure: {done.stderr.strip().splitlines()[-1:]}")
    return Side(**json.loads(done.stdout))
