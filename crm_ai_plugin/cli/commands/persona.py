"""``crm-ai persona``: how a contact behaves with us."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import UserInputError
from .. import output
from ..state import State

if TYPE_CHECKING:
    from ...insights import Insight
    from ...runtime.services import Services


class Format(StrEnum):
    """How the persona is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "md"
    CSV = "csv"
    HTML = "html"
    PDF = "pdf"


REPORT = "persona"
HOSTS = {Format.TEXT: "plain", Format.MARKDOWN: "markdown", Format.HTML: "web"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("persona", epilog="Example: crm-ai persona 101 --format md")(persona)


def persona(
    context: typer.Context,
    contact: Annotated[str, typer.Argument(help="The contact's id in the CRM.")],
    *,
    connection: Annotated[str | None, typer.Option(help="Needed when two connections share the id.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace to look in.")] = None,
    lock: Annotated[str | None, typer.Option(help="Keep this trait as it stands.")] = None,
    state: Annotated[str | None, typer.Option(help="State a trait in your own words: TRAIT=WORDS.")] = None,
    reject: Annotated[str | None, typer.Option(help="Take this trait off; needs --reason.")] = None,
    lift: Annotated[str | None, typer.Option(help="Lift an earlier decision about this trait.")] = None,
    reason: Annotated[str, typer.Option(help="Why you decide so.")] = "",
    form: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.TEXT,
    out: Annotated[Path | None, typer.Option(help="Write to this file; HTML is a whole page then.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
) -> None:
    """Say how a contact behaves, from what was observed, and how to work with them."""
    app_state: State = context.obj
    decisions = {"lock": lock, "state": state, "reject": reject, "lift": lift}
    given = [(kind, text) for kind, text in decisions.items() if text is not None]
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
        _print(services, insight, Format.JSON if as_json else form, out)


def _print(services: Services, insight: Insight, form: Format, out: Path | None) -> None:
    if form is not Format.TEXT and (out is not None or form in (Format.CSV, Format.PDF)):
        output.deliver(services.reporting.file(REPORT, insight, form.value), out)
    elif form is Format.JSON:
        output.echo_json(insight.model_dump(mode="json"))
    else:
        card = services.registry.card_builder(insight.kind).build(insight)
        text = services.registry.card_host(HOSTS[form]).render(card)
        if out is not None:
            output.write_file(out, text)
        else:
            output.echo(text)
