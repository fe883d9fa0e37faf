"""``crm-ai persona``: how a contact behaves with us."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ...errors import UserInputError
from .. import output
from ..insight_output import Format, deliver
from ..state import State

REPORT = "persona"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("persona", epilog="Example: crm-ai persona 101 --format md")(persona)


def persona(
    context: typer.Context,
    contact: Annotated[str | None, typer.Argument(help="The contact's id in the CRM.")] = None,
    *,
    every: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Everybody who took part in something, in the engine's words; stopped, it goes on where it was.",
        ),
    ] = False,
    connection: Annotated[str | None, typer.Option(help="Needed when two connections share the id.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace to look in.")] = None,
    lock: Annotated[str | None, typer.Option(help="Keep this trait as it stands.")] = None,
    state: Annotated[str | None, typer.Option(help="State a trait in your own words: TRAIT=WORDS.")] = None,
    reject: Annotated[str | None, typer.Option(help="Take this trait off; needs --reason.")] = None,
    lift: Annotated[str | None, typer.Option(help="Lift an earlier decision about this trait.")] = None,
    reason: Annotated[str, typer.Option(help="Why you decide so.")] = "",
    template: Annotated[
        str | None, typer.Option(help="Arrange it by a template: sales, customer_success, executive_brief.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.TEXT,
    out: Annotated[Path | None, typer.Option(help="Write to this file; HTML is a whole page then.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
) -> None:
    """Say how a contact behaves, from what was observed, and how to work with them."""
    app_state: State = context.obj
    decisions = {"lock": lock, "state": state, "reject": reject, "lift": lift}
    given = [(kind, text) for kind, text in decisions.items() if text is not None]
    if (contact is None) is not every:
        raise UserInputError(
            "name a contact, or say --all", hint="crm-ai persona 101, or crm-ai persona --all"
        )
    if contact is None:
        if given or connection or out is not None or form not in (Format.TEXT, Format.JSON):
            raise UserInputError("--all goes with --json and --workspace only")
        _everybody(app_state, workspace, as_json=as_json or form is Format.JSON)
        return
    if len(given) > 1:
        raise UserInputError("decide about one trait at a time", code="one_decision")
    with app_state.services() as services:
        name = app_state.workspace(services, workspace)
        insight = services.personas.renew(name, contact, connection)
        if given:
            kind, text = given[0]
            trait, _, words = text.partition("=")
            insight = services.personas.override(
                name,
                contact,
                trait,
                kind,  # type: ignore[arg-type]  # one of the four above
                by="command line",
                value=words or None,
                reason=reason,
                connection=insight.connection,
            )
        if template is not None or form is Format.VCARD:
            from ...runtime.personas.visibility import ADMIN

            options = {"contact": contact, "connection": insight.connection, "template": template}
            insight = services.reporting.gather(name, REPORT, options, ADMIN)
        deliver(services, REPORT, insight, Format.JSON if as_json else form, out)


def _everybody(state: State, workspace: str | None, *, as_json: bool) -> None:
    with state.services() as services, output.progress("contacts") as bar:
        name = state.workspace(services, workspace)
        task = bar.add_task("looking", total=services.personas_in_bulk.left(name))
        looked_at = services.personas_in_bulk.run(name, lambda n: bar.update(task, completed=n))
    if as_json:
        output.echo_json({"workspace": name, "contacts": looked_at})
    else:
        output.tell(f"looked at {looked_at} contacts of {name}; crm-ai persona CONTACT shows one")
