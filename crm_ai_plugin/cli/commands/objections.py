"""``crm-ai objections``: what was asked and answered, what was done with answers, and what each is worth."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .. import output
from ..library_file import text_of
from ..state import State

if TYPE_CHECKING:
    from ...stats.off_policy import Worth

app = typer.Typer(
    help="Look back at objections, and say what was done with answers.",
    epilog="Example: crm-ai objections list --deal 9001",
)

Workspace = Annotated[str | None, typer.Option(help="Workspace that is meant.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Form(StrEnum):
    """Notations of the history."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "md"


class Did(StrEnum):
    """What can be done with an answer."""

    COPIED = "copied"
    EDITED = "edited"
    SENT = "sent"
    RATED = "rated"


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="objections")


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("list", epilog="Example: crm-ai objections list --deal 9001 --format csv")
def list_(
    context: typer.Context,
    *,
    deal: Annotated[str | None, typer.Option(help="Only this deal's.")] = None,
    contact: Annotated[str | None, typer.Option(help="Only what this person said.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=2_000, help="Most objections.")] = 20,
    form: Annotated[Form, typer.Option("--format", help="Output format.")] = Form.TEXT,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """List objections, newest first, a row for each answer: with its id and what was done with it."""
    from ...runtime.objections.history import COLUMNS
    from ...runtime.spreadsheet import csv_text, markdown_table

    state: State = context.obj
    with state.services() as services:
        found = services.objections.history(
            state.workspace(services, workspace), deal_id=deal, contact_id=contact, limit=limit
        )
    rows = [row for one in found for row in one.rows()]
    if as_json or form is Form.JSON:
        output.echo_json([asdict(one) for one in found])
    elif form is Form.CSV:
        output.echo(csv_text(COLUMNS, rows).rstrip("\n"))
    elif form is Form.MARKDOWN:
        output.echo(markdown_table(COLUMNS, rows).rstrip("\n"))
    else:
        shown = ("at", "category", "text", "response", "tone", "did", "rating")
        output.echo_table(shown, ([_short(row.get(name)) for name in shown] for row in rows))


@app.command(epilog="Example: crm-ai objections did rsp_1f3870be274f6c49 sent")
def did(
    context: typer.Context,
    response: Annotated[str, typer.Argument(help="Id of the answer (rsp_…).")],
    action: Annotated[Did, typer.Argument(help="What was done with it.")],
    *,
    rating: Annotated[int | None, typer.Option(min=1, max=5, help="With rated.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="With edited: the new text; - reads standard input.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who did it.")] = "command line",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Say what was done with an answer. Of an edited text only how it differs is kept, others' words masked."""
    text = text_of(file) if file is not None else None
    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        entry = services.objections.record(name, response, action.value, by=by, text=text, rating=rating)
    if as_json:
        output.echo_json(asdict(entry))
    else:
        output.echo(f"{entry.response_id}: {entry.action}")


@app.command(epilog="Example: crm-ai objections variants --category price")
def variants(
    context: typer.Context,
    *,
    category: Annotated[str | None, typer.Option(help="Only answers to this.")] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Say what each answer is worth, estimated from the chances it was shown with; best first."""
    state: State = context.obj
    with state.services() as services:
        found = services.objections.worth(state.workspace(services, workspace), category)
    if as_json:
        output.echo_json([asdict(one) for one in found])
        return
    rows = (
        (one.variant, one.category, one.tone, one.snips.n, *(f"{x:.2f}" for x in _interval(one.snips)))
        for one in found
    )
    output.echo_table(("variant", "category", "tone", "seen", "worth", "low", "high"), rows)


def _interval(worth: Worth) -> tuple[float, float, float]:
    return worth.value, worth.low, worth.high


def _short(value: object) -> object:
    text = str(value)
    return None if value is None else text if len(text) <= 50 else text[:49] + "…"
