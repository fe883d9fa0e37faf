"""Quantiles, and counts that a busy machine can't blur: commands, calls, memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from redis import Redis

OUR_OWN_QUESTIONS = {"info", "config|resetstat", "ping", "hello", "client|setinfo", "select"}


def quantile(values: Sequence[float], q: float) -> float:
    """Return the `q` quantile of `values` by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def busiest(arrived: Sequence[tuple[float, int]], seconds: float) -> tuple[int, int]:
    """Return the most arrivals, and the most cost, in any window of `seconds`.

    Args:
        arrived: (time in seconds, cost) of each arrival.
        seconds: Length of the window.
    """
    ordered = sorted(arrived)
    most = cost = first = running = 0
    for last, (at, took) in enumerate(ordered):
        running += took
        while ordered[first][0] <= at - seconds:
            running -= ordered[first][1]
            first += 1
        most, cost = max(most, last - first + 1), max(cost, running)
    return most, cost


class RedisCount:
    """Commands that a Redis server has done since the last look."""

    def __init__(self, url: str) -> None:
        self._client: Redis = Redis.from_url(url)
        self._before = self._now()

    def since(self) -> dict[str, int]:
        """Return how often each command was done since the last time, and begin anew."""
        now = self._now()
        grown = {name: n - self._before.get(name, 0) for name, n in now.items()}
        self._before = now
        return {name: n for name, n in grown.items() if n and name not in OUR_OWN_QUESTIONS}

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _now(self) -> dict[str, int]:
        stats = cast(Mapping[str, Mapping[str, Any]], self._client.info("commandstats"))
        return {name.removeprefix("cmdstat_"): int(row["calls"]) for name, row in stats.items()}


def rss_mb(pid: int) -> float:
    """Return the resident memory of a process in MB, shared pages included."""
    return _kilobytes(Path(f"/proc/{pid}/status"), "VmRSS:") / 1024


def pss_mb(pid: int) -> float:
    """Return the resident memory of a process in MB, each shared page divided by those who share it."""
    return _kilobytes(Path(f"/proc/{pid}/smaps_rollup"), "Pss:") / 1024


def descendants(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            found += descendants(int(child))
    return found


def listens(pid: int, port: int) -> bool:
    """Whether the socket that listens on loopback `port` belongs to the process or one below it."""
    wanted = {f"socket:[{inode}]" for inode in _listening(port)}
    for process in descendants(pid):
        for descriptor in Path(f"/proc/{process}/fd").glob("*"):
            try:
                if str(descriptor.readlink()) in wanted:
                    return True
            except OSError:
                continue
    return False


def _listening(port: int) -> set[str]:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {row[9] for row in rows if row[3] == "0A" and int(row[1].partition(":")[2], 16) == port}


def _kilobytes(path: Path, name: str) -> int:
    try:
        for line in path.read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    except OSError:
        pass
    return 0
