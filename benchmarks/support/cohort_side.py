"""One side of the cohort benchmark in a process of its own: ``ours`` or ``naive``, on the store at a given home."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import defaultdict
from pathlib import Path

from crm_ai_plugin.runtime.cohorts.asked import asked_cohort
from crm_ai_plugin.runtime.services import Services

from .cohort_store import WORKSPACE, settings_of


def ours(services: Services) -> dict[str, float]:
    """Answer about all deals, the same again, about some, and those again."""
    first = services.win_loss.cohort(WORKSPACE, asked_cohort())
    told, spent = time.time(), time.process_time()
    found = {one["key"] for one in first.payload["factors"] if one["found"]}
    some = asked_cohort(["industry = 'company.industry 3' and amount > 5000"], by="source")
    figures = {
        "told": told,
        "spent": spent,
        "found": float(len(found & {"price_pressure", "champion_known", "meetings_held"})),
    }
    for name, cohort in (("warm", asked_cohort()), ("other", some), ("other_warm", some)):
        start = time.perf_counter()
        services.win_loss.cohort(WORKSPACE, cohort)
        figures[name] = time.perf_counter() - start
    return figures


def naive(services: Services, most: int) -> dict[str, float]:
    """Read deal by deal with everything around it, and compare win rates with and without each of three facts."""
    counts: dict[tuple[str, bool], list[int]] = defaultdict(list)
    n = 0
    with services.store.workspace(WORKSPACE) as session:
        for snapshot in session.records.snapshots(outcome="closed", limit=most):
            n += 1
            won = int(snapshot.deal.outcome.value == "won")
            touches = len(snapshot.activities)
            inbound = sum(
                1 for a in snapshot.activities if a.direction is not None and a.direction.value == "inbound"
            )
            price = any("price" in a.body for a in snapshot.activities)
            for name, has in (("touches", touches > 8), ("inbound", inbound > 5), ("price", price)):
                counts[name, has].append(won)
    rates = {key: sum(outcomes) / len(outcomes) for key, outcomes in counts.items()}
    return {"told": time.time(), "spent": time.process_time(), "n": float(n), "rates": float(len(rates))}


if __name__ == "__main__":
    side, home, most = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    built = Services(settings_of(home))
    try:
        result = ours(built) if side == "ours" else naive(built, most)
    finally:
        built.close()
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))
