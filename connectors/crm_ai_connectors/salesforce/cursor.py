"""Where reading goes on, per object: opaque text that crosses the port."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crm_ai_plugin.errors import NotFoundError, UserInputError

from .ids import record_id

_OVERLAP = timedelta(minutes=5)
"""How long a transaction may take to commit what it has dated."""


@dataclass(frozen=True)
class Position:
    """How far one object has been read.

    Attributes:
        since: Everything changed before was delivered (ISO 8601); None while the first load is not over.
        begun: When the first load began; from there on changes are read once it is over.
        job: The bulk job of the first load.
        locator: Next page of the job's results; None before the first was read.
        deal: The deal up to which history has been delivered, in a first load without bulk.
        last: The history row before the next page: deal, stage, amount, close date.
        plain: Whether bulk turned out impossible for this object.
    """

    since: str | None = None
    begun: str | None = None
    job: str | None = None
    locator: str | None = None
    deal: str | None = None
    last: tuple[str | None, ...] | None = None
    plain: bool = False

    @property
    def since_time(self) -> datetime | None:
        """`since` as a time."""
        return None if self.since is None else datetime.fromisoformat(self.since).astimezone(UTC)

    def passed(self, last: datetime | None, read_at: datetime) -> Position:
        """Return the position behind rows up to one of `last`, as far as nothing earlier can still appear.

        Args:
            last: When the last row changed; None if it does not say.
            read_at: When the rows were asked for, however late they are delivered.
        """
        if last is None:
            return self
        settled = min(last.astimezone(UTC), _settled_at(read_at))
        before = self.since_time
        return replace(self, since=(settled if before is None else max(settled, before)).isoformat())

    def past(self, read_at: datetime) -> Position:
        """Return the position behind the second of the last row, once nothing can be dated so any more."""
        since = self.since_time
        if since is None:
            return self
        # Salesforce compares whole seconds.
        behind = since.replace(microsecond=0) + timedelta(seconds=1)
        return self if behind > _settled_at(read_at) else replace(self, since=behind.isoformat())

    def loaded(self) -> Position:
        """Return where to go on once the first load is over."""
        begun = datetime.fromisoformat(self.begun) if self.begun else datetime.now(UTC)
        return Position(since=_settled_at(begun).isoformat())


def _settled_at(read_at: datetime) -> datetime:
    return read_at.astimezone(UTC) - _OVERLAP


def dump(positions: Mapping[str, Position]) -> str:
    """Return the cursor of some objects' positions."""
    rows = {name: {k: v for k, v in asdict(at).items() if v} for name, at in positions.items()}
    return json.dumps(rows, separators=(",", ":"))


def parse(cursor: str | None, sources: Collection[str]) -> dict[str, Position]:
    """Read what `dump` wrote.

    Raises:
        UserInputError: it is no cursor of these objects.
    """
    if not cursor:
        return {}
    try:
        rows = json.loads(cursor)
        found = {str(name): _position(row) for name, row in rows.items()}
    except (ValueError, TypeError, AttributeError, NotFoundError):
        raise _invalid() from None
    if not found.keys() <= set(sources):
        raise _invalid()
    return found


def _invalid() -> UserInputError:
    return UserInputError("this is no cursor of these records", code="cursor_invalid")


def _position(row: Mapping[str, Any]) -> Position:
    last = row.get("last")
    found = Position(
        since=_time(row.get("since")),
        begun=_time(row.get("begun")),
        job=_id(row.get("job")),
        locator=_text(row.get("locator")),
        deal=_id(row.get("deal")),
        last=None if last is None else tuple(_text(one) for one in last),
        plain=bool(row.get("plain")),
    )
    if found.last is not None and len(found.last) != 4:
        raise ValueError("four parts")
    return found


def _text(value: Any) -> str | None:  # noqa: ANN401  # what came back
    if value is None or isinstance(value, str):
        return value
    raise TypeError("text expected")


def _time(value: Any) -> str | None:  # noqa: ANN401  # what came back
    found = _text(value)
    if found is not None and datetime.fromisoformat(found).tzinfo is None:
        raise ValueError("a time without zone")
    return found


def _id(value: Any) -> str | None:  # noqa: ANN401  # what came back
    found = _text(value)
    return None if found is None else record_id(found)
