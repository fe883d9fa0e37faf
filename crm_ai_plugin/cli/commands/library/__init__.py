"""``crm-ai library``: approved claims and answer templates for objections."""

from __future__ import annotations

import typer

# In the order in which the group's help lists them.
from . import reading, drafting, deciding, exchanging  # isort: skip
from .asked import app

__all__ = ["deciding", "drafting", "exchanging", "reading", "register"]


def register(parent: typer.Typer) -> None:
    """Add the commands, which their modules hang into the group."""
    parent.add_typer(app, name="library")
