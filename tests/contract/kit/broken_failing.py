"""Connectors that make the wrong thing of a bad day, one rule each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crm_ai_plugin.errors import CrmAiError, PermanentError, ReauthoriseError, RetryableError
from crm_ai_plugin.ports.connector import Quota

from .broken import breaks
from .memory_connector import MemoryConnector
from .memory_crm import Answer, Row

# --- bad days ---


class Misreads(MemoryConnector):
    """Takes one status for something else."""

    status: int
    error: Callable[[str], CrmAiError]
    writes_only = False

    def refusal(self, answer: Answer, *, write: bool) -> CrmAiError:
        if answer.status == self.status and (write or not self.writes_only):
            return type(self).error("refused")
        return super().refusal(answer, write=write)


@breaks("fail.unauthorised")
class TriesOnWithADeadToken(Misreads):
    """Takes 401 for a bad day that passes."""

    status, error = 401, RetryableError


@breaks("fail.forbidden")
class TakesForbiddenForDead(Misreads):
    """Takes 403 for a dead token."""

    status, error = 403, ReauthoriseError


@breaks("fail.not-found")
class TriesOnWhereNothingIs(Misreads):
    """Calls a write's 404 a refusal, so that nobody learns that the record is gone."""

    status, error, writes_only = 404, PermanentError, True


@breaks("fail.conflict")
class TakesConflictForDead(Misreads):
    """Takes 409 for a dead token."""

    status, error = 409, ReauthoriseError


@breaks("fail.server-error")
class GivesUpOnBadDays(Misreads):
    """Takes 502 for a refusal for good."""

    status, error = 502, PermanentError


@breaks("fail.rate-limited")
class ReadsDatesOnly(MemoryConnector):
    """Takes the number in `Retry-After` for milliseconds."""

    def wait(self, header: str) -> float | None:
        wait = super().wait(header)
        return wait * 1000 if wait and header.isdigit() else wait


@breaks("fail.rate-limited-until")
class ReadsNumbersOnly(MemoryConnector):
    """Does not read a `Retry-After` that is a date."""

    def wait(self, header: str) -> float | None:
        return float(header) if header.isdigit() else None


@breaks("fail.timeout")
class GivesUpOnTimeouts(MemoryConnector):
    """Takes a missing answer for a refusal."""

    def no_answer(self, *, write: bool) -> CrmAiError:
        return PermanentError("no answer")


@breaks("fail.malformed")
class GivesUpOnGarbage(MemoryConnector):
    """Takes an answer that is no JSON for a refusal."""

    def unreadable(self, *, write: bool) -> CrmAiError:
        return PermanentError("no JSON")


@breaks("fail.uncertain")
class IsCertain(MemoryConnector):
    """Says of a write without an answer that it did not happen."""

    def no_answer(self, *, write: bool) -> CrmAiError:
        return RetryableError("no answer", uncertain=False)


@breaks("fail.recovers")
class StaysDown(MemoryConnector):
    """Stays down after the CRM's first bad day."""

    down = False

    def send(self, do: Any, *, write: bool = False) -> Row:
        if self.down:
            raise RetryableError("down")
        return super().send(do, write=write)

    def refusal(self, answer: Answer, *, write: bool) -> CrmAiError:
        self.down = self.down or answer.status == 502
        return super().refusal(answer, write=write)


class ForgetfulError(PermanentError):
    def __reduce__(self) -> tuple[Any, ...]:
        return (PermanentError, ("something went wrong",))


@breaks("fail.errors-travel")
class ErrorsThatStay(MemoryConnector):
    """Raises an error of its own that loses its words on the way to another process."""

    def refusal(self, answer: Answer, *, write: bool) -> CrmAiError:
        return ForgetfulError("refused") if answer.status == 403 else super().refusal(answer, write=write)


@breaks("quota.plausible")
class HasTooMuchLeft(MemoryConnector):
    """Reports more calls left than the limit."""

    def quota(self) -> Quota | None:
        return Quota(100, 1000, 5.0)
