"""Whose turn it is when several versions want to write to the same record.

The newest version wins, whenever workers get to it. An older one that was certainly never written is left
out. Of fields, one that may have been written already is finished first: else its values would be taken for
a human's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ...store import OutboxClaim, OutboxRow, WorkspaceSession

GAVE_UP = "gave_up"
"""Code of a delivery that was tried for as long as it may be."""
_ORDERED = ("note", "fields")
"""A task is keyed by its reason, so that a newer version may still want an older one's."""


class OlderFirstError(Exception):
    """Rolls the claim back: an older write of the same fields has to be settled before this one.

    Attributes:
        given_up: Older deliveries nobody would try again by himself.
    """

    def __init__(self, given_up: Iterable[str] = ()) -> None:
        super().__init__()
        self.given_up = tuple(given_up)


def take_turn(
    session: WorkspaceSession, claim: OutboxClaim, now: datetime, lease_s: float
) -> dict[str, Any] | None:
    """Settle the order; returns what the record's fields should hold of ours, None when this one is superseded.

    Raises:
        OlderFirstError: it is not this one's turn.
    """
    row = claim.row
    if row.action not in _ORDERED:
        return {}
    rows = session.outbox.list(connection=row.connection, subject=(row.target_type, row.target_id))
    rivals = [one for one in rows if one.id != row.id and _same_place(one, row)]
    # Ids sort by time of creation.
    newer = [one for one in rivals if one.id > row.id and one.state in ("pending", "done")]
    overtaken = row.action == "fields" and any(one.state == "done" for one in newer)
    if overtaken or (newer and not row.doubted):
        session.outbox.superseded(claim)
        return None
    _supersede_older(session, row, rivals, now, lease_s)
    return last_written(rows) if row.action == "fields" else {}


def last_written(rows: Iterable[OutboxRow]) -> dict[str, Any]:
    """Return what we last wrote into each field of a record, of its deliveries."""
    held: dict[str, Any] = {}
    for one in sorted(rows, key=lambda one: one.id):
        if one.action == "fields" and one.state == "done":
            held |= dict((one.receipt or {}).get("written", {}))
    return held


def _supersede_older(
    session: WorkspaceSession, row: OutboxRow, rivals: Iterable[OutboxRow], now: datetime, lease_s: float
) -> None:
    older = [one for one in rivals if one.id < row.id]
    if row.action == "fields" and (
        given_up := [
            one.id for one in older if one.error_code == GAVE_UP and one.doubted and one.state == "failed"
        ]
    ):
        raise OlderFirstError(given_up)
    for one in older:
        if one.state != "pending":
            continue
        rival = None if one.doubted else session.outbox.claim(one.id, now, lease_s)
        if rival is not None and not rival.row.doubted:
            session.outbox.superseded(rival)
        elif row.action == "fields":
            raise OlderFirstError
        elif rival is not None:
            # Found in doubt only now: it is let go as it was.
            session.outbox.retry(rival, now, rival.row.error_code or "interrupted", rival.row.error_message)


def _same_place(one: OutboxRow, other: OutboxRow) -> bool:
    return one.action == other.action and (one.kind == other.kind or None in (one.kind, other.kind))
