"""Load from a process of its own, so that sender and server don't share an interpreter."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from .servers import SECRET


@dataclass(frozen=True)
class Load:
    """What one load brought: seconds per request and seconds in all."""

    latencies: Sequence[float]
    elapsed: float
    failures: int

    @property
    def per_second(self) -> float:
        """Requests per second over the whole load."""
        return len(self.latencies) / self.elapsed


def send(url: str, bodies: Sequence[bytes], *, senders: int, sign: bool) -> Load:
    """Send `bodies` over so many concurrent connections."""
    spec = {
        "url": url,
        "senders": senders,
        "secret": SECRET if sign else None,
        "bodies": [b.decode() for b in bodies],
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.support.loadgen"],
        input=json.dumps(spec),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    result = json.loads(done.stdout)
    return Load(result["latencies"], result["elapsed"], result["failures"])
