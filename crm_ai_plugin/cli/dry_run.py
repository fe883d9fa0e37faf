"""Shows what would be written into a CRM, value by value."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..errors import NotFoundError
from . import output

if TYPE_CHECKING:
    from ..runtime.advice.previewing import PlannedWrite, Preview
    from ..runtime.services import Services

_TEXTS = ("subject", "due", "body_text")
"""Of a note or task, what a person reads."""


def would_write(services: Services, workspace: str, deal: str, connection: str | None) -> Preview:
    """Return what looking at a deal now would write.

    Raises:
        NotFoundError: no such deal, and none or several connections that could have it.
    """
    if connection is None:
        try:
            with services.store.workspace(workspace) as session:
                connection, _ = session.records.find_deal(deal, None)
        except NotFoundError:
            # Before the first load the CRM is asked, if it is clear which.
            with services.store.system() as system:
                live = [
                    row for row in system.connections.list(workspace) if services.connections.is_live(row)
                ]
            if len(live) != 1:
                raise
            connection = live[0].key
    return services.previewing.of_deal(workspace, connection, deal)


def show(preview: Preview, *, as_json: bool) -> None:
    """Print it."""
    if as_json:
        output.echo_json({"writes": [asdict(one) for one in preview.writes]})
        return
    if not preview.writes:
        output.echo("nothing would be written: the advice is the same as last time")
    for one in preview.writes:
        output.echo(f"{one.action} on {one.target_type} {one.target_id}{f'  {one.url}' if one.url else ''}")
        for line in _lines(one):
            output.echo(f"  {line}")


def _lines(one: PlannedWrite) -> list[str]:
    if one.action != "fields":
        texts = (str(one.after[name]) for name in _TEXTS if one.after.get(name))
        return [line for text in texts for line in text.splitlines()]
    lines = [f"{name}: {_said(one.before.get(name))} → {_said(value)}" for name, value in one.after.items()]
    lines += [f"{name}: {value} stays, as a person set it" for name, value in one.conflicts.items()]
    return lines or ["nothing changes"]


def _said(value: Any) -> str:  # noqa: ANN401  # whatever a field holds
    return "(empty)" if value in (None, "") else str(value)
