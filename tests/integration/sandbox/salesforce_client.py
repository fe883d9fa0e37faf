"""simple-salesforce over plain http, and a receiver of Outbound Messages."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from defusedxml.ElementTree import fromstring
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce

from crm_ai_plugin.testing.sandbox import SalesforceSandbox

OUTBOUND = "{http://soap.sforce.com/2005/09/outbound}"
ACK = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
    '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>{}</Ack>'
    "</notificationsResponse></soapenv:Body></soapenv:Envelope>"
)


class PlainHttp(HTTPAdapter):
    """Sends what is meant for any https host to the sandbox."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._host = urlsplit(url).netloc

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        request.url = urlunsplit(("http", self._host, *urlsplit(request.url or "")[2:]))
        return super().send(request, *args, **more)


def session_for(server: SalesforceSandbox) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", PlainHttp(server.url))
    return session


def connect(server: SalesforceSandbox, **more: Any) -> Any:
    """The library's client with the app's first token, or logged in as ``more`` says.

    It is ``Any`` because the library makes its objects' names up as they are asked for.
    """
    direct: dict[str, Any] = {} if more else {"session_id": server.access_token, "instance_url": server.url}
    return Salesforce(version="66.0", session=session_for(server), **direct, **more)


def problems(error: Any) -> Any:
    """The list of errors in an answer, which the library declares as something else."""
    return error.content


class OutboundReceiver:
    """Answers with what ``answers`` holds, Ack true when it is empty: a bool for Ack, or a status."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.answers: list[bool | int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.messages.append(self.rfile.read(int(self.headers["Content-Length"])))
                answer = receiver.answers.pop(0) if receiver.answers else True
                body = ACK.format(str(answer).lower()).encode() if isinstance(answer, bool) else b""
                self.send_response(200 if isinstance(answer, bool) else answer)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhooks/salesforce/path-token"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def notifications(self) -> list[tuple[str, str]]:
        """Notification id and record id of everything that came, in order."""
        found = []
        for message in self.messages:
            for one in fromstring(message).iter(f"{OUTBOUND}Notification"):
                texts = [node.text or "" for node in (one[0], one[1][0])]
                found.append((texts[0], texts[1]))
        return found

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)
