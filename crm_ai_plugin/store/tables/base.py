"""What all tables share, and the mixins that say whose rows they hold.

Every table declares `personal_data`: what of people lies in which of its columns, and how it is found and erased.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Double, LargeBinary, MetaData, Text, inspect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ...privacy import PersonalData
from ..types import Json, UtcDateTime


class Base(DeclarativeBase):
    """Declarative base. `repr` names a row by its primary key and shows nothing else of it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: BigInteger(),
        float: Double(),
        bytes: LargeBinary(),
        datetime: UtcDateTime(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }

    personal_data: ClassVar[PersonalData]

    def __repr__(self) -> str:
        identity = inspect(self).identity
        return f"<{type(self).__name__} {identity!r}>"


class SystemTable:
    """Rows that belong to the installation; only a system session reaches them."""


class WorkspaceOwned:
    """Rows that belong to one workspace; only that workspace's session reaches them."""

    nobodys: ClassVar[tuple[str, ...]] = ("workspace_id",)
    """Columns of the mixin, which hold nothing of a person."""

    workspace_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-20)
