"""Reads the elements of a delivery, each for itself."""

from __future__ import annotations

import hashlib
import re
from datetime import MAXYEAR, UTC, datetime, timedelta
from typing import Annotated, Any, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from crm_ai_plugin.ports.visits import Unreadable, Visit, VisitKind, Visits

from ..json_body import clean_text
from .pages import LEFT_OUT, page_of

MAX_TITLE = 200
_FIRST_YEAR = 2000
_CLOCKS_DIFFER = timedelta(minutes=5)
_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}")

Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]


class _Element(BaseModel):
    # What else a tracker sends is not kept, so it need not be known.
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Who(_Element):
    id: Annotated[Id | int | None, Field(union_mode="left_to_right")] = None
    email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)] | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.id is None and (self.email is None or not _ADDRESS.fullmatch(self.email)):
            raise ValueError("needs the id of a contact in the CRM, or an e-mail address")
        return self


class _Seen(_Element):
    id: Id
    kind: VisitKind
    at: AwareDatetime
    contact: _Who
    url: Annotated[str, StringConstraints(max_length=4_000)]
    title: str = ""


def read_visits(elements: list[Any], source: str, received_at: datetime) -> Visits:
    """Return the visits among `elements`, in their order and each once; one that can't be read costs no other."""
    visits: dict[str, Visit] = {}
    unreadable: list[Unreadable] = []
    for index, element in enumerate(elements):
        found = _read(element, source, received_at)
        if isinstance(found, Visit):
            visits.setdefault(found.key, found)
        else:
            unreadable.append(Unreadable(index, *found))
    return Visits(tuple(visits.values()), tuple(unreadable))


def _read(element: object, source: str, received_at: datetime) -> Visit | tuple[str, str]:
    """Return the visit, or which field of the element is wrong and why."""
    try:
        seen = _Seen.model_validate(element)
    except ValidationError as error:
        # Without what was sent: it may be anything about anybody.
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"] if part in _PLACES)
        return place or "element", str(first["msg"]).removeprefix("Value error, ")
    page = page_of(seen.url)
    if page is None:
        return "url", "is no address of a web page (http or https)"
    if not _FIRST_YEAR <= seen.at.year < MAXYEAR:
        return "at", "lies outside of what a visit can be"
    who, at = seen.contact, seen.at.astimezone(UTC)
    return Visit(
        key=hashlib.sha256(f"{source}\n{seen.id}".encode()).hexdigest()[:32],
        kind=seen.kind,
        # A clock that runs ahead must not put a visit into next year.
        at=received_at if at > received_at + _CLOCKS_DIFFER else at,
        page=page,
        title=_ADDRESS.sub(LEFT_OUT, clean_text(" ".join(seen.title.split()), MAX_TITLE)),
        contact_id=None if who.id is None else clean_text(str(who.id), 128),
        email=who.email if who.id is None else None,
    )


_PLACES = frozenset((*_Seen.model_fields, *_Who.model_fields))
