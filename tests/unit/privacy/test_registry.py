"""Everything that can hold personal data is declared, and what is not is found."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, get_args

import pytest
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

import crm_ai_plugin
from crm_ai_plugin.privacy import CrmWrite, HomeFile, Named, Own, PersonalData, RedisKeys
from crm_ai_plugin.runtime.privacy.registry import PersonalDataRegistry
from crm_ai_plugin.store import DeliveryAction


@pytest.fixture(scope="module")
def registry() -> PersonalDataRegistry:
    return PersonalDataRegistry.collected()


def test_every_column_of_every_table_is_declared_once(registry: PersonalDataRegistry) -> None:
    assert registry.undeclared_columns == {}, "say in `personal_data` of the table what lies in these"
    assert {name: place.wrong for name, place in registry.tables.items() if place.wrong} == {}


def test_finders_name_columns_that_are_declared_as_theirs(registry: PersonalDataRegistry) -> None:
    for name, place in registry.tables.items():
        for finder in place.data.rows:
            column = finder.id if isinstance(finder, Own) else finder.column
            assert column in place.data.theirs, f"{name}.{column}"
            if isinstance(finder, Own):
                used = [finder.connection, finder.only[0] if finder.only else None]
                assert {one for one in used if one} <= set(place.columns), name


def test_what_is_done_elsewhere_is_said(registry: PersonalDataRegistry) -> None:
    for name, place in registry.tables.items():
        assert place.data.erased != "elsewhere" or place.data.how, name
        assert not place.data.theirs or place.data.rows, f"{name}: how are their rows found?"
        assert not (place.data.sealed or place.data.derived) or place.data.how, name


class _Scrap(DeclarativeBase):
    """Tables of no database: the product's own metadata must not learn of them."""


class _Forgotten(_Scrap):
    __tablename__ = "forgotten"
    id: Mapped[str] = mapped_column(primary_key=True)


class _HalfSaid(_Scrap):
    __tablename__ = "half_said"
    personal_data: ClassVar[PersonalData] = PersonalData(nothing=("id",), words=("gone",))
    id: Mapped[str] = mapped_column(primary_key=True)
    nickname: Mapped[str]


def test_a_new_table_that_declares_nothing_is_found() -> None:
    found = PersonalDataRegistry.collected(owners=(), mapped=[_Forgotten])  # type: ignore[list-item]
    assert found.undeclared_columns == {"forgotten": frozenset({"*"})}


def test_a_new_column_is_found_and_so_is_one_that_is_gone() -> None:
    found = PersonalDataRegistry.collected(owners=(), mapped=[_HalfSaid])  # type: ignore[list-item]
    assert found.undeclared_columns == {"half_said": frozenset({"nickname"})}
    assert found.tables["half_said"].wrong == {"gone"}


def test_every_key_in_redis_belongs_to_a_declared_family(registry: PersonalDataRegistry) -> None:
    package = Path(crm_ai_plugin.__file__).parent
    undeclared = [
        f"{path.relative_to(package)}: {text}"
        for path in package.rglob("*.py")
        for text in _texts(ast.parse(path.read_text()))
        if re.match(r"crm-ai:\S", text) and registry.family(text) is None
    ]
    assert undeclared == [], "keep a RedisKeys beside what writes these"


def test_a_key_of_a_new_family_is_found(registry: PersonalDataRegistry) -> None:
    text, _ = _texts(ast.parse('redis.set(f"crm-ai:nicknames:{one}", "1")'))
    assert text == "crm-ai:nicknames:"
    assert registry.family(text) is None
    assert registry.family("crm-ai:window:{api:x}") is not None
    assert registry.family("rq:job:1") is not None


def test_every_kind_of_write_into_a_crm_is_declared(registry: PersonalDataRegistry) -> None:
    assert {one.action for one in registry.writes} == set(get_args(DeliveryAction))


def test_files_are_told_apart(registry: PersonalDataRegistry) -> None:
    for path in ("crm-ai.db", "crm-ai.db-wal", "secret.key", "redis.url", "logs/worker-1.log"):
        assert registry.file(path) is not None, path
    assert registry.file("notes-about-people.txt") is None


def test_declarations_of_modules_are_collected_once() -> None:
    found = PersonalDataRegistry.collected(owners=("tests.unit.privacy.declares",), mapped=[])
    assert [one.prefix for one in found.redis] == ["scrap:"]
    assert [one.pattern for one in found.files] == ["scrap.txt"]
    assert [one.action for one in found.writes] == ["scrap"]


def test_a_column_is_of_one_kind() -> None:
    data = PersonalData(nothing=("id",), theirs=("name",), words=("text",), rows=(Named("name"),))
    assert data.columns == ("id", "name", "text")
    assert data.personal == data.of_contacts == data.readable == ("name", "text")
    assert (RedisKeys("a", "b").personal, HomeFile("a", "b").personal) == (False, False)
    assert CrmWrite("note", "text").targets == ("deal", "contact")


def _texts(tree: ast.AST) -> Iterator[str]:
    """Every text of a program, of those with places to fill what stands before the first."""
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
            yield str(node.values[0].value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value
