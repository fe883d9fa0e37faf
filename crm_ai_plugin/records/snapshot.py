"""A deal with everything around it: the input of every deal feature."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from .activity import Activity
from .base import RecordType, Scalar
from .company import Company
from .contact import Contact
from .deal import Deal, Outcome
from .deal_contact import DealContact
from .history import FieldChange, StageChange
from .line_item import LineItem
from .owner import Owner
from .silencing import silenced


class DealSnapshot(BaseModel):
    """The records around one deal, as known at `as_of`.

    `activities`, `stage_changes` and `field_changes` are in ascending order of time. Meetings and tasks
    may lie after `as_of` (they are on the calendar). `visible` names the record types the source could
    deliver at all, so that "no calls" and "calls are not visible" stay apart; activity types are listed
    there by their own names (``email``, ``call``, ``meeting``, ``note``, ``task``, ``web``).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    connection: str
    as_of: datetime
    deal: Deal
    company: Company | None = None
    owner: Owner | None = None
    contacts: tuple[Contact, ...] = ()
    deal_contacts: tuple[DealContact, ...] = ()
    activities: tuple[Activity, ...] = ()
    stage_changes: tuple[StageChange, ...] = ()
    field_changes: tuple[FieldChange, ...] = ()
    line_items: tuple[LineItem, ...] = ()
    visible: frozenset[str] = frozenset()

    def at(self, moment: datetime) -> DealSnapshot:
        """Return the deal as it stood at `moment`: nothing that happened later is in it.

        Stage, amount, expected close date and whatever else the change records speak of are rolled back; outcome,
        close time and loss reason are hidden. A field without change records is as it is today. A meeting or task
        that lies after `moment` is dropped as well, because nothing says when it was put on the calendar.
        """
        stages = tuple(c for c in self.stage_changes if c.at <= moment)
        fields = tuple(c for c in self.field_changes if c.at <= moment)
        deal = self.deal.model_copy(
            update={
                "outcome": Outcome.OPEN,
                "closed_at": None,
                "loss_reason": None,
                "stage": self._stage_at(moment),
                "amount": self._amount_at(moment),
            }
            | self._expected_close_at(moment)
            | self._others_at(moment)
        )
        return self.model_copy(
            update={
                "as_of": moment,
                "deal": deal,
                "activities": tuple(a for a in self.activities if a.at <= moment),
                "stage_changes": stages,
                "field_changes": fields,
            }
        )

    def silenced(self, opted_out: Collection[str] = frozenset()) -> DealSnapshot:
        """Return the deal without names and words of people who must not be profiled, as it says or `opted_out` does."""
        silent = {one.id for one in self.contacts if one.do_not_profile} | set(opted_out)
        if not silent:
            return self
        return self.model_copy(
            update={
                "contacts": tuple(silenced(self.contacts, silent)),
                "activities": tuple(silenced(self.activities, silent)),
            }
        )

    def _stage_at(self, moment: datetime) -> str | None:
        before = [c for c in self.stage_changes if c.at <= moment]
        if before:
            return before[-1].to_stage
        return self.stage_changes[0].from_stage if self.stage_changes else None

    def _field_at(self, field: str, moment: datetime) -> tuple[bool, str | None]:
        """(known, value) of a tracked field at `moment`, from its change records."""
        changes = [c for c in self.field_changes if c.field == field]
        before = [c for c in changes if c.at <= moment]
        if before:
            return True, before[-1].new
        return (True, changes[0].old) if changes else (False, None)

    @property
    def tracked(self) -> frozenset[str]:
        """The fields that change records speak of, so that earlier values can be told."""
        return frozenset(change.field for change in self.field_changes)

    def _others_at(self, moment: datetime) -> dict[str, object]:
        """Further text fields and the CRM's own fields, as far as change records speak of them."""
        tracked = self.tracked
        found: dict[str, object] = {
            name: self._field_at(name, moment)[1] or None for name in _TEXTS if name in tracked
        }
        if "competitors" in tracked:
            names = (self._field_at("competitors", moment)[1] or "").replace(",", ";").split(";")
            found["competitors"] = tuple(name.strip() for name in names if name.strip())
        own = sorted(tracked - _KNOWN_FIELDS)
        if own:
            then = {name: _like(self._field_at(name, moment)[1], self.deal.custom.get(name)) for name in own}
            found["custom"] = {**self.deal.custom, **then}
        return found

    def _amount_at(self, moment: datetime) -> float | None:
        known, value = self._field_at("amount", moment)
        if not known:
            return self.deal.amount
        try:
            return float(value) if value not in (None, "") else None
        except ValueError:
            return None

    def _expected_close_at(self, moment: datetime) -> dict[str, object]:
        known, value = self._field_at("expected_close_at", moment)
        if not known:
            # A close date without history is usually overwritten by the real one when the deal closes.
            return {} if self.deal.outcome is Outcome.OPEN else {"expected_close_at": None}
        try:
            return {"expected_close_at": datetime.fromisoformat(value).date() if value else None}
        except ValueError:
            return {"expected_close_at": None}


_TEXTS = ("source", "pipeline", "owner_id", "company_id")
_KNOWN_FIELDS = frozenset(Deal.model_fields)


def _like(value: str | None, present: Scalar) -> Scalar:
    """A change record's text as the kind of value that the field holds today."""
    if value in (None, ""):
        return None
    if isinstance(present, bool):
        return value.strip().lower() in ("true", "1", "yes")
    if isinstance(present, int | float):
        try:
            return float(value)
        except ValueError:
            return value
    return value


VISIBLE_RECORDS: tuple[RecordType, ...] = (
    "company",
    "contact",
    "deal_contact",
    "stage_change",
    "field_change",
    "line_item",
    "owner",
)
VISIBLE_ACTIVITIES = ("email", "call", "meeting", "note", "task", "web")
