"""Who may see which part of what is said about people. The one place that decides; everything shown passes it.

A part is a group of traits, the stance alone, quotations, charts, or the whole persona. An audience is a circle of
people; each is inside of the one before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...errors import CrmAiError, UserInputError
from ...insights import Insight
from ...insights.committee import COMMITTEE
from ...insights.comparison import COMPARISON
from ...insights.persona import PERSONA
from ...records import Deal, Owner
from ...store import Store, WorkspaceSession
from .hiding import hide_in_committee, hide_in_comparison, hide_in_persona

NAME = "persona_visibility"
"""Of the document among a workspace's controls."""

Role = Literal["guest", "rep", "manager", "admin"]
Audience = Literal["everybody", "users", "team", "owner", "managers", "admins"]
"""``everybody``: also who opens a shared link or reads the CRM's fields and notes. ``users``: who has an account, a key or
a card. ``team``: who owns a deal of the contact, and their team; ``owner``: who owns one. Managers and admins see what
owners see."""
Part = Literal[
    "persona", "communication", "decision", "priorities", "engagement", "buying", "stance", "quotes", "charts"
]
PARTS: tuple[str, ...] = get_args(Part)
_RANK = {"guest": 0, "rep": 1, "manager": 2, "admin": 3}


class NotVisibleError(CrmAiError):
    """Whoever asks may not see this."""

    default_code = "not_visible"


@dataclass(frozen=True)
class Viewer:
    """Whoever looks: their role, and their id among the CRM's users where it is known."""

    role: Role
    crm_user: str | None = None


GUEST = Viewer("guest")
"""Who opens a link, and whoever reads the CRM."""
ADMIN = Viewer("admin")


class VisibilityPolicy(BaseModel):
    """Audience by part; a part that is not named has the one it has by default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    persona: Audience = "everybody"
    communication: Audience = "everybody"
    decision: Audience = "everybody"
    priorities: Audience = "everybody"
    engagement: Audience = "everybody"
    buying: Audience = "everybody"
    stance: Audience = Field(
        default="team", description="Who is for us and who against is nothing for a link."
    )
    quotes: Audience = Field(default="users", description="What people wrote, word for word.")
    charts: Audience = "everybody"

    def audience(self, part: str) -> Audience:
        """Return who may see a part."""
        found: Audience = getattr(self, part)
        return found


@dataclass(frozen=True)
class PolicyVersion:
    """A policy with its version; number 0 is the default of a workspace that never set one."""

    policy: VisibilityPolicy
    number: int = 0
    author: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Visibility:
    """Decides and hides; the decision is made anew each time, so that a change of the policy holds at once."""

    store: Store

    def policy(self, workspace: str) -> PolicyVersion:
        """Return the policy in force."""
        with self.store.workspace(workspace) as session:
            return _policy(session)

    def set_policy(self, workspace: str, document: object, author: str) -> PolicyVersion:
        """Put a policy in force as a new version.

        Raises:
            UserInputError: ``visibility_invalid``: a part or an audience that does not exist.
            ConflictError: somebody else changed it at the same moment.
        """
        policy = parse_policy(document)
        with self.store.workspace(workspace) as session:
            row = session.controls.add(NAME, policy.model_dump(mode="json"), author)
            session.audit.add(author, "visibility_set", f"{NAME}:{row.number}", dict(row.document))
        return PolicyVersion(policy, row.number, row.author, row.at)

    def seen(self, workspace: str, insight: Insight, viewer: Viewer) -> Insight:
        """Return of an insight what a viewer may see; what is not about people is returned as it is.

        Raises:
            NotVisibleError: they may not see any of it.
        """
        if insight.kind not in (PERSONA, COMMITTEE, COMPARISON):
            return insight
        with self.store.workspace(workspace) as session:
            policy = _policy(session).policy
            if insight.kind == COMMITTEE:
                hidden = _hidden(
                    policy, viewer, _ties(session, insight.connection, [insight.subject.id], viewer)
                )
                return hide_in_committee(insight, _open(hidden)) if hidden else insight
            people = insight.subject.id.split(",") if insight.kind == COMPARISON else [insight.subject.id]
            by_contact = {
                id_: _hidden(policy, viewer, _ties_of(session, insight.connection, id_, viewer))
                for id_ in people
            }
        for hidden in by_contact.values():
            _open(hidden)
        if insight.kind == COMPARISON:
            return hide_in_comparison(insight, by_contact) if any(by_contact.values()) else insight
        (hidden,) = by_contact.values()
        return hide_in_persona(insight, hidden) if hidden else insight

    def hidden(self, workspace: str, connection: str, contact_id: str, viewer: Viewer) -> frozenset[str]:
        """Return the parts of a contact's persona that a viewer may not see.

        Raises:
            NotVisibleError: they may not see any of it.
        """
        with self.store.workspace(workspace) as session:
            ties = _ties_of(session, connection, contact_id, viewer)
            return _open(_hidden(_policy(session).policy, viewer, ties))


def parse_policy(document: object) -> VisibilityPolicy:
    """Return what a document says.

    Raises:
        UserInputError: ``visibility_invalid``.
    """
    try:
        return VisibilityPolicy.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UserInputError(
            f"visibility{'.' + place if place else ''}: {first['msg']}",
            code="visibility_invalid",
            hint=f"parts: {', '.join(PARTS)}; audiences: {', '.join(get_args(Audience))}",
        ) from None


def _open(hidden: frozenset[str]) -> frozenset[str]:
    if PERSONA in hidden:
        raise NotVisibleError("this persona is not visible to you", hint="an admin decides who sees what")
    return hidden


def _policy(session: WorkspaceSession) -> PolicyVersion:
    row = session.controls.latest(NAME)
    if row is None:
        return PolicyVersion(VisibilityPolicy())
    return PolicyVersion(_stored(row.document), row.number, row.author, row.at)


def _stored(document: Mapping[str, Any]) -> VisibilityPolicy:
    known = {part: document[part] for part in PARTS if part in document}
    return VisibilityPolicy.model_validate(known)


@dataclass(frozen=True)
class _Ties:
    """How a viewer belongs to what is shown: who owns it, and whether one of them is of the viewer's team."""

    owners: frozenset[str]
    of_team: bool


def _hidden(policy: VisibilityPolicy, viewer: Viewer, ties: _Ties) -> frozenset[str]:
    return frozenset(part for part in PARTS if not _may(policy.audience(part), viewer, ties))


def _may(audience: Audience, viewer: Viewer, ties: _Ties) -> bool:
    if audience == "everybody":
        return True
    if audience == "users":
        return viewer.role != "guest"
    if audience == "admins":
        return viewer.role == "admin"
    if _RANK[viewer.role] >= _RANK["manager"]:
        return True
    if audience == "managers" or viewer.role == "guest":
        return False
    return viewer.crm_user in ties.owners or (audience == "team" and ties.of_team)


def _ties_of(session: WorkspaceSession, connection: str, contact_id: str, viewer: Viewer) -> _Ties:
    return _ties(session, connection, session.records.deals_of(connection, contact_id), viewer)


def _ties(session: WorkspaceSession, connection: str, deal_ids: Sequence[str], viewer: Viewer) -> _Ties:
    deals = session.records.fetch(connection, Deal, list(deal_ids))
    owners = frozenset(deal.owner_id for deal in deals if deal.owner_id)
    if viewer.crm_user is None:
        return _Ties(owners, of_team=False)
    known = session.records.fetch(connection, Owner, sorted(owners | {viewer.crm_user}))
    own = next((one.team for one in known if one.id == viewer.crm_user), None)
    return _Ties(owners, of_team=bool(own) and any(one.team == own for one in known if one.id in owners))
