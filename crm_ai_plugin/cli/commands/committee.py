"""``crm-ai committee``: who takes part in the buyer's decision."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..insight_output import Format, deliver
from ..state import State

REPORT = "committee"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("committee", epilog="Example: crm-ai committee 9001 --format pdf --out committee.pdf")(
        committee
    )


def committee(
    context: typer.Context,
    deal: Annotated[str, typer.Argument(help="The deal's id in the CRM.")],
    *,
    connection: Annotated[str | None, typer.Option(help="Needed when two connections share the id.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace to look in.")] = None,
    form: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.TEXT,
    out: Annotated[Path | None, typer.Option(help="Write to this file; HTML is a whole page then.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
) -> None:
    """Map the buying committee of a deal: roles, stance, who deals with whom, and what is missing."""
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        insight = services.committees.of(name, deal, connection)
        deliver(services, REPORT, insight, Format.JSON if as_json else form, out)
