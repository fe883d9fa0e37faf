"""Records of the org as Salesforce shows them: system fields, parents by relationship, JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request
from crm_ai_plugin.testing.sandbox.salesforce.schema import Field, Schema, SObject
from crm_ai_plugin.testing.sandbox.salesforce.values import as_datetime, decode
from crm_ai_plugin.testing.sandbox.state import Record, Store, UnknownRecordError

__all__ = ["Reader", "Step"]

Step = Field
"""A reference followed on the way to a field of a parent."""

_NAME_FIELDS = {
    name: Field(name, "string")
    for name in ("Name", "Type", "FirstName", "LastName", "Email", "Phone", "Title", "Username")
} | {"Id": Field("Id", "id")}


class Reader:
    """Reads records of one org."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self.store = store
        self.schema = schema

    def resolve(self, kind: SObject, path: Sequence[str]) -> tuple[tuple[Step, ...], Field]:
        """The references to follow from a record of ``kind``, and the field at their end.

        Raises:
            SalesforceError: 400, there is no such field or relationship.
        """
        steps: list[Step] = []
        present: SObject | None = kind
        names = list(path)
        # A path may begin with the object's own name: ``Opportunity.Name FROM Opportunity``.
        if len(names) > 1 and names[0].lower() == kind.name.lower() and not kind.by_relationship(names[0]):
            names = names[1:]
        for name in names[:-1]:
            step = present.by_relationship(name) if present is not None else None
            if step is None:
                raise _no_relationship(name, kind)
            steps.append(step)
            present = None if step.polymorphic else self.schema.find(step.targets[0])
            if present is None and not step.polymorphic:
                raise _no_relationship(name, kind)
        if present is None:
            found = next((f for n, f in _NAME_FIELDS.items() if n.lower() == names[-1].lower()), None)
        else:
            found = present.find(names[-1])
        if found is None:
            raise no_column(names[-1], present.name if present is not None else "Name")
        return tuple(steps), found

    def parent(self, record: Record, step: Step) -> Record | None:
        """The record a reference points at, deleted ones included."""
        target = self.stored(record, (), step)
        kind = self.schema.of_id(target) if target else None
        if kind is None:
            return None
        for archived in (False, True):
            try:
                return self.store.get(kind.name, target, archived=archived)
            except UnknownRecordError:
                continue
        return None

    def stored(self, record: Record, steps: Sequence[Step], field: Field) -> str:
        """The stored text of a field, by way of ``steps``; empty when a parent is missing."""
        present = record
        for step in steps:
            parent = self.parent(present, step)
            if parent is None:
                return ""
            present = parent
        match field.name:
            case "Id":
                return present.id
            case "CreatedDate":
                return as_datetime(present.created_at)
            case "SystemModstamp" | "LastModifiedDate":
                return as_datetime(present.updated_at)
            case "IsDeleted":
                return "true" if present.archived_at is not None else "false"
            case "Type" if field is _NAME_FIELDS["Type"]:
                return present.kind
            case "Name" if "Name" not in present.properties:
                return present.properties.get("Subject") or present.properties.get("Title", "")
            case name:
                return present.properties.get(name, "")

    def json(self, record: Record, paths: Sequence[tuple[str, ...]], version: str) -> dict[str, Any]:
        """A record with the fields asked for, parents nested."""
        kind = self.schema.queried(record.kind)
        body: dict[str, Any] = {"attributes": self.attributes(record, version)}
        for path in paths:
            steps, field = self.resolve(kind, path)
            if not steps:
                body[field.name] = self._value(record, field, version)
                continue
            self._nest(body, record, steps, field, version)
        return body

    def _nest(
        self, body: dict[str, Any], record: Record, steps: Sequence[Step], field: Field, version: str
    ) -> None:
        present: Record | None = record
        for step in steps:
            present = self.parent(present, step) if present is not None else None
            if present is None:
                body.setdefault(step.relationship, None)
                return
            inner = body.get(step.relationship)
            if inner is None:
                attributes = self.attributes(present, version)
                if step.polymorphic:
                    attributes["type"] = "Name"
                inner = body[step.relationship] = {"attributes": attributes}
            body = inner
        if present is not None:
            body[field.name] = decode(field, self.stored(present, (), field))

    def attributes(self, record: Record, version: str) -> dict[str, str]:
        """Type and address of a record."""
        return {"type": record.kind, "url": f"/services/data/v{version}/sobjects/{record.kind}/{record.id}"}

    def _value(self, record: Record, field: Field, version: str) -> Any:  # noqa: ANN401 - JSON
        if field.type == "base64":
            # Large content is fetched from an address of its own.
            return f"/services/data/v{version}/sobjects/{record.kind}/{record.id}/{field.name}"
        return decode(field, self.stored(record, (), field))


def no_column(name: str, entity: str) -> SalesforceError:
    """The error of a query for an unknown field."""
    return bad_request(
        "INVALID_FIELD",
        f"\nSELECT {name}\n       ^\nERROR at Row:1:Column:8\nNo such column '{name}' on entity '{entity}'. "
        "If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. "
        "Please reference your WSDL or the describe call for the appropriate names.",
    )


def _no_relationship(name: str, kind: SObject) -> SalesforceError:
    return bad_request(
        "INVALID_FIELD",
        f"\nERROR at Row:1:Column:8\nDidn't understand relationship '{name}' in field path. If you are attempting "
        "to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please "
        f"reference your WSDL or the describe call for the appropriate names. (entity '{kind.name}')",
    )
