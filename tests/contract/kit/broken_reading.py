"""Connectors that break one rule of reading each."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

from crm_ai_plugin.ports.connector import Page
from crm_ai_plugin.records import Contact, Deal, DealSnapshot, LineItem, Record, RecordType

from .broken import breaks
from .memory_connector import MemoryConnector
from .memory_crm import DEAL, Row

_serial = itertools.count()

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
