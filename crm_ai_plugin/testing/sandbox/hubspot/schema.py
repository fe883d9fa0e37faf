"""HubSpot's vocabulary: object types, association types and property definitions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = [
    "ASSOCIATION_TYPES",
    "DEFAULT_PROPERTIES",
    "OBJECT_TYPES",
    "ROLE_LABELS",
    "PropertyDefinition",
    "association_name",
    "kind_of",
    "standard_properties",
]

OBJECT_TYPES: dict[str, str] = {
    "contacts": "0-1",
    "companies": "0-2",
    "deals": "0-3",
    "line_items": "0-8",
    "tasks": "0-27",
    "notes": "0-46",
    "meetings": "0-47",
    "calls": "0-48",
    "emails": "0-49",
}

_SINGULAR = {"companies": "company", "line_items": "line_item"}

_PAIRS: tuple[tuple[str, str, int, int], ...] = (
    ("deals", "contacts", 3, 4),
    ("deals", "companies", 341, 342),
    ("contacts", "companies", 279, 280),
    ("deals", "line_items", 19, 20),
    ("deals", "emails", 209, 210),
    ("deals", "calls", 205, 206),
    ("deals", "meetings", 211, 212),
    ("deals", "notes", 213, 214),
    ("deals", "tasks", 215, 216),
    ("contacts", "emails", 197, 198),
    ("contacts", "calls", 193, 194),
    ("contacts", "meetings", 199, 200),
    ("contacts", "notes", 201, 202),
    ("contacts", "tasks", 203, 204),
    ("companies", "emails", 185, 186),
    ("companies", "calls", 181, 182),
    ("companies", "meetings", 187, 188),
    ("companies", "notes", 189, 190),
    ("companies", "tasks", 191, 192),
)

ASSOCIATION_TYPES: dict[tuple[str, str], int] = {
    **{(left, right): there for left, right, there, _ in _PAIRS},
    **{(right, left): back for left, right, _, back in _PAIRS},
}
"""Default (unlabelled) association type id per direction."""

PRIMARY_COMPANY: dict[tuple[str, str], int] = {
    ("deals", "companies"): 5,
    ("companies", "deals"): 6,
    ("contacts", "companies"): 1,
    ("companies", "contacts"): 2,
}
"""Type id of the label ``Primary``."""

ROLE_LABELS: dict[str, tuple[int, str]] = {
    "champion": (101, "Champion"),
    "economic_buyer": (103, "Economic buyer"),
    "decision_maker": (105, "Decision maker"),
    "influencer": (107, "Influencer"),
    "user": (109, "User"),
    "blocker": (111, "Blocker"),
}
"""User-defined deal-to-contact label per role; the type id plus one is the label seen from the contact."""

DEFAULT_PROPERTIES: dict[str, tuple[str, ...]] = {
    "contacts": ("createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"),
    "companies": ("createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"),
    "deals": (
        "amount",
        "closedate",
        "createdate",
        "dealname",
        "dealstage",
        "hs_lastmodifieddate",
        "hs_object_id",
        "pipeline",
    ),
}
"""What a read returns when it names no properties; other types return the three dates and ids."""

_KIND_BY_NAME = {
    name: kind
    for kind, type_id in OBJECT_TYPES.items()
    for name in (kind, type_id, _SINGULAR.get(kind, kind[:-1]))
}


def kind_of(name: str) -> str | None:
    """The object type a path segment means: plural, singular or type id; ``None`` when unknown."""
    return _KIND_BY_NAME.get(name)


def association_name(kind: str, to_kind: str) -> str:
    """The name of a direction, such as ``deal_to_contact``."""
    return f"{_SINGULAR.get(kind, kind[:-1])}_to_{_SINGULAR.get(to_kind, to_kind[:-1])}"


@dataclass(frozen=True, slots=True)
class PropertyDefinition:
    """A property of an object type, as the properties API describes it."""

    name: str
    label: str
    type: str
    field_type: str
    group: str
    options: tuple[str, ...] = ()
    description: str = ""
    hubspot_defined: bool = True
    read_only: bool = False

    def as_json(self) -> dict[str, Any]:
        """The definition in the API's spelling."""
        return {
            "name": self.name,
            "label": self.label,
            "type": self.type,
            "fieldType": self.field_type,
            "groupName": self.group,
            "description": self.description,
            "options": [
                {"label": value, "value": value, "displayOrder": k, "hidden": False}
                for k, value in enumerate(self.options)
            ],
            "hubspotDefined": self.hubspot_defined,
            "hidden": False,
            "formField": False,
            "hasUniqueValue": self.name == "email",
            "archived": False,
            "modificationMetadata": {
                "archivable": not self.hubspot_defined,
                "readOnlyDefinition": self.hubspot_defined,
                "readOnlyValue": self.read_only,
            },
        }


@cache
def standard_properties() -> dict[str, dict[str, PropertyDefinition]]:
    """Property definitions a new account has, per object type and name."""
    text = files("crm_ai_plugin.testing.sandbox.hubspot").joinpath("properties.json").read_text("utf-8")
    found: dict[str, dict[str, PropertyDefinition]] = {}
    for kind, groups in json.loads(text).items():
        definitions: dict[str, PropertyDefinition] = {}
        for group, entries in groups.items():
            for name, label, type_, field_type, *rest in entries:
                flags = rest[0] if rest else {}
                definitions[name] = PropertyDefinition(
                    name,
                    label,
                    type_,
                    field_type,
                    group,
                    options=tuple(flags.get("options", ())),
                    hubspot_defined=not flags.get("custom", False),
                    read_only=flags.get("read_only", False),
                )
        found[kind] = definitions
    return found
