"""The objects of the sandbox org and their fields, read from ``objects.toml`` and ``package.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request, not_found
from crm_ai_plugin.testing.sandbox.salesforce.ids import prefix_of

__all__ = ["Field", "SObject", "Schema"]

_SPEC = re.compile(r"(\w+)(?:\(([\w,]+)\))?")
_SYSTEM = {
    "Id": "id readonly",
    "IsDeleted": "boolean readonly",
    "CreatedDate": "datetime readonly",
    "CreatedById": "reference(User) as CreatedBy readonly",
    "LastModifiedDate": "datetime readonly",
    "LastModifiedById": "reference(User) as LastModifiedBy readonly",
    "SystemModstamp": "datetime readonly",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field; ``targets`` are the objects a reference may point at, ``relationship`` the way to them."""

    name: str
    type: str
    length: int = 0
    targets: tuple[str, ...] = ()
    relationship: str = ""
    required: bool = False
    readonly: bool = False
    filterable: bool = True
    external_id: bool = False
    unique: bool = False

    @property
    def custom(self) -> bool:
        """Whether the org added it."""
        return self.name.endswith("__c")

    @property
    def polymorphic(self) -> bool:
        """Whether it points at more than one object."""
        return len(self.targets) > 1


def read_field(name: str, text: str) -> Field:
    """A field from its line, as in ``objects.toml``.

    Raises:
        ValueError: The line says something unknown.
    """
    first, *words = text.split()
    found = _SPEC.fullmatch(first)
    if found is None:
        raise ValueError(f"{name}: no field type in {text!r}")
    made = Field(name, found[1])
    inside = found[2] or ""
    if made.type == "reference":
        made = replace(made, targets=tuple(inside.split(",")), length=18)
    else:
        made = replace(made, length=int(inside) if inside else 0)
    while words:
        word = words.pop(0)
        match word:
            case "as":
                made = replace(made, relationship=words.pop(0))
            case "required":
                made = replace(made, required=True)
            case "readonly":
                made = replace(made, readonly=True)
            case "unfilterable":
                made = replace(made, filterable=False)
            case "externalid":
                made = replace(made, external_id=True)
            case "unique":
                made = replace(made, unique=True)
            case _:
                raise ValueError(f"{name}: {word!r} says nothing about a field")
    return made


@dataclass(slots=True)
class SObject:
    """An object; names of fields are found in any letter case.

    Attributes:
        name: API name.
        prefix: First three characters of its ids.
        readonly: Whether clients may only read it.
        filters: Fields of which a query has to filter one by ids; none when empty.
        fields: By name.
    """

    name: str
    prefix: str
    readonly: bool = False
    filters: tuple[str, ...] = ()
    fields: dict[str, Field] = field(default_factory=dict)
    _by_lower: dict[str, Field] = field(default_factory=dict)

    def add(self, made: Field) -> None:
        """Put a field in place."""
        self.fields[made.name] = made
        self._by_lower[made.name.lower()] = made

    def find(self, name: str) -> Field | None:
        """The field of that name, in any letter case."""
        return self._by_lower.get(name.lower())

    def by_relationship(self, name: str) -> Field | None:
        """The reference field whose relationship has that name."""
        wanted = name.lower()
        return next((f for f in self.fields.values() if f.relationship.lower() == wanted), None)


@cache
def _table(file: str) -> dict[str, Any]:
    path = files("crm_ai_plugin.testing.sandbox.salesforce").joinpath(file)
    return tomllib.loads(path.read_text(encoding="utf-8"))


class Schema:
    """The objects of one org.

    Args:
        package: Whether the product's package is installed.
        field_history: Whether the tracking of opportunity fields is on.
        multi_currency: Whether records have a ``CurrencyIsoCode``.
    """

    def __init__(
        self, *, package: bool = True, field_history: bool = True, multi_currency: bool = True
    ) -> None:
        self.multi_currency = multi_currency
        self.objects: dict[str, SObject] = {}
        self._read(_table("objects.toml"))
        if package:
            self.install_package()
        if not field_history:
            del self.objects["OpportunityFieldHistory"]
        if multi_currency:
            for name in ("Account", "Contact", "Opportunity", "OpportunityLineItem", "OpportunityHistory"):
                self.objects[name].add(read_field("CurrencyIsoCode", "picklist(3)"))

    def install_package(self) -> None:
        """Add the package's object and fields."""
        self._read(_table("package.toml"))

    def uninstall_package(self) -> None:
        """Take the package's object and fields away; what was stored stays out of sight."""
        self.objects.pop("CRM_AI_Insight__c", None)
        for name, fields in [(name, list(made.fields)) for name, made in self.objects.items()]:
            for gone in fields:
                if gone.startswith("CRM_AI_"):
                    self.remove_field(name, gone)

    def install_field(self, kind: str, name: str, spec: str) -> None:
        """Add a field to an object, written as in ``objects.toml``: ``string(80) externalid unique``."""
        self.sobject(kind).add(read_field(name, spec))

    def remove_field(self, kind: str, name: str) -> None:
        """Take a field out of an object."""
        made = self.sobject(kind)
        made.fields.pop(name, None)
        made._by_lower.pop(name.lower(), None)  # noqa: SLF001 - one module

    def sobject(self, name: str) -> SObject:
        """The object of that name for a path of the API, in any letter case.

        Raises:
            SalesforceError: 404, there is none.
        """
        found = self.find(name)
        if found is None:
            raise not_found()
        return found

    def queried(self, name: str) -> SObject:
        """The object of that name for a query.

        Raises:
            SalesforceError: 400, there is none.
        """
        found = self.find(name)
        if found is None:
            raise _invalid_type(name)
        return found

    def find(self, name: str) -> SObject | None:
        """The object of that name, in any letter case."""
        exact = self.objects.get(name)
        if exact is not None:
            return exact
        wanted = name.lower()
        return next((made for key, made in self.objects.items() if key.lower() == wanted), None)

    def of_id(self, record_id: str) -> SObject | None:
        """The object an id belongs to."""
        prefix = prefix_of(record_id)
        return next((made for made in self.objects.values() if made.prefix == prefix), None)

    def _read(self, table: dict[str, Any]) -> None:
        for name, entry in table.items():
            made = self.objects.get(name)
            if made is None:
                made = SObject(
                    name, entry["prefix"], entry.get("readonly", False), tuple(entry.get("filters", ()))
                )
                self.objects[name] = made
                for system, spec in _SYSTEM.items():
                    made.add(read_field(system, spec))
            for field_name, spec in entry["fields"].items():
                made.add(read_field(field_name, spec))


def _invalid_type(name: str) -> SalesforceError:
    return bad_request(
        "INVALID_TYPE",
        f"sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to "
        "append the '__c' after the entity name. Please reference your WSDL or the describe call for the "
        "appropriate names.",
    )
