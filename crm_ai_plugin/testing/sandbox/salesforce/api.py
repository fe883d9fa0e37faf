"""Calls of the data API and where they lead; independent of HTTP, so that composite calls run the same way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request, not_found
from crm_ai_plugin.testing.sandbox.state import Source

__all__ = ["Answer", "Api", "Call", "Handler"]

_UNPARSED = object()


@dataclass
class Call:
    """One call; ``path`` is what follows ``/services/data/vNN.0/``.

    Attributes:
        method: HTTP method.
        path: Still escaped, without slashes at its ends.
        args: Query parameters.
        headers: Request headers, names in lower case.
        body: Parsed JSON; asking for it when there is none is an error of the client.
        version: ``"66.0"``.
        source: Who calls.
        dropped: A field that has to be ignored in silence.
        pattern: The route it took, ids left open; set by the dispatcher.
    """

    method: str
    path: str
    args: Mapping[str, str]
    headers: Mapping[str, str]
    version: str
    source: Source
    body: Any = _UNPARSED
    dropped: str = ""
    pattern: str = ""

    def json_object(self) -> dict[str, Any]:
        """The body.

        Raises:
            SalesforceError: 400, it is no JSON object.
        """
        if not isinstance(self.body, dict):
            raise bad_request(
                "JSON_PARSER_ERROR", "The HTTP entity body is required and must be a JSON object"
            )
        return self.body


@dataclass
class Answer:
    """What is answered: JSON in ``body``, or ``text`` of another kind."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    text: str | None = None
    mimetype: str = "application/json"


Handler = Callable[..., Answer]


class Api:
    """The routes of the data API."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], str, Handler]] = []

    def add(self, method: str, pattern: str, handler: Handler) -> None:
        """Send calls like ``sobjects/{kind}/{record_id}`` to a handler, named parts as keyword arguments.

        Routes added first are tried first.
        """
        parts = re.split(r"(\{\w+\})", pattern)
        expression = "".join(
            f"(?P<{part[1:-1]}>[^/]+)" if part.startswith("{") else re.escape(part) for part in parts
        )
        self._routes.append((method, re.compile(expression), pattern, handler))

    def __call__(self, call: Call) -> Answer:
        """Answer a call.

        Raises:
            SalesforceError: The call is refused; 404 or 405 when nothing takes it.
        """
        known = False
        for method, expression, pattern, handler in self._routes:
            found = expression.fullmatch(call.path)
            if found is None:
                continue
            known = True
            if method == call.method:
                parts = {name: unquote(part) for name, part in found.groupdict().items()}
                call.pattern = pattern.replace("{kind}", parts.get("kind", ""))
                return handler(call, **parts)
        if known:
            raise SalesforceError(
                405, "METHOD_NOT_ALLOWED", f"HTTP Method '{call.method}' not allowed. Allowed are others."
            )
        raise not_found()
