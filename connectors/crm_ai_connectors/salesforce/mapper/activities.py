"""Tasks, logged calls, events and e-mails."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, time

from crm_ai_plugin.records import Activity, ActivityType, Direction
from crm_ai_plugin.records.silencing import wordless

from ...text import plain_text, reference
from .people import addresses
from .rows import Row, day, flag, moment, number, row_id, text

_MINUTE = 60
_NOON = time(12, tzinfo=UTC)
_DRAFT = "5"
_CONTACT = "003"
_USER = "005"
_OPPORTUNITY = "006"
_CALLS: Mapping[str, Direction] = {"inbound": Direction.INBOUND, "outbound": Direction.OUTBOUND}
_TYPES = {"call": ActivityType.CALL, "email": ActivityType.EMAIL, "listemail": ActivityType.EMAIL}


def task(row: Row, silent: Collection[str] = (), mailed: Collection[str] = ()) -> Activity | None:
    """Return a task, logged call or logged e-mail; None for our own, and for the twin of an e-mail.

    Args:
        row: The task.
        silent: Contacts who must not be profiled; their words are left out.
        mailed: Ids of tasks that an `EmailMessage` stands behind.
    """
    body = plain_text.tidy(text(row.get("Description")) or "")
    if reference.find(body) is not None or row_id(row) in mailed or flag(row.get("IsDeleted")):
        return None
    kind = task_type(row)
    at = _task_at(row, kind)
    if at is None:
        return None
    seconds = number(row.get("CallDurationInSeconds"))
    return _activity(
        row,
        kind,
        at,
        body,
        silent,
        direction=_CALLS.get((text(row.get("CallType")) or "").lower()),
        duration_s=None if seconds is None else round(seconds),
        done=flag(row.get("IsClosed")) if kind is ActivityType.TASK else None,
    )


def task_type(row: Row) -> ActivityType:
    """Return what kind of touchpoint a task logs."""
    for name in ("TaskSubtype", "Type"):
        found = _TYPES.get((text(row.get(name)) or "").lower().replace("-", ""))
        if found is not None:
            return found
    return ActivityType.TASK


def event(row: Row, silent: Collection[str] = ()) -> Activity | None:
    """Return a meeting; None for the copies that invited colleagues have of it."""
    start = moment(row.get("StartDateTime")) or moment(row.get("ActivityDateTime"))
    if start is None or flag(row.get("IsChild")) or flag(row.get("IsDeleted")):
        return None
    end, minutes = moment(row.get("EndDateTime")), number(row.get("DurationInMinutes"))
    seconds = None if minutes is None else round(minutes * _MINUTE)
    if seconds is None and end is not None and end >= start:
        seconds = round((end - start).total_seconds())
    body = plain_text.tidy(text(row.get("Description")) or "")
    return _activity(row, ActivityType.MEETING, start, body, silent, duration_s=seconds)


def email(row: Row, book: Mapping[str, str], silent: Collection[str] = ()) -> Activity | None:
    """Return an e-mail; None for a draft.

    Args:
        row: The message.
        book: Contact ids by address, lower case.
        silent: Contacts who must not be profiled.
    """
    at = moment(row.get("MessageDate")) or moment(row.get("CreatedDate"))
    if at is None or text(row.get("Status")) == _DRAFT:
        return None
    plain = text(row.get("TextBody"))
    body = plain_text.tidy(plain) if plain else plain_text.from_html(text(row.get("HtmlBody")) or "")
    user = text(row.get("CreatedById")) or ""
    return _activity(
        {**row, "WhatId": row.get("RelatedToId"), "OwnerId": user if user.startswith(_USER) else None},
        ActivityType.EMAIL,
        at,
        body,
        silent,
        contact_ids=[book[one] for one in addresses(row) if one in book],
        direction=Direction.INBOUND if flag(row.get("Incoming")) else Direction.OUTBOUND,
        thread_id=text(row.get("ThreadIdentifier")),
    )


def who(row: Row) -> str | None:
    """Return the contact a task or event is with; leads are none."""
    found = text(row.get("WhoId"))
    return found if found and found.startswith(_CONTACT) else None


def _activity(
    row: Row,
    kind: ActivityType,
    at: datetime,
    body: str,
    silent: Collection[str],
    *,
    contact_ids: Sequence[str] | None = None,
    direction: Direction | None = None,
    duration_s: int | None = None,
    thread_id: str | None = None,
    done: bool | None = None,
) -> Activity:
    if contact_ids is None:
        one = who(row)
        contact_ids = [] if one is None else [one]
    what = text(row.get("WhatId"))
    whole = Activity(
        id=row_id(row),
        type=kind,
        direction=direction,
        at=at,
        duration_s=duration_s,
        subject=plain_text.tidy(text(row.get("Subject")) or ""),
        body=body,
        deal_id=what if what and what.startswith(_OPPORTUNITY) else None,
        contact_ids=tuple(dict.fromkeys(contact_ids)),
        owner_id=text(row.get("OwnerId")),
        thread_id=thread_id,
        done=done,
    )
    return wordless(whole, silent)


def _task_at(row: Row, kind: ActivityType) -> datetime | None:
    due, made = day(row.get("ActivityDate")), moment(row.get("CreatedDate"))
    noon = None if due is None else datetime.combine(due, _NOON)
    done = moment(row.get("CompletedDateTime"))
    if kind is ActivityType.TASK:
        return noon or done or made
    # What was logged happened: a task only keeps the day, the time of logging is closer to it.
    if done is not None and (due is None or done.date() == due):
        return done
    return made if made is not None and (due is None or made.date() == due) else noon or done
