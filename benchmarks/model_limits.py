"""Two hundred calls to a language model from eight processes: how close to the limits, and never above.

Beside it stands what the limits allow at best.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from crm_ai_plugin.runtime.processes import embedded
from crm_ai_plugin.runtime.processes.supervisor import Supervisor
from crm_ai_plugin.testing.language_model import ModelServer

from .support import servers
from .support.errors import BenchmarkError
from .support.measure import busiest
from .support.model_fleet import Fleet

REQUESTS, TOKENS = 60, 90_000
PATIENCE_S = 900.0


@dataclass(frozen=True)
class Size:
    """How much is asked, and how long a minute is."""

    calls: int
    processes: int
    minute_s: float


FULL = Size(calls=200, processes=8, minute_s=60.0)
TINY = Size(calls=8, processes=2, minute_s=0.5)


def run(size: Size) -> None:
    """Measure and print."""
    with servers.home() as folder, Supervisor(folder / "logs") as supervisor, ModelServer() as model:
        settings = embedded.start_redis(supervisor, servers.settings_in(folder, 0))
        servers.prepare(settings).close()
        fleet = Fleet(
            redis_url=settings.redis_url,
            database_url=settings.effective_database_url,
            model_url=model.url,
            processes=size.processes,
            calls=size.calls,
            minute_s=size.minute_s,
            requests_per_minute=REQUESTS,
            tokens_per_minute=TOKENS,
        )
        start = time.monotonic()
        ended = fleet.sail(PATIENCE_S)
        elapsed = time.monotonic() - start
        arrived = [(call.at, call.tokens) for call in model.calls]
        requests, tokens = busiest(arrived, size.minute_s)
        if requests > REQUESTS or tokens > TOKENS or len(arrived) != size.calls:
            raise BenchmarkError(f"{requests} requests, {tokens} tokens, {len(arrived)} calls")
        print(f"{'busiest minute, as the server saw it':44}{'ours':>10}{'allowed':>10}")
        print(f"{'requests':44}{requests:>10}{REQUESTS:>10}")
        print(f"{'tokens':44}{tokens:>10}{TOKENS:>10}")
        best = max(size.calls / REQUESTS, sum(took for _, took in arrived) / TOKENS) * size.minute_s
        print(f"{'seconds for all calls (allowed: at best)':44}{elapsed:>10.0f}{best - size.minute_s:>10.0f}")
        print(f"{'calls put back by the limits':44}{ended['put_back']:>10}")
