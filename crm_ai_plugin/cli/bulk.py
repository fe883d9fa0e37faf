"""A run over every open deal: what it will cost is said first, and a cap it would pass ends it there."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from ..errors import CrmAiError, UserInputError
from . import costs, output
from .state import State

if TYPE_CHECKING:
    from ..runtime.services import Services

COLUMNS = ("deal", "p_win", "next step", "worded by")


def coach_all(state: State, workspace: str | None, *, yes: bool, write_back: bool, as_json: bool) -> None:
    """Advise on every open deal of a workspace.

    Raises:
        PermanentError: ``no_budget``: it would pass this month's cap.
        UserInputError: nobody said that it may cost that.
    """
    with state.services() as services:
        name = state.workspace(services, workspace)
        with services.store.workspace(name) as session:
            deals = session.records.deal_ids("open")
        if not deals:
            output.tell("there is no open deal in this workspace")
            return
        _agreed(services, name, len(deals), yes=yes)
        rows = []
        with output.progress("deals") as bar:
            task = bar.add_task("coaching", total=len(deals))
            for connection, deal in deals:
                rows.append(_row(services, name, connection, deal, write_back=write_back))
                bar.advance(task)
    if as_json:
        output.echo_json(rows)
        return
    output.echo_table(COLUMNS, [[row[column] for column in COLUMNS] for row in rows])


def _agreed(services: Services, workspace: str, calls: int, *, yes: bool) -> None:
    if not services.run_costs.can_call:
        return
    found = services.run_costs.words(workspace, "deal_coach", calls)
    services.run_costs.require_room(workspace, found)
    costs.say(found)
    if yes:
        return
    if not sys.stdin.isatty():
        raise UserInputError("nobody is there to agree to that", code="not_agreed", hint="add --yes")
    if not typer.confirm("Go on?", err=True):
        raise typer.Abort


def _row(
    services: Services, workspace: str, connection: str, deal: str, *, write_back: bool
) -> dict[str, Any]:
    from .commands.coach import advise

    try:
        insight = advise(services, workspace, deal, connection, write_back=write_back)
    except CrmAiError as error:
        # One deal that fails is no reason to leave out the others.
        return {"deal": deal, "p_win": None, "next step": f"({error.code})", "worded by": ""}
    actions = insight.payload.get("actions") or [{}]
    return {
        "deal": deal,
        "p_win": round(insight.payload["score"]["p_win"]["value"], 4),
        "next step": actions[0].get("title", ""),
        "worded by": insight.wording.by + (f" ({insight.wording.reason})" if insight.wording.reason else ""),
    }
