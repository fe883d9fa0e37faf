"""``crm-ai forget`` and ``crm-ai erasures``: forgetting people, and what was removed where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import output
from ..state import State

if TYPE_CHECKING:
    from ...store import ErasureRow

Workspace = Annotated[str | None, typer.Option(help="Workspace to look in.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Erasure = Annotated[str, typer.Argument(help="Erasure id (era_…).")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("forget", epilog="Example: crm-ai forget 101 --connection hubspot-1")(forget)
    erasures = typer.Typer(help="Receipts of who was forgotten; they name nobody.", no_args_is_help=True)
    erasures.command("list", epilog="Example: crm-ai erasures list")(list_)
    erasures.command("show", epilog="Example: crm-ai erasures show era_01jd8z")(show)
    erasures.command("retry", epilog="Example: crm-ai erasures retry era_01jd8z")(retry)
    erasures.command("lift", epilog="Example: crm-ai erasures lift era_01jd8z")(lift)
    app.add_typer(erasures, name="erasures")


def forget(
    context: typer.Context,
    contact: Annotated[str, typer.Argument(help="The contact's id in the CRM.")],
    *,
    connection: Annotated[
        str | None, typer.Option(help="Needed when two connections share the id, or nobody has it.")
    ] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Forget a person everywhere: records, insights, quotes, caches, vectors, files, links, and what we wrote into the CRM.

    Nothing the CRM delivers later brings them back. Forgetting twice is the same as once; interrupted, it goes on.
    """
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        with output.progress("places") as bar:
            task = bar.add_task("forgetting", total=None)
            done = services.forgetting.forget(
                name, contact, connection, told=lambda n, of: bar.update(task, completed=n, total=of)
            )
    _tell(done, as_json=as_json)


def list_(context: typer.Context, *, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List erasures, newest first."""
    state: State = context.obj
    with state.services() as services:
        found = services.forgetting.receipts(state.workspace(services, workspace))
    if as_json:
        output.echo_json([_json(one) for one in found])
        return
    for one in found:
        lifted = ", lifted" if one.lifted_at else ""
        output.echo(f"{one.id}  {one.at:%Y-%m-%d %H:%M}  {one.connection}  {one.state}{lifted}")


def show(
    context: typer.Context, erasure: Erasure, *, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Show what was removed where, and what waits or failed."""
    state: State = context.obj
    with state.services() as services:
        found = services.forgetting.receipt(state.workspace(services, workspace), erasure)
    _tell(found, as_json=as_json)


def retry(
    context: typer.Context, erasure: Erasure, *, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Go on now with what is pending, instead of when its time comes."""
    state: State = context.obj
    with state.services() as services:
        found = services.forgetting.again(state.workspace(services, workspace), erasure)
    _tell(found, as_json=as_json)


def lift(
    context: typer.Context, erasure: Erasure, *, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Let somebody come back who has agreed again. It is written into the audit log."""
    state: State = context.obj
    with state.services() as services:
        found = services.forgetting.lift(state.workspace(services, workspace), erasure, "cli")
    _tell(found, as_json=as_json)


def _tell(row: ErasureRow, *, as_json: bool) -> None:
    if as_json:
        output.echo_json(_json(row))
        return
    output.echo(f"{row.id}: {row.state}" + (" (lifted)" if row.lifted_at else ""))
    for part in row.parts:
        if part["removed"] or part["state"] != "done":
            why = f", {part['state']}: {part['code']}" if part["state"] != "done" else ""
            kept = f", {part['kept']} left as a person has them" if part["kept"] else ""
            output.echo(f"  {part['place']}: {part['removed']} removed{kept}{why}")
    if row.state == "pending":
        output.tell(f"what is pending is tried again by itself; crm-ai erasures retry {row.id} does it now")


def _json(row: ErasureRow) -> dict[str, Any]:
    """The receipt, without what is sealed."""
    names = ("id", "state", "connection", "made_by", "at", "finished_at", "lifted_at", "lifted_by")
    values = {name: getattr(row, name) for name in names}
    times = {name: value.isoformat() for name, value in values.items() if hasattr(value, "isoformat")}
    return values | times | {"parts": [dict(part) for part in row.parts]}
