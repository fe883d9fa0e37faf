"""``crm-ai channels``: where alerts and reports go outside of the CRM."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import output
from ..state import State

Workspace = Annotated[str | None, typer.Option(help="Workspace of the channels.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ChannelId = Annotated[str, typer.Argument(help="Id of the channel.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Where alerts and reports go: webhooks, e-mail.",
        epilog="Example: crm-ai channels webhook Ops https://ops.example/hook",
    )
    group.command("list", epilog="Example: crm-ai channels list --json")(listed)
    group.command("webhook", epilog="Example: crm-ai channels webhook Ops https://ops.example/hook")(webhook)
    group.command("email", epilog="Example: crm-ai channels email Leads lead@example.com")(email)
    group.command("test", epilog="Example: crm-ai channels test chn_06f3…")(try_out)
    group.command("enable", epilog="Example: crm-ai channels enable chn_06f3…")(enable)
    group.command("remove", epilog="Example: crm-ai channels remove chn_06f3…")(remove)
    group.command("notices", epilog="Example: crm-ai channels notices --channel chn_06f3…")(notices)
    app.add_typer(group, name="channels")


def listed(context: typer.Context, *, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the channels and whether they work."""
    state: State = context.obj
    with state.services() as services:
        found = services.channels.list(state.workspace(services, workspace))
    rows = [
        {
            "id": one.id,
            "kind": one.kind,
            "name": one.name,
            "to": ", ".join(one.to),
            "on": one.on,
            "remarks": one.disabled_reason
            or (f"failing since {one.failing_since}" if one.failing_since else None),
        }
        for one in found
    ]
    output.echo_rows(("id", "kind", "name", "to", "on", "remarks"), rows, as_json=as_json)


def webhook(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name for people.")],
    url: Annotated[str, typer.Argument(help="Where signed webhooks are sent.")],
    *,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Make a channel for signed webhooks, and print the secret they are signed with."""
    state: State = context.obj
    with state.services() as services:
        made = services.channels.add_webhook(state.workspace(services, workspace), name, url, "cli")
    if as_json:
        output.echo_json({"id": made.id, "secret": made.secret})
        return
    output.echo(made.id)
    output.echo(f"secret, shown this once: {made.secret}")


def email(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name for people.")],
    to: Annotated[list[str], typer.Argument(help="E-mail addresses.")],
    *,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Make a channel for e-mail."""
    state: State = context.obj
    with state.services() as services:
        made = services.channels.add_email(state.workspace(services, workspace), name, to, "cli")
    output.echo_json({"id": made.id}) if as_json else output.echo(made.id)


def try_out(
    context: typer.Context, channel_id: ChannelId, *, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Send a notice that says nothing, at once."""
    state: State = context.obj
    with state.services() as services:
        row = services.channels.try_out(state.workspace(services, workspace), channel_id)
    if as_json:
        output.echo_json({"id": row.id, "state": row.state, "code": row.error_code, "why": row.error_message})
        return
    output.echo("it was taken" if row.state == "done" else f"not taken: {row.error_message}")


def enable(context: typer.Context, channel_id: ChannelId, *, workspace: Workspace = None) -> None:
    """Switch a channel on again."""
    state: State = context.obj
    with state.services() as services:
        services.channels.enable(state.workspace(services, workspace), channel_id, "cli")
    output.echo(f"{channel_id} is on")


def remove(context: typer.Context, channel_id: ChannelId, *, workspace: Workspace = None) -> None:
    """Delete a channel: nothing more is sent there."""
    state: State = context.obj
    with state.services() as services:
        services.channels.remove(state.workspace(services, workspace), channel_id, "cli")
    output.echo(f"{channel_id} is gone")


def notices(
    context: typer.Context,
    *,
    channel: Annotated[str | None, typer.Option(help="To this channel only.")] = None,
    about: Annotated[str | None, typer.Option(help="About this alert or report file only.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 50,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """List what was and is to be sent, and why some of it was not taken."""
    state: State = context.obj
    columns = ("id", "channel", "kind", "about", "state", "attempts", "error_message", "delivered_at")
    with state.services() as services:
        found = services.channels.notices(
            state.workspace(services, workspace), channel=channel, about=about, limit=limit
        )
    output.echo_rows(columns, [{c: getattr(one, c) for c in columns} for one in found], as_json=as_json)
