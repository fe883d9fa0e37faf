"""The one registry of where personal data lie: it collects what the owners declare and lists nothing itself.

    registry = PersonalDataRegistry.collected()
    registry.tables["contacts"].data.rows      # how a person's rows are found
    registry.redis, registry.files, registry.writes

What nobody declared is told by `undeclared_*`; a test keeps those empty.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib import import_module
from typing import Any, TypeVar, cast

from sqlalchemy import Table

from ...privacy import CrmWrite, HomeFile, PersonalData, RedisKeys
from ...store.tables import Base, SystemTable

OWNERS = ("crm_ai_plugin.store", "crm_ai_plugin.runtime", "crm_ai_plugin.cli")
"""Packages whose modules may keep declarations."""
_NOT_IMPORTED = ("migrations", "__main__")
Declared = TypeVar("Declared", RedisKeys, HomeFile, CrmWrite)


@dataclass(frozen=True)
class TablePlace:
    """A table with what it declares. `system`: its rows belong to the installation, not to a workspace."""

    name: str
    mapped: type[Base]
    data: PersonalData
    system: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns in the database."""
        return tuple(column.name for column in cast(Table, self.mapped.__table__).columns)

    @property
    def undeclared(self) -> frozenset[str]:
        """Columns that nobody said anything of."""
        return frozenset(self.columns) - set(self.data.columns) - set(_nobodys(self.mapped))

    @property
    def wrong(self) -> frozenset[str]:
        """Columns that are declared twice, or are not there."""
        named = list(self.data.columns)
        return frozenset(one for one in named if named.count(one) > 1 or one not in self.columns)


@dataclass(frozen=True)
class PersonalDataRegistry:
    """Everything that was declared.

    Attributes:
        tables: By name.
        redis: Families of keys, longest prefix first.
        files: Kinds of files in the home folder.
        writes: Kinds of things written into CRMs.
        silent: Tables that declare nothing at all.
    """

    tables: Mapping[str, TablePlace]
    redis: Sequence[RedisKeys]
    files: Sequence[HomeFile]
    writes: Sequence[CrmWrite]
    silent: frozenset[str] = frozenset()

    @classmethod
    def collected(
        cls, owners: Sequence[str] = OWNERS, mapped: Iterable[type[Base]] | None = None
    ) -> PersonalDataRegistry:
        """Return what is declared.

        Args:
            owners: Packages that are looked through for what is not a table.
            mapped: Tables; None for all that are mapped.
        """
        classes = [mapper.class_ for mapper in Base.registry.mappers] if mapped is None else list(mapped)
        speaking = [one for one in classes if isinstance(vars(one).get("personal_data"), PersonalData)]
        found = list(_declared(owners))
        return cls(
            tables={
                place.name: place
                for place in sorted(map(_table_place, speaking), key=lambda place: place.name)
            },
            redis=sorted(_of(RedisKeys, found), key=lambda one: (-len(one.prefix), one.prefix)),
            files=_of(HomeFile, found),
            writes=_of(CrmWrite, found),
            silent=frozenset(_name(one) for one in classes if one not in speaking),
        )

    @property
    def undeclared_columns(self) -> Mapping[str, frozenset[str]]:
        """Columns nobody said anything of, by table; a table that declares nothing has all of them."""
        found = {name: place.undeclared for name, place in self.tables.items() if place.undeclared}
        return found | {name: frozenset({"*"}) for name in self.silent}

    def family(self, key: str) -> RedisKeys | None:
        """Return the family that a key in Redis belongs to."""
        return next((one for one in self.redis if key.startswith(one.prefix)), None)

    def file(self, path: str) -> HomeFile | None:
        """Return the kind of a file, by its path below the home folder."""
        return next((one for one in self.files if fnmatch(path, one.pattern)), None)

    def write(self, action: str) -> CrmWrite | None:
        """Return what was declared of a kind of delivery."""
        return next((one for one in self.writes if one.action == action), None)


def _table_place(mapped: type[Base]) -> TablePlace:
    return TablePlace(_name(mapped), mapped, mapped.personal_data, issubclass(mapped, SystemTable))


def _name(mapped: type[Base]) -> str:
    return cast(Table, mapped.__table__).name


def _nobodys(mapped: type[Base]) -> tuple[str, ...]:
    return getattr(mapped, "nobodys", ())


def _declared(owners: Sequence[str]) -> Iterator[Any]:
    seen: set[int] = set()
    for module in _modules(owners):
        for value in vars(module).values():
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, RedisKeys | HomeFile | CrmWrite) and id(one) not in seen:
                    seen.add(id(one))
                    yield one


def _modules(owners: Sequence[str]) -> Iterator[Any]:
    for owner in owners:
        package = import_module(owner)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{owner}."):
            if not set(found.name.split(".")) & set(_NOT_IMPORTED):
                yield import_module(found.name)


def _of(kind: type[Declared], found: Sequence[Any]) -> list[Declared]:
    return [one for one in found if isinstance(one, kind)]
