"""The win model against LightGBM, and its explanations against TreeSHAP, on the same rows.

Each side runs in a process of its own, so that its peak memory is its own; libraries are imported before the clock
starts. Explaining with TreeSHAP is measured on a part of the rows and scaled, because it takes a minute or more.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from statistics import median

from crm_ai_plugin.stats.checks import auc
from crm_ai_plugin.testing.planted.mixed import LEVELS, NUMBERS, mixed_deals

from .support.errors import BenchmarkError

TRAIN_SHARE = 0.8


@dataclass(frozen=True)
class Size:
    """How many rows, how many of them TreeSHAP explains, and how often everything is done."""

    rows: int
    explained: int
    rounds: int


FULL = Size(rows=78_000, explained=8_000, rounds=3)
TINY = Size(rows=1_500, explained=100, rounds=1)


@dataclass(frozen=True)
class Side:
    """What one side needed: seconds of processor time, AUC on unseen rows, and peak memory in MB."""

    fit: float
    explain: float
    auc: float
    peak: float


def run(size: Size) -> None:
    """Measure and print."""
    ours, theirs = [], []
    for _ in range(size.rounds):
        theirs.append(_apart(_lightgbm, size))
        ours.append(_apart(_ours, size))
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


def _apart(side: Callable[[Size], Side], size: Size) -> Side:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_report, args=(side, size, there))
    process.start()
    there.close()
    try:
        made: Side = here.recv()
    except EOFError:
        raise BenchmarkError("one side ended without a figure") from None
    finally:
        process.join()
    return made


def _report(side: Callable[[Size], Side], size: Size, to: Connection) -> None:
    to.send(side(size))


def _ours(size: Size) -> Side:
    import numpy as np  # noqa: PLC0415  # each side pays for its own libraries
    from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]  # noqa: F401, PLC0415

    from crm_ai_plugin.stats.additive import AdditiveModel  # noqa: PLC0415
    from crm_ai_plugin.stats.table import Table  # noqa: PLC0415

    columns, outcomes = mixed_deals(size.rows)
    spelled = np.array([*(f"v{i}" for i in range(max(LEVELS))), None], dtype=object)
    texts = {
        name: column if place < NUMBERS else spelled[np.nan_to_num(column, nan=-1).astype(int)]
        for place, (name, column) in enumerate(columns.items())
    }
    table, cut = Table.of(texts), int(size.rows * TRAIN_SHARE)
    rows = np.arange(size.rows)
    start = time.process_time()
    model = AdditiveModel.fit(table.take(rows[:cut]), outcomes[:cut], groups=[str(i) for i in range(cut)])
    fitted = time.process_time()
    model.by_column(table)
    explained = time.process_time()
    said = model.predict(table.take(rows[cut:])).value
    return _side(fitted - start, explained - fitted, said.tolist(), outcomes[cut:].tolist())


def _lightgbm(size: Size) -> Side:
    import numpy as np  # noqa: PLC0415
    from lightgbm import LGBMClassifier  # noqa: PLC0415

    columns, outcomes = mixed_deals(size.rows)
    matrix, cut = np.column_stack(list(columns.values())), int(size.rows * TRAIN_SHARE)
    model = LGBMClassifier(n_estimators=200, learning_rate=0.05, num_leaves=31, verbose=-1, random_state=0)
    categories = list(range(NUMBERS, NUMBERS + len(LEVELS)))
    start = time.process_time()
    model.fit(matrix[:cut], outcomes[:cut], categorical_feature=categories)
    fitted = time.process_time()
    model.predict(matrix[: size.explained], pred_contrib=True)
    explained = (time.process_time() - fitted) * size.rows / size.explained
    said = model.booster_.predict(matrix[cut:])
    return _side(fitted - start, explained, np.asarray(said).tolist(), outcomes[cut:].tolist())


def _side(fit: float, explain: float, said: list[float], came: list[float]) -> Side:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Side(fit, explain, auc(said, [int(value) for value in came]) or 0.0, peak)
