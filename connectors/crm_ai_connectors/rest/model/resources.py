"""C, D: what the CRM's records are called here, and which of their fields become which of ours."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from crm_ai_plugin.records import ActivityType, RecordType

from .base import Call, Name, Part, Path, Scalar, Template, Zone
from .listing import Batch, Detail, Listing, Tombstones

FieldType = Literal["text", "html", "number", "integer", "boolean", "datetime", "date", "list"]


class FieldRule(Part):
    """Where a value comes from and what is done with it. A text alone is its path."""

    source: Path | tuple[Path, ...] | None = Field(default=None, alias="from")
    """A path, or several of which the first with a value counts."""
    join: str | None = None
    """Put between the values of all paths, instead of taking the first."""
    const: Scalar = None
    type: FieldType | None = None
    """What it is; known from our field's name if not said."""
    format: str | None = None
    """Of a time: ``iso`` (with or without offset), ``epoch_s``, ``epoch_ms`` or a strptime pattern."""
    zone: Zone = "UTC"
    """Of times without an offset."""
    map: dict[str, Scalar] | None = None
    """The CRM's value → ours."""
    otherwise: Scalar = None
    """For values that `map` does not name; without it they stay as they are."""
    lookup: Name | None = None
    """A metadata table that turns keys into labels."""
    scale: float = 1.0
    """Numbers are multiplied by this."""
    split: str | None = None
    """What separates the elements of a list that comes as one text."""
    element: Path = ""
    """Where the value is in each element of a list."""

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: Any) -> Any:  # noqa: ANN401  # YAML
        return {"from": value} if isinstance(value, (str, list)) else value

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        if self.source is None and self.const is None:
            raise ValueError("needs `from` (a path) or `const` (a fixed value)")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        full = handler(core)
        paths = {
            "type": "array",
            "items": {"type": "string"},
            "description": "paths of which the first counts",
        }
        return {"anyOf": [{"type": "string", "description": "a path"}, paths, full]}


class Custom(Part):
    """Where the CRM keeps the fields its admins made; they become `Record.custom`."""

    at: Path = ""
    """The object or list that holds them; empty for the record itself."""
    prefix: str = ""
    """Only keys that begin so."""
    key: Path | None = None
    """In a list of objects: where the key is."""
    value: Path = ""
    """Where the value is in each entry."""
    labels: Name | None = None
    """A metadata table that turns keys into labels."""
    max: int = Field(default=100, ge=1, le=1000)


class Resource(Part):
    """Records of one kind."""

    kind: RecordType
    type: ActivityType | None = None
    """For activities; or `fields` has a ``type`` with a `map`."""
    id: Path | tuple[Path, ...] = "id"
    modified: Path | None = None
    """When the record changed last, in a form that `fields` understand."""
    modified_format: str = "iso"
    modified_zone: Zone = "UTC"
    """Of a time of change without an offset."""
    list: Listing | None = None
    detail: Detail | None = None
    batch: Batch | None = None
    tombstones: Tombstones | None = None
    fields: dict[str, FieldRule]
    custom: Custom | None = None
    url: Template | None = None
    """Deep link with ``{id}``."""


class Relation(Part):
    """How a deal's surroundings are found: by a call, by ids in the deal, or inside the deal."""

    resource: Name
    request: Listing | None = None
    """A call with the deal's ``{id}``, ``{company_id}`` or ``{owner_id}``."""
    through: Path | None = None
    """With `request`: its rows only join; where each names the record, which is then read by its id."""
    ids: Path | None = None
    """Ids in the deal: a list, an object with ids as keys, or one id."""
    inside: Path | None = None
    """Records in the deal itself; empty is the deal."""
    role: Path | None = None
    """For contacts: where the role is in each record."""
    optional: bool = True
    """When the CRM forbids it, it is left out and not counted as seen."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.request, self.ids, self.inside)) != 1:
            raise ValueError("needs exactly one of `request`, `ids` and `inside`")
        if self.through is not None and self.request is None:
            raise ValueError("`through` is about the rows of a `request`")
        return self


class Hooks(Part):
    """Python functions for the unusual; each must be allowed by the connection's `allow_hooks`."""

    sign: str | None = None
    """``(method, path, query, body, secrets) -> headers``: adds headers to each call."""
    record: str | None = None
    """``(resource, raw) -> raw or None``: changes a record before it is mapped; None leaves it out."""
    answer: str | None = None
    """``(status, headers, body) -> class or None``: classifies an answer before the `errors` do."""


class Probe(Call):
    """A cheap call that shows that the credentials work."""

    method: Literal["GET", "POST"] = "GET"
