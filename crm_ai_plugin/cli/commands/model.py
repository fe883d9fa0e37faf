"""``crm-ai model``: the versions of what was learned, which one serves, and what may be learned from."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import output
from ..state import State

COLUMNS = ("id", "at", "state", "kind", "deals", "auc", "brier", "base", "verdict")
BY = "command line"

Feature = Annotated[str, typer.Option(help="Feature whose models are meant.")]
Workspace = Annotated[str | None, typer.Option(help="Workspace whose models are meant.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
COACH = "deal_coach"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="See which model serves, go back to an earlier one, let a column be used.")
    group.command("list", epilog="Example: crm-ai model list")(list_)
    group.command("show", epilog="Example: crm-ai model show lrn_01J")(show)
    group.command("rollback", epilog="Example: crm-ai model rollback")(rollback)
    group.command("use", epilog="Example: crm-ai model use")(use)
    group.command("allow", epilog="Example: crm-ai model allow custom.contract_signed")(allow)
    group.command("refuse", epilog="Example: crm-ai model refuse custom.contract_signed")(refuse)
    app.add_typer(group, name="model")


def list_(
    context: typer.Context,
    *,
    feature: Feature = COACH,
    as_json: AsJson = False,
    workspace: Workspace = None,
) -> None:
    """List the models, newest first: how good each was on deals it had not seen, and what became of it."""
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        rows = services.models.versions(name, feature)
    if as_json:
        output.echo_json(rows)
    elif not rows:
        output.tell("nothing was learned in this workspace yet; run crm-ai learn")
    else:
        output.echo_table(COLUMNS, ([_cell(row[column]) for column in COLUMNS] for row in rows))


def show(
    context: typer.Context,
    id_: Annotated[
        str | None, typer.Argument(metavar="ID", help="Model; the one that serves if left out.")
    ] = None,
    *,
    feature: Feature = COACH,
    as_json: AsJson = False,
    workspace: Workspace = None,
) -> None:
    """Show one model: its quality and its rivals', what it was compared with, which columns were refused and why."""
    state: State = context.obj
    with state.services() as services:
        found = services.models.show(state.workspace(services, workspace), feature, id_)
    if as_json:
        output.echo_json(found)
        return
    for key, value in found.items():
        if key not in ("refused", "effects"):
            output.echo(f"{key}: {_cell(value)}")
    for key, effect in sorted((found["effects"] or {}).items()):
        if effect["verdict"] != "prior":
            output.echo(f"effect: {key}: {effect['mean']:+.2f} ± {effect['sd']:.2f}, {effect['verdict']}")
    for refusal in found["refused"]:
        numbers = ", ".join(f"{k} {v:.2f}" for k, v in refusal["numbers"].items())
        still = " (allowed by an admin)" if refusal.get("overruled") else ""
        output.echo(f"refused: {refusal['key']}: {refusal['why']} ({numbers}){still}")


def rollback(
    context: typer.Context,
    id_: Annotated[
        str | None, typer.Argument(metavar="ID", help="Model; the one before if left out.")
    ] = None,
    *,
    feature: Feature = COACH,
    workspace: Workspace = None,
) -> None:
    """Go back to an earlier model. It stays until `crm-ai model use`, whatever is learned meanwhile."""
    state: State = context.obj
    with state.services() as services:
        row = services.models.use(state.workspace(services, workspace), feature, id_, BY, pin=True)
    output.tell(f"{row['id']} serves again and stays; crm-ai model use lets newer ones take over")


def use(
    context: typer.Context,
    id_: Annotated[str | None, typer.Argument(metavar="ID", help="Model; the newest if left out.")] = None,
    *,
    feature: Feature = COACH,
    workspace: Workspace = None,
) -> None:
    """Let a model serve and newer ones take over again when they are no worse."""
    state: State = context.obj
    with state.services() as services:
        row = services.models.use(state.workspace(services, workspace), feature, id_, BY, pin=False)
    output.tell(f"{row['id']} serves; newer models take over when they are no worse")


def allow(
    context: typer.Context,
    column: Annotated[str, typer.Argument(help="Column, as `crm-ai model show` names it.")],
    *,
    workspace: Workspace = None,
) -> None:
    """Let a column be learned from although it was refused; every score says so from the next learning on."""
    state: State = context.obj
    with state.services() as services:
        new = services.models.allow(state.workspace(services, workspace), column, BY)
    output.tell(f"{column} may be learned from" if new else f"{column} was allowed already")


def refuse(
    context: typer.Context,
    column: Annotated[str, typer.Argument(help="Column that was allowed.")],
    *,
    workspace: Workspace = None,
) -> None:
    """Take back that a column was allowed."""
    state: State = context.obj
    with state.services() as services:
        was = services.models.refuse(state.workspace(services, workspace), column, BY)
    output.tell(f"{column} is left to the leak guard again" if was else f"{column} was not allowed")


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return "" if value is None else str(value)
