"""What admins decided about writing personas into the CRM."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ...errors import UserInputError
from ...store import Store, WorkspaceSession

NAME = "persona_write_back"
"""Of the document among a workspace's controls."""


class WritePolicy(BaseModel):
    """How a persona gets into the CRM.

    Attributes:
        approval: ``required``: a person approves each version that says something else. ``automatic``: each is written.
        note: Whether a note is written.
        fields: Whether fields are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    approval: Literal["required", "automatic"] = "required"
    note: bool = True
    fields: bool = True


@dataclass(frozen=True)
class WritePolicyVersion:
    """A policy with its version; number 0 is that of a workspace that never set one."""

    policy: WritePolicy
    number: int = 0
    author: str | None = None
    at: datetime | None = None


def policy_in(session: WorkspaceSession) -> WritePolicyVersion:
    """Return the policy in force."""
    row = session.controls.latest(NAME)
    if row is None:
        return WritePolicyVersion(WritePolicy())
    return WritePolicyVersion(WritePolicy.model_validate(row.document), row.number, row.author, row.at)


@dataclass(frozen=True)
class WritePolicies:
    """Reads and changes them."""

    store: Store

    def get(self, workspace: str) -> WritePolicyVersion:
        """Return the policy in force."""
        with self.store.workspace(workspace) as session:
            return policy_in(session)

    def set(self, workspace: str, document: object, author: str) -> WritePolicyVersion:
        """Put a policy in force as a new version.

        Raises:
            UserInputError: ``write_policy_invalid``.
            ConflictError: somebody else changed it at the same moment.
        """
        try:
            policy = WritePolicy.model_validate(document)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise UserInputError(
                f"write-back of personas{'.' + place if place else ''}: {first['msg']}",
                code="write_policy_invalid",
                hint="approval: required or automatic; note, fields: true or false",
            ) from None
        with self.store.workspace(workspace) as session:
            row = session.controls.add(NAME, policy.model_dump(mode="json"), author)
            session.audit.add(author, "persona_write_policy", f"{NAME}:{row.number}", dict(row.document))
        return WritePolicyVersion(policy, row.number, row.author, row.at)
