"""Records as Kontor shows them: each kind with ways of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from crm_ai_plugin.testing.sandbox.clock import millis
from crm_ai_plugin.testing.sandbox.state import Record

__all__ = ["VIEWS", "row"]

_KOLKATA = timezone(timedelta(hours=5, minutes=30))
_BERLIN_IN_SUMMER = timezone(timedelta(hours=2))
_OWN = "slot:"


def row(record: Record) -> dict[str, Any]:
    """The record as JSON."""
    return VIEWS[record.kind](record)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _number(text: str) -> int | None:
    return int(text) if text else None


def _ms(text: str) -> int | None:
    return millis(_moment(text)) if text else None


def _day(text: str, form: str) -> str | None:
    return datetime.fromisoformat(text).strftime(form) if text else None


def _touched(record: Record) -> str:
    return record.updated_at.astimezone(_BERLIN_IN_SUMMER).isoformat(timespec="milliseconds")


def _slots(record: Record) -> list[dict[str, Any]]:
    return [
        {"slot": int(name.removeprefix(_OWN)), "v": value}
        for name, value in record.properties.items()
        if name.startswith(_OWN) and value
    ]


def _venture(record: Record) -> dict[str, Any]:
    held = record.properties.get
    return {
        "no": int(record.id),
        "rev": int(held("rev", "1")),
        "headline": held("headline", ""),
        "house": {"no": _number(held("house", ""))},
        "clerk": held("clerk"),
        "line": held("line"),
        "phase": _number(held("phase", "")),
        "verdict": held("verdict"),
        "worth": {"minor": _number(held("worth", "")), "unit": held("unit")},
        "opened": _ms(held("opened", "")),
        "shut": _ms(held("shut", "")),
        "due": _day(held("due", ""), "%d.%m.%Y"),
        "origin": held("origin"),
        "rivals": held("rivals"),
        "why_lost": held("why_lost"),
        "slots": _slots(record),
        "touched": _touched(record),
    }


def _house(record: Record) -> dict[str, Any]:
    held = record.properties.get
    return {
        "no": int(record.id),
        "title": held("title"),
        "site": held("site"),
        "trade": held("trade"),
        "heads": held("heads"),
        "turnover": {"minor": _number(held("turnover", "")), "unit": "EUR"},
        "land": held("land"),
        "touched": _touched(record),
    }


def _person(record: Record) -> dict[str, Any]:
    held = record.properties.get
    return {
        "key": {"kind": "person", "no": int(record.id)},
        "names": [held("first", ""), held("last", "")],
        "reach": [{"use": "mail", "at": held("mail")}, {"use": "phone", "at": held("phone")}],
        "post": held("post"),
        "rank": held("rank"),
        "tongue": held("tongue"),
        "land": held("land"),
        "house": _number(held("house", "")),
        "wishes": {"no_profile": held("no_profile") == "1"},
        "slots": _slots(record),
        "touched": _touched(record),
    }


def _moment_row(record: Record) -> dict[str, Any]:
    held = record.properties.get
    at = _moment(held("when", record.created_at.isoformat())).astimezone(_KOLKATA)
    return {
        "no": int(record.id),
        "sort": _number(held("sort", "")),
        "way": held("way"),
        # Without a zone; the office is in Bengaluru.
        "when": at.strftime("%Y-%m-%d %H:%M:%S"),
        "secs": _number(held("secs", "")),
        "head": held("head", ""),
        "text": held("text", ""),
        "venture": _number(held("venture", "")),
        "people": [int(one) for one in held("people", "").split(",") if one],
        "clerk": held("clerk"),
        "thread": held("thread"),
        "touched": millis(record.updated_at),
    }


def _memo(record: Record) -> dict[str, Any]:
    held = record.properties.get
    at = _moment(held("when", record.created_at.isoformat()))
    return {
        "no": int(record.id),
        "when": int(at.timestamp()),
        "html": held("html", ""),
        "venture": _number(held("venture", "")),
        "clerk": held("clerk"),
        "touched": millis(record.updated_at),
    }


def _chore(record: Record) -> dict[str, Any]:
    held = record.properties.get
    return {
        "no": int(record.id),
        "title": held("title", ""),
        "words": held("words", ""),
        "by": _day(held("by", ""), "%Y/%m/%d"),
        "done": held("done", "N"),
        "venture": _number(held("venture", "")),
        "clerk": held("clerk"),
        "touched": millis(record.updated_at),
    }


def _part(record: Record) -> dict[str, Any]:
    held = record.properties
    return {
        "no": int(record.id),
        "venture": int(held["venture"]),
        "person": int(held["person"]),
        "role": held.get("role"),
        "touched": millis(record.updated_at),
    }


def _journal(record: Record) -> dict[str, Any]:
    held = record.properties
    was, now = held.get("was", ""), held.get("is", "")
    if held["what"] == "worth":
        # As a clerk reads it, not as the venture holds it.
        was, now = (f"{int(one) / 100:.2f}" if one else "" for one in (was, now))
    return {
        "venture": int(held["venture"]),
        "what": held["what"],
        "was": was,
        "is": now,
        "at": millis(record.created_at.astimezone(UTC)),
    }


def _lot(record: Record) -> dict[str, Any]:
    held = record.properties
    return {
        "venture": int(held["venture"]),
        "ware": held["ware"],
        "count": held["count"],
        "each": int(held["each"]),
        "off_percent": float(held.get("off", "0")),
        "touched": millis(record.updated_at),
    }


VIEWS: dict[str, Callable[[Record], dict[str, Any]]] = {
    "ventures": _venture,
    "houses": _house,
    "people": _person,
    "moments": _moment_row,
    "memos": _memo,
    "chores": _chore,
    "parts": _part,
    "steps": _journal,
    "edits": _journal,
    "lots": _lot,
}
