"""``crm-ai coach``: next steps for one deal."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import ConfigurationError, UserInputError
from .. import hints, output
from ..bulk import coach_all
from ..dry_run import show, would_write
from ..state import State

if TYPE_CHECKING:
    from ...insights import Insight
    from ...runtime.services import Services


class Format(StrEnum):
    """How the advice is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "md"
    CSV = "csv"
    HTML = "html"
    PDF = "pdf"


HOSTS = {Format.TEXT: "plain", Format.MARKDOWN: "markdown", Format.HTML: "web"}
REPORT = "coach"
MAX_VERSIONS = 100


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("coach", epilog="Example: crm-ai coach 9001 --format md")(coach)


def coach(
    context: typer.Context,
    deal: Annotated[str | None, typer.Argument(help="The deal's id in the CRM.")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Every open deal; says first what it costs.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --all: don't ask whether to go on.")] = False,
    connection: Annotated[str | None, typer.Option(help="Needed when two connections share the id.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace to look in.")] = None,
    form: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.TEXT,
    as_json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write to this file; HTML is a whole page then.")] = None,
    history: Annotated[
        bool,
        typer.Option("--history", help="List the versions so far instead: odds, what moved them, actions."),
    ] = False,
    write_back: Annotated[bool, typer.Option(help="Also write the advice into the CRM.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be written into the CRM.")
    ] = False,
) -> None:
    """Say what to do next on a deal, and why."""
    state: State = context.obj
    if dry_run and write_back:
        raise UserInputError("--dry-run and --write-back exclude each other", code="dry_run_writes")
    if (deal is None) is not every:
        raise UserInputError("name a deal, or say --all", hint="crm-ai coach 9001, or crm-ai coach --all")
    if deal is None:
        if dry_run or out is not None or connection or form not in (Format.TEXT, Format.JSON):
            raise UserInputError("--all goes with --json, --write-back, --workspace and --yes only")
        coach_all(state, workspace, yes=yes, write_back=write_back, as_json=as_json or form is Format.JSON)
        return
    with state.services() as services:
        name = state.workspace(services, workspace)
        if history:
            with hints.when_missing(hints.OPEN_DEALS):
                versions = services.coach.history(
                    name, "deal_coach", "deal", deal, connection=connection, limit=MAX_VERSIONS
                )
            _list(versions, Format.JSON if as_json else form, out)
            return
        if dry_run:
            with hints.when_missing(hints.OPEN_DEALS):
                preview = would_write(services, name, deal, connection)
            show(preview, as_json=as_json or form is Format.JSON)
            return
        with hints.when_missing(hints.OPEN_DEALS):
            insight = advise(services, name, deal, connection, write_back=write_back)
        form = Format.JSON if as_json else form
        if out is not None and form is not Format.TEXT:
            output.deliver(services.reporting.file(REPORT, insight, form.value), out)
            return
        if form is Format.PDF or form is Format.CSV:
            output.deliver(services.reporting.file(REPORT, insight, form.value), None)
            return
        if form is Format.JSON:
            output.echo_json(insight.model_dump(mode="json"))
            return
        card = services.registry.card_builder(insight.kind).build(insight)
        text = services.registry.card_host(HOSTS[form]).render(card)
    if out is not None:
        output.write_file(out, text)
    else:
        output.echo(text)


def _list(versions: Sequence[Insight], form: Format, out: Path | None) -> None:
    from ...runtime.advice.versions import COLUMNS, version_rows
    from ...runtime.spreadsheet import csv_text, markdown_table

    rows = list(version_rows(versions))
    if form is Format.JSON:
        output.give_json(rows, out)
    elif form is Format.CSV:
        output.give(csv_text(COLUMNS, rows), out)
    elif form is Format.MARKDOWN or (form is Format.TEXT and out is not None):
        output.give(markdown_table(COLUMNS, rows), out)
    elif form is Format.TEXT:
        output.echo_table(COLUMNS, ([row[column] for column in COLUMNS] for row in rows))
    else:
        raise UserInputError(
            f"the versions don't come as {form.value}", code="format", hint="text, json, csv or md"
        )


def advise(
    services: Services, workspace: str, deal: str, connection: str | None, *, write_back: bool
) -> Insight:
    """Return fresh advice for a deal of the workspace.

    Raises:
        NotFoundError: no such deal.
        ConflictError: several connections have a deal of that id.
    """
    from ...runtime.advice.feedback import with_states

    with services.store.workspace(workspace) as session:
        key, _ = session.records.find_deal(deal, connection)
    causes = ["asked on the command line"]
    found = services.refreshing.now(workspace, key, deal, causes, write_back=write_back)
    insight = next((one for one in found if one.kind == "deal_coach"), None)
    if insight is None:
        raise ConfigurationError(
            "the deal coach is not installed, or switched off", hint="crm-ai doctor lists plugins"
        )
    with services.store.workspace(workspace) as session:
        return with_states(session, insight)
