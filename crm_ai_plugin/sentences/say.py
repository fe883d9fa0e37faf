"""A statement before it is put into words: which sentence, and with what in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency; None when the CRM holds no currency."""

    amount: float
    currency: str | None


Param = str | int | float | bool | date | datetime | Money | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Say:
    """Names a sentence of the wording catalogue and what goes into it."""

    key: str
    params: Mapping[str, Param] = field(default_factory=dict)
