"""Makes reports and writes them down in any format."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

from pydantic import ValidationError

from ...errors import NotFoundError, UserInputError
from ...insights import Insight
from ..personas.visibility import GUEST, Viewer
from ..registry import CARD_FILES, Registry
from ..spreadsheet import csv_text
from .kind import ReportKind
from .kinds import report_kinds

if TYPE_CHECKING:
    from ..services import Services

TEXT_FORMATS = ("html", "md", "csv", "json")
MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")


class _Pages(Protocol):
    def page(self, card: Any) -> str: ...  # noqa: ANN401  # the cards package's own document type


@dataclass(frozen=True)
class ReportFile:
    """A report as a file. `name` is safe in any file system and header."""

    content: bytes
    media_type: str
    name: str


@dataclass(frozen=True)
class Reporting:
    """Reports of a workspace."""

    services: Services

    @property
    def _registry(self) -> Registry:
        return self.services.registry

    def kinds(self) -> Mapping[str, ReportKind]:
        """Return every kind by key."""
        return report_kinds()

    def formats(self, kind: str | None = None) -> tuple[str, ...]:
        """Return the names of the formats that every report, or one kind, can be had in.

        Raises:
            NotFoundError: no such kind.
        """
        own = self._kind(kind).files if kind is not None else {}
        return (*TEXT_FORMATS, *self._registry.names(CARD_FILES), *own)

    def options(self, kind: str, given: Mapping[str, Any]) -> Any:  # noqa: ANN401  # the kind's own model
        """Return what is asked of a report, checked.

        Raises:
            NotFoundError: no such kind.
            UserInputError: an option that it does not have, or a value that can't be.
        """
        found = self._kind(kind)
        try:
            return found.options.model_validate(dict(given))
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            known = ", ".join(found.options.model_fields) or "none"
            raise UserInputError(
                f"report {kind}: {place}: {first['msg']}", code="request_invalid", hint=f"options: {known}"
            ) from None

    def gather(self, workspace: str, kind: str, given: Mapping[str, Any], viewer: Viewer = GUEST) -> Insight:
        """Return the insight of a report, as far as whoever it is for may see it; who is not named is a stranger.

        Raises:
            NotFoundError: no such kind, or nothing to report on.
            UserInputError: it can't be asked like that.
            NotVisibleError: they may not see any of it.
        """
        found = self._kind(kind)
        insight = found.gather(self.services, workspace, self.options(kind, given))
        return self.services.visibility.seen(workspace, insight, viewer)

    def file(self, kind: str, insight: Insight, form: str) -> ReportFile:
        """Return a report in one format.

        Raises:
            UserInputError: no such format.
        """
        if form not in self.formats(kind):
            raise UserInputError(
                f"there is no format {form!r}", code="format_unknown", hint=", ".join(self.formats(kind))
            )
        own = self._kind(kind).files.get(form)
        if own is not None:
            return ReportFile(own.write(insight), own.media_type, file_name(kind, insight, form))
        if form == "csv":
            return _file(kind, insight, form, csv_text(*self._kind(kind).rows(insight)))
        if form == "json":
            text = json.dumps(insight.model_dump(mode="json"), ensure_ascii=False, indent=1)
            return _file(kind, insight, form, text + "\n")
        card = self._registry.card_builder(insight.kind).build(insight)
        if form == "md":
            return _file(kind, insight, form, self._registry.card_host("markdown").render(card))
        if form == "html":
            return _file(kind, insight, form, cast(_Pages, self._registry.card_host("web")).page(card))
        writer = self._registry.card_file(form)
        name = file_name(kind, insight, writer.ending)
        return ReportFile(writer.file(card), writer.media_type, name)

    def _kind(self, key: str) -> ReportKind:
        found = report_kinds().get(key)
        if found is None:
            raise NotFoundError(
                f"there is no report {key!r}", code="report_unknown", hint=", ".join(report_kinds())
            )
        return found


def file_name(kind: str, insight: Insight, ending: str) -> str:
    """Return a name made of letters, digits, dots and dashes: what it is, of whom, as of when."""
    parts = [kind, *([insight.subject.id] if insight.subject.type == "deal" else ())]
    stem = "-".join(_NOT_IN_A_NAME.sub("-", part).strip("-.")[:60] for part in parts)
    return f"{stem}-{insight.as_of:%Y-%m-%d}.{ending}"


def _file(kind: str, insight: Insight, form: str, text: str) -> ReportFile:
    content = text.encode(errors="backslashreplace")
    return ReportFile(content, MEDIA_TYPES[form], file_name(kind, insight, form))
