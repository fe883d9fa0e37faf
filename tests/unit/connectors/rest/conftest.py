"""A server that answers as a test tells it to, and connectors to it that are closed afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crm_ai_connectors.rest.connector import RestConnector
from tests.fixtures.json_server import Asked, JsonServer, Reply
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.rest_connecting import connected, context
from tests.fixtures.rest_lists import Connect
from tests.fixtures.rest_small import definition


@pytest.fixture
def server() -> Iterator[JsonServer]:
    with JsonServer(lambda _: Reply({})) as made:
        yield made


@pytest.fixture
def connect(server: JsonServer) -> Iterator[Connect]:
    made: list[RestConnector] = []

    def build(listing: dict[str, Any], answer: Callable[[Asked], Reply], **more: Any) -> RestConnector:
        server.answer = answer
        changes = {"resources": more.pop("resources")} if "resources" in more else {}
        made.append(
            connected(
                definition(listing, **changes),
                context({"api_key": PLANTED["token"]}),
                variables={"host": server.host},
                base_url=server.url,
                **more,
            )
        )
        return made[-1]

    yield build
    for one in made:
        one.close()
