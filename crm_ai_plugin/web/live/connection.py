"""One live connection: a WebSocket by the Sans-I/O part of `websockets`, on the hub's loop.

There is no task and no buffer per page beside the transport's own, so that a thousand idle ones are cheap.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

from ...errors import CrmAiError
from ...runtime.live import events
from ...runtime.live.events import LiveEvent
from ...runtime.live.feed import Missed
from ..principal import Principal
from .messages import MESSAGE, Auth, Pong, Subscribe
from .seeing import may_see

if TYPE_CHECKING:
    from .hub import Hub

MOST_BYTES = 16_384
MOST_TOPICS = 200
MOST_UNSENT = 65_536
"""Bytes; a page that does not read what it is sent is dropped: it comes back and catches up."""
MOST_WAITING = 64
"""Messages that wait for the one before them."""
PING_S, SILENT_S, GREETING_S, RECHECK_S = 25.0, 70.0, 10.0, 300.0
NOT_LET_IN, TOO_MUCH, NOT_UNDERSTOOD, LEAVING = 4401, 4429, 4400, 1001
WHY = {
    NOT_LET_IN: "not_let_in",
    TOO_MUCH: "too_much",
    NOT_UNDERSTOOD: "not_understood",
    LEAVING: "leaving",
}


class LiveConnection(asyncio.Protocol):
    """One page.

    Args:
        hub: Where it lives.
        handshake: Its request, as the WSGI server read it.
        session: Who is signed in with its cookie, if anybody.
    """

    __slots__ = (
        "_asked", "_at", "_busy", "_credential", "_handshake", "_hub", "_kept", "_waiting", "_ws",
        "checked_at", "heard_at", "opened_at", "pinged_at", "principal", "session", "topics", "transport", "why",
    )  # fmt: skip

    def __init__(self, hub: Hub, handshake: bytes, session: Principal | None) -> None:
        self._hub = hub
        self._handshake = handshake
        self._ws = ServerProtocol(max_size=MOST_BYTES, logger=hub.quiet)
        self._waiting: deque[Any] = deque()
        self._busy = False
        self._kept: list[LiveEvent] | None = None
        self._credential: str | None = None
        self.why = "left"
        self.session = session
        self.principal: Principal | None = None
        self.topics: frozenset[str] = frozenset()
        self.transport: asyncio.Transport | None = None
        self.opened_at = self.heard_at = self.pinged_at = self.checked_at = hub.loop.time()

    # --- the transport's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answer the handshake."""
        self.transport = cast(asyncio.Transport, transport)
        self.transport.set_write_buffer_limits(high=MOST_UNSENT)
        self._hub.joined(self)
        self.data_received(self._handshake)
        self._handshake = b""

    def data_received(self, data: bytes) -> None:
        """Take what the page sent."""
        self.heard_at = self._hub.loop.time()
        self._ws.receive_data(data)
        for event in self._ws.events_received():
            if isinstance(event, Request):
                self._ws.send_response(self._ws.accept(event))
            elif isinstance(event, Frame):
                self._frame(event)
        self._flush()

    def eof_received(self) -> None:
        """Let the transport close."""
        self._ws.receive_eof()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self.transport = None
        self._hub.left(self)

    # --- what the hub says

    def tell(self, event: LiveEvent, text: bytes | None = None) -> None:
        """Send an event, if the page listens to it and may see it; `text` is what `written` made of it."""
        if self.principal is None or not event.is_about(self.topics) or not may_see(self.principal, event):
            return
        if self._kept is not None:
            # What was missed comes first.
            self._kept.append(event)
            return
        self._hub.metrics.events.inc()
        self._send_text(text or written(event))

    def resync(self, at: str) -> None:
        """Say that something may have been missed."""
        if self.principal is not None and self.topics:
            self._resync(at)

    def beat(self, now: float) -> None:
        """Ask whether it is still there, and end what is over."""
        if self.principal is None and now - self.opened_at > GREETING_S:
            self.close(NOT_LET_IN, "nobody said who listens")
        elif now - self.heard_at > SILENT_S:
            self.drop("silent")
        elif self._is_over():
            self.close(NOT_LET_IN, "its time is over")
        elif self.principal is not None and now - self.checked_at > RECHECK_S:
            self.checked_at = now
            self._hub.ask(self._still_let_in, self._rechecked)
        elif now - self.pinged_at > PING_S:
            self.pinged_at = now
            self._send({"type": "ping"})

    def close(self, code: int, reason: str) -> None:
        """End it with a word."""
        self.why = WHY[code]
        if self._ws.state is State.OPEN:
            self._ws.send_close(code, reason)
            self._flush()
        if self.transport is not None:
            self.transport.close()

    def drop(self, why: str) -> None:
        """End it without one."""
        self.why = why
        if self.transport is not None:
            self.transport.abort()

    # --- what the page says

    def _frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.TEXT and frame.fin:
            self._waiting.append(bytes(frame.data))
            if len(self._waiting) > MOST_WAITING:
                self.close(TOO_MUCH, "too many messages at once")
                return
            self._next()
        elif frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            self.close(NOT_UNDERSTOOD, "whole text messages only")

    def _next(self) -> None:
        """Take the messages in their order; one that has to be looked up keeps the others waiting."""
        while self._waiting and not self._busy and self._ws.state is State.OPEN:
            try:
                message = MESSAGE.validate_json(self._waiting.popleft())
            except ValidationError:
                self.close(NOT_UNDERSTOOD, "not a message of this protocol")
                return
            if isinstance(message, Pong):
                continue
            if isinstance(message, Auth):
                self._authenticate(message)
            elif self.principal is None:
                self.close(NOT_LET_IN, "say first who listens")
            elif isinstance(message, Subscribe):
                self._subscribe(message)
            else:
                self.topics -= set(message.topics)

    def _authenticate(self, message: Auth) -> None:
        self._busy = True
        bearer = message.bearer.get_secret_value() if message.bearer else None
        csrf = message.csrf.get_secret_value() if message.csrf else ""
        self._credential = bearer

        def look() -> Principal | None:
            if bearer is not None:
                return self._hub.of_bearer(bearer)
            return self.session if self.session and self._hub.own_page(self.session, csrf) else None

        self._hub.ask(look, self._let_in)

    def _let_in(self, found: Principal | Exception | None) -> None:
        if isinstance(found, Exception) or found is None:
            code = found.code if isinstance(found, CrmAiError) else "key_unknown"
            self.close(NOT_LET_IN, code)
            return
        if self.principal is not None and found.workspace != self.principal.workspace:
            self.close(NOT_LET_IN, "another workspace")
            return
        if not self._hub.has_room_for(found, self):
            self.close(TOO_MUCH, "too many connections")
            return
        first = self.principal is None
        self.principal = found
        if first:
            self._look_back(
                lambda: self._hub.missed(found.workspace, None),
                lambda missed: self._send({"type": "ready", "at": missed.at}),
            )
        else:
            self._busy = False
            self._next()

    def _subscribe(self, message: Subscribe) -> None:
        self.topics |= set(message.topics)
        if len(self.topics) > MOST_TOPICS:
            self.close(TOO_MUCH, "too many topics")
            return
        workspace = cast(Principal, self.principal).workspace
        if message.since is not None:
            self._look_back(lambda: self._hub.missed(workspace, message.since), self._caught_up)
        elif message.ago is not None:
            ago = message.ago
            self._look_back(lambda: self._hub.lately(workspace, ago), self._caught_up)

    def _look_back(self, look: Callable[[], Missed], then: Callable[[Missed], None]) -> None:
        self._busy, self._kept = True, []

        def found(missed: Missed | Exception) -> None:
            if isinstance(missed, Exception):
                # Neither Redis nor the database answers: it comes back later.
                self.close(LEAVING, "not now")
                return
            then(missed)
            kept, self._kept = self._kept or [], None
            last = events.order(missed.at) or (0, 0)
            for event in kept:
                if (events.order(event.id) or last) > last:
                    self.tell(event)
            self._busy = False
            self._next()

        self._hub.ask(look, found)

    def _caught_up(self, missed: Missed) -> None:
        if missed.resync:
            self._resync(missed.at)
            return
        kept, self._kept = self._kept, None
        for event in missed.events:
            self.tell(event)
        self._kept = kept

    def _resync(self, at: str) -> None:
        self._hub.metrics.resyncs.inc()
        self._send({"type": "resync", "at": at})

    def _is_over(self) -> bool:
        ends = self.principal.expires_at if self.principal is not None else None
        return ends is not None and ends <= self._hub.now()

    def _still_let_in(self) -> Principal | None:
        if self._credential is not None:
            return self._hub.of_bearer(self._credential)
        return self._hub.still_signed_in(self.session)

    def _rechecked(self, found: Principal | Exception | None) -> None:
        # Only a clear no ends it: a database that is away is no reason.
        refused = isinstance(found, CrmAiError) and found.code in ("key_unknown", "embed_expired")
        if found is None or refused:
            self.close(NOT_LET_IN, "no longer let in")

    def _send(self, message: Mapping[str, Any]) -> None:
        self._send_text(json.dumps(message, separators=(",", ":")).encode())

    def _send_text(self, text: bytes) -> None:
        if self._ws.state is not State.OPEN or self.transport is None:
            return
        self._ws.send_text(text)
        self._flush()

    def _flush(self) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        parts: Sequence[bytes] = self._ws.data_to_send()
        for part in parts:
            if part:
                self.transport.write(part)
            else:
                self.transport.write_eof() if self.transport.can_write_eof() else None
        if self.transport.get_write_buffer_size() > MOST_UNSENT:
            self.drop("slow")
        elif self._ws.close_expected() and self._ws.state is State.CLOSED:
            self.transport.close()


def written(event: LiveEvent) -> bytes:
    """Return an event as it is sent: once for all pages."""
    return json.dumps({"type": "event", **event.to_json()}, separators=(",", ":")).encode()
