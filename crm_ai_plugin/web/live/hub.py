"""All live connections of this process: one event loop in a thread, and one thread that follows Redis."""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

import structlog
from flask import Flask
from redis.exceptions import RedisError

from ...errors import CrmAiError
from ...runtime.live.events import LiveEvent, order
from ...runtime.live.feed import Following, Missed
from .. import auth
from ..principal import Principal
from ..services import Services
from .connection import LEAVING, LiveConnection, written
from .metrics import LiveMetrics

log = structlog.get_logger(__name__)

BEAT_S = 2.0
POLL_S = 3.0
"""How often the database is asked while Redis is away."""
KERNEL_BYTES = 65_536
"""What the system holds of what a page has not read: events are small, and pages that don't read are soon noticed."""
MOST_OF_ONE = 50
"""Connections with one key, session or page."""
LOOKING_UP = 4
T = TypeVar("T")


class Hub:
    """Holds the connections; made on the first one.

    Args:
        app: Whose views say who asks.
        services: The runtime.
        most: Connections this process holds.
        metrics: Where they are counted.
    """

    def __init__(self, app: Flask, services: Services, most: int, metrics: LiveMetrics) -> None:
        self._app = app
        self._services = services
        self._most = most
        self._all: set[LiveConnection] = set()
        self._stop = threading.Event()
        self._looking_up = ThreadPoolExecutor(LOOKING_UP, thread_name_prefix="live-lookup")
        self._lagging: dict[str, str] = {}
        self.metrics = metrics
        self.quiet = logging.getLogger("crm_ai_plugin.web.live.frames")
        self.quiet.disabled = True  # it would write what pages send
        self.loop = asyncio.new_event_loop()
        _allow_many_files()
        self._threads = [
            threading.Thread(target=self._run, name="live-loop", daemon=True),
            threading.Thread(target=self._follow, name="live-follow", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def size(self) -> int:
        """How many connections there are."""
        return len(self._all)

    @property
    def is_full(self) -> bool:
        """Whether no more are taken."""
        return len(self._all) >= self._most

    def adopt(self, sock: socket.socket, handshake: bytes, session: Principal | None) -> None:
        """Take a socket over; from any thread."""
        self.loop.call_soon_threadsafe(lambda: self.loop.create_task(self._adopted(sock, handshake, session)))

    def close(self) -> None:
        """End all connections with a word, and both threads."""
        self._stop.set()
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._leave)
        for thread in self._threads:
            thread.join(timeout=5)
        self._looking_up.shutdown(wait=False, cancel_futures=True)

    # --- for connections, on the loop

    def joined(self, connection: LiveConnection) -> None:
        """Count it in."""
        self._all.add(connection)
        self.metrics.open.set(len(self._all))

    def left(self, connection: LiveConnection) -> None:
        """Count it out."""
        self._all.discard(connection)
        self.metrics.open.set(len(self._all))
        self.metrics.ended.labels(connection.why).inc()

    def has_room_for(self, principal: Principal, asking: LiveConnection) -> bool:
        """Return whether whoever holds that may have one more."""
        same = sum(
            one.principal is not None and one.principal.whose == principal.whose
            for one in self._all
            if one is not asking
        )
        return same < MOST_OF_ONE

    def ask(self, look: Callable[[], T], then: Callable[[T | Exception], None]) -> None:
        """Look something up in a thread; `then` gets it, or the error, on the loop."""
        future = self.loop.run_in_executor(self._looking_up, look)

        def done(found: asyncio.Future[T]) -> None:
            if not found.cancelled():
                then(found.exception() or found.result())  # type: ignore[arg-type]  # no BaseException gets here

        future.add_done_callback(done)

    def now(self) -> datetime:
        """Return what time it is for the runtime."""
        return self._services.clock()

    # --- for look-ups, in their threads

    def of_bearer(self, bearer: str) -> Principal:
        """Return who holds a bearer; raises as `auth.from_bearer` does."""
        with self._app.app_context():
            found = auth.from_bearer(bearer)
        found.require_scope("read")
        return found

    def own_page(self, session: Principal, csrf: str) -> bool:
        """Return whether our own page holds the session."""
        return self._services.accounts.allows(session.session or "", csrf)

    def still_signed_in(self, session: Principal | None) -> Principal | None:
        """Return who is signed in, as long as they are."""
        if session is None or not self._services.accounts.is_open(session.session or ""):
            return None
        return session

    def missed(self, workspace: str, since: str | None) -> Missed:
        """Return what happened since an event."""
        return self._services.live.since(workspace, since)

    def lately(self, workspace: str, seconds: float) -> Missed:
        """Return what happened in the last seconds."""
        return self._services.live.lately(workspace, seconds)

    # --- threads

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        beating = self.loop.create_task(self._beat())
        self.loop.run_forever()
        beating.cancel()
        with suppress(asyncio.CancelledError):
            self.loop.run_until_complete(beating)
        self.loop.close()

    async def _adopted(self, sock: socket.socket, handshake: bytes, session: Principal | None) -> None:
        sock.setblocking(False)  # noqa: FBT003  # the library's own signature
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
        try:
            await self.loop.connect_accepted_socket(lambda: LiveConnection(self, handshake, session), sock)
        except OSError:
            sock.close()

    async def _beat(self) -> None:
        while not self._stop.is_set():
            await asyncio.sleep(BEAT_S)
            now = self.loop.time()
            for one in tuple(self._all):
                one.beat(now)

    def _leave(self) -> None:
        for one in tuple(self._all):
            one.close(LEAVING, "the server goes")
        self.loop.call_later(0.1, self.loop.stop)

    def _follow(self) -> None:
        away = False
        for found in Following(self._services.live.redis, self._stop, POLL_S):
            if isinstance(found, RedisError):
                away = True
                self._poll()
            elif found is None:
                if away:
                    # Of jobs and syncs nobody knows what they did meanwhile.
                    self._on_loop(self._resync_all)
                away = False
                self._lagging.clear()
            else:
                workspace, event = found
                self._on_loop(self._tell, workspace, event)

    def _poll(self) -> None:
        """Tell what the database knows, as long as Redis is away."""
        for workspace in {one.principal.workspace for one in tuple(self._all) if one.principal is not None}:
            try:
                missed = self._services.live.from_database(workspace, self._lagging.get(workspace))
            except CrmAiError as error:
                log.info("live_poll_failed", code=error.code)
                continue
            begins = order(self._lagging.get(workspace, ""))
            self._lagging[workspace] = missed.at
            for event in missed.events:
                # The database is read with an overlap; what was told before that is not told again and again.
                if begins is None or (order(event.id) or begins) >= (begins[0] - 10_000, 0):
                    self._on_loop(self._tell, workspace, event)

    def _tell(self, workspace: str, event: LiveEvent) -> None:
        text = written(event)
        happened = order(event.id)
        if happened is not None:
            self.metrics.lag.observe(max(0.0, time.time() - happened[0] / 1000))
        for one in tuple(self._all):
            if one.principal is not None and one.principal.workspace == workspace:
                one.tell(event, text)

    def _resync_all(self) -> None:
        at = f"{int(self.now().timestamp() * 1000)}-0"
        for one in tuple(self._all):
            one.resync(at)

    def _on_loop(self, do: Callable[..., None], *args: Any) -> None:  # noqa: ANN401
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(do, *args)


def _allow_many_files() -> None:
    """Let this process hold as many sockets as the system lets it; shells often start with a thousand."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
