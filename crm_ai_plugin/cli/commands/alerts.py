"""``crm-ai alerts``: rules that watch open deals, and what they found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from ...errors import UserInputError
from .. import output
from ..state import State

Workspace = Annotated[str | None, typer.Option(help="Workspace of the rules.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
File = Annotated[Path, typer.Argument(help="A file with the rule as JSON.")]
RuleId = Annotated[str, typer.Argument(help="Id of the rule.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Say when open deals show a pattern.", epilog="Example: crm-ai alerts try rule.json"
    )
    group.command("patterns", epilog="Example: crm-ai alerts patterns --json")(patterns)
    group.command("list", epilog="Example: crm-ai alerts list --json")(listed)
    group.command("add", epilog="Example: crm-ai alerts add rule.json")(add)
    group.command("change", epilog="Example: crm-ai alerts change rul_06f3… rule.json")(change)
    group.command("remove", epilog="Example: crm-ai alerts remove rul_06f3…")(remove)
    group.command("try", epilog="Example: crm-ai alerts try rule.json")(preview)
    group.command("fire", epilog="Example: crm-ai alerts fire rul_06f3…")(fire)
    group.command("found", epilog="Example: crm-ai alerts found --state waiting")(found)
    app.add_typer(group, name="alerts")


def patterns(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List what can be looked for, with its thresholds."""
    state: State = context.obj
    with state.services() as services:
        rows = [
            {"pattern": one.key, "is": one.label, "options": ", ".join(one.options.model_fields)}
            for one in services.alert_rules.patterns()
        ]
    output.echo_rows(("pattern", "is", "options"), rows, as_json=as_json)


def listed(context: typer.Context, *, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the rules and when they were last held against the deals."""
    state: State = context.obj
    with state.services() as services:
        rules = services.alert_rules.list(state.workspace(services, workspace))
    rows = [
        {
            "id": one.id,
            "name": one.rule.name,
            "pattern": one.rule.pattern,
            "on": one.rule.active,
            "deliver": ", ".join(one.rule.deliver),
            "evaluated_at": one.evaluated_at,
            "error": one.error,
        }
        for one in rules
    ]
    columns = ("id", "name", "pattern", "on", "deliver", "evaluated_at", "error")
    output.echo_rows(columns, rows, as_json=as_json)


def add(context: typer.Context, file: File, *, workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Store a rule. crm-ai alerts try shows before what it would find."""
    state: State = context.obj
    with state.services() as services:
        made = services.alert_rules.add(state.workspace(services, workspace), read(file), "cli")
    output.echo_json({"id": made.id}) if as_json else output.echo(made.id)


def change(context: typer.Context, rule_id: RuleId, file: File, *, workspace: Workspace = None) -> None:
    """Replace a rule; what it said stays said."""
    state: State = context.obj
    with state.services() as services:
        services.alert_rules.change(state.workspace(services, workspace), rule_id, read(file), "cli")
    output.echo(f"{rule_id} is changed")


def remove(context: typer.Context, rule_id: RuleId, *, workspace: Workspace = None) -> None:
    """Delete a rule and what it found."""
    state: State = context.obj
    with state.services() as services:
        services.alert_rules.remove(state.workspace(services, workspace), rule_id, "cli")
    output.echo(f"{rule_id} is gone")


def preview(
    context: typer.Context, file: File, *, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Show what a rule would find now. Nothing is stored and nobody is told."""
    state: State = context.obj
    with state.services() as services:
        done = services.alerting.preview(state.workspace(services, workspace), read(file))
    if done.error:
        raise UserInputError(f"the rule comes to nothing: {done.error}", code="rule_failed")
    rows = [{"deal": key[1], "why": one.why, "held": done.held.get(key)} for key, one in done.found.items()]
    output.echo_rows(("deal", "why", "held"), rows, as_json=as_json)


def fire(context: typer.Context, rule_id: RuleId, *, workspace: Workspace = None) -> None:
    """Hold the open deals against a rule now, instead of at its next time."""
    state: State = context.obj
    with state.services() as services:
        done = services.alerting.fire(state.workspace(services, workspace), rule_id)
    if done is None:
        output.echo("somebody else evaluates it at this moment")
        return
    if done.error:
        raise UserInputError(f"the rule comes to nothing: {done.error}", code="rule_failed")
    output.echo(f"{len(done.found)} deals found, {len(done.said)} said now, {len(done.held)} held back")


def found(
    context: typer.Context,
    *,
    rule: Annotated[str | None, typer.Option(help="Of this rule only.")] = None,
    state_: Annotated[str | None, typer.Option("--state", help="waiting or sent.")] = None,
    deal: Annotated[str | None, typer.Option(help="On this deal only.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 50,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """List what rules found, and why some of it was not said."""
    state: State = context.obj
    if state_ not in {None, "waiting", "sent"}:
        raise UserInputError(f"--state {state_}: waiting or sent", code="option_invalid")
    with state.services() as services:
        rows = services.alert_rules.found(
            state.workspace(services, workspace),
            rule=rule,
            state=state_,  # type: ignore[arg-type]  # checked above
            deal=deal,
            limit=limit,
        )
    columns = ("id", "rule_id", "deal_id", "state", "reason", "why", "first_at", "sent_at", "cleared_at")
    output.echo_rows(columns, [{c: getattr(row, c) for c in columns} for row in rows], as_json=as_json)


def read(file: Path) -> dict[str, Any]:
    """Return a JSON object out of a file.

    Raises:
        UserInputError: it can't be read, or holds something else.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserInputError(
            f"can't read {file}: {(error.strerror or '').lower()}", code="file_unreadable"
        ) from None
    except (ValueError, RecursionError) as error:
        raise UserInputError(f"{file} is not valid JSON: {str(error)[:100]}", code="file_malformed") from None
    if not isinstance(data, dict):
        raise UserInputError(f"{file} holds no JSON object", code="file_malformed")
    return data
