"""``crm-ai win-loss``: why deals are won and lost."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import UserInputError
from .. import output
from ..state import State

if TYPE_CHECKING:
    from ...insights import Insight
    from ...runtime.services import Services

TEXT = "text"
REPORT = "win-loss"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "win-loss",
        epilog="Example: crm-ai win-loss --where \"industry = 'Banking' and amount > 10000\" --by owner",
    )(win_loss)


def win_loss(
    context: typer.Context,
    *,
    deal: Annotated[str | None, typer.Option(help="Explain this deal, beside the others.")] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help="Which deals: field, sign, value, with and, or, not, in; repeatable, all hold."),
    ] = None,
    since: Annotated[str | None, typer.Option(help="Closed on this day or later: 2026-01-01.")] = None,
    until: Annotated[str | None, typer.Option(help="Closed before this day.")] = None,
    by: Annotated[str | None, typer.Option(help="A field whose values are put side by side.")] = None,
    fields: Annotated[bool, typer.Option("--fields", help="List the fields that --where may use.")] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Measure open deals again, even if they are measured.")
    ] = False,
    connection: Annotated[str | None, typer.Option(help="Needed when two connections share the id.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace to look in.")] = None,
    form: Annotated[str, typer.Option("--format", help="text, json, md, csv, html or pdf.")] = TEXT,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
) -> None:
    """Say what goes with winning and losing, how sure that is, and what to do about it."""
    from ...runtime.cohorts.asked import asked_cohort

    state: State = context.obj
    cohort = asked_cohort(where or (), since=_day(since, "--since"), until=_day(until, "--until"), by=by)
    with state.services() as services:
        name = state.workspace(services, workspace)
        _prepare(services, name, fresh=fresh)
        if fields:
            found = services.win_loss.fields(name)
            output.echo_rows(("field",), [{"field": one} for one in found], as_json=as_json)
            return
        insight = (
            services.win_loss.deal(name, deal, connection, cohort)
            if deal is not None
            else services.win_loss.cohort(name, cohort)
        )
        _print(services, insight, "json" if as_json else form, out)


def _prepare(services: Services, workspace: str, *, fresh: bool) -> None:
    with output.progress("deals") as bar:
        task = bar.add_task("looking at deals as they stood", total=None)
        services.win_loss.prepare(workspace, lambda done: bar.update(task, completed=done), anew=fresh)


def _print(services: Services, insight: Insight, form: str, out: Path | None) -> None:
    if form == "json" and out is None:
        output.echo_json(insight.model_dump(mode="json"))
    elif form == TEXT and out is None:
        card = services.registry.card_builder(insight.kind).build(insight)
        output.echo(services.registry.card_host("plain").render(card))
    else:
        wanted = out.suffix.lstrip(".") if form == TEXT and out is not None else form
        output.deliver(services.reporting.file(REPORT, insight, wanted), out)


def _day(text: str | None, name: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if text is not None else None  # noqa: DTZ007  # a day
    except ValueError:
        raise UserInputError(
            f"{name} is no date", code="date_invalid", hint="write it like 2026-01-31"
        ) from None
