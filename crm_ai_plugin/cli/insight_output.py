"""How commands print an insight that is a report as well."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from . import output

if TYPE_CHECKING:
    from ..insights import Insight
    from ..runtime.services import Services


class Format(StrEnum):
    """How an insight is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "md"
    CSV = "csv"
    HTML = "html"
    PDF = "pdf"
    VCARD = "vcf"


HOSTS = {Format.TEXT: "plain", Format.MARKDOWN: "markdown", Format.HTML: "web"}


def deliver(services: Services, report: str, insight: Insight, form: Format, out: Path | None) -> None:
    """Print an insight, or write it to a file.

    Raises:
        UserInputError: it can't be written there, or has to have a file.
    """
    if form is not Format.TEXT and (out is not None or form in (Format.CSV, Format.PDF, Format.VCARD)):
        output.deliver(services.reporting.file(report, insight, form.value), out)
    elif form is Format.JSON:
        output.echo_json(insight.model_dump(mode="json"))
    else:
        card = services.registry.card_builder(insight.kind).build(insight)
        text = services.registry.card_host(HOSTS[form]).render(card)
        if out is not None:
            output.write_file(out, text)
        else:
            output.echo(text)
