"""F: how notes, tasks and fields are written, found again, read back and taken away."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .base import Call, HeaderName, Name, Part, Path, Template, Tree
from .listing import Detail, Listing

TargetType = Literal["deal", "contact", "company"]


class WriteCall(Call):
    """A request that changes something."""

    method: Literal["POST", "PUT", "PATCH", "DELETE"]
    wrap: Path = ""
    """Where the body goes: ``data`` sends ``{"data": body}``."""
    wrap_list: bool = False
    """The body goes into a list of one: ``{"data": [body]}``."""


class Engagement(Part):
    """A note or a task.

    Slots: ``{target.id}``, ``{target.type}`` (of `targets`), ``{target.company_id}`` (of a deal), ``{text}``, ``{html}``, ``{subject}``, ``{at}``,
    ``{due}``, ``{owner.id}``, ``{key}``, ``{id}`` (once it exists). The reference line is in text and HTML.
    """

    targets: dict[TargetType, str] = Field(min_length=1)
    """What a record type is called in the CRM."""
    create: WriteCall
    created_id: Path | None = "id"
    """Where the new id is in the answer; None when the answer does not tell."""
    text: Path
    """Where the text is in what `read` and `find` return."""
    format: Literal["text", "html"] = "text"
    """What the CRM keeps there."""
    content: Template | None = None
    """What reads back there; ``{text}`` or ``{html}`` if not said."""
    id: Path = "id"
    """Where the id is in what `find` returns."""
    find: Listing
    """Notes or tasks of ``{target.id}``, where one with our reference line is looked for."""
    read: Detail | None = None
    """For the read-back; without it `find` is used."""
    verify: dict[Path, Template] = Field(default_factory=dict)
    """Further values that must read back as written."""
    delete: WriteCall
    read_back: bool = True
    max_length: int = Field(default=30_000, ge=100)
    defaults: dict[str, str] = Field(default_factory=dict)
    """Values of slots that a command leaves open, e.g. ``owner.id``: ``{some_variable}``."""


class OwnField(Part):
    """Where one of our values is written."""

    field: str | None = None
    label: str | None = None
    """Its label, when keys are opaque; `FieldWrite.labels` knows the key."""
    type: Literal["text", "number", "integer"] = "text"
    scale: float = 1.0
    """0.25 becomes 25 with 100."""
    max_length: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.field is None) == (self.label is None):
            raise ValueError("needs either `field` or `label`")
        return self


class Lock(Part):
    """An optimistic lock: a token that is read and sent back with the change."""

    source: Path | None = Field(default=None, alias="from")
    """In the record; or"""
    from_header: HeaderName | None = None
    header: HeaderName | None = None
    """Sent as this header, e.g. ``If-Match``; or"""
    body: Path | None = None
    """in the body."""

    @model_validator(mode="after")
    def _two_ends(self) -> Self:
        if (self.source is None) == (self.from_header is None) or (self.header is None) == (
            self.body is None
        ):
            raise ValueError("needs `from` or `from_header`, and `header` or `body`")
        return self


class FieldWrite(Part):
    """Fields of a deal or contact. The update's body is made of the changed fields; ``{id}`` is the record."""

    update: WriteCall
    read: Detail | None = None
    """For the read-back; the record's own `detail` if not said."""
    fields: dict[str, OwnField] = Field(default_factory=dict)
    any: Template | None = None
    """The CRM's name of every other field, out of ``{name}``, e.g. ``crm_ai_{name}``."""
    any_label: Template | None = None
    """Instead of `any`, where keys are opaque: the label of every other field, e.g. ``AI: {name}``."""
    at: Path = ""
    """Where fields lie in the record and in the body."""
    value: Path = ""
    """Where a field's value is in what is read."""
    list_key: str | None = None
    """Fields are a list of objects: the name of the key, and"""
    list_value: str = "value"
    labels: Name | None = None
    """A metadata table with the labels of fields."""
    key: Template = "{key}"
    """What the key of a label becomes in the record, e.g. ``custom.{key}``."""
    mode: Literal["partial", "full"] = "partial"
    """``full``: the record is read, changed and sent back whole."""
    include: tuple[str, ...] = ()
    """Fields that must go along with every change, with their present values."""
    lock: Lock | None = None
    clear: Tree = None
    """What an emptied field is set to."""

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not self.fields and self.any is None and self.any_label is None:
            raise ValueError("needs `fields`, `any` or `any_label`")
        if self.any is not None and self.any_label is not None:
            raise ValueError("give either `any` or `any_label`")
        if self.mode == "full" and self.list_key is not None:
            # The list would be sent back with our fields alone, and everybody else's would be gone.
            raise ValueError("fields in a list can't be written with mode `full`")
        return self


class Writes(Part):
    """What can be written; what is missing is not declared as a capability."""

    note: Engagement | None = None
    task: Engagement | None = None
    fields: FieldWrite | None = None
    contact_fields: FieldWrite | None = None
