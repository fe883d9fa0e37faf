"""Connectors that break one rule each of what they say of themselves and what they show."""

from __future__ import annotations

import logging
from typing import Any

from crm_ai_plugin.errors import CrmAiError, PermanentError
from crm_ai_plugin.ports.connector import Capability
from crm_ai_plugin.records import RecordType

from .broken import breaks
from .memory_connector import MemoryConnector
from .memory_crm import TOKEN, Answer, MemoryCrm, Row

# --- what it says of itself ---


@breaks("declare.implemented")
class DeclaresTooMuch(MemoryConnector):
    """Declares that it reports its quota and has no `quota`."""

    quota = None  # type: ignore[assignment]


@breaks("declare.declared")
class DeclaresTooLittle(MemoryConnector):
    """Has `quota` and does not declare it."""

    capabilities = frozenset(Capability) - {Capability.REPORTS_QUOTA}


@breaks("declare.undo-beside-writes")
class CannotUndo(MemoryConnector):
    """Writes and has no `undo`."""

    undo = None  # type: ignore[assignment]


@breaks("declare.check")
class FailsItsCheck(MemoryConnector):
    """Its `check` fails on a working connection."""

    def check(self) -> None:
        raise PermanentError("no such path")


@breaks("declare.links")
class LinksNowhere(MemoryConnector):
    """Returns a path where an address is due."""

    def record_url(self, type: RecordType, id: str) -> str | None:  # noqa: A002
        return f"/{type}/{id}"


# --- secrets ---


@breaks("secret.not-in-repr")
class ShowsItsToken(MemoryConnector):
    """Keeps the token in an attribute as plain text."""

    def __init__(self, crm: MemoryCrm) -> None:
        super().__init__(crm)
        self.token = TOKEN


@breaks("secret.not-in-errors")
class TellsItsTokenInErrors(MemoryConnector):
    """Puts the request with its headers into an error's detail."""

    def refusal(self, answer: Answer, *, write: bool) -> CrmAiError:
        error = super().refusal(answer, write=write)
        error.detail = f"Authorization: Bearer {TOKEN}"
        return error


@breaks("secret.not-in-logs")
class LogsItsToken(MemoryConnector):
    """Logs the headers of each request at the level DEBUG."""

    def send(self, do: Any, *, write: bool = False) -> Row:
        logging.getLogger("memory").debug("Authorization: Bearer %s", TOKEN)
        return super().send(do, write=write)


@breaks("secret.not-in-addresses")
class LinksWithItsToken(MemoryConnector):
    """Puts the token into the address of a record."""

    def record_url(self, type: RecordType, id: str) -> str | None:  # noqa: A002
        return f"{super().record_url(type, id)}?token={TOKEN}"
