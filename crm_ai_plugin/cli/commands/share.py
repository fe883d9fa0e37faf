"""``crm-ai share``: links to reports, for people without an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from .. import output
from ..state import State
from .report import pairs


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Share reports by links that expire.", epilog="Example: crm-ai share report pipeline --days 3"
    )
    group.command("report", epilog="Example: crm-ai share report coach --with deal=9001 --days 3")(report)
    group.command("list", epilog="Example: crm-ai share list --json")(listed)
    group.command("revoke", epilog="Example: crm-ai share revoke shr_06f3…")(revoke)
    app.add_typer(group, name="share")


def report(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="Which report; crm-ai report lists them.")],
    *,
    days: Annotated[float, typer.Option(min=0.001, max=90, help="Days until it leads nowhere.")] = 7,
    passcode: Annotated[
        bool, typer.Option("--passcode", help="Ask for a passcode that whoever opens it has to know.")
    ] = False,
    option: Annotated[list[str] | None, typer.Option("--with", help="name=value: what it is about.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace to report on.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make a report as it is now and print a link to it. Whoever has the link can read it, and nothing else."""
    from ...runtime.personas.visibility import ADMIN

    state: State = context.obj
    code = typer.prompt("Passcode", hide_input=True, confirmation_prompt=True) if passcode else None
    with state.services() as services:
        name = state.workspace(services, workspace)
        insight = services.reporting.gather(name, kind, pairs(option or ()), ADMIN)
        made = services.sharing.share(name, insight, by="cli", lasts=timedelta(days=days), passcode=code)
    if as_json:
        output.echo_json({"id": made.id, "url": made.url, "expires_at": made.expires_at})
        return
    output.echo(made.url)
    output.tell(f"open until {made.expires_at:%Y-%m-%d %H:%M} UTC; crm-ai share revoke {made.id} ends it")


def listed(
    context: typer.Context,
    *,
    workspace: Annotated[str | None, typer.Option(help="Workspace to list.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List what is and was shared, newest first."""
    state: State = context.obj
    columns = ("id", "kind", "subject", "open", "expires_at", "views", "viewed_at", "made_by")
    with state.services() as services:
        found = services.sharing.list(state.workspace(services, workspace))
    rows = [
        {name: getattr(one, name) for name in columns if name != "subject"}
        | {"subject": f"{one.subject_type} {one.subject_id}"}
        for one in found
    ]
    output.echo_rows(columns, rows, as_json=as_json)


def revoke(
    context: typer.Context,
    share_id: Annotated[str, typer.Argument(help="Id of the share.")],
    *,
    workspace: Annotated[str | None, typer.Option(help="Workspace of the share.")] = None,
) -> None:
    """Let a link lead nowhere from now on; what it showed is deleted."""
    state: State = context.obj
    with state.services() as services:
        services.sharing.revoke(state.workspace(services, workspace), share_id, "cli")
    output.echo(f"{share_id} leads nowhere now")
