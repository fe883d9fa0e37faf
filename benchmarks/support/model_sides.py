"""The two sides of the win model's benchmark: ``python -m benchmarks.support.model_sides SIDE ROWS EXPLAINED``."""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import asdict, dataclass

from crm_ai_plugin.stats.checks import auc
from crm_ai_plugin.testing.planted.mixed import LEVELS, NUMBERS, mixed_deals

TRAIN_SHARE = 0.8


@dataclass(frozen=True)
class Side:
    """What one side needed: seconds of processor time, AUC on unseen rows, and peak memory in MB."""

    fit: float
    explain: float
    auc: float
    peak: float


def ours(rows: int, _explained: int) -> Side:
    import numpy as np  # noqa: PLC0415  # each side pays for its own libraries
    from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]  # noqa: F401, PLC0415

    from crm_ai_plugin.stats.additive import AdditiveModel  # noqa: PLC0415
    from crm_ai_plugin.stats.table import Table  # noqa: PLC0415

    columns, outcomes = mixed_deals(rows)
    spelled = np.array([*(f"v{i}" for i in range(max(LEVELS))), None], dtype=object)
    texts = {
        name: column if place < NUMBERS else spelled[np.nan_to_num(column, nan=-1).astype(int)]
        for place, (name, column) in enumerate(columns.items())
    }
    table, cut = Table.of(texts), int(rows * TRAIN_SHARE)
    places = np.arange(rows)
    start = time.process_time()
    model = AdditiveModel.fit(table.take(places[:cut]), outcomes[:cut], groups=[str(i) for i in range(cut)])
    fitted = time.process_time()
    model.by_column(table)
    explained = time.process_time()
    said = model.predict(table.take(places[cut:])).value
    return _side(fitted - start, explained - fitted, said.tolist(), outcomes[cut:].tolist())


def lightgbm(rows: int, explained: int) -> Side:
    import numpy as np  # noqa: PLC0415
    from lightgbm import LGBMClassifier  # noqa: PLC0415

    columns, outcomes = mixed_deals(rows)
    matrix, cut = np.column_stack(list(columns.values())), int(rows * TRAIN_SHARE)
    model = LGBMClassifier(n_estimators=200, learning_rate=0.05, num_leaves=31, verbose=-1, random_state=0)
    categories = list(range(NUMBERS, NUMBERS + len(LEVELS)))
    start = time.process_time()
    model.fit(matrix[:cut], outcomes[:cut], categorical_feature=categories)
    fitted = time.process_time()
    model.predict(matrix[:explained], pred_contrib=True)
    scaled = (time.process_time() - fitted) * rows / explained
    said = model.booster_.predict(matrix[cut:])
    return _side(fitted - start, scaled, np.asarray(said).tolist(), outcomes[cut:].tolist())


def _side(fit: float, explain: float, said: list[float], came: list[float]) -> Side:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Side(fit, explain, auc(said, [int(value) for value in came]) or 0.0, peak)


if __name__ == "__main__":
    name, rows_, explained_ = sys.argv[1:]
    print(json.dumps(asdict({"ours": ours, "lightgbm": lightgbm}[name](int(rows_), int(explained_)))))
