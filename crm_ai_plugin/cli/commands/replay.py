"""``crm-ai replay``: runs an event again."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import output
from ..state import State


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay", epilog="Example: crm-ai replay inb_01jd8z")(replay)


def replay(
    context: typer.Context,
    event: Annotated[str, typer.Argument(help="Event id (its dedupe key), or a delivery id (inb_…).")],
    *,
    workspace: Annotated[str | None, typer.Option(help="Workspace of the event.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Run an event again. Nothing is written twice."""
    from ...ports.receiver import Event
    from ...runtime.events.draining import subjects_of

    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        with services.store.workspace(name) as session:
            rows = session.events.find(event)
            touched = set()
            for row in rows:
                again = Event(
                    account="",
                    dedupe_key=row.dedupe_key,
                    kind=row.kind,
                    record_type=row.record_type,  # type: ignore[arg-type]  # stored from a RecordType
                    record_id=row.record_id,
                    occurred_at=row.occurred_at,
                    field=row.field,
                )
                for kind, id_ in subjects_of(session, row.connection, again):
                    session.work.touch(row.connection, kind, id_, f"replay of {row.kind}", services.clock())
                    touched.add((name, row.connection, kind, id_))
        done = [
            {"type": key[2], "id": key[3], "new_versions": len(services.refreshing.work(key))}
            for key in sorted(touched)
        ]
    if as_json:
        output.echo_json(done)
        return
    for subject in done:
        output.echo(
            f"{subject['type']} {subject['id']}: {'new version' if subject['new_versions'] else 'nothing new'}"
        )
