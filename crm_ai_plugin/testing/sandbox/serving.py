"""A sandbox's HTTP server: an address taken at once, a thread that serves it, an orderly end."""

from __future__ import annotations

import logging
import socket
import threading
from types import TracebackType
from typing import Self

from flask import Flask
from werkzeug.serving import make_server

from crm_ai_plugin.testing.sandbox.app import create_sandbox_app
from crm_ai_plugin.testing.sandbox.control import Control
from crm_ai_plugin.testing.sandbox.face import Face

__all__ = ["ServedSandbox", "check_free"]


def check_free(host: str, port: int) -> None:
    """Ask for an address before the work of building a world, as werkzeug would end the process.

    Raises:
        OSError: The port is taken.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


class ServedSandbox:
    """Serves one face from a thread of its own; mixed into that face's control.

    ``url`` is the address clients call, known once :meth:`_listen` has been called.
    """

    url: str
    _control: Control

    def _listen(self, control: Control, face: Face, host: str, port: int) -> Flask:
        # One line per request on stderr helps nobody; the request log has them all.
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        app = create_sandbox_app(control, face)
        try:
            self._server = make_server(host, port, app, threaded=True)
        except SystemExit:
            raise OSError(f"port {port} was taken meanwhile") from None
        self._control = control
        self.url = f"http://{host}:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="sandbox-crm", daemon=True
        )
        return app

    def start(self) -> Self:
        """Serve from a thread of its own."""
        self._control.webhooks.start()
        self._thread.start()
        return self

    def stop(self) -> None:
        """End serving and free the port."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(timeout=10)
        self._server.server_close()
        self._control.webhooks.stop()

    def wait(self) -> None:
        """Block until the server is stopped."""
        while self._thread.is_alive():
            self._thread.join(timeout=0.5)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
