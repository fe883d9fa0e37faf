"""A client on a server that acts out faults."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, Field

from crm_ai_plugin.ai.catalogue import catalogue
from crm_ai_plugin.ai.model_client import ClientConfig, ModelClient
from crm_ai_plugin.ai.openai_client import ApiMode, Connection
from crm_ai_plugin.ai.pricing import PriceList
from crm_ai_plugin.ai.retrying import Patience
from crm_ai_plugin.ports.language_model import CallOptions, Completion, Message
from crm_ai_plugin.testing.language_model import ModelServer
from tests.fixtures.model_guards import MemoryGuards
from tests.fixtures.planted_secrets import PLANTED

PRIMARY, FALLBACK = "gpt-6.1-terra", "gpt-6-luna"
KEY = PLANTED["model key"]
MESSAGES = (
    Message("system", "You word advice for salespeople."),
    Message("user", "Ann Buyer asks for a price.", untrusted=True),
)
OPTIONS = CallOptions(workspace="acme", feature="deal_coach", prompt_version="coach@1")


class Words(BaseModel):
    title: str = Field(min_length=1, max_length=2000)
    evidence: list[str]


@dataclass
class ModelWorld:
    """The server, what guards were told, and a client."""

    server: ModelServer
    guards: MemoryGuards
    client: ModelClient
    slept: list[float] = field(default_factory=list)

    def ask(self, **options: Any) -> Completion[Words]:
        return self.client.complete(MESSAGES, Words, CallOptions(**{**OPTIONS.__dict__, **options}))


@contextmanager
def model_world(mode: ApiMode, *, url: str = "", **config: Any) -> Iterator[ModelWorld]:
    """Yield a client of a new server, or of the one at `url`."""
    guards = MemoryGuards()
    slept: list[float] = []
    chosen = ClientConfig(**{"model": PRIMARY, "fallback_model": FALLBACK, **config})
    with ModelServer(key=KEY) as running:
        client = ModelClient(
            chosen,
            Connection(KEY, url or running.url, mode=mode),
            guards.guards(),
            catalogue(),
            PriceList(catalogue()),
            patience=Patience(sleep=slept.append),
        )
        try:
            yield ModelWorld(running, guards, client, slept)
        finally:
            client.close()
