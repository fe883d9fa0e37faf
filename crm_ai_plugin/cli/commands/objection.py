"""``crm-ai objection``: answers to what a buyer said."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from .. import output
from ..state import State

if TYPE_CHECKING:
    from ...insights import Insight
    from ...runtime.services import Services

COLUMNS = ("category", "confidence", "language", "tone", "text", "why", "score", "claims", "evidence")


class Format(StrEnum):
    """How the answers are printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "md"
    CSV = "csv"
    HTML = "html"


HOSTS = {Format.TEXT: "plain", Format.MARKDOWN: "markdown", Format.HTML: "web"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "objection", epilog='Example: crm-ai objection "Your price is too high." --tone consultative'
    )(objection)


def objection(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="What the buyer said.")],
    *,
    deal: Annotated[str | None, typer.Option(help="The deal's id: its records are used.")] = None,
    contact: Annotated[str | None, typer.Option(help="Id of whoever said it.")] = None,
    tone: Annotated[
        list[str] | None,
        typer.Option(
            help="aggressive (direct), consultative, empathetic or one of the library's; repeatable."
        ),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="de, en, es, fr, it, nl or pt; told if left out.")
    ] = None,
    conversation: Annotated[
        str | None, typer.Option(help="Id of an earlier objection of the same conversation.")
    ] = None,
    connection: Annotated[
        str | None, typer.Option(help="Needed when two connections share the deal's id.")
    ] = None,
    workspace: Annotated[str | None, typer.Option(help="Workspace to look in.")] = None,
    form: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.TEXT,
    as_json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
) -> None:
    """Say what is objected to, and offer answers."""
    from ...runtime.objections.asking import Asked

    state: State = context.obj
    _check(language)
    with state.services() as services:
        asked = Asked(
            text=text,
            by="command line",
            deal_id=deal,
            contact_id=contact,
            connection=connection,
            tones=tuple(tone or ()),
            language=language,
            conversation=conversation,
        )
        insight = services.objections.ask(state.workspace(services, workspace), asked)
        _print(services, insight, Format.JSON if as_json else form)


def _check(language: str | None) -> None:
    from ...errors import UserInputError
    from ...runtime.objections.asking import LANGUAGES

    if language is not None and language not in LANGUAGES:
        raise UserInputError(
            f"there are no answers in {language!r}",
            code="language_unknown",
            hint=f"one of {', '.join(LANGUAGES)}",
        )


def _print(services: Services, insight: Insight, form: Format) -> None:
    if form is Format.JSON:
        output.echo_json(insight.model_dump(mode="json"))
    elif form is Format.CSV:
        from ...runtime.spreadsheet import csv_text

        output.echo(csv_text(COLUMNS, _rows(insight)).rstrip("\n"))
    else:
        card = services.registry.card_builder(insight.kind).build(insight)
        output.echo(services.registry.card_host(HOSTS[form]).render(card))


def _rows(insight: Insight) -> list[dict[str, object]]:
    from ...insights import ObjectionPayload

    payload = ObjectionPayload.model_validate(insight.payload)
    head: dict[str, object] = {
        "category": payload.category.key,
        "confidence": round(payload.category.confidence.value, 3),
        "language": payload.language,
    }
    return [
        head
        | {
            "tone": one.tone,
            "text": one.text,
            "why": one.why,
            "score": round(one.score.value, 3),
            "claims": " ".join(one.claims),
            "evidence": " ".join(one.evidence),
        }
        for one in payload.responses
    ] or [head]
