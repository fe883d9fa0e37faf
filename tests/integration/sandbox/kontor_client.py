"""Calls Kontor as a client of its own would."""

from __future__ import annotations

from typing import Any

import requests

from crm_ai_plugin.testing.sandbox import KontorSandbox


class KontorClient:
    """Calls the API with the app's key."""

    def __init__(self, server: KontorSandbox) -> None:
        self.server = server
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update(server.auth_headers)

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        return self.session.request(method, f"{self.server.url}/kontor/v3{path}", timeout=10, **more)

    def result(self, method: str, path: str, **more: Any) -> Any:
        answer = self.call(method, path, **more).json()["kontor"]
        assert "fault" not in answer, answer
        return answer["result"]

    def fault(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.call(method, path, **more).json()["kontor"]["fault"]
        return found
