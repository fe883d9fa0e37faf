"""Connectors that break one rule each, by rule: the table that tries the contract itself."""

from __future__ import annotations

import inspect
import itertools
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

from crm_ai_plugin.errors import CrmAiError, PermanentError, ReauthoriseError, RetryableError
from crm_ai_plugin.ports.connector import Capability, Page, Quota, Receipt, WriteFields
from crm_ai_plugin.records import Contact, Deal, DealSnapshot, LineItem, Record, RecordType

from .memory_connector import MemoryConnector, Values
from .memory_crm import DEAL, TOKEN, Answer, MemoryCrm, Row

BROKEN: dict[str, type[MemoryConnector]] = {}
_serial = itertools.count()


def breaks(rule: str) -> Callable[[type[MemoryConnector]], type[MemoryConnector]]:
    def note(cls: type[MemoryConnector]) -> type[MemoryConnector]:
        assert rule not in BROKEN
        BROKEN[rule] = cls
        return cls

    return note


def sin(cls: type[MemoryConnector]) -> str:
    """Return in one sentence what the connector does wrong."""
    return " ".join((inspect.getdoc(cls) or "").split())


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


# --- reading one deal ---


class Retouched(MemoryConnector):
    """Changes a snapshot on its way out."""

    def snapshot(self, deal_id: str) -> DealSnapshot:
        seen = super().snapshot(deal_id)
        return seen.model_copy(update=self.retouch(seen))

    def retouch(self, seen: DealSnapshot) -> Mapping[str, Any]:
        raise NotImplementedError


@breaks("read.surroundings")
class ForgetsActivities(Retouched):
    """Reads the first page of a deal's activities only."""

    def retouch(self, seen: DealSnapshot) -> Mapping[str, Any]:
        return {"activities": seen.activities[:2]}


@breaks("read.utc")
class TellsLocalTime(Retouched):
    """Gives `as_of` in local time."""

    def retouch(self, seen: DealSnapshot) -> Mapping[str, Any]:
        return {"as_of": seen.as_of.astimezone(timezone(timedelta(hours=2)))}


@breaks("read.in-order")
class NewestFirst(Retouched):
    """Gives activities newest first, as the CRM does."""

    def retouch(self, seen: DealSnapshot) -> Mapping[str, Any]:
        return {"activities": seen.activities[::-1]}


@breaks("read.visible")
class SeesFaxes(Retouched):
    """Names a kind of activity that nobody knows in `visible`."""

    def retouch(self, seen: DealSnapshot) -> Mapping[str, Any]:
        return {"visible": seen.visible | {"fax"}}


@breaks("read.do-not-profile")
class ProfilesEverybody(MemoryConnector):
    """Does not read the CRM's do-not-profile box."""

    def contact(self, row: Row) -> Contact:
        return super().contact(row).model_copy(update={"do_not_profile": False})


@breaks("read.stable-ids")
class NumbersAnew(Retouched):
    """Gives what has no id in the CRM a new one each time."""

    def retouch(self, seen: DealSnapshot) -> Mapping[str, Any]:
        return {"line_items": (LineItem(deal_id=DEAL, product=f"boat {next(_serial)}"),)}


@breaks("read.history")
class ForgetsTheLastStage(Retouched):
    """Its stage history ends one stage early."""

    def retouch(self, seen: DealSnapshot) -> Mapping[str, Any]:
        return {"stage_changes": seen.stage_changes[:-1]}


@breaks("read.unknown-deal")
class RaisesKeyErrors(MemoryConnector):
    """Lets a `KeyError` out when there is no such deal."""

    def snapshot(self, deal_id: str) -> DealSnapshot:
        if deal_id != DEAL:
            raise KeyError(deal_id)
        return super().snapshot(deal_id)


# --- reading records ---


@breaks("read.parents-first")
class ChildrenFirst(MemoryConnector):
    """Delivers contacts before the companies they belong to."""

    def kinds(self) -> Sequence[RecordType]:
        return super().kinds()[::-1]


@breaks("read.paging-ends")
class NeverEnds(MemoryConnector):
    """Its last page still has a cursor."""

    def page(self, kind: RecordType, body: Row) -> Page:
        page = super().page(kind, body)
        return page if page.cursor else replace(page, cursor="99")


@breaks("read.right-kind")
class MixesKinds(MemoryConnector):
    """Delivers deals among the activities."""

    def page(self, kind: RecordType, body: Row) -> Page:
        page = super().page(kind, body)
        return replace(page, records=[*page.records, Deal(id="D2")]) if kind == "activity" else page


@breaks("read.resumes")
class ResumesTooLate(MemoryConnector):
    """Leaves one record out where it takes up reading again."""

    def start(self, cursor: str | None) -> int:
        return super().start(cursor) + (cursor is not None)


@breaks("read.repeated-cursor")
class GoesRoundForEver(MemoryConnector):
    """Follows a next page that it has already read."""

    def notice(self, following: int | None, seen: set[int]) -> None:
        return None


@breaks("read.fetch")
class FetchesTwice(MemoryConnector):
    """Returns each record twice when asked by id."""

    def fetch(self, kind: RecordType, ids: Sequence[str]) -> Sequence[Record]:
        return [one for found in super().fetch(kind, ids) for one in (found, found)]


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


# --- notes and tasks ---


@breaks("write.receipt")
class ReceiptWithoutAnId(MemoryConnector):
    """Its receipt does not name what was made."""

    def engage(self, what: str, deal_id: str, key: str, text: str, attempt: int) -> Receipt:
        return replace(super().engage(what, deal_id, key, text, attempt), external_id="")


@breaks("write.once-per-key")
class ForgetsItsKeys(MemoryConnector):
    """Writes again when it is given the same key."""

    def remember(self, receipt: Receipt) -> None:
        return None


@breaks("write.looks-first")
class TidiesUpItsReference(MemoryConnector):
    """Removes its reference when the write went well, so that a later attempt finds nothing."""

    def remember(self, receipt: Receipt) -> None:
        super().remember(receipt)
        self.crm.written[receipt.external_id]["ref"] = ""


@breaks("write.lost-answer")
class RepeatsBlindly(MemoryConnector):
    """Writes again at once when the answer is lost."""

    def create(self, what: str, deal_id: str, text: str, key: str) -> Row:
        try:
            return super().create(what, deal_id, text, key)
        except RetryableError as error:
            if not error.uncertain:
                raise
            return super().create(what, deal_id, text, key)


@breaks("write.undo")
class ForgetsToUndo(MemoryConnector):
    """Its `undo` leaves the note where it is."""

    def take_away(self, made: str) -> None:
        return None


@breaks("write.undo-twice")
class UndoesOnlyOnce(MemoryConnector):
    """Fails when what it is to undo is already gone."""

    def take_away(self, made: str) -> None:
        if made not in self.crm.written:
            raise PermanentError("already gone")
        super().take_away(made)


@breaks("write.unknown-record")
class WritesOnNothing(MemoryConnector):
    """Gives a receipt for a note on a record that does not exist."""

    def engage(self, what: str, deal_id: str, key: str, text: str, attempt: int) -> Receipt:
        if deal_id != DEAL:
            return Receipt(key, "W0", {}, {"what": "row", "id": "W0"})
        return super().engage(what, deal_id, key, text, attempt)


@breaks("write.not-read-back")
class HearsItself(MemoryConnector):
    """Reads its own notes as if a person had written them."""

    def touches(self) -> list[Row]:
        for row in self.crm.written.values():
            row["author"] = "jo"
        return super().touches()


# --- fields ---


@breaks("fields.written")
class KnowsTwoFields(MemoryConnector):
    """Writes only the fields it has heard of and says nothing of the others."""

    def write_fields(self, command: WriteFields) -> Receipt:
        known = {name: value for name, value in command.values.items() if name in {"p_win", "next_step"}}
        return super().write_fields(replace(command, values=known))


@breaks("fields.same-again")
class AlwaysWrites(MemoryConnector):
    """Says that it wrote when all was there already."""

    def write_fields(self, command: WriteFields) -> Receipt:
        return replace(super().write_fields(command), created=True)


@breaks("fields.human-value")
class OverwritesPeople(MemoryConnector):
    """Overwrites what a person has changed."""

    def is_theirs(self, name: str, held: Values, command: WriteFields) -> bool:
        return False


@breaks("fields.undo")
class LeavesEmptied(MemoryConnector):
    """Its `undo` does not bring back a value that the write had emptied."""

    def restore(self, deal_id: str, rows: Mapping[str, Sequence[str | None]]) -> None:
        super().restore(deal_id, {name: row for name, row in rows.items() if row[1] is not None})


@breaks("fields.undo-twice")
class UndoesTheUndo(MemoryConnector):
    """A second `undo` takes the first one back."""

    def restore(self, deal_id: str, rows: Mapping[str, Sequence[str | None]]) -> None:
        held = self.held()
        undone = all(held.get(name) == before for name, (before, _) in rows.items())
        super().restore(deal_id, rows)
        if undone:
            self.patch(deal_id, {name: written for name, (_, written) in rows.items()})


@breaks("fields.undo-leaves-human")
class UndoesPeople(MemoryConnector):
    """Its `undo` throws away what a person has changed since."""

    def restore(self, deal_id: str, rows: Mapping[str, Sequence[str | None]]) -> None:
        self.patch(deal_id, {name: before for name, (before, _) in rows.items()})


@breaks("fields.undo-after-lost-answer")
class TakesItsOwnForTheOld(MemoryConnector):
    """After a lost answer takes its own value for the one that was there before."""

    def before(self, name: str, held: Values, value: str | None, command: WriteFields) -> str | None:
        return held.get(name)


@breaks("fields.dropped")
class BelievesTheCrm(MemoryConnector):
    """Believes a 200 and does not read back."""

    def read_back(self, deal_id: str, written: Values, before: Values) -> None:
        return None
