"""Calls to a language model from several processes that share limits, ledger and breaker.

Runs as a process of its own, which loads everything once and then forks.
"""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import BaseModel
from redis import Redis

from crm_ai_plugin.ai.catalogue import catalogue
from crm_ai_plugin.ai.guards import Guards
from crm_ai_plugin.ai.model_client import ClientConfig, ModelClient
from crm_ai_plugin.ai.openai_client import Connection
from crm_ai_plugin.ai.pricing import PriceList
from crm_ai_plugin.errors import PermanentError, RateLimitedError
from crm_ai_plugin.ports.clock import system_clock
from crm_ai_plugin.ports.language_model import CallOptions, Message
from crm_ai_plugin.runtime import logs
from crm_ai_plugin.runtime.language_model.breaker import RedisBreaker
from crm_ai_plugin.runtime.language_model.ledger import Caps, StoreLedger
from crm_ai_plugin.runtime.language_model.limits import call_limits
from crm_ai_plugin.store import Store

MODEL = "gpt-6-luna"
SHORT, LONG = "Ann asks for a price. " * 20, "The buyer wants to know more about it. " * 350


class Words(BaseModel):
    """What is asked for."""

    title: str
    evidence: list[str]


@dataclass(frozen=True)
class Fleet:
    """What a fleet does."""

    redis_url: str
    database_url: str
    model_url: str
    processes: int
    calls: int
    minute_s: float
    requests_per_minute: int
    tokens_per_minute: int
    cap_usd: float | None = None

    def sail(self, patience_s: float) -> Mapping[str, int]:
        """Make the calls and return how they ended, summed over the processes."""
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.support.model_fleet"],
            input=json.dumps(asdict(self)),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=patience_s,
        )
        found: dict[str, int] = json.loads(done.stdout)
        return found

    def model(self) -> ModelClient:
        """Return a client with everything between it and the server."""
        store = Store.open(self.database_url)
        redis: Redis = Redis.from_url(self.redis_url)
        guards = Guards(
            call_limits(redis, self.requests_per_minute, self.tokens_per_minute, self.minute_s),
            StoreLedger(store, system_clock, Caps(self.cap_usd)),
            RedisBreaker(redis),
        )
        config = ClientConfig(MODEL, None, deadline_s=30.0, max_output_tokens=300)
        return ModelClient(
            config, Connection("key", self.model_url), guards, catalogue(), PriceList(catalogue())
        )


def work(given: tuple[Mapping[str, Any], int]) -> dict[str, int]:
    """Make one process's calls; a call that is put back is made again when it was told to."""
    fleet, number = Fleet(**given[0]), given[1]
    model = fleet.model()
    counts = {"answered": 0, "put_back": 0, "no_budget": 0}
    mine = range(number, fleet.calls, fleet.processes)
    options = CallOptions(workspace=f"w{number % 3}", feature="bench")
    for call in mine:
        # Long and short by turns, so that now requests are what is short and now tokens.
        messages = [Message("user", LONG if (call // fleet.processes) % 2 else SHORT, untrusted=True)]
        while True:
            try:
                model.complete(messages, Words, options)
            except RateLimitedError as error:
                counts["put_back"] += 1
                time.sleep(error.retry_after or 0.1)
            except PermanentError as error:
                counts[error.code] += 1
                break
            else:
                counts["answered"] += 1
                break
    return counts


def main() -> None:
    """Read a fleet from stdin, let it work, print the sums."""
    spec = json.load(sys.stdin)
    logs.configure("error")
    with multiprocessing.get_context("fork").Pool(spec["processes"]) as pool:
        parts = pool.map(work, [(spec, number) for number in range(spec["processes"])], chunksize=1)
    json.dump({name: sum(part[name] for part in parts) for name in parts[0]}, sys.stdout)


if __name__ == "__main__":
    main()
