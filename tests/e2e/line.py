"""A line between a browser and the product: it can be cut, be dead without a word, and let no WebSocket through.

It passes bytes on, so that whatever the product and the browser say to each other goes through as it is. (`BadLine` of the
testing kit spoils whole HTTP answers instead, and has no WebSockets.)
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_HEAD_ENDS = b"\r\n\r\n"
_MOST = 65_536
_RESET = struct.pack("ii", 1, 0)
"""Closed with unsent data thrown away, which the other side sees as a reset."""


@dataclass(eq=False)
class _Passed:
    """One connection of the browser with the one to the product behind it."""

    browser: socket.socket
    product: socket.socket
    is_socket: bool
    """Whether it asked to become a WebSocket."""
    dead: threading.Event = field(default_factory=threading.Event)

    def close(self, *, reset: bool = False) -> None:
        for one in (self.browser, self.product):
            with suppress(OSError):
                if reset:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                # Wakes whoever reads; closing alone does not.
                one.shutdown(socket.SHUT_RDWR)
            with suppress(OSError):
                one.close()


class Line:
    """The line to a port of this machine.

    Args:
        port: Where the product listens.

    Attributes:
        url: What the browser is given.
        sockets_asked: How often a WebSocket was asked for.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: set[_Passed] = set()
        self._lock = threading.Lock()
        self._down = False
        self._refusal: int | None = None
        self._through = threading.Event()
        self._through.set()
        self.sockets_asked = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Line:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        self.cut()

    def cut(self) -> None:
        """Break whatever is connected now; the next connection goes through."""
        for one in self._now_open():
            one.close(reset=True)

    @contextmanager
    def down(self) -> Iterator[None]:
        """Break whatever is connected, and everything that connects within the block."""
        self._down = True
        self.cut()
        try:
            yield
        finally:
            self._down = False

    def deaden(self) -> None:
        """Pass nothing on over the WebSockets that are open, and let neither end know."""
        for one in self._now_open():
            if one.is_socket:
                one.dead.set()

    @contextmanager
    def refusing_sockets(self, status: int) -> Iterator[None]:
        """Break the WebSockets there are and answer with a status whoever asks for one, as a proxy that knows none does."""
        self._refusal = status
        for one in self._now_open():
            if one.is_socket:
                one.close(reset=True)
        try:
            yield
        finally:
            self._refusal = None

    @contextmanager
    def holding_sockets(self) -> Iterator[None]:
        """Keep whoever asks for a WebSocket waiting."""
        self._through.clear()
        try:
            yield
        finally:
            self._through.set()

    def _now_open(self) -> list[_Passed]:
        with self._lock:
            return list(self._open)

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(browser,), daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        head = b"" if self._down else _head(browser)
        is_socket = b"\r\nupgrade: websocket" in head.lower()
        self.sockets_asked += is_socket
        if is_socket and self._refusal is not None:
            with suppress(OSError):
                browser.sendall(
                    b"HTTP/1.1 %d No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % self._refusal
                )
            head = b""
        if is_socket:
            self._through.wait()
        try:
            product = socket.create_connection(("127.0.0.1", self._port), timeout=10) if head else None
        except OSError:
            product = None
        if product is None:
            browser.close()
            return
        product.settimeout(None)
        passed = _Passed(browser, product, is_socket)
        with self._lock:
            self._open.add(passed)
        back = threading.Thread(target=_pass_on, args=(passed, product, browser), daemon=True)
        back.start()
        with suppress(OSError):
            product.sendall(head)
        _pass_on(passed, browser, product)
        back.join()
        with self._lock:
            self._open.discard(passed)


def _head(browser: socket.socket) -> bytes:
    """Return what a browser says first, at least the head of its first request; nothing where it leaves before."""
    said = b""
    with suppress(OSError):
        while _HEAD_ENDS not in said:
            more = browser.recv(_MOST)
            if not more:
                return b""
            said += more
        return said
    return b""


def _pass_on(passed: _Passed, source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(_MOST):
            if not passed.dead.is_set():
                target.sendall(data)
    # A dead line says nothing, not even that one end has gone.
    if not passed.dead.is_set():
        passed.close()
