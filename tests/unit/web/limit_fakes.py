"""Limits and what a model was used for, as the routes see them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class FakeRoom:
    taken: bool = True
    requests_left: int = 599
    wait_s: float = 0.0


@dataclass
class FakeLimit:
    """Lets `left` requests of each key in."""

    left: int = 600
    most: int = 600
    seconds: int = 60
    asked: list[str] = field(default_factory=list)

    def take(self, credential: str) -> FakeRoom:
        self.asked.append(credential)
        used = self.asked.count(credential)
        return FakeRoom(used <= self.left, max(0, self.left - used), 12.3)


@dataclass
class FakeUse:
    feature: str = "deal_coach"
    model: str = "gpt-6-luna"
    calls: int = 3
    failed: int = 1
    input_tokens: int = 900
    output_tokens: int = 60
    cost: int = 120_000_000


@dataclass
class FakeReadings:
    spent: list[FakeUse] = field(default_factory=list)
    taken: int = 0
    cap_usd: float | None = None
    breakers: dict[str, str] = field(default_factory=dict)
