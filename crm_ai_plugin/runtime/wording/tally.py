"""Counts of all processes, in one hash of Redis: workers count, the web app shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from redis import Redis
from redis.exceptions import RedisError

from ...privacy import RedisKeys

KEY = "crm-ai:counts"
COUNTS = RedisKeys(KEY, "counts by fixed labels")
_WORD = re.compile(r"[a-zA-Z0-9_.:/\-]{1,80}")


@dataclass(frozen=True)
class RedisTally:
    """Adds up. An emptied Redis begins at nought again, as counters of a restarted process do."""

    redis: Redis

    def count(self, name: str, amount: float = 1.0, **labels: str) -> None:
        """Add `amount` to one counter; when Redis is away it is not counted."""
        parts = [name, *(f"{key}={labels[key]}" for key in sorted(labels))]
        if not all(_WORD.fullmatch(part.partition("=")[2] or part) for part in parts):
            parts = [name]
        with suppress(RedisError):
            self.redis.hincrbyfloat(KEY, "|".join(parts), amount)

    def read(self) -> Iterator[tuple[str, dict[str, str], float]]:
        """Yield (name, labels, sum) of every counter.

        Raises:
            RedisError: Redis is away.
        """
        found: dict[bytes, bytes] = self.redis.hgetall(KEY)  # type: ignore[assignment]  # redis-py's type covers its asynchronous twin
        for field, value in sorted(found.items()):
            name, *labels = field.decode().split("|")
            yield name, dict(label.split("=", 1) for label in labels), float(value)
