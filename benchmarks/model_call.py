"""One call to a language model through limits, ledger, breaker and checks, against the vendor's package alone.

Same server in a process of its own, same prompt, same schema, by turns. The bare side calls `responses.create`
and reads nothing. `cpu` is this process's own time per call, which a busy machine blurs least.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import openai

from crm_ai_plugin.ai.portable_schema import portable_schema
from crm_ai_plugin.ports.language_model import CallOptions, Message
from crm_ai_plugin.runtime.processes import embedded
from crm_ai_plugin.runtime.processes.supervisor import Supervisor
from crm_ai_plugin.store import Store

from .support import servers
from .support.measure import quantile
from .support.model_fleet import MODEL, Fleet, Words
from .support.postgres import postgres

TARGET_MS = 15
PROMPT = "Ann Buyer asks for a price and wants to decide soon. " * 60
UNLIMITED = 10**9


@dataclass(frozen=True)
class Size:
    """How many calls of each side."""

    calls: int
    postgres: bool


FULL = Size(calls=300, postgres=True)
TINY = Size(calls=3, postgres=False)


def run(size: Size) -> None:
    """Measure and print."""
    with servers.home() as folder, Supervisor(folder / "logs") as supervisor, _model_server() as url:
        settings = embedded.start_redis(supervisor, servers.settings_in(folder, 0))
        servers.prepare(settings).close()
        print(
            f"{'ms':12}{'bare p10':>10}{'p50':>8}{'cpu':>7}{'ours p10':>10}{'p50':>8}{'cpu':>7}{'added p50':>11}  target"
        )
        _compare("SQLite", settings.redis_url, settings.effective_database_url, url, size)
        if size.postgres:
            with postgres(folder / "pg") as found:
                if found is not None:
                    _migrate(found)
                    _compare("PostgreSQL", settings.redis_url, found, url, size)


def _compare(name: str, redis_url: str, database_url: str, url: str, size: Size) -> None:
    fleet = Fleet(redis_url, database_url, url, 1, size.calls, 0.05, UNLIMITED, UNLIMITED)
    ours = fleet.model()
    messages = [Message("system", "You word advice."), Message("user", PROMPT, untrusted=True)]
    options = CallOptions(workspace=servers.WORKSPACE, feature="bench")
    bare = openai.OpenAI(api_key="key", base_url=url, max_retries=0)
    form: Any = {"type": "json_schema", "name": "Words", "schema": portable_schema(Words), "strict": True}

    def through_ours() -> None:
        ours.complete(messages, Words, options)

    def through_bare() -> None:
        bare.responses.create(
            model=MODEL,
            input=cast(Any, [{"role": m.role, "content": m.text} for m in messages]),
            text={"format": form},
            max_output_tokens=300,
            store=False,
        )

    took: dict[str, list[tuple[float, float]]] = {"bare": [], "ours": []}
    for _ in range(size.calls):
        took["bare"].append(_timed(through_bare))
        took["ours"].append(_timed(through_ours))
    ours.close()
    bare.close()
    shown = [name.ljust(12)]
    middle = {}
    for side, pairs in took.items():
        wall, cpu = ([pair[k] for pair in pairs] for k in (0, 1))
        middle[side] = quantile(wall, 0.5)
        shown.append(f"{quantile(wall, 0.1):>10.2f}{middle[side]:>8.2f}{sum(cpu) / len(cpu):>7.2f}")
    shown.append(f"{middle['ours'] - middle['bare']:>11.2f}  < {TARGET_MS}")
    print("".join(shown))


def _timed(call: Callable[[], None]) -> tuple[float, float]:
    """Return milliseconds on the clock and of this process."""
    start, used = time.perf_counter(), time.process_time()
    call()
    return (time.perf_counter() - start) * 1000, (time.process_time() - used) * 1000


@contextmanager
def _model_server() -> Iterator[str]:
    command = [sys.executable, "-m", "crm_ai_plugin.testing.language_model"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def _migrate(database_url: str) -> None:
    store = Store.open(database_url)
    store.upgrade()
    store.close()
