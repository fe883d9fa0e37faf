"""``crm-ai do-not-profile``: leaves a contact alone."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import UserInputError
from .. import output
from ..state import State

if TYPE_CHECKING:
    from ...runtime.privacy.opting_out import Wish

BY = "command line"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("do-not-profile", epilog="Example: crm-ai do-not-profile 251 --connection hubspot-1")(
        do_not_profile
    )


def do_not_profile(
    context: typer.Context,
    contact: Annotated[str, typer.Argument(help="Id of the contact in the CRM.")],
    *,
    connection: Annotated[
        str | None,
        typer.Option(help="Needed when two connections share the id, or none has delivered it yet."),
    ] = None,
    lift: Annotated[
        bool, typer.Option("--lift", help="Take it back; a wish in the CRM's record stays.")
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="Only say who has asked for it.")] = False,
    workspace: Annotated[str | None, typer.Option(help="Workspace of the contact.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Leave a contact alone: nothing is inferred from now on, and what was is erased, quotes included.

    What the CRM holds stays there. To forget somebody altogether there is crm-ai forget.
    """
    if lift and show:
        raise UserInputError("--lift and --show don't go together", code="opt_out_what")
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        if show:
            wish = services.opting_out.get(name, contact, connection)
        elif lift:
            wish = services.opting_out.lift(name, contact, by=BY, connection=connection)
        else:
            wish = services.opting_out.opt_out(name, contact, by=BY, connection=connection)
    if as_json:
        output.echo_json({**asdict(wish), "do_not_profile": wish.do_not_profile})
        return
    output.echo(_said(wish))
    if lift and not wish.do_not_profile:
        output.tell(
            f"what was erased comes back with the CRM's records: crm-ai sync {wish.connection} --full"
        )


def _said(wish: Wish) -> str:
    who = f"contact {wish.contact_id} of {wish.connection}"
    if not wish.do_not_profile:
        return f"{who} may be profiled"
    says = [f"the CRM since {wish.crm_since:%Y-%m-%d}"] if wish.crm_since else []
    says += [f"{wish.here_by} since {wish.here_since:%Y-%m-%d}"] if wish.here_since else []
    return f"{who} is not profiled, says {' and '.join(says)}"
