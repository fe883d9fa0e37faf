"""Delivery of a vendor's events: batched, retried - and on demand doubled, shuffled or late."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Generic, TypeVar

import requests

from crm_ai_plugin.testing.sandbox.state import Change

__all__ = ["Delivery", "Event", "EventSender", "SendOptions"]

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SendOptions:
    """Where events go and how.

    Attributes:
        target: URL to POST to; empty keeps events from being queued until there is one.
        duplicates: How often each event is sent.
        shuffle: Whether events of a batch are put out of order.
        delay_ms: How long events are held back.
        window_ms: How long a batch is collected.
        batch_size: Most events in one delivery.
        timeout_s: How long the target may take to answer.
        retries_s: Waits before the second and later attempts; its length bounds them.
    """

    target: str = ""
    duplicates: int = 1
    shuffle: bool = False
    delay_ms: int = 0
    window_ms: int = 15
    batch_size: int = 100
    timeout_s: float = 5.0
    retries_s: tuple[float, ...] = (0.1, 0.2, 0.4, 0.8)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt: ``status`` is the answer's, 0 when there was none; ``error`` says why it counts as failed."""

    target: str
    attempt: int
    status: int
    error: str
    duration_ms: float
    events: tuple[Event, ...]


OptionsT = TypeVar("OptionsT", bound=SendOptions)


class EventSender(ABC, Generic[OptionsT]):
    """Queues events and delivers them from a thread of its own; ``seed`` decides the disorder.

    A face says which events a write makes, how a batch is written, and which answer takes it.
    """

    def __init__(self, options: OptionsT, seed: int = 0) -> None:
        self._options = options
        self._random = Random(seed)
        self._due: list[tuple[float, int, int, list[Event]]] = []
        self._order = itertools.count()
        self._wake = threading.Condition()
        self._busy = False
        self._stopped = False
        self._paused = False
        self._deliveries: list[Delivery] = []
        self._sent: list[Event] = []
        self._session = requests.Session()
        # A proxy of the environment must not stand between two loopback addresses.
        self._session.trust_env = False
        self._thread = threading.Thread(target=self._run, name="sandbox-webhooks", daemon=True)

    @abstractmethod
    def events_of(self, changes: list[Change], options: OptionsT) -> list[Event]:
        """The events the vendor sends for a write."""

    @abstractmethod
    def written(self, events: list[Event], options: OptionsT) -> tuple[bytes, dict[str, str]]:
        """Body and headers of one delivery."""

    def numbered(self, events: list[Event], attempt: int) -> list[Event]:
        """The events as they are sent in this attempt."""
        return events

    def refusal(self, answer: requests.Response) -> str:
        """Why an answer does not count as taken; empty when it does."""
        return "" if 200 <= answer.status_code < 300 else f"status {answer.status_code}"

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what is queued stays undelivered."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self._session.close()

    @property
    def options(self) -> OptionsT:
        """The options in force."""
        return self._options

    def configure(self, **changes: Any) -> OptionsT:  # noqa: ANN401 - replace() checks them
        """Replace some options, from the next delivery on."""
        with self._wake:
            self._options = replace(self._options, **changes)
            self._wake.notify_all()
            return self._options

    def on_changes(self, changes: list[Change]) -> None:
        """Queue the events of a write; the store's listener."""
        self.queue(self.events_of(changes, self._options))

    def queue(self, events: Sequence[Event]) -> None:
        """Put events up for delivery."""
        options = self._options
        if not options.target:
            return
        with self._wake:
            due = time.monotonic() + (options.delay_ms + options.window_ms) / 1000
            for event in events:
                heapq.heappush(self._due, (due, next(self._order), 0, [event]))
            self._wake.notify_all()

    def redeliver(self, last: int | None = None) -> int:
        """Send the last events once more, all when no number is given; answers how many."""
        with self._wake:
            again = list(self._sent if last is None else self._sent[-last:])
        self.queue(again)
        return len(again)

    def pause(self) -> None:
        """Hold everything back until :meth:`resume`."""
        with self._wake:
            self._paused = True

    def resume(self) -> None:
        """Go on delivering."""
        with self._wake:
            self._paused = False
            self._wake.notify_all()

    def flush(self, timeout: float = 10.0) -> bool:
        """Wait until nothing is queued, in flight or up for a retry; false when that took too long."""
        with self._wake:
            return self._wake.wait_for(lambda: not self._due and not self._busy, timeout)

    def deliveries(self) -> list[Delivery]:
        """All attempts so far, oldest first."""
        with self._wake:
            return list(self._deliveries)

    def _run(self) -> None:
        while True:
            with self._wake:
                batch = self._next_batch()
                if batch is None:
                    return
                self._busy = True
                options = self._options
            attempt, events = batch
            if attempt == 0:
                events = self._disturbed(events, options)
            for start in range(0, len(events), options.batch_size):
                self._deliver(events[start : start + options.batch_size], attempt, options)
            with self._wake:
                self._busy = False
                self._wake.notify_all()

    def _next_batch(self) -> tuple[int, list[Event]] | None:
        while not self._stopped:
            if self._paused or not self._due:
                self._wake.wait()
                continue
            wait = self._due[0][0] - time.monotonic()
            if wait > 0:
                self._wake.wait(wait)
                continue
            _, _, attempt, events = heapq.heappop(self._due)
            limit = self._options.batch_size
            # Retries keep their batch; fresh events are gathered up to a full one.
            while attempt == 0 and self._due and self._due[0][2] == 0 and len(events) < limit:
                if self._due[0][0] > time.monotonic():
                    break
                events = [*events, *heapq.heappop(self._due)[3]]
            return attempt, events
        return None

    def _disturbed(self, events: list[Event], options: OptionsT) -> list[Event]:
        events = [event for event in events for _ in range(options.duplicates)]
        if options.shuffle:
            self._random.shuffle(events)
        return events

    def _deliver(self, events: list[Event], attempt: int, options: OptionsT) -> None:
        numbered = self.numbered(events, attempt)
        body, headers = self.written(numbered, options)
        status, error, refused, begun = 0, "", True, time.monotonic()
        try:
            answer = self._session.post(
                options.target, data=body, headers=headers, timeout=options.timeout_s, allow_redirects=False
            )
            status = answer.status_code
            refused = bool(reason := self.refusal(answer))
            # A status speaks for itself; anything else has to be said.
            error = reason if 200 <= status < 300 else ""
        except requests.RequestException as problem:
            error = f"{type(problem).__name__}: {problem}"
        took = (time.monotonic() - begun) * 1000
        with self._wake:
            self._deliveries.append(Delivery(options.target, attempt, status, error, took, tuple(numbered)))
            if attempt == 0:
                self._sent.extend(events)
            if refused and attempt < len(options.retries_s):
                due = time.monotonic() + options.retries_s[attempt]
                heapq.heappush(self._due, (due, next(self._order), attempt + 1, events))
