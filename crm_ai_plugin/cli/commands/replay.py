"""``crm-ai replay``: runs an event, or a delivery that failed, again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import UserInputError
from .. import output
from ..state import State

if TYPE_CHECKING:
    from ...runtime.services import Services

DELIVERY = "dlv_"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay", epilog="Example: crm-ai replay inb_01jd8z")(replay)


def replay(
    context: typer.Context,
    event: Annotated[
        str | None,
        typer.Argument(help="Event id (its dedupe key), the id it came with (inb_…), or a write's (dlv_…)."),
    ] = None,
    *,
    failed: Annotated[
        bool, typer.Option("--failed", help="All writes into CRMs that have failed, instead of one.")
    ] = False,
    connection: Annotated[str | None, typer.Option(help="With --failed: of this connection only.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace of the event.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Run an event again, or a write into a CRM that failed. Nothing is written twice."""
    if (event is None) != failed:
        raise UserInputError("name either one event or delivery, or --failed", code="replay_what")
    from ...ports.receiver import Event
    from ...runtime.events.draining import subjects_of

    state: State = context.obj
    with state.services() as services:
        name = state.workspace(services, workspace)
        if event is None or event.startswith(DELIVERY):
            _deliver(services, name, event, connection, as_json=as_json)
            return
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


def _deliver(
    services: Services, workspace: str, delivery: str | None, connection: str | None, *, as_json: bool
) -> None:
    asked = (
        [services.deliveries.again(workspace, delivery, "cli")]
        if delivery
        else services.deliveries.all_again(workspace, connection, "cli")
    )
    for one in asked:
        services.delivering.deliver(workspace, one.id)
    done = [services.deliveries.get(workspace, one.id) for one in asked]
    if as_json:
        output.echo_json([{"id": one.id, "state": one.state, "reason": one.reason} for one in done])
        return
    for one in done:
        output.echo(
            f"{one.action} on {one.target_type} {one.target_id}: {one.state}"
            + (f" ({one.reason})" if one.reason else "")
        )
    if not done:
        output.echo("nothing has failed")
