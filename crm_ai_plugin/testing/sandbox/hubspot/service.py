"""What HubSpot does on a write: checks values, derives properties, keeps associations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from crm_ai_plugin.testing.sandbox.clock import stamp
from crm_ai_plugin.testing.sandbox.hubspot.errors import bad_request, not_found
from crm_ai_plugin.testing.sandbox.hubspot.schema import (
    ASSOCIATION_TYPES,
    ROLE_LABELS,
    PropertyDefinition,
    kind_of,
    standard_properties,
)
from crm_ai_plugin.testing.sandbox.hubspot.seed import associate, stage_flags
from crm_ai_plugin.testing.sandbox.hubspot.values import checked_properties
from crm_ai_plugin.testing.sandbox.state import Record, Source, Store, UnknownRecordError
from crm_ai_plugin.testing.world import PIPELINES, World

__all__ = ["ObjectService"]

_REQUIRED = {
    "emails": ("hs_timestamp", "hs_email_direction"),
    "calls": ("hs_timestamp",),
    "meetings": ("hs_timestamp",),
    "notes": ("hs_timestamp",),
    "tasks": ("hs_timestamp",),
}
_GROUP_LABELS = {
    "dealinformation": "Deal information",
    "contactinformation": "Contact information",
    "companyinformation": "Company information",
    "lineiteminformation": "Line item information",
    "sales_context": "Sales context",
    "privacy": "Privacy",
}
_CALCULATED = Source("CALCULATED", "sandbox")
_LABEL_BACK = {label: label + 1 for label, _ in ROLE_LABELS.values()}
_LABEL_THERE = {label + 1: label for label, _ in ROLE_LABELS.values()}
_BODY_TAGS = re.compile(r"<[^>]*>")


class ObjectService:
    """Writes to the records of one account under HubSpot's rules."""

    def __init__(self, store: Store, world: World) -> None:
        self.store = store
        self.definitions: dict[str, dict[str, PropertyDefinition]] = {
            kind: dict(found) for kind, found in standard_properties().items()
        }
        self.groups: dict[str, dict[str, str]] = {
            kind: {
                definition.group: _GROUP_LABELS.get(definition.group, definition.group)
                for definition in found.values()
            }
            for kind, found in self.definitions.items()
        }
        stages = frozenset(stage.id for pipeline in PIPELINES for stage in pipeline.stages)
        self._options = {
            "dealstage": stages,
            "pipeline": frozenset(pipeline.id for pipeline in PIPELINES),
            "hubspot_owner_id": frozenset(owner.id for owner in world.owners),
        }

    def find(self, kind: str, record_id: str, *, archived: bool = False) -> Record:
        """The record, or a 404.

        Raises:
            HubSpotError: There is no such record.
        """
        try:
            return self.store.get(kind, record_id, archived=archived)
        except UnknownRecordError:
            raise not_found(kind, record_id) from None

    def find_by(self, kind: str, id_property: str, value: str) -> Record | None:
        """The first live record whose unique property has this value."""
        if id_property not in self.definitions[kind]:
            raise bad_request(f"Property {id_property} does not exist")
        wanted = value.casefold()
        for record in self.store.all(kind):
            if record.properties.get(id_property, "").casefold() == wanted:
                return record
        return None

    def create(
        self, kind: str, properties: object, associations: object, source: Source, dropped: str = ""
    ) -> Record:
        """Make a record with its associations; ``dropped`` names a property to lose silently.

        Raises:
            HubSpotError: 400 for invalid values or associations, 404 for an unknown target.
        """
        accepted = checked_properties(self.definitions[kind], properties, self._options)
        missing = [name for name in _REQUIRED.get(kind, ()) if not accepted.get(name)]
        if missing:
            raise bad_request(
                f"Error creating {kind.upper()}. Some required properties were not set.",
                errors=[
                    {
                        "message": f"{name} is required",
                        "code": "REQUIRED_PROPERTY",
                        "context": {"properties": [name]},
                    }
                    for name in missing
                ],
            )
        targets = self._targets(kind, associations)
        accepted.pop(dropped, None)
        with self.store.lock:
            if kind == "deals":
                accepted.setdefault("pipeline", PIPELINES[0].id)
                accepted.setdefault("dealstage", PIPELINES[0].stages[0].id)
            record = self.store.create(kind, accepted, source)
            self._derive(record, accepted, created=True)
            for to_kind, to_id, labels in targets:
                associate(self.store, kind, record.id, to_kind, to_id, *labels, source=source)
        return record

    def update(
        self, kind: str, record_id: str, properties: object, source: Source, dropped: str = ""
    ) -> Record:
        """Set properties of a record.

        Raises:
            HubSpotError: 400 for invalid values, 404 for an unknown record.
        """
        self.find(kind, record_id)
        accepted = checked_properties(self.definitions[kind], properties, self._options)
        accepted.pop(dropped, None)
        with self.store.lock:
            changed = {
                name: value
                for name, value in accepted.items()
                if self.find(kind, record_id).properties.get(name, "") != value
            }
            record = self.store.update(kind, record_id, accepted, source)
            self._derive(record, changed, created=False)
        return record

    def archive(self, kind: str, record_id: str, source: Source) -> None:
        """Archive a record; HubSpot answers 204 whether or not it was there."""
        self.store.archive(kind, record_id, source)

    def link(
        self, kind: str, record_id: str, to_kind: str, to_id: str, type_ids: Sequence[int], source: Source
    ) -> None:
        """Associate two records by type ids; the default type is always added.

        Raises:
            HubSpotError: 400 for a type that does not fit the two kinds, 404 for an unknown record.
        """
        self.find(kind, record_id)
        self.find(to_kind, to_id)
        associate(
            self.store, kind, record_id, to_kind, to_id, *self._labels(kind, to_kind, type_ids), source=source
        )

    def _targets(self, kind: str, associations: object) -> list[tuple[str, str, list[tuple[int, int]]]]:
        if associations is None:
            return []
        if not isinstance(associations, list):
            raise bad_request("Invalid input JSON: associations must be a list")
        by_type = {type_id: to for (left, to), type_id in ASSOCIATION_TYPES.items() if left == kind}
        found = []
        for entry in associations:
            try:
                to_id = str(entry["to"]["id"])
                type_ids = [int(spec["associationTypeId"]) for spec in entry["types"]]
            except (KeyError, TypeError, ValueError):
                raise bad_request("Invalid input JSON: an association needs to.id and types") from None
            to_kind = next((by_type[t] for t in type_ids if t in by_type), None)
            if to_kind is None and kind == "deals" and any(t in _LABEL_BACK for t in type_ids):
                to_kind = "contacts"
            if to_kind is None:
                raise bad_request(f"No association type {type_ids} exists from {kind}")
            self.find(to_kind, to_id)
            found.append((to_kind, to_id, self._labels(kind, to_kind, type_ids)))
        return found

    def _labels(self, kind: str, to_kind: str, type_ids: Sequence[int]) -> list[tuple[int, int]]:
        if (kind, to_kind) not in ASSOCIATION_TYPES:
            raise bad_request(f"{kind} and {to_kind} cannot be associated")
        labels: Mapping[int, int] = {}
        if (kind, to_kind) == ("deals", "contacts"):
            labels = _LABEL_BACK
        elif (kind, to_kind) == ("contacts", "deals"):
            labels = _LABEL_THERE
        elif (kind, to_kind) == ("deals", "companies"):
            labels = {5: 6}
        elif (kind, to_kind) == ("contacts", "companies"):
            labels = {1: 2}
        pairs = []
        for type_id in type_ids:
            if type_id == ASSOCIATION_TYPES[kind, to_kind]:
                continue
            if type_id not in labels:
                raise bad_request(f"Association type {type_id} does not exist from {kind} to {to_kind}")
            pairs.append((type_id, labels[type_id]))
        return pairs

    def _derive(self, record: Record, written: Mapping[str, str], *, created: bool) -> None:
        derived: dict[str, str] = {}
        if record.kind == "deals" and "dealstage" in written:
            derived = stage_flags(written["dealstage"])
            if derived["hs_is_closed"] == "true" and "closedate" not in written and not created:
                derived["closedate"] = stamp(self.store.clock.now())
        elif record.kind == "notes" and "hs_note_body" in written:
            derived = {"hs_body_preview": _BODY_TAGS.sub(" ", written["hs_note_body"]).strip()[:200]}
        if derived:
            self.store.update(record.kind, record.id, derived, _CALCULATED)


def known_kind(name: str) -> str:
    """The object type a path segment means.

    Raises:
        HubSpotError: 400, there is none of that name.
    """
    kind = kind_of(name)
    if kind is None:
        raise bad_request(f"Unable to infer object type from: {name}")
    return kind
