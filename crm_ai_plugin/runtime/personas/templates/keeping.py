"""Templates of a workspace: ours and its own, by version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ....errors import NotFoundError, UserInputError
from ....insights import Insight
from ....store import ControlRow, Store
from ..building import KIND
from .arranging import arranged
from .definition import PersonaTemplate, parse_template, shipped

NAME = "persona_template"
"""Of the documents among a workspace's controls."""
_REMOVED = "removed"


@dataclass(frozen=True)
class TemplateChoice:
    """A template that can be used; `own` where the workspace brought it, with its version and who stored it."""

    template: PersonaTemplate
    own: bool
    number: int = 0
    author: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class PersonaTemplates:
    """Reads and changes them. One of its own stands in place of ours with the same key until it is removed."""

    store: Store

    def list(self, workspace: str) -> Sequence[TemplateChoice]:
        """Return every template in its newest version, by key."""
        found = {key: TemplateChoice(one, own=False) for key, one in shipped().items()}
        seen: set[str] = set()
        for row in self._rows(workspace):
            key = str(row.document["key"])
            if key in seen:
                continue
            seen.add(key)
            if not row.document.get(_REMOVED):
                found[key] = _choice(row)
        return [found[key] for key in sorted(found)]

    def get(self, workspace: str, key: str) -> TemplateChoice:
        """Return one by its key.

        Raises:
            NotFoundError: ``template_unknown``.
        """
        known = {one.template.key: one for one in self.list(workspace)}
        if key not in known:
            raise NotFoundError(
                f"there is no template {key[:40]!r} for personas",
                code="template_unknown",
                hint=", ".join(known),
            )
        return known[key]

    def arrange(self, workspace: str, insight: Insight, key: str) -> Insight:
        """Return a persona arranged by one of the templates.

        Raises:
            NotFoundError: ``template_unknown``.
            UserInputError: ``template_unfit``; it is of another kind.
        """
        if insight.kind != KIND:
            raise UserInputError(
                f"templates arrange personas; this is of the kind {insight.kind}", code="template_unfit"
            )
        return arranged(insight, self.get(workspace, key).template)

    def versions(self, workspace: str, key: str) -> Sequence[TemplateChoice]:
        """Return the versions of one of the workspace's own, newest first."""
        rows = [row for row in self._rows(workspace) if row.document["key"] == key]
        return [_choice(row) for row in rows if not row.document.get(_REMOVED)]

    def set(self, workspace: str, document: object, author: str, note: str = "") -> TemplateChoice:
        """Store a template as a new version of its key.

        Raises:
            UserInputError: ``template_invalid``.
            ConflictError: somebody else stored one at the same moment.
        """
        template = parse_template(document)
        with self.store.workspace(workspace) as session:
            row = session.controls.add(NAME, template.model_dump(mode="json"), author, note)
            session.audit.add(
                author, "persona_template_set", f"{NAME}:{template.key}", {"number": row.number}
            )
        return _choice(row)

    def remove(self, workspace: str, key: str, author: str) -> None:
        """Take one of the workspace's own off; its versions stay on record, and ours of that key holds again.

        Raises:
            NotFoundError: the workspace has none of that key.
        """
        if not self.get(workspace, key).own:
            raise NotFoundError(f"{key} is not a template of this workspace", code="template_unknown")
        with self.store.workspace(workspace) as session:
            session.controls.add(NAME, {"key": key, _REMOVED: True}, author)
            session.audit.add(author, "persona_template_removed", f"{NAME}:{key}", {})

    def _rows(self, workspace: str) -> Sequence[ControlRow]:
        with self.store.workspace(workspace) as session:
            return session.controls.list(NAME)


def _choice(row: ControlRow) -> TemplateChoice:
    return TemplateChoice(
        PersonaTemplate.model_validate(row.document),
        own=True,
        number=row.number,
        author=row.author,
        at=row.at,
    )
