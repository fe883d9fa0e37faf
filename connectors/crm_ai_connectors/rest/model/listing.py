"""B, C, E: how a list is read, page by page, and what changed since the last time."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import Call, HeaderName, Part, Path, ReadMethod, Scalar, Template, Tree


class _Paging(Part):
    total: Path | None = None
    """Number of all items; negative or absent means unknown."""
    more: Path | None = None
    """A flag: there are more pages."""
    end_status: tuple[int, ...] = ()
    """Statuses that mean "past the end", e.g. 404."""
    max_pages: int = Field(default=10_000, ge=1)


class NoPaging(_Paging):
    """All at once."""

    type: Literal["none"]


class PageToken(Part):
    """A cursor that takes over where page numbers end."""

    path: Path
    param: str
    after_items: int = Field(default=0, ge=0)


class PagePaging(_Paging):
    """Page numbers."""

    type: Literal["page"]
    page_param: str = "page"
    size_param: str | None = "per_page"
    first: Literal[0, 1] = 1
    where: Literal["query", "body"] = Field("query", alias="in")
    then: PageToken | None = None


class OffsetPaging(_Paging):
    """An offset and a limit."""

    type: Literal["offset"]
    offset_param: str = "offset"
    size_param: str | None = "limit"
    where: Literal["query", "body"] = Field("query", alias="in")


class CursorPaging(_Paging):
    """An opaque cursor out of the answer."""

    type: Literal["cursor"]
    cursor_param: str = "cursor"
    cursor: Path
    size_param: str | None = "limit"
    where: Literal["query", "body"] = Field("query", alias="in")


class NextUrlPaging(_Paging):
    """The address of the next page out of the answer; its host must be allowed as well."""

    type: Literal["next_url"]
    url: Path | None = None
    """In the body; or"""
    link_header: HeaderName | None = None
    """in a header, as in ``Link: <https://…>; rel="next"``."""
    size_param: str | None = None
    where: Literal["query", "body"] = Field("query", alias="in")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.url is None) == (self.link_header is None):
            raise ValueError("needs either `url` or `link_header`")
        return self


Paging = Annotated[
    NoPaging | PagePaging | OffsetPaging | CursorPaging | NextUrlPaging, Field(discriminator="type")
]


class FilterSince(Part):
    """The CRM filters: these parts are added to the call; ``{since}`` is the time.

    With `ascending` (the list is sorted by the time of change, oldest first) every page is a new query from
    the last seen time on, which does not slip when records change meanwhile.
    """

    strategy: Literal["filter"]
    query: dict[str, Template] = Field(default_factory=dict)
    headers: dict[HeaderName, Template] = Field(default_factory=dict)
    body: dict[str, Tree] = Field(default_factory=dict)
    """Merged into the body of the list."""
    ascending: bool = True
    step_s: float = Field(default=1.0, ge=0)
    """Grain of the CRM's times: how far before the last seen time the next query begins."""
    overlap_s: float = Field(default=120.0, ge=0)
    """How late a change may show up in the list."""


class HeaderSince(Part):
    """A conditional call; 304 means nothing changed."""

    strategy: Literal["if_modified_since"]
    header: HeaderName = "If-Modified-Since"
    value: Template = "{since|http_date}"
    overlap_s: float = Field(default=120.0, ge=0)


class SortSince(Part):
    """The list is sorted newest change first; it is read until older ones come."""

    strategy: Literal["sort_desc"]
    overlap_s: float = Field(default=120.0, ge=0)


class DeltaSince(Part):
    """The last page holds an address that later gives what changed."""

    strategy: Literal["delta"]
    link: Path
    removed: Path | None = None
    """Set in items that were deleted."""


class LogSince(Part):
    """An event log names the records that changed; they are fetched by id."""

    strategy: Literal["event_log"]
    log: Listing
    record: Path
    """Where an event names the record."""
    deleted: dict[Path, Scalar | tuple[Scalar, ...]] = Field(default_factory=dict)
    """What an event of a deletion looks like."""
    overlap_s: float = Field(default=120.0, ge=0)


class ScanSince(Part):
    """Everything is read each time; what did not change is left out by its hash, what is gone is reported."""

    strategy: Literal["full_scan"]


Since = Annotated[
    FilterSince | HeaderSince | SortSince | DeltaSince | LogSince | ScanSince, Field(discriminator="strategy")
]


class Listing(Call):
    """A list of records."""

    method: ReadMethod = "GET"
    items: Path = ""
    """Where the list is in the answer; empty when the answer itself is the list."""
    unwrap: Path | None = None
    """Where the record is in each item."""
    explode: Path | None = None
    """A list (or object) in each record whose elements are the items: ``{key, item, parent}``."""
    keep: dict[Path, Scalar | tuple[Scalar, ...]] = Field(default_factory=dict)
    """Only items with one of these values."""
    drop: dict[Path, Scalar | tuple[Scalar, ...]] = Field(default_factory=dict)
    """No items with one of these values."""
    deleted: dict[Path, Scalar | tuple[Scalar, ...]] = Field(default_factory=dict)
    """What the item of a deleted record looks like."""
    paging: Paging = NoPaging(type="none")
    page_size: int = Field(default=100, ge=1, le=10_000)
    since: Since | None = None


class Detail(Call):
    """One record by its id, ``{id}``."""

    method: ReadMethod = "GET"
    item: Path = ""


class Batch(Call):
    """Several records by their ids, ``{ids}`` (joined) or ``{id_list}`` (a JSON list)."""

    method: ReadMethod = "GET"
    items: Path = ""
    unwrap: Path | None = None
    separator: str = ","
    size: int = Field(default=100, ge=1)


class Tombstones(Part):
    """A list of deleted records."""

    list: Listing
    id: Path = "id"


class Metadata(Part):
    """A table of the CRM that translates keys to labels: stages, custom fields, users."""

    list: Listing
    key: Path = "id"
    label: Path = "name"
    options: Path | None = None
    """A list of choices in each row."""
    option_key: Path = "id"
    option_label: Path = "label"


LogSince.model_rebuild()
