"""``crm-ai dsar``: everything that is held about a person, for that person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import output
from ..state import State

BY = "command line"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("dsar", epilog="Example: crm-ai dsar 251 --out answer-251")(dsar)


def dsar(
    context: typer.Context,
    contact: Annotated[str, typer.Argument(help="Id of the contact in the CRM.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder to make, or a .zip; nothing may be there yet.")],
    connection: Annotated[str | None, typer.Option(help="Needed when two connections share the id.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace of the contact.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write down everything that is held about a contact: pages to read, and data for programs.

    Each entry says where it came from, why it is held and until when. Other people in the same records are masked.
    """
    from ...runtime.privacy.access.writing import require_room, write

    state: State = context.obj
    require_room(out)
    with state.services() as services:
        name = state.workspace(services, workspace)
        with output.progress("places") as bar:
            task = bar.add_task("looking through", total=None)
            report = services.accessing.report(
                name,
                contact,
                connection,
                by=BY,
                where=str(out.absolute()),
                told=lambda done, total: bar.update(task, completed=done, total=total),
            )
        write(report, out)
    entries = {one.key: len(one.entries) for one in report.filled}
    if as_json:
        output.echo_json({"id": report.id, "out": str(out), "entries": entries, "masked": report.masked})
        return
    output.echo(f"written to {out}: {sum(entries.values())} entries in {len(entries)} places")
    output.tell("read it before it leaves: names of people nobody here knows may have stayed in texts")
